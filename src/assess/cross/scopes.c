/* XEV010: what is granted is defined in the scope model.
 * Place in the flow: assess, across evidence.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: model-scope of scope models; scope of matrices and registrations. */
#include "assess/cross/cross.h"

#define NAMED 5u

static bool
gather_model(struct ap_judge *judge, struct ap_map *model)
{
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        for (size_t k = 0; ap_cross_counts(judge, i) && k < facts->n; k++)
            if (ap_str_is(facts->items[k].kind, "model-scope"))
                (void)ap_map_put(model, judge->mem, facts->items[k].key, i);
    }
    return model->n > 0;
}

static bool
is_exempt(const struct ap_judge *judge, struct ap_str scope)
{
    static const char *const lists[] = {"standard_scopes", "wildcard_scopes"};
    for (size_t l = 0; l < AP_COUNT(lists); l++) {
        const struct ap_catalog *list = ap_library_catalog(judge->cat->lib, ap_str_from(lists[l]));
        for (size_t i = 0; list && i < list->steps.n; i++)
            if (ap_strs_has(&list->steps.items[i].words, scope))
                return true;
    }
    return scope.len == 0 || scope.ptr[scope.len - 1] == '*';
}

static void
judge_item(struct ap_judge *judge, const struct ap_map *model, uint32_t item)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    struct ap_buf names = {0};
    size_t n = 0;
    size_t all = 0;
    uint32_t line = 0;
    for (size_t k = 0; k < facts->n; k++) {
        const struct ap_fact *fact = &facts->items[k];
        if (!ap_str_is(fact->kind, "scope"))
            continue;
        all++;
        if (ap_map_get(model, fact->key) != AP_NONE || is_exempt(judge, fact->key))
            continue;
        line = n == 0 ? fact->line : line;
        if (n++ < NAMED)
            ap_buf_printf(&names, "%s%.*s%s%.*s%s", n > 1 ? ", " : "", AP_FMT(fact->key),
                          fact->value.len ? " (" : "", AP_FMT(fact->value),
                          fact->value.len ? ")" : "");
    }
    if (n > 0)
        (void)ap_cross_say(judge, AP_XEV010, item, line,
                           "%zu of %zu scopes are granted and not in the scope model: %.*s%s", n,
                           all, AP_FMT(ap_buf_str(&names)), n > NAMED ? ", …" : "");
    ap_buf_release(&names);
}

void
ap_cross_scopes(struct ap_judge *judge)
{
    struct ap_map model = {0};
    if (!gather_model(judge, &model))
        return; /* without a model nothing can be compared: that it is missing is said by its slot */
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (ap_cross_counts(judge, i))
            judge_item(judge, &model, i);
}
