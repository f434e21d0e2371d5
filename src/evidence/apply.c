/* Metadata is taken over by origin, later wins; what contradicts the name or names nothing is a finding.
 * Place in the flow: evidence, for defaults, register rows and sidecars alike.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/parts.h"

static struct ap_str
keep(struct ap_evidence_job *job, struct ap_str s)
{
    return s.len ? ap_arena_copy(job->mem, s) : AP_STR_NONE;
}

static struct ap_place
keep_place(struct ap_evidence_job *job, struct ap_place place)
{
    place.file = keep(job, place.file);
    return place;
}

static void
fault(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code, struct ap_place place,
      struct ap_str message)
{
    ap_evidence_say(job, item, code, keep_place(job, place), message)->invalidates = true;
}

static void
apply_controls(struct ap_evidence_job *job, struct ap_item *item, const struct ap_refs *given,
               enum ap_origin origin)
{
    if (given->n == 0)
        return;
    item->controls = (struct ap_strs){0};
    item->control_from = origin;
    for (size_t i = 0; i < given->n; i++) {
        const struct ap_control *control = ap_library_control(job->lib, given->items[i].text);
        if (control)
            *ap_vec_push(job->mem, &item->controls) = control->id;
        else
            fault(job, item, AP_MET012, given->items[i].place,
                  ap_arena_printf(job->mem, "unknown control %.*s", AP_FMT(given->items[i].text)));
    }
}

/** An id, or a title without edition: then the edition that the audit follows. */
static const struct ap_framework *
framework_of(const struct ap_evidence_job *job, struct ap_str word)
{
    const struct ap_framework *found = ap_library_framework(job->lib, word);
    for (size_t i = 0; !found && i < job->lib->frameworks.n; i++) {
        const struct ap_framework *f = &job->lib->frameworks.items[i];
        bool followed = job->ws->audit.frameworks.n == 0;
        for (size_t k = 0; k < job->ws->audit.frameworks.n; k++)
            followed |= ap_str_eq(job->ws->audit.frameworks.items[k].text, f->id);
        struct ap_str without_slash = ap_str_starts(f->title, AP_STR("ISO/IEC "))
                                          ? ap_str_slice(f->title, 8, f->title.len)
                                          : f->title;
        struct ap_str bare =
            ap_str_starts(word, AP_STR("ISO ")) ? ap_str_slice(word, 4, word.len) : word;
        if (followed && (ap_str_ieq(f->title, word) || ap_str_ieq(without_slash, bare)))
            found = f;
    }
    return found;
}

static void
apply_frameworks(struct ap_evidence_job *job, struct ap_item *item, const struct ap_refs *given)
{
    if (given->n)
        item->frameworks = (struct ap_strs){0};
    for (size_t i = 0; i < given->n; i++) {
        const struct ap_framework *framework = framework_of(job, given->items[i].text);
        if (framework)
            *ap_vec_push(job->mem, &item->frameworks) = framework->id;
        else
            fault(
                job, item, AP_MET013, given->items[i].place,
                ap_arena_printf(job->mem, "unknown framework %.*s", AP_FMT(given->items[i].text)));
    }
}

static void
apply_area(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    if (meta->area.len == 0)
        return;
    const struct ap_area *area = ap_library_area(job->lib, meta->area);
    if (!area)
        fault(job, item, AP_MET007, meta->place,
              ap_arena_printf(job->mem, "unknown area %.*s", AP_FMT(meta->area)));
    else
        item->area = area;
}

/** Parts of the name's period are a refinement; anything else contradicts it. */
static void
apply_periods(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
              enum ap_origin origin)
{
    if (meta->period.n == 0)
        return;
    for (size_t i = 0; item->parsed.ok && item->parsed.has_period && i < meta->period.n; i++) {
        if (ap_span_contains(item->parsed.period.span, meta->period.items[i].span))
            continue;
        fault(job, item, AP_MET009, meta->place,
              ap_arena_printf(job->mem, "period %.*s contradicts %.*s in the name",
                              AP_FMT(ap_period_str(job->mem, meta->period.items[i])),
                              AP_FMT(item->parsed.period_text)));
        return;
    }
    item->periods = (struct ap_periods){0};
    item->period_from = origin;
    for (size_t i = 0; i < meta->period.n; i++)
        *ap_vec_push(job->mem, &item->periods) = meta->period.items[i];
}

static void
apply_reviews(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    if (meta->review.n == 0)
        return;
    item->reviews = (struct ap_reviews){0};
    for (size_t i = 0; i < meta->review.n; i++) {
        struct ap_review *review = ap_vec_push(job->mem, &item->reviews);
        *review = meta->review.items[i];
        review->by = keep(job, review->by);
        review->sha256 = keep(job, review->sha256);
        review->ref = keep(job, review->ref);
        review->note = keep(job, review->note);
        review->place = keep_place(job, review->place);
    }
}

static void
apply_serves(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    for (size_t i = 0; i < meta->serves.n; i++) {
        struct ap_serves *serves = ap_vec_push(job->mem, &item->serves);
        *serves = meta->serves.items[i];
        serves->requirement.text = keep(job, serves->requirement.text);
        serves->requirement.place = keep_place(job, serves->requirement.place);
        serves->where = keep(job, serves->where);
        serves->resolved = ap_library_requirement(job->lib, serves->requirement.text);
        if (!serves->resolved)
            fault(job, item, AP_MET020, serves->requirement.place,
                  ap_arena_printf(job->mem, "unknown requirement %.*s",
                                  AP_FMT(serves->requirement.text)));
    }
    for (size_t i = 0; i < meta->samples.n; i++)
        *ap_vec_push(job->mem, &item->samples) = keep(job, meta->samples.items[i]);
}

static void
apply_owner(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
            enum ap_origin origin)
{
    if (meta->owner.len == 0)
        return;
    const struct ap_person *person = ap_workspace_person(job->ws, meta->owner);
    struct ap_str owner = person ? person->id : keep(job, meta->owner);
    if (origin == AP_FROM_SIDECAR && item->owner_from == AP_FROM_REGISTER &&
        !ap_str_eq(item->owner, owner))
        ap_evidence_say(job, item, AP_MET010, keep_place(job, meta->place),
                        ap_arena_printf(job->mem, "the register says owner %.*s, the sidecar %.*s",
                                        AP_FMT(item->owner), AP_FMT(owner)));
    item->owner = owner;
    item->owner_from = origin;
    if (!person && job->ws->people.n > 0)
        ap_evidence_say(
            job, item, AP_MET014, keep_place(job, meta->place),
            ap_arena_printf(job->mem, "owner %.*s is not among the people", AP_FMT(meta->owner)));
}

static void
apply_custody(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    if (meta->extraction) {
        item->extraction = *meta->extraction;
        item->extraction.present = true;
        item->extraction.query = keep(job, item->extraction.query);
        item->extraction.run_by = keep(job, item->extraction.run_by);
    }
    if (meta->derived_from) {
        item->derived_from = ap_arena_new(job->mem, struct ap_derived);
        *item->derived_from = (struct ap_derived){
            keep(job, meta->derived_from->sha256), keep(job, meta->derived_from->method),
            keep(job, meta->derived_from->by), meta->derived_from->date};
    }
    if (meta->received) {
        item->received = ap_arena_new(job->mem, struct ap_received);
        *item->received =
            (struct ap_received){keep(job, meta->received->sha256), keep(job, meta->received->by),
                                 keep(job, meta->received->run), meta->received->at};
    }
    if (meta->url.len == 0)
        return;
    item->link = ap_arena_new(job->mem, struct ap_link);
    *item->link = (struct ap_link){.url = keep(job, meta->url),
                                   .access = meta->access,
                                   .sha256 = keep(job, meta->sha256),
                                   .observed_date = AP_DAY_NONE};
    if (meta->observed) {
        item->link->observed_by = keep(job, meta->observed->by);
        item->link->observed_date = meta->observed->date;
        item->link->observed_system = keep(job, meta->observed->system);
        item->link->observed_method = keep(job, meta->observed->method);
        item->link->observed_note = keep(job, meta->observed->note);
    }
}

/** The library's own fields, beyond the eight that are built in: kept, and checked by type and choices. */
static void
apply_extra(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    for (size_t i = 0; meta->node && i < job->lib->fields.n; i++) {
        const struct ap_field_def *field = &job->lib->fields.items[i];
        if (ap_schema_field(&ap_link_schema, field->key))
            continue;
        const struct ap_node *node = ap_node_get(meta->node, field->key.ptr);
        if (!node || node->kind != AP_NODE_SCALAR)
            continue;
        struct ap_extra_field *extra = ap_vec_push(job->mem, &item->extra);
        *extra = (struct ap_extra_field){field, keep(job, node->text)};
        if (field->type == AP_FIELD_CHOICE && field->choices.n &&
            !ap_strs_has(&field->choices, node->text))
            fault(job, item, AP_MET007, node->place,
                  ap_arena_printf(job->mem, "%.*s is not a choice of %.*s", AP_FMT(node->text),
                                  AP_FMT(field->key)));
    }
}

void
ap_evidence_apply(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
                  enum ap_origin origin)
{
    if (meta->title.len)
        item->title = keep(job, meta->title);
    if (meta->source.len)
        item->source = keep(job, meta->source);
    apply_controls(job, item, &meta->control, origin);
    apply_frameworks(job, item, &meta->framework);
    apply_area(job, item, meta);
    apply_owner(job, item, meta, origin);
    apply_periods(job, item, meta, origin);
    apply_reviews(job, item, meta);
    if (meta->audience.len) {
        item->audience = keep(job, meta->audience);
        if (!ap_library_audience(job->lib, item->audience))
            fault(job, item, AP_MET019, meta->place,
                  ap_arena_printf(job->mem, "unknown audience %.*s", AP_FMT(item->audience)));
    }
    item->performed = meta->performed != AP_DAY_NONE ? meta->performed : item->performed;
    item->collected = meta->collected != AP_DAY_NONE ? meta->collected : item->collected;
    item->effective = meta->effective != AP_DAY_NONE ? meta->effective : item->effective;
    apply_serves(job, item, meta);
    apply_custody(job, item, meta);
    apply_extra(job, item, meta);
}

void
ap_evidence_defaults(struct ap_evidence_job *job)
{
    const struct ap_default_rules *rules = &job->ws->evidence.defaults;
    for (size_t i = 0; i < job->out->items.n; i++) {
        struct ap_item *item = &job->out->items.items[i];
        for (size_t r = 0; !item->ignored && r < rules->n; r++) {
            const struct ap_default_rule *rule = &rules->items[r];
            if (!ap_str_glob(rule->match, item->rel))
                continue;
            struct ap_metadata meta = {.title = rule->title,
                                       .control = rule->control,
                                       .framework = rule->framework,
                                       .owner = rule->owner,
                                       .source = rule->source,
                                       .audience = rule->audience,
                                       .performed = AP_DAY_NONE,
                                       .collected = AP_DAY_NONE,
                                       .effective = AP_DAY_NONE,
                                       .place = rule->place};
            struct ap_period period;
            if (rule->period.len && item->periods.n == 0 &&
                ap_period_parse(rule->period, &period) == AP_OK)
                *ap_vec_push(job->mem, &meta.period) = period;
            int status = ap_word_value(ap_review_status_words, rule->review, true);
            if (rule->review.len && status >= 0)
                *ap_vec_push(job->mem, &meta.review) =
                    (struct ap_review){.status = (enum ap_review_status)status,
                                       .date = AP_DAY_NONE,
                                       .place = rule->place};
            ap_evidence_apply(job, item, &meta, AP_FROM_DEFAULTS);
        }
    }
}
