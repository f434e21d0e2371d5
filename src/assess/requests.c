/* The auditor's requests: which slots answer each, and what to say where none does.
 * Place in the flow: assess, after the slots.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static bool
of_period(const struct ap_request *request, const struct ap_slot *slot)
{
    return request->periods.n == 0 || ap_periods_touch(&request->periods, slot->span);
}

/* A sample is asked for by its id; the slot of a count of samples has none. */
static bool
of_sample(const struct ap_request *request, const struct ap_slot *slot)
{
    if (request->samples.n == 0)
        return true;
    for (size_t i = 0; slot->sample && i < request->samples.n; i++)
        if (ap_str_ieq(request->samples.items[i], slot->sample->id))
            return true;
    return false;
}

/** What stood between a request and its slots. */
struct search {
    bool *wanted;                     /* by requirement: it asks for this one */
    bool known;                       /* the library has a requirement that it asks for */
    bool asked;                       /* … which is asked for in this run */
    bool in_period;                   /* … and has a slot in its period */
    const struct ap_requirement *req; /* the first that is known */
};

static void
find_slots(struct ap_judge *judge, struct ap_request_verdict *verdict, struct search *search)
{
    const struct ap_catalogue *cat = judge->cat;
    const struct ap_request *request = verdict->request;
    bool *wanted = search->wanted;
    size_t n = 0;
    for (size_t r = 0; r < cat->lib->n_requirements; r++) {
        wanted[r] = ap_request_asks_for(request, cat->lib->requirements[r]);
        if (wanted[r] && !search->known)
            search->req = cat->lib->requirements[r];
        search->known |= wanted[r];
        search->asked |= wanted[r] && cat->asked[r];
    }
    for (size_t i = 0; search->asked && i < cat->slots.n; i++)
        n += wanted[cat->slots.items[i].req->index];
    verdict->slots = ap_arena_array(judge->mem, uint32_t, n);
    for (size_t i = 0; search->asked && i < cat->slots.n; i++) {
        const struct ap_slot *slot = &cat->slots.items[i];
        if (!wanted[slot->req->index] || !of_period(request, slot))
            continue;
        search->in_period = true;
        if (of_sample(request, slot))
            verdict->slots[verdict->n_slots++] = (uint32_t)i;
    }
}

/* Why the requirement's control is not asked for. */
static struct ap_str
left_out(struct ap_judge *judge, const struct ap_control *control)
{
    const struct ap_left_outs *all = &judge->cat->left_out;
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].control == control)
            return ap_arena_printf(
                judge->mem, "%.*s is %s: %.*s", AP_FMT(control->id),
                ap_word(ap_applicability_words, (int)all->items[i].because->status),
                AP_FMT(all->items[i].because->reason));
    return ap_arena_printf(judge->mem, "%.*s is outside the scope of this run",
                           AP_FMT(control->id));
}

static struct ap_str
first_name(const struct ap_request *request)
{
    return request->requirements.n ? request->requirements.items[0].text
                                   : request->controls.items[0].text;
}

static struct ap_str
disabled_reason(const struct ap_judge *judge, struct ap_str id)
{
    const struct ap_controls *disabled = &judge->cat->lib->disabled;
    for (size_t i = 0; i < disabled->n; i++)
        if (ap_str_ieq(disabled->items[i].id, id))
            return disabled->items[i].disabled_reason;
    return AP_STR_NONE;
}

static struct ap_str
why_none(struct ap_judge *judge, const struct ap_request *request, const struct search *search)
{
    struct ap_arena *mem = judge->mem;
    if (request->controls.n == 0 && request->requirements.n == 0)
        return AP_STR("it names no control and no requirement");
    struct ap_str disabled = disabled_reason(judge, first_name(request));
    if (!search->known && disabled.len)
        return ap_arena_printf(mem, "%.*s is disabled: %.*s", AP_FMT(first_name(request)),
                               AP_FMT(disabled));
    if (!search->known)
        return ap_arena_printf(mem, "the library asks for nothing under \"%.*s\"",
                               AP_FMT(first_name(request)));
    if (!search->asked)
        return left_out(judge, search->req->control);
    if (!search->in_period)
        return ap_arena_printf(mem, "no item of %.*s lies in %.*s", AP_FMT(first_name(request)),
                               AP_FMT(ap_period_str(mem, request->periods.items[0])));
    return ap_arena_printf(mem, "no sample %.*s is selected for %.*s",
                           AP_FMT(request->samples.items[0]), AP_FMT(first_name(request)));
}

static void
say_no_slot(struct ap_judge *judge, const struct ap_request_verdict *verdict)
{
    const struct ap_request *request = verdict->request;
    struct ap_str subject = ap_arena_join(judge->mem, AP_STR("request"), " ", request->id);
    (void)ap_finding_add(&judge->as->findings, judge->mem, AP_XEV003, subject, request->place,
                         "nothing answers request %.*s: %.*s", AP_FMT(request->id),
                         AP_FMT(verdict->reason));
}

static enum ap_request_state
state_of(const struct ap_assessment *as, const struct ap_request_verdict *verdict)
{
    size_t n_gaps = 0;
    for (size_t i = 0; i < verdict->n_slots; i++)
        n_gaps += as->verdicts[verdict->slots[i]].gap;
    if (verdict->n_slots == 0)
        return AP_REQUEST_NO_SLOT;
    if (verdict->n_answered == verdict->n_slots)
        return AP_REQUEST_ANSWERED;
    if (verdict->n_answered > 0)
        return AP_REQUEST_PARTLY;
    return n_gaps ? AP_REQUEST_OPEN : AP_REQUEST_NOT_DUE;
}

static struct ap_request_verdict
judge_request(struct ap_judge *judge, const struct ap_request *request, bool *wanted)
{
    const struct ap_assessment *as = judge->as;
    struct ap_request_verdict verdict = {.request = request};
    struct search search = {.wanted = wanted};
    find_slots(judge, &verdict, &search);
    for (size_t i = 0; i < verdict.n_slots; i++) {
        enum ap_status status = as->verdicts[verdict.slots[i]].status;
        verdict.n_answered += status == AP_SATISFIED || status == AP_EXCEPTED;
    }
    verdict.state = state_of(as, &verdict);
    verdict.overdue = verdict.state != AP_REQUEST_ANSWERED && request->due != AP_DAY_NONE &&
                      request->due < judge->options->day;
    if (verdict.state != AP_REQUEST_NO_SLOT) {
        verdict.reason = ap_arena_printf(judge->mem, "%zu of %zu items answer it",
                                         verdict.n_answered, verdict.n_slots);
        return verdict;
    }
    verdict.reason = why_none(judge, request, &search);
    bool by_option = search.known && !search.asked && judge->cat->frameworks.n > 0;
    if (!by_option)
        say_no_slot(judge, &verdict);
    return verdict;
}

void
ap_assess_requests(struct ap_judge *judge)
{
    const struct ap_requests *requests = &judge->cat->ws->requests;
    struct ap_assessment *as = judge->as;
    as->requests = ap_arena_array(judge->mem, struct ap_request_verdict, requests->n);
    bool *wanted = ap_arena_array(judge->mem, bool, judge->cat->lib->n_requirements + 1);
    for (size_t i = 0; i < requests->n; i++)
        as->requests[as->n_requests++] = judge_request(judge, &requests->items[i], wanted);
}
