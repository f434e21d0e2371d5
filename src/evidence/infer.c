/* What the name and its requirement imply, and which required fields are still missing.
 * Place in the flow: evidence, last step for each item.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "evidence/parts.h"

static int
compare_strs(const void *a, const void *b)
{
    return ap_str_cmp(*(const struct ap_str *)a, *(const struct ap_str *)b);
}

static void
sort(struct ap_strs *list)
{
    if (list->n > 1)
        qsort(list->items, list->n, sizeof list->items[0], compare_strs);
}

/** The frameworks of the controls it serves, as far as the audit follows them (without any: all). */
static void
infer_frameworks(struct ap_evidence_job *job, struct ap_item *item)
{
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_mappings *maps =
            &job->lib->requirements[item->requirements[i]]->control->maps;
        for (size_t m = 0; m < maps->n; m++) {
            struct ap_str id = maps->items[m].framework.text;
            bool followed = job->ws->audit.frameworks.n == 0;
            for (size_t k = 0; k < job->ws->audit.frameworks.n; k++)
                followed |= ap_str_eq(job->ws->audit.frameworks.items[k].text, id);
            if (followed && !ap_strs_has(&item->frameworks, id))
                *ap_vec_push(job->mem, &item->frameworks) = id;
        }
    }
}

static void
check_area(struct ap_evidence_job *job, struct ap_item *item, const struct ap_area *by_name)
{
    if (!item->area || !by_name || item->area == by_name)
        return;
    for (size_t i = 0; i < item->n_requirements; i++)
        if (job->lib->requirements[item->requirements[i]]->area == item->area)
            return; /* the control's area is right as well */
    ap_evidence_say(job, item, AP_MET009, item->place,
                    ap_arena_printf(job->mem, "area %.*s contradicts %.*s in the name",
                                    AP_FMT(item->area->title), AP_FMT(item->parsed.prefix)))
        ->invalidates = true;
}

static bool
has_field(const struct ap_item *item, const struct ap_field_def *field)
{
    switch (field->type) {
    case AP_FIELD_CONTROL_IDS:
        return item->controls.n > 0;
    case AP_FIELD_AREA:
        return item->area != NULL;
    case AP_FIELD_FRAMEWORKS:
        return item->frameworks.n > 0;
    case AP_FIELD_REVIEW:
        return true; /* without one the item is pending */
    case AP_FIELD_PERIOD:
        return item->periods.n > 0 || item->parsed.version.len > 0 ||
               item->performed != AP_DAY_NONE;
    default:
        break;
    }
    if (ap_str_is(field->key, "title"))
        return item->title.len > 0;
    if (ap_str_is(field->key, "owner"))
        return item->owner.len > 0;
    if (ap_str_is(field->key, "source"))
        return item->source.len > 0;
    for (size_t i = 0; i < item->extra.n; i++)
        if (item->extra.items[i].field == field)
            return true;
    return false;
}

static void
say_missing(struct ap_evidence_job *job, struct ap_item *item)
{
    struct ap_str missing = AP_STR_NONE;
    for (size_t i = 0; i < job->lib->fields.n; i++) {
        const struct ap_field_def *field = &job->lib->fields.items[i];
        bool frameworks_unknown = field->type == AP_FIELD_FRAMEWORKS && job->lib->frameworks.n == 0;
        if (!field->required || frameworks_unknown || has_field(item, field))
            continue;
        struct ap_str label = field->label.len ? field->label : field->key;
        missing = missing.len ? ap_arena_join(job->mem, missing, ", ", label) : label;
    }
    if (missing.len)
        ap_evidence_say(job, item, AP_MET011, item->place,
                        ap_arena_printf(job->mem, "missing: %.*s", AP_FMT(missing)));
}

void
ap_evidence_infer(struct ap_evidence_job *job, struct ap_item *item)
{
    for (size_t i = 0; i < item->n_requirements && item->control_from == AP_FROM_NOTHING; i++) {
        struct ap_str id = job->lib->requirements[item->requirements[i]]->control->id;
        if (!ap_strs_has(&item->controls, id))
            *ap_vec_push(job->mem, &item->controls) = id;
    }
    const struct ap_area *by_name =
        item->parsed.ok ? ap_library_area_by_prefix(job->lib, item->parsed.prefix) : NULL;
    check_area(job, item, by_name);
    if (!item->area)
        item->area = by_name                ? by_name
                     : item->n_requirements ? job->lib->requirements[item->requirements[0]]->area
                                            : NULL;
    if (item->frameworks.n == 0)
        infer_frameworks(job, item);
    if (item->title.len == 0)
        item->title = item->n_requirements == 1
                          ? job->lib->requirements[item->requirements[0]]->title
                          : item->parsed.stem;
    sort(&item->controls);
    sort(&item->frameworks);
    if (item->n_requirements > 0)
        say_missing(job, item);
}
