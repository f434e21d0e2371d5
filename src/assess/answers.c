/* Questions, readiness lines and deal-breakers, answered by requirements or by facts about the set.
 * Place in the flow: assess, last. docs/domain.md, "Questions", "Deal-breakers".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/* --- facts about the set of evidence that is used -------------------------------------------- */

static bool
has_controls(const struct ap_judge *judge, uint32_t item)
{
    return ap_judge_item(judge, item)->controls.n > 0 ||
           ap_judge_item(judge, item)->n_requirements > 0;
}

static bool
has_frameworks(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t i = 0; i < what->n_requirements; i++)
        if (judge->cat->lib->requirements[what->requirements[i]]->control->maps.n > 0)
            return true;
    return what->frameworks.n > 0;
}

static bool
has_owner(const struct ap_judge *judge, uint32_t item)
{
    return ap_judge_item(judge, item)->owner.len > 0;
}

static bool
is_approved(const struct ap_judge *judge, uint32_t item)
{
    return judge->reviews[item].n_approvals > 0 && !judge->reviews[item].rejected;
}

/** Kept where versions and permissions are controlled: the workspace names its SharePoint library,
 * or the review came out of a system. */
static bool
is_in_vault(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_review *latest = judge->reviews[item].latest;
    return judge->cat->ws->sharepoint_library.len > 0 ||
           (latest && (latest->method == AP_METHOD_SHAREPOINT || latest->method == AP_METHOD_GIT));
}

static const struct {
    const char *name;
    bool (*holds)(const struct ap_judge *judge, uint32_t item);
    const char *lack; /* what is said of the items for which it does not hold */
} facts[] = {
    {"all-approved", is_approved, "not approved"},
    {"all-mapped-controls", has_controls, "mapped to no control"},
    {"all-mapped-frameworks", has_frameworks, "mapped to no framework"},
    {"all-owned", has_owner, "without an owner"},
    {"vault-evidenced", is_in_vault, "not shown to lie in a vault (SharePoint or git)"},
};

/** Counts one more fact; gives the words of why it does not hold, or an empty view. */
static struct ap_str
count_fact(struct ap_judge *judge, struct ap_str name, struct ap_tally *tally)
{
    uint32_t n = 0;
    uint32_t n_hold = 0;
    const char *lack = "";
    for (size_t f = 0; f < AP_COUNT(facts); f++) {
        if (!ap_str_is(name, facts[f].name))
            continue;
        lack = facts[f].lack;
        for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
            if (judge->as->items[i].state != AP_ITEM_USED)
                continue;
            n++;
            n_hold += facts[f].holds(judge, i);
        }
    }
    tally->n++;
    tally->yes += n > 0 && n_hold == n;
    tally->partial += n_hold > 0 && n_hold < n;
    if (n == 0)
        return AP_STR("no evidence is in use yet");
    /* No path: the reason is told to every audience. */
    return n_hold == n ? AP_STR_NONE
                       : ap_arena_printf(judge->mem, "%u of %u items %s %s", n - n_hold, n,
                                         n - n_hold == 1 ? "is" : "are", lack);
}

/* --- questions and readiness lines -------------------------------------------------------------- */

static void
answer_rule(struct ap_judge *judge, const struct ap_proof *proofs,
            const struct ap_answer_rule *rule, struct ap_question_answer *ret_answer)
{
    struct ap_tally tally = {0};
    struct ap_buf open = {0};
    for (size_t i = 0; i < rule->requirements.n; i++) {
        const struct ap_requirement *req =
            ap_library_requirement(judge->cat->lib, rule->requirements.items[i].text);
        if (req && proofs[req->index].n_slots > 0)
            ap_proof_count(judge->as, req, &proofs[req->index], judge->mem, &tally,
                           &ret_answer->evidence, &open);
    }
    for (size_t i = 0; i < rule->facts.n; i++) {
        struct ap_str lack = count_fact(judge, rule->facts.items[i].text, &tally);
        if (lack.len && !ap_str_ends(ap_buf_str(&open), lack)) /* the same lack is told once */
            ap_buf_printf(&open, "%s%.*s", open.len ? "; " : "", AP_FMT(lack));
    }
    ap_proof_answer(&tally, rule->any, ap_buf_str(&open), judge->mem, ret_answer);
    ap_buf_release(&open);
}

/* --- deal-breakers ------------------------------------------------------------------------------ */

static void
say_because(struct ap_judge *judge, struct ap_dealbreaker_verdict *verdict, struct ap_str what)
{
    *ap_vec_push(judge->mem, &verdict->because) = what;
}

static bool
is_detected(struct ap_judge *judge, const struct ap_proof *proofs,
            struct ap_dealbreaker_verdict *verdict)
{
    const struct ap_dealbreaker *what = verdict->what;
    for (size_t i = 0; i < what->gap.n; i++) {
        const struct ap_requirement *req =
            ap_library_requirement(judge->cat->lib, what->gap.items[i].text);
        if (req && proofs[req->index].n_gaps > 0)
            say_because(judge, verdict,
                        ap_arena_printf(judge->mem, "%.*s is a gap", AP_FMT(req->ref)));
    }
    for (size_t i = 0; i < what->finding.n; i++) {
        enum ap_code code = ap_code_from_id(what->finding.items[i].text);
        for (size_t f = 0; f < judge->as->findings.n; f++)
            if (judge->as->findings.items[f]->code == code)
                say_because(judge, verdict,
                            ap_arena_printf(judge->mem, "%s: %.*s", ap_code_info(code)->id,
                                            AP_FMT(judge->as->findings.items[f]->subject)));
    }
    for (size_t i = 0; i < what->facts.n; i++) {
        struct ap_tally tally = {0};
        struct ap_str lack = count_fact(judge, what->facts.items[i].text, &tally);
        if (lack.len)
            say_because(judge, verdict, lack);
    }
    return verdict->because.n > 0;
}

/** The content check whose findings are of a family of codes. */
static const struct {
    const char *family;
    const char *check;
} checks_of[] = {
    {"SCO", "scope-matrix"},  {"TOK", "token-register"},    {"LOG", "log-sample"},
    {"END", "endpoint-list"}, {"RAT", "rate-limit-config"}, {"TKT", "ticket-closure"},
    {"RBK", "runbook-steps"}, {"SGN", "review-signoff"},    {"RET", "retention"},
};

static bool
has_check(const struct ap_requirement *req, const char *check)
{
    for (size_t i = 0; i < req->checks.n; i++)
        if (ap_str_is(req->checks.items[i].name, check))
            return true;
    return false;
}

/** Is approved evidence there in which the finding would have been seen? Of families that no single check gives, any will do. */
static bool
is_looked_for(const struct ap_judge *judge, const struct ap_proof *proofs, struct ap_str code)
{
    const struct ap_library *lib = judge->cat->lib;
    for (size_t c = 0; c < AP_COUNT(checks_of); c++) {
        if (!ap_str_starts(code, ap_str_from(checks_of[c].family)))
            continue;
        for (size_t i = 0; i < lib->n_requirements; i++)
            if (has_check(lib->requirements[i], checks_of[c].check) &&
                ap_proof_holds(&proofs[lib->requirements[i]->index]))
                return true;
        return false;
    }
    for (size_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (judge->as->items[i].packable)
            return true;
    return false;
}

/** The proof that would show it must be there: no scope matrix is not "no broad keys". */
static bool
is_ruled_out(struct ap_judge *judge, const struct ap_proof *proofs,
             struct ap_dealbreaker_verdict *verdict)
{
    for (size_t i = 0; i < verdict->what->finding.n; i++) {
        struct ap_str code = verdict->what->finding.items[i].text;
        if (ap_code_from_id(code) == AP_N_CODES)
            say_because(judge, verdict,
                        ap_arena_printf(judge->mem, "this version does not look for %.*s yet",
                                        AP_FMT(code)));
        else if (verdict->what->evidence.n == 0 && !is_looked_for(judge, proofs, code))
            say_because(judge, verdict,
                        ap_arena_printf(judge->mem,
                                        "nothing approved is there that is looked through for %.*s",
                                        AP_FMT(code)));
    }
    const struct ap_refs *lists[] = {&verdict->what->gap, &verdict->what->evidence};
    for (size_t l = 0; l < AP_COUNT(lists); l++) {
        for (size_t i = 0; i < lists[l]->n; i++) {
            const struct ap_requirement *req =
                ap_library_requirement(judge->cat->lib, lists[l]->items[i].text);
            if (!req || !ap_proof_holds(&proofs[req->index]))
                say_because(judge, verdict,
                            ap_arena_printf(judge->mem, "nothing approved for %.*s yet",
                                            AP_FMT(lists[l]->items[i].text)));
        }
    }
    return verdict->because.n == 0;
}

/* What is detected comes first, then what cannot be ruled out; within a state the library's order. */
static void
sort_dealbreakers(struct ap_dealbreaker_verdict *verdicts, size_t n)
{
    static const int rank[] = {[AP_DETECTED] = 0, [AP_CANNOT_BE_RULED_OUT] = 1, [AP_RULED_OUT] = 2};
    for (size_t i = 1; i < n; i++) {
        struct ap_dealbreaker_verdict moved = verdicts[i];
        size_t at = i;
        for (; at > 0 && rank[verdicts[at - 1].state] > rank[moved.state]; at--)
            verdicts[at] = verdicts[at - 1];
        verdicts[at] = moved;
    }
}

static void
judge_dealbreakers(struct ap_judge *judge, const struct ap_proof *proofs)
{
    struct ap_assessment *as = judge->as;
    const struct ap_dealbreakers *all = &judge->cat->lib->dealbreakers;
    as->n_dealbreakers = all->n;
    as->dealbreakers = ap_arena_array(judge->mem, struct ap_dealbreaker_verdict, all->n);
    for (size_t i = 0; i < all->n; i++) {
        struct ap_dealbreaker_verdict *verdict = &as->dealbreakers[i];
        verdict->what = &all->items[i];
        verdict->state = is_detected(judge, proofs, verdict)    ? AP_DETECTED
                         : is_ruled_out(judge, proofs, verdict) ? AP_RULED_OUT
                                                                : AP_CANNOT_BE_RULED_OUT;
    }
    sort_dealbreakers(as->dealbreakers, as->n_dealbreakers);
}

void
ap_assess_answers(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    const struct ap_library *lib = judge->cat->lib;
    const struct ap_proof *proofs = ap_proofs_of(as, judge->mem);
    as->n_answers = lib->questions.n;
    as->answers = ap_arena_array(judge->mem, struct ap_question_answer, lib->questions.n);
    for (size_t i = 0; i < lib->questions.n; i++) {
        as->answers[i].id = lib->questions.items[i].id;
        as->answers[i].ask = lib->questions.items[i].ask;
        answer_rule(judge, proofs, &lib->questions.items[i].answered_by, &as->answers[i]);
    }
    as->n_readiness = lib->readiness.n;
    as->readiness = ap_arena_array(judge->mem, struct ap_question_answer, lib->readiness.n);
    for (size_t i = 0; i < lib->readiness.n; i++) {
        as->readiness[i].id = lib->readiness.items[i].id;
        as->readiness[i].ask = lib->readiness.items[i].line;
        answer_rule(judge, proofs, &lib->readiness.items[i].needs, &as->readiness[i]);
    }
    judge_dealbreakers(judge, proofs);
}
