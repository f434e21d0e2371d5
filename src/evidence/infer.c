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

/** What an item of this control is evidence for: the frameworks that it maps to and the audit follows (without any: all).
 *  Made once; the items share it. */
static const struct ap_strs *
frameworks_of(struct ap_evidence_job *job, const struct ap_control *control)
{
    if (!job->frameworks_of)
        job->frameworks_of = ap_arena_array(&job->stage, struct ap_strs *, job->lib->controls.n);
    struct ap_strs **made = &job->frameworks_of[control->index];
    const struct ap_strs *known = *made;
    if (known)
        return known;
    *made = ap_arena_new(&job->stage, struct ap_strs);
    for (size_t i = 0; i < control->maps.n; i++) {
        struct ap_str id = control->maps.items[i].framework.text;
        if (ap_evidence_follows(job, id) && !ap_strs_has(*made, id))
            *ap_vec_push(job->mem, *made) = id;
    }
    sort(*made);
    return *made;
}

static void
infer_frameworks(struct ap_evidence_job *job, struct ap_item *item)
{
    const struct ap_control *before = NULL;
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_control *control = job->lib->requirements[item->requirements[i]]->control;
        const struct ap_strs *more = frameworks_of(job, control);
        if (!before)
            item->frameworks =
                (struct ap_strs){more->items, more->n, more->n}; /* full: a push copies it */
        for (size_t k = 0; before && control != before && k < more->n; k++)
            if (!ap_strs_has(&item->frameworks, more->items[k]))
                *ap_vec_push(job->mem, &item->frameworks) = more->items[k];
        before = control;
    }
}

static void
infer_controls(struct ap_evidence_job *job, struct ap_item *item)
{
    if (item->control_from != AP_FROM_NOTHING || item->n_requirements == 0)
        return;
    struct ap_str *ids = ap_arena_array(job->mem, struct ap_str, item->n_requirements);
    item->controls = (struct ap_strs){ids, 0, item->n_requirements};
    item->control_from = AP_FROM_NAME;
    for (size_t i = 0; i < item->n_requirements; i++) {
        struct ap_str id = job->lib->requirements[item->requirements[i]]->control->id;
        if (!ap_strs_has(&item->controls, id))
            ids[item->controls.n++] = id;
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
                    ap_arena_printf(&job->scratch, "area %.*s contradicts %.*s in the name",
                                    AP_FMT(item->area->title), AP_FMT(item->parsed.prefix)))
        ->invalidates = true;
}

static bool
has_text(const struct ap_item *item, struct ap_str key)
{
    if (ap_str_is(key, "title"))
        return item->title.len > 0;
    if (ap_str_is(key, "owner"))
        return item->owner.len > 0;
    return ap_str_is(key, "source") && item->source.len > 0;
}

static bool
has_own(const struct ap_item *item, const struct ap_field_def *field)
{
    for (size_t i = 0; i < item->extra.n; i++)
        if (item->extra.items[i].field == field)
            return true;
    return false;
}

static bool
has_field(const struct ap_item *item, const struct ap_field_def *field)
{
    if (ap_evidence_is_own(field))
        return has_own(item, field);
    switch (field->type) {
    case AP_FIELD_CONTROL_IDS:
        return item->controls.n > 0 ||
               item->control_from != AP_FROM_NOTHING; /* an unknown one is said already */
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
        return has_text(item, field->key);
    }
}

/** The built-in fields of text may have choices too. */
static void
check_choices(struct ap_evidence_job *job, struct ap_item *item)
{
    for (size_t i = 0; i < job->lib->fields.n; i++) {
        const struct ap_field_def *field = &job->lib->fields.items[i];
        struct ap_str given = ap_str_is(field->key, "source")  ? item->source
                              : ap_str_is(field->key, "title") ? item->title
                                                               : AP_STR_NONE;
        if (field->type == AP_FIELD_CHOICE && given.len && field->choices.n &&
            !ap_strs_has(&field->choices, given))
            ap_evidence_fault(job, item, AP_MET007, item->place,
                              ap_arena_printf(&job->scratch,
                                              "%.*s is \"%.*s\", expected one of its choices",
                                              AP_FMT(field->key), AP_FMT(given)));
    }
}

static void
check_owner(struct ap_evidence_job *job, struct ap_item *item)
{
    if (item->owner.len && job->ws->people.n > 0 && !ap_workspace_person(job->ws, item->owner))
        ap_evidence_say(job, item, AP_MET014, item->place,
                        ap_arena_printf(&job->scratch, "owner %.*s is not among the people",
                                        AP_FMT(item->owner)));
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
        missing = missing.len ? ap_arena_join(&job->scratch, missing, ", ", label) : label;
    }
    if (missing.len)
        ap_evidence_say(job, item, AP_MET011, item->place,
                        ap_arena_printf(&job->scratch, "missing: %.*s", AP_FMT(missing)));
}

void
ap_evidence_infer(struct ap_evidence_job *job, struct ap_item *item)
{
    check_choices(job, item);
    check_owner(job, item);
    infer_controls(job, item);
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
    sort(&item->frameworks); /* a shared one is sorted already */
    /* What is missing may stand in a sidecar that could not be read. */
    bool unread = item->fault && (item->fault->code == AP_MET001 || item->fault->code == AP_MET003);
    if (item->n_requirements > 0 && !unread)
        say_missing(job, item);
}
