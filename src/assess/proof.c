/* How far requirements are proven, and what answers a question that rests on them.
 * Place in the flow: assess; questions, deal-breakers and buyers' questionnaires share it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

struct ap_proof *
ap_proofs_of(const struct ap_assessment *as, struct ap_arena *mem)
{
    struct ap_proof *proofs = ap_arena_array(mem, struct ap_proof, as->cat->lib->n_requirements);
    for (size_t v = as->n_verdicts; v-- > 0;) {
        const struct ap_verdict *verdict = &as->verdicts[v];
        struct ap_proof *proof = &proofs[verdict->slot->req->index];
        proof->n_slots++;
        proof->n_satisfied += verdict->status == AP_SATISFIED;
        proof->n_gaps += verdict->gap;
        proof->n_due += verdict->due;
        proof->first_verdict = (uint32_t)v;
    }
    return proofs;
}

bool
ap_proof_holds(const struct ap_proof *proof)
{
    return proof->n_satisfied > 0 && proof->n_gaps == 0 &&
           proof->n_satisfied >= (proof->n_due < proof->n_slots ? 1 : proof->n_slots);
}

static bool
is_worth_saying(const struct ap_verdict *verdict, const struct ap_proof *proof)
{
    return verdict->gap || verdict->status == AP_EXCEPTED ||
           (verdict->status != AP_SATISFIED && proof->n_satisfied == 0);
}

static void
cite(const struct ap_assessment *as, const struct ap_verdict *verdict, struct ap_arena *mem,
     struct ap_strs *evidence)
{
    for (size_t i = 0; i < verdict->items.n; i++) {
        const struct ap_judgement *j = &verdict->items.items[i];
        struct ap_str path = as->cat->evidence->items.items[j->item].path;
        if (j->status == AP_SATISFIED && !j->superseded && !ap_strs_has(evidence, path))
            *ap_vec_push(mem, evidence) = path;
    }
}

void
ap_proof_count(const struct ap_assessment *as, const struct ap_requirement *req,
               const struct ap_proof *proof, struct ap_arena *mem, struct ap_tally *tally,
               struct ap_strs *evidence, struct ap_buf *open)
{
    tally->n++;
    tally->yes += ap_proof_holds(proof);
    tally->partial += !ap_proof_holds(proof) && proof->n_satisfied > 0;
    for (uint32_t v = proof->first_verdict; v < as->n_verdicts; v++) {
        const struct ap_verdict *verdict = &as->verdicts[v];
        if (verdict->slot->req != req)
            break;
        if (is_worth_saying(verdict, proof))
            ap_buf_printf(open, "%s%.*s is %s", open->len ? "; " : "", AP_FMT(verdict->slot->id),
                          ap_word(ap_status_words, (int)verdict->status));
        cite(as, verdict, mem, evidence);
    }
}

void
ap_proof_answer(const struct ap_tally *tally, bool any, struct ap_str open, struct ap_arena *mem,
                struct ap_question_answer *answer)
{
    bool yes = any ? tally->yes > 0 : tally->yes == tally->n;
    if (tally->n == 0) {
        answer->answer = AP_NOT_ASKED;
        answer->reason = AP_STR("nothing that answers it is asked for in this run");
    } else if (yes) {
        answer->answer = AP_YES;
        answer->reason = AP_STR("approved evidence holds for all that is due");
    } else {
        answer->answer = tally->yes + tally->partial > 0 ? AP_PARTIAL : AP_NO;
        answer->reason = ap_arena_copy(mem, open);
    }
}

void
ap_assess_answer(const struct ap_assessment *as, const struct ap_requirement *const *reqs, size_t n,
                 struct ap_arena *mem, struct ap_question_answer *ret_answer)
{
    struct ap_question_answer answer = {0};
    struct ap_tally tally = {0};
    struct ap_buf open = {0};
    const struct ap_proof *proofs = ap_proofs_of(as, mem);
    for (size_t i = 0; i < n; i++)
        if (proofs[reqs[i]->index].n_slots > 0)
            ap_proof_count(as, reqs[i], &proofs[reqs[i]->index], mem, &tally, &answer.evidence,
                           &open);
    ap_proof_answer(&tally, false, ap_buf_str(&open), mem, &answer);
    ap_buf_release(&open);
    *ret_answer = answer;
}
