/* What a decision makes of a sidecar: checked against the findings and the people first, then put into its text.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "assess/signature.h"
#include "edit/review_parts.h"
#include "port/digest.h"
#include "port/sshsig.h"

struct ap_diagnostic *
ap_deciding_say(struct ap_deciding *d, enum ap_code code, enum ap_severity level, const char *fmt,
                ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str words = ap_arena_vprintf(d->mem, fmt, args);
    va_end(args);
    struct ap_diagnostic *said =
        ap_diag_add(d->dg, code, (struct ap_place){d->item->path, 0, 0}, "%.*s", AP_FMT(words));
    ap_diag_level(d->dg, said, level);
    d->plan->refused |= level == AP_ERROR;
    return said;
}

static bool
same_person(const struct ap_deciding *d, struct ap_str a, struct ap_str b)
{
    return a.len && b.len && ap_workspace_same_person(d->as->cat->ws, a, b);
}

bool
ap_deciding_is_bound(const struct ap_deciding *d, const struct ap_review_entry *entry)
{
    return entry->sha256.len && ap_str_ieq(entry->sha256, d->plan->sha256);
}

/* --- what stands against it --------------------------------------------------------------- */

/** A finding that an approval answers is no reason against one. */
static bool
is_answered_by_approval(enum ap_code code)
{
    static const enum ap_code answered[] = {AP_REV001, AP_REV002, AP_REV003, AP_REV004, AP_REV005,
                                            AP_REV006, AP_REV007, AP_REV008, AP_FMT011};
    for (size_t i = 0; i < AP_COUNT(answered); i++)
        if (answered[i] == code)
            return true;
    return false;
}

void
ap_review_obstacles(const struct ap_assessment *as, uint32_t item, struct ap_arena *mem,
                    struct ap_strs *ret_codes)
{
    struct ap_strs codes = {0};
    for (size_t i = 0; i < as->findings.n; i++) {
        const struct ap_finding *f = as->findings.items[i];
        struct ap_str id = ap_str_from(ap_code_info(f->code)->id);
        if (f->item == item && f->severity >= AP_HIGH && !is_answered_by_approval(f->code) &&
            !ap_strs_has(&codes, id))
            *ap_vec_push(mem, &codes) = id;
    }
    *ret_codes = codes;
}

static struct ap_str
message_of(const struct ap_deciding *d, struct ap_str code)
{
    for (size_t i = 0; i < d->as->findings.n; i++) {
        const struct ap_finding *f = d->as->findings.items[i];
        if (f->item == d->item->index && ap_str_is(code, ap_code_info(f->code)->id))
            return f->message;
    }
    return AP_STR_NONE;
}

/** Which of the codes of --despite are about this item, for the note. */
static struct ap_str
check_obstacles(struct ap_deciding *d)
{
    struct ap_strs codes;
    struct ap_str known = AP_STR_NONE;
    ap_review_obstacles(d->as, d->item->index, d->mem, &codes);
    for (size_t i = 0; i < codes.n; i++) {
        if (ap_strs_has(&d->decision->despite, codes.items[i])) {
            known = known.len ? ap_arena_join(d->mem, known, ", ", codes.items[i]) : codes.items[i];
            continue;
        }
        struct ap_diagnostic *said = ap_deciding_say(
            d, AP_REV012, AP_ERROR, "a finding stands against approving it: %.*s [%.*s]",
            AP_FMT(message_of(d, codes.items[i])), AP_FMT(codes.items[i]));
        const struct ap_code_info *info = ap_code_info(ap_code_from_id(codes.items[i]));
        if (info->severity == AP_BLOCKER) /* no approval lets it leave */
            ap_diag_hint(d->dg, said, "%s", info->mend);
        else
            ap_diag_hint(d->dg, said, "mend it, or approve with --despite %s --note \"why\"",
                         info->id);
    }
    return known;
}

static void
check_independence(struct ap_deciding *d)
{
    enum ap_independence rule = d->as->cat->ws->independence;
    if (rule == AP_INDEPENDENCE_OFF || !same_person(d, d->item->owner, d->decision->by))
        return;
    if (rule == AP_INDEPENDENCE_REQUIRED)
        ap_deciding_say(d, AP_REV003, AP_ERROR,
                        "%.*s owns it and cannot approve it: independence is required",
                        AP_FMT(d->decision->by));
    else
        ap_deciding_say(d, AP_REV003, AP_WARNING, "%.*s owns it and approves it",
                        AP_FMT(d->decision->by));
}

static void
warn(struct ap_deciding *d)
{
    const struct ap_item *item = d->item;
    if (item->received && item->received->sha256.len &&
        !ap_str_ieq(item->received->sha256, d->plan->sha256))
        ap_deciding_say(d, AP_REV008, AP_WARNING, "the bytes are not those that were received");
    if (item->parsed.status == AP_DOCSTATUS_DRAFT || item->parsed.status == AP_DOCSTATUS_REVIEW) {
        struct ap_diagnostic *said =
            ap_deciding_say(d, AP_REV012, AP_WARNING, "its name says %s, so it stays pending",
                            ap_word(ap_doc_status_words, (int)item->parsed.status));
        ap_diag_hint(d->dg, said, "give the file the status Approved in its name, then review it");
    }
    if (d->record->unscannable && !d->decision->seen) {
        struct ap_diagnostic *said =
            ap_deciding_say(d, AP_FMT011, AP_NOTE, "its content cannot be scanned");
        ap_diag_hint(d->dg, said,
                     "look at it and approve with --seen: packs for buyers ask for it");
    }
    if (item->link && d->plan->sha256.len == 0) {
        struct ap_diagnostic *said = ap_deciding_say(
            d, AP_REV004, AP_WARNING, "the link has no sha256, so the decision is not bound");
        ap_diag_hint(d->dg, said, "add the sha256 of what the link points at, if it is known");
    }
}

/* --- approve and reject ------------------------------------------------------------------- */

static int64_t
approvals_needed(const struct ap_deciding *d)
{
    int64_t most = 1;
    for (size_t i = 0; i < d->item->n_requirements; i++) {
        int64_t n = d->as->cat->lib->requirements[d->item->requirements[i]]->approvals;
        most = n > most ? n : most;
    }
    return most;
}

/** The signature of the decision, held to what a check will hold it to. */
static void
sign(struct ap_deciding *d, struct ap_review *review)
{
    struct ap_str armored;
    struct ap_str why = AP_STR_NONE;
    struct ap_str statement = ap_review_statement(review, d->mem);
    if (statement.len == 0) {
        (void)ap_deciding_say(d, AP_REV012, AP_ERROR, "what has no digest cannot be signed");
        return;
    }
    int rc = ap_sshsig_sign(d->decision->sign_key, statement, AP_REVIEW_NAMESPACE, d->mem, &armored,
                            &why);
    if (rc == AP_E_NOTFOUND)
        why = AP_STR("there is no ssh-keygen on this machine");
    if (rc == AP_OK) {
        review->signature = ap_sshsig_bare(armored, d->mem);
        rc = ap_review_signing(d->as->cat->ws, review, d->mem, &why) == AP_SIGNED ? AP_OK
                                                                                  : AP_E_INVALID;
    }
    if (rc == AP_OK)
        return;
    if (why.len == 0)
        why = AP_STR("ssh-keygen failed");
    struct ap_diagnostic *said =
        ap_deciding_say(d, AP_REV012, AP_ERROR, "the decision is not signed: %.*s", AP_FMT(why));
    ap_diag_hint(d->dg, said, "put the public key under people, keys, in apipack.yaml");
}

static struct ap_node *
new_entry(struct ap_deciding *d, struct ap_str despite)
{
    const struct ap_decision *decision = d->decision;
    struct ap_review review = {
        .status = decision->kind == AP_DECIDE_APPROVE ? AP_REVIEW_APPROVED : AP_REVIEW_REJECTED,
        .by = decision->by,
        .date = decision->day,
        .sha256 = d->plan->sha256,
        .method = AP_METHOD_SIDECAR,
        .note = decision->note,
        .seen = decision->seen,
    };
    if (despite.len)
        review.note =
            ap_arena_printf(d->mem, "despite %.*s: %.*s", AP_FMT(despite), AP_FMT(decision->note));
    if (decision->sign_key && !d->plan->refused)
        sign(d, &review);
    return ap_review_node(&review, d->mem);
}

/** Does the entry say the same as the decision would, apart from the day? */
static bool
is_same(const struct ap_deciding *d, const struct ap_review_entry *entry,
        const struct ap_node *decided)
{
    const struct ap_node *note = ap_node_get(decided, "note");
    return ap_str_is(ap_node_get(decided, "status")->text,
                     ap_word(ap_review_status_words, (int)entry->status)) &&
           ap_str_eq(entry->by, d->decision->by) && ap_deciding_is_bound(d, entry) &&
           ap_str_eq(entry->note, note ? note->text : AP_STR_NONE) &&
           entry->seen == d->decision->seen && entry->in_sidecar && !d->decision->sign_key;
}

/** An approval by somebody else that still counts beside this decision. */
static bool
stays(struct ap_deciding *d, const struct ap_review_entry *entry, bool many)
{
    bool concerns_these = entry->sha256.len == 0 || ap_deciding_is_bound(d, entry);
    bool by_other = !same_person(d, entry->by, d->decision->by);
    if (entry->status == AP_REVIEW_REJECTED && concerns_these && by_other &&
        d->decision->kind == AP_DECIDE_APPROVE)
        ap_deciding_say(d, AP_REV012, AP_WARNING, "the same bytes were rejected by %.*s: %.*s",
                        AP_FMT(entry->by.len ? entry->by : AP_STR("somebody")),
                        AP_FMT(entry->note.len ? entry->note : AP_STR("no reason was noted")));
    return many && entry->status == AP_REVIEW_APPROVED && concerns_these && by_other;
}

static int
put_decision(struct ap_deciding *d, struct ap_node *decided)
{
    struct ap_sidecar *car = &d->plan->car;
    struct ap_node *list = ap_yaml_list(d->mem);
    bool many = approvals_needed(d) > 1;
    bool all_stay = d->old.n > 0;
    for (size_t i = 0; i < d->old.n; i++) {
        const struct ap_review_entry *entry = &d->old.items[i];
        struct ap_node *copy = ap_arena_new(d->mem, struct ap_node);
        *copy = *entry->node;
        all_stay &= entry->in_sidecar;
        if (stays(d, entry, many)) {
            ap_yaml_list_add(d->mem, list, copy);
            continue;
        }
        all_stay = false;
        int r = ap_review_is_worth_keeping(entry) ? ap_sidecar_remember(car, copy) : AP_OK;
        if (r < 0)
            return r;
    }
    if (all_stay)
        return ap_yaml_append(&car->edit, ap_yaml_at("review"), decided, &car->order);
    if (list->n == 0)
        return ap_sidecar_set(car, "review", decided);
    ap_yaml_list_add(d->mem, list, decided);
    return ap_sidecar_set(car, "review", list);
}

static int
decide(struct ap_deciding *d)
{
    struct ap_str despite = AP_STR_NONE;
    bool approves = d->decision->kind == AP_DECIDE_APPROVE;
    if (approves) {
        check_independence(d);
        despite = check_obstacles(d);
    }
    struct ap_node *decided = new_entry(d, despite);
    for (size_t i = 0; i < d->old.n; i++)
        d->plan->idle |= is_same(d, &d->old.items[i], decided);
    if (d->plan->refused || d->plan->idle)
        return AP_OK;
    if (approves)
        warn(d);
    return put_decision(d, decided);
}

/* --- one item ----------------------------------------------------------------------------- */

/** The digest of the bytes; of a link, that of what it points at, as it records it. */
static struct ap_str
digest_of(const struct ap_deciding *d)
{
    char text[AP_SHA256_TEXT];
    if (d->item->link)
        return d->item->link->sha256;
    ap_sha256_text(d->record->sha256, text);
    return ap_arena_copy(d->mem, ap_str_from(text));
}

void
ap_review_plan_item(const struct ap_assessment *as, uint32_t item,
                    const struct ap_decision *decision, struct ap_arena *mem,
                    struct ap_review_plan *ret_plan, struct ap_diag *dg)
{
    const struct ap_catalogue *cat = as->cat;
    struct ap_review_plan *plan = ret_plan;
    *plan = (struct ap_review_plan){.item = &cat->evidence->items.items[item]};
    struct ap_deciding d = {.as = as,
                            .item = plan->item,
                            .record = &as->insp->records[item],
                            .decision = decision,
                            .mem = mem,
                            .plan = plan,
                            .dg = dg};
    if (!d.record->read) {
        (void)ap_deciding_say(&d, AP_REV012, AP_ERROR,
                              "the file cannot be read, so nobody can have reviewed it");
        return;
    }
    plan->sha256 = digest_of(&d);
    int r = ap_sidecar_open(cat->ws, cat->lib, plan->item->rel, mem, &plan->car, dg);
    if (r == AP_OK) {
        ap_review_entries_of(&plan->car, plan->item, mem, &d.old);
        r = decision->kind == AP_DECIDE_BIND ? ap_deciding_bind(&d) : decide(&d);
    }
    plan->refused |= r < 0;
}
