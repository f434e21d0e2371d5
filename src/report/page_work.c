/* What good looks like, the checklist, the auditor's requests, registers, and what changed since another pack.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"
#include "report/since.h"
#include "report/views.h"

/* --- answers -------------------------------------------------------------------------------------- */

static void
answer_element(const void *user, const void *self, size_t i, struct ap_value *out,
               struct ap_arena *mem)
{
    static const char *const tones[] = {
        [AP_YES] = "good", [AP_PARTIAL] = "wait", [AP_NO] = "bad", [AP_NOT_ASKED] = "dim"};
    const struct ap_page *page = user;
    const struct ap_question_answer *answer = (const struct ap_question_answer *)self + i;
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_fields_text(fields, "id", answer->id);
    ap_fields_text(fields, "ask", answer->ask);
    ap_page_state(fields, ap_word(ap_answer_words, (int)answer->answer), tones[answer->answer]);
    ap_fields_text(fields, "reason", ap_report_inner(page->ctx, answer->reason));
}

/* --- requests ------------------------------------------------------------------------------------- */

static void
request_slot_element(const void *user, const void *self, size_t i, struct ap_value *out,
                     struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_request_verdict *request = self;
    const struct ap_verdict *verdict = &page->ctx->as->verdicts[request->slots[i]];
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_page_slot(fields, verdict->slot);
    ap_page_state(fields, ap_word(ap_status_words, (int)verdict->status), ap_page_tone(verdict));
}

static const char *
request_tone(const struct ap_request_verdict *verdict)
{
    if (verdict->overdue || verdict->state == AP_REQUEST_NO_SLOT)
        return "bad";
    return verdict->state == AP_REQUEST_ANSWERED ? "good" : "wait";
}

static void
request_element(const void *user, const void *self, size_t i, struct ap_value *out,
                struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_request_verdict *verdict = &page->ctx->as->requests[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)self;
    ap_fields_text(fields, "id", verdict->request->id);
    ap_fields_text(fields, "text", verdict->request->text);
    ap_fields_text(fields, "asks", ap_views_asked(page->ctx, verdict->request));
    ap_fields_text(fields, "due", ap_day_str(mem, verdict->request->due));
    ap_fields_text(fields, "state", ap_views_request_state(page->ctx, verdict));
    ap_fields_text(fields, "tone", ap_str_from(request_tone(verdict)));
    ap_fields_text(fields, "reason", verdict->n_slots ? AP_STR_NONE : verdict->reason);
    ap_fields_list(fields, "slots", verdict->n_slots, request_slot_element, verdict);
    ap_fields_text(fields, "auditor", ap_views_auditor(page->ctx, verdict->request));
}

/* --- registers ------------------------------------------------------------------------------------ */

/** The entries of one register. */
struct entries {
    const struct ap_tracked_verdict **items;
    size_t n;
};

static void
entry_element(const void *user, const void *self, size_t i, struct ap_value *out,
              struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_tracked_verdict *verdict = ((const struct entries *)self)->items[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_fields_text(fields, "id", verdict->entry->id);
    ap_fields_text(fields, "title", verdict->entry->title);
    ap_fields_text(fields, "about", ap_views_tracked_about(page->ctx, verdict));
    ap_fields_text(fields, "opened", ap_day_str(mem, verdict->entry->opened));
    ap_fields_text(fields, "state", ap_views_tracked_state(page->ctx, verdict));
    ap_fields_text(fields, "tone",
                   ap_str_from(verdict->overdue || verdict->unproven ? "bad"
                               : verdict->open                       ? "wait"
                                                                     : "good"));
    ap_fields_text(fields, "evidence", ap_views_joined(page->ctx, &verdict->entry->evidence));
}

static void
register_element(const void *user, const void *self, size_t i, struct ap_value *out,
                 struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_assessment *as = page->ctx->as;
    struct ap_fields *fields = ap_fields_new(out, mem);
    struct entries *entries = ap_arena_new(mem, struct entries);
    (void)self;
    entries->items = ap_arena_array(mem, const struct ap_tracked_verdict *, as->n_tracked);
    for (size_t k = 0; k < as->n_tracked; k++)
        if ((size_t)as->tracked[k].entry->kind == i)
            entries->items[entries->n++] = &as->tracked[k];
    ap_fields_text(fields, "heading",
                   ap_str_from(ap_views_register((enum ap_tracked_kind)i)->heading));
    ap_fields_text(fields, "count", ap_views_tracked_count(page->ctx, (enum ap_tracked_kind)i));
    ap_fields_list(fields, "entries", entries->n, entry_element, entries);
}

/* --- since another pack --------------------------------------------------------------------------- */

/** The rows of one change. */
struct changes {
    enum ap_since_change change;
    const struct ap_since_row **rows;
    size_t n;
};

static void
change_row_element(const void *user, const void *self, size_t i, struct ap_value *out,
                   struct ap_arena *mem)
{
    const struct changes *changes = self;
    const struct ap_since_row *row = changes->rows[i];
    const struct ap_since_fact *fact = row->new ? row->new : row->old;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_fields_text(fields, "ref", fact->ref);
    ap_fields_text(fields, "title", fact->title);
    ap_fields_text(fields, "state", ap_since_row_str(row, changes->change, mem));
}

static void
change_element(const void *user, const void *self, size_t i, struct ap_value *out,
               struct ap_arena *mem)
{
    const struct ap_since *since = self;
    struct ap_fields *fields = ap_fields_new(out, mem);
    struct changes *changes = ap_arena_new(mem, struct changes);
    (void)user;
    changes->change = ap_since_order[i];
    changes->rows = ap_arena_array(mem, const struct ap_since_row *, since->n_rows);
    for (size_t k = 0; k < since->n_rows; k++)
        if (since->rows[k].changes[changes->change])
            changes->rows[changes->n++] = &since->rows[k];
    ap_fields_text(fields, "heading", ap_str_from(ap_since_words[changes->change].title));
    ap_fields_flag(fields, "any", changes->n > 0);
    ap_fields_list(fields, "rows", changes->n, change_row_element, changes);
}

void
ap_page_since(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_since *since = page->ctx->plan->since;
    if (!since)
        return;
    ap_fields_text(root, "since", ap_since_summary(since, root->mem));
    ap_fields_text(root, "since_doubt", ap_since_doubt(since, root->mem));
    ap_fields_list(root, "changes", AP_N_SINCE, change_element, since);
}

void
ap_page_work(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_assessment *as = page->ctx->as;
    ap_fields_text(root, "readiness_said", ap_views_readiness(page->ctx));
    ap_fields_list(root, "readiness", as->n_readiness, answer_element, as->readiness);
    ap_fields_text(root, "answers_said", ap_views_answers(page->ctx));
    ap_fields_list(root, "answers", as->n_answers, answer_element, as->answers);
    ap_fields_text(root, "requests_said", ap_views_requests(page->ctx));
    ap_fields_list(root, "requests", as->n_requests, request_element, NULL);
    ap_fields_list(root, "registers", AP_N_TRACKED, register_element, NULL);
}
