/* Sums up the evidence of each control in words, out of the facts that the content checks left.
 * Place in the flow: assess, after the controls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/summary.h"

#include "base/buf.h"

const struct ap_catalog *
ap_sum_catalog(const struct ap_summing *sum, const char *key, const char *otherwise)
{
    const struct ap_library *lib = sum->judge->cat->lib;
    const struct ap_node *arg = ap_node_get(sum->args, key);
    struct ap_str id = arg && arg->kind == AP_NODE_SCALAR ? arg->text : ap_str_from(otherwise);
    for (size_t i = 0; i < lib->step_sets.n; i++)
        if (ap_str_eq(lib->step_sets.items[i].id, id))
            return &lib->step_sets.items[i];
    return ap_library_catalog(lib, id);
}

const struct ap_fact *
ap_sum_fact(const struct ap_summing *sum, const char *kind, struct ap_str key)
{
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_facts *facts = &sum->judge->insp->records[sum->items[i]].facts;
        for (size_t k = 0; k < facts->n; k++)
            if (ap_str_is(facts->items[k].kind, kind) &&
                (key.len == 0 || ap_str_eq(facts->items[k].key, key)))
                return &facts->items[k];
    }
    return NULL;
}

size_t
ap_sum_count(const struct ap_summing *sum, const char *kind)
{
    size_t n = 0;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_facts *facts = &sum->judge->insp->records[sum->items[i]].facts;
        for (size_t k = 0; k < facts->n; k++)
            n += ap_str_is(facts->items[k].kind, kind);
    }
    return n;
}

void
ap_sum_begin(struct ap_summing *sum)
{
    if (sum->out->len > 0)
        ap_buf_add_c(sum->out, "; ");
}

struct ap_str
ap_sum_list(struct ap_arena *mem, const struct ap_strs *words)
{
    if (words->n < 2)
        return words->n == 1 ? words->items[0] : AP_STR_NONE;
    struct ap_strs first = {words->items, words->n - 1, 0};
    return ap_arena_join(mem, ap_arena_join_all(mem, &first, ", "), " and ",
                         words->items[words->n - 1]);
}

struct ap_str
ap_sum_version(const struct ap_judge *judge, uint32_t item)
{
    struct ap_str version = ap_judge_item(judge, item)->parsed.version;
    return version.len > 0 ? ap_arena_printf(judge->mem, " %.*s", AP_FMT(version)) : AP_STR_NONE;
}

AP_VEC(served, uint32_t);

/** The items of the window that serve each requirement, ascending: one look at each item. */
static struct served *
find_served(struct ap_judge *judge)
{
    const struct ap_library *lib = judge->cat->lib;
    struct served *lists = ap_arena_array(judge->mem, struct served, lib->n_requirements);
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_item *item = ap_judge_item(judge, i);
        if (item->n_requirements == 0 || !ap_cross_in_window(judge, i))
            continue;
        for (size_t k = 0; k < item->n_requirements; k++) {
            struct served *list = &lists[item->requirements[k]];
            bool is_checked = lib->requirements[item->requirements[k]]->checks.n > 0;
            if (is_checked && (list->n == 0 || list->items[list->n - 1] != i))
                *ap_vec_push(judge->mem, list) = i;
        }
    }
    return lists;
}

/** Why evidence is not counted, in the order in which it is asked; the number of each is said. */
enum left_out { COUNTED, REJECTED, DRAFT, REPLACED, CHANGED, UNAPPROVED, N_LEFT_OUT };
static const char *const left_words[N_LEFT_OUT] = {
    [REJECTED] = "rejected",
    [DRAFT] = "draft",
    [REPLACED] = "replaced by a later version",
    [CHANGED] = "changed after approval",
    [UNAPPROVED] = "not approved",
};

static enum left_out
left_out_of(const struct ap_judge *judge, const struct ap_requirement *req, uint32_t index)
{
    enum ap_doc_status status = ap_judge_item(judge, index)->parsed.status;
    const struct ap_review_view *view = &judge->reviews[index];
    if (status == AP_DOCSTATUS_REJECTED || view->rejected)
        return REJECTED;
    if (status == AP_DOCSTATUS_DRAFT || status == AP_DOCSTATUS_REVIEW)
        return DRAFT;
    if (status == AP_DOCSTATUS_RETIRED || judge->as->items[index].state == AP_ITEM_SUPERSEDED)
        return REPLACED;
    if (view->n_void > 0 && view->n_counted < req->approvals)
        return CHANGED;
    return view->n_counted < req->approvals ? UNAPPROVED : COUNTED;
}

static void
say_left_out(struct ap_buf *out, const size_t *n)
{
    bool first = true;
    for (size_t i = COUNTED + 1; i < N_LEFT_OUT; i++) {
        if (n[i] == 0)
            continue;
        const char *before = !first ? ", " : out->len > 0 ? "; not counted: " : "nothing counts: ";
        ap_buf_printf(out, "%s%zu %s%s", before, n[i], left_words[i],
                      i == DRAFT && n[i] > 1 ? "s" : "");
        first = false;
    }
}

static void
sum_requirement(struct ap_judge *judge, const struct ap_requirement *req,
                const struct served *served, struct ap_buf *out)
{
    AP_VEC(, uint32_t) items = {0};
    size_t left[N_LEFT_OUT] = {0};
    for (size_t i = 0; i < served->n; i++) {
        enum left_out why = left_out_of(judge, req, served->items[i]);
        left[why]++;
        if (why == COUNTED)
            *ap_vec_push(judge->mem, &items) = served->items[i];
    }
    for (size_t k = 0; items.n > 0 && k < req->checks.n; k++) {
        struct ap_summing sum = {judge, req, req->checks.items[k].args, out, items.items, items.n};
        for (size_t r = 0; r < ap_n_sum_rows; r++)
            if (ap_str_is(req->checks.items[k].name, ap_sum_rows[r].check))
                ap_sum_rows[r].say(&sum);
    }
    say_left_out(out, left);
}

void
ap_assess_summaries(struct ap_judge *judge)
{
    const struct served *served = find_served(judge);
    for (size_t c = 0; c < judge->as->n_controls; c++) {
        struct ap_control_verdict *verdict = &judge->as->controls[c];
        struct ap_buf out = {0};
        for (size_t r = 0; r < verdict->control->requires.n; r++) {
            const struct ap_requirement *req = &verdict->control->requires.items[r];
            sum_requirement(judge, req, &served[req->index], &out);
        }
        verdict->summary = ap_arena_copy(judge->mem, ap_buf_str(&out));
        ap_buf_release(&out);
    }
}
