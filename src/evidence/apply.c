/* Metadata is taken over by origin, later wins; what contradicts the name or names nothing is a finding.
 * Place in the flow: evidence, for defaults, register rows and sidecars alike.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "evidence/parts.h"

#define MAX_SHARED 64

static struct ap_str
keep(struct ap_evidence_job *job, struct ap_str s)
{
    return s.len ? ap_arena_copy(job->mem, s) : AP_STR_NONE;
}

/** Names of people and systems stand in thousands of sidecars: one copy of each is enough. */
static struct ap_str
share(struct ap_evidence_job *job, struct ap_str s)
{
    if (s.len == 0 || s.len > MAX_SHARED)
        return keep(job, s);
    uint32_t known = ap_map_get(&job->words, s);
    if (known != AP_NONE)
        return job->interned.items[known];
    struct ap_str copy = keep(job, s);
    (void)ap_map_put(&job->words, &job->stage, copy, (uint32_t)job->interned.n);
    *ap_vec_push(&job->stage, &job->interned) = copy;
    return copy;
}

/* Places are never copied: their files are the item's own path, its sidecar's, or the register's. */
struct ap_finding *
ap_evidence_fault(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code,
                  struct ap_place place, struct ap_str message)
{
    struct ap_finding *f = ap_evidence_say(job, item, code, place, message);
    f->invalidates = true;
    return f;
}

/** The ids of `n` things, the first of them at `first`, `bytes` from one to the next. */
static struct ap_strs
ids_of(struct ap_evidence_job *job, const void *first, size_t n, size_t bytes)
{
    struct ap_strs ids = {0};
    for (size_t i = 0; i < n; i++)
        *ap_vec_push(&job->scratch, &ids) =
            *(const struct ap_str *)((const char *)first + i * bytes);
    return ids;
}

/** A word that names nothing, and the nearest of `known`. */
static void
say_unknown(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code, const char *what,
            const struct ap_ref *word, struct ap_strs known)
{
    struct ap_finding *f = ap_evidence_fault(
        job, item, code, word->place,
        ap_arena_printf(&job->scratch, "unknown %s %.*s", what, AP_FMT(word->text)));
    struct ap_str nearest = ap_strs_nearest(&known, word->text);
    if (nearest.len)
        ap_finding_fix(f, job->mem, "did you mean %.*s?", AP_FMT(nearest));
}

#define IDS_OF(job, list)                                                                          \
    ids_of(job, (list).n ? &(list).items[0].id : NULL, (list).n, sizeof(list).items[0])

static struct ap_strs
requirement_ids(struct ap_evidence_job *job)
{
    struct ap_strs ids = {0};
    for (size_t i = 0; i < job->lib->n_requirements; i++)
        *ap_vec_push(&job->scratch, &ids) = job->lib->requirements[i]->ref;
    return ids;
}

struct ap_place
ap_evidence_key_place(const struct ap_metadata *meta, const char *key)
{
    const struct ap_node *value = meta->node ? ap_node_get(meta->node, key) : NULL;
    return value ? value->place : meta->place;
}

static void
add_once(struct ap_evidence_job *job, struct ap_strs *list, size_t most, struct ap_str id)
{
    if (list->cap == 0) {
        list->items = ap_arena_array(job->mem, struct ap_str, most);
        list->cap = most;
    }
    if (!ap_strs_has(list, id))
        *ap_vec_push(job->mem, list) = id;
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
            add_once(job, &item->controls, given->n, control->id);
        else
            say_unknown(job, item, AP_MET012, "control", &given->items[i],
                        IDS_OF(job, job->lib->controls));
    }
}

static void
apply_frameworks(struct ap_evidence_job *job, struct ap_item *item, const struct ap_refs *given)
{
    if (given->n)
        item->frameworks = (struct ap_strs){0};
    for (size_t i = 0; i < given->n; i++) {
        const struct ap_framework *framework = ap_evidence_framework(job, given->items[i].text);
        if (framework)
            add_once(job, &item->frameworks, given->n, framework->id);
        else
            say_unknown(job, item, AP_MET013, "framework", &given->items[i],
                        IDS_OF(job, job->lib->frameworks));
    }
}

static void
apply_area(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    if (meta->area.len == 0)
        return;
    const struct ap_area *area = ap_library_area(job->lib, meta->area);
    if (!area)
        say_unknown(job, item, AP_MET007, "area",
                    &(struct ap_ref){meta->area, ap_evidence_key_place(meta, "area")},
                    IDS_OF(job, job->lib->areas));
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
        ap_evidence_fault(
            job, item, AP_MET009, ap_evidence_key_place(meta, "period"),
            ap_arena_printf(&job->scratch, "period %.*s contradicts %.*s in the name",
                            AP_FMT(ap_period_str(&job->scratch, meta->period.items[i])),
                            AP_FMT(item->parsed.period_text)));
        return;
    }
    size_t n = meta->period.n;
    item->period_from = origin;
    item->periods = (struct ap_periods){ap_arena_array(job->mem, struct ap_period, n), n, n};
    memcpy(item->periods.items, meta->period.items, n * sizeof *meta->period.items);
}

static void
apply_reviews(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    if (meta->review.n == 0)
        return;
    size_t n = meta->review.n;
    item->reviews = (struct ap_reviews){ap_arena_array(job->mem, struct ap_review, n), n, n};
    for (size_t i = 0; i < n; i++) {
        struct ap_review *review = &item->reviews.items[i];
        *review = meta->review.items[i];
        review->by = share(job, review->by);
        review->sha256 = keep(job, review->sha256);
        review->ref = keep(job, review->ref);
        review->note = keep(job, review->note);
        review->signature = keep(job, review->signature);
    }
}

static void
apply_serves(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    for (size_t i = 0; i < meta->serves.n; i++) {
        if (meta->serves.items[i].requirement.text.len == 0)
            continue; /* the reader said so */
        struct ap_serves *serves = ap_vec_push(job->mem, &item->serves);
        *serves = meta->serves.items[i];
        serves->requirement.text = keep(job, serves->requirement.text);
        serves->where = keep(job, serves->where);
        serves->resolved = ap_library_requirement(job->lib, serves->requirement.text);
        if (!serves->resolved)
            say_unknown(job, item, AP_MET020, "requirement", &serves->requirement,
                        requirement_ids(job));
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
    item->owner = person ? person->id : share(job, meta->owner);
    item->owner_from = origin;
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
            keep(job, meta->derived_from->by), keep(job, meta->derived_from->result),
            meta->derived_from->date};
    }
    if (meta->received) {
        item->received = ap_arena_new(job->mem, struct ap_received);
        *item->received =
            (struct ap_received){keep(job, meta->received->sha256), keep(job, meta->received->by),
                                 keep(job, meta->received->run), meta->received->at};
    }
}

static void
apply_link(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta)
{
    bool usable = ap_evidence_is_url(meta->url);
    if (!meta->is_link)
        return;
    if (meta->url.len && !usable)
        ap_finding_fix(ap_evidence_fault(job, item, AP_MET007, ap_evidence_key_place(meta, "url"),
                                         AP_STR("url must be an http or https address")),
                       job->mem, "write the whole address: https://\u2026");
    if (meta->access == AP_ACCESS_ON_SCREEN && !meta->observed)
        ap_finding_fix(
            ap_evidence_fault(
                job, item, AP_MET006, ap_evidence_key_place(meta, "access"),
                AP_STR(
                    "observed is missing: it says who saw on screen what cannot be handed over")),
            job->mem, "add observed: {by: \u2026, date: \u2026, system: \u2026, method: \u2026}");
    item->link = ap_arena_new(job->mem, struct ap_link);
    *item->link = (struct ap_link){.url = usable ? keep(job, meta->url) : AP_STR_NONE,
                                   .access = meta->access,
                                   .sha256 = keep(job, meta->sha256),
                                   .observed_date = AP_DAY_NONE};
    if (!meta->observed)
        return;
    item->link->observed_by = share(job, meta->observed->by);
    item->link->observed_date = meta->observed->date;
    item->link->observed_system = share(job, meta->observed->system);
    item->link->observed_method = share(job, meta->observed->method);
    item->link->observed_note = keep(job, meta->observed->note);
}

void
ap_evidence_apply(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
                  enum ap_origin origin)
{
    if (meta->title.len)
        item->title = keep(job, meta->title);
    if (meta->source.len)
        item->source = share(job, meta->source);
    apply_controls(job, item, &meta->control, origin);
    apply_frameworks(job, item, &meta->framework);
    apply_area(job, item, meta);
    apply_owner(job, item, meta, origin);
    apply_periods(job, item, meta, origin);
    apply_reviews(job, item, meta);
    if (meta->audience.len) {
        const struct ap_audience *audience = ap_library_audience_named(job->lib, meta->audience);
        item->audience = audience ? audience->id : share(job, meta->audience);
        if (!audience)
            say_unknown(job, item, AP_MET019, "audience",
                        &(struct ap_ref){meta->audience, ap_evidence_key_place(meta, "audience")},
                        IDS_OF(job, job->lib->audiences));
    }
    item->performed = meta->performed != AP_DAY_NONE ? meta->performed : item->performed;
    item->collected = meta->collected != AP_DAY_NONE ? meta->collected : item->collected;
    item->effective = meta->effective != AP_DAY_NONE ? meta->effective : item->effective;
    apply_serves(job, item, meta);
    apply_custody(job, item, meta);
    apply_link(job, item, meta);
    ap_evidence_apply_fields(job, item, meta);
}
