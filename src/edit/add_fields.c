/* Owner, source, title, samples and further fields of a file that is added.
 * Place in the flow: edit, below add.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/add_parts.h"
#include "evidence/evidence.h"
#include "model/workspace.h"
#include "tables/csv.h"

/** Keys of every sidecar that --set takes, with the type by which they are checked. */
static const struct ap_field_def settable[] = {
    {.key = {"performed", 9}, .label = {"Performed", 9}, .type = AP_FIELD_DATE},
    {.key = {"collected", 9}, .label = {"Collected", 9}, .type = AP_FIELD_DATE},
    {.key = {"effective", 9}, .label = {"Effective", 9}, .type = AP_FIELD_DATE},
    {.key = {"audience", 8}, .label = {"Audience", 8}, .type = AP_FIELD_TEXT},
};

static const struct ap_field_def *
field_of(const struct ap_library *lib, struct ap_str key)
{
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        if (ap_evidence_is_own(field) &&
            (ap_str_eq(key, field->key) || ap_str_ieq(key, field->label)))
            return field;
    }
    for (size_t i = 0; i < AP_COUNT(settable); i++)
        if (ap_str_ieq(key, settable[i].key))
            return &settable[i];
    return NULL;
}

static void
unknown_field(struct ap_add_job *job, struct ap_add_item *item, const struct ap_ref *key)
{
    const struct ap_library *lib = job->cat->lib;
    struct ap_diagnostic *d =
        ap_add_fault(job, item, key, "there is no field \"%.*s\"", AP_FMT(key->text));
    struct ap_str known = AP_STR("performed, collected, effective, audience");
    for (size_t i = 0; i < lib->fields.n; i++)
        if (ap_evidence_is_own(&lib->fields.items[i]))
            known = ap_arena_join(job->mem, known, ", ", lib->fields.items[i].key);
    ap_diag_hint(job->dg, d, "it takes %.*s", AP_FMT(known));
}

static void
add_field(struct ap_add_job *job, struct ap_add_item *item, const struct ap_add_field *given)
{
    struct ap_cell_value value;
    const struct ap_field_def *field = field_of(job->cat->lib, given->key.text);
    if (!field) {
        unknown_field(job, item, &given->key);
        return;
    }
    if (given->value.text.len == 0)
        return;
    bool fits = ap_evidence_field_value(job->cat->ws, job->cat->lib, field, given->value.text,
                                        job->mem, &value) == AP_OK;
    bool is_audience = fits && ap_str_is(field->key, "audience");
    const struct ap_audience *audience =
        is_audience ? ap_library_audience_named(job->cat->lib, value.text) : NULL;
    bool unknown_audience = is_audience && !audience;
    if (!fits || unknown_audience) {
        (void)ap_add_fault(
            job, item, &given->value, "%.*s \"%.*s\" is not %.*s", AP_FMT(field->key),
            AP_FMT(given->value.text),
            AP_FMT(unknown_audience ? AP_STR("an audience of the library") : value.expected));
        return;
    }
    struct ap_add_field *kept = ap_vec_push(job->mem, &item->fields);
    kept->key.text = field->key;
    kept->value.text = audience ? audience->id : value.text;
}

/** Does `evidence.defaults` give the file an owner or source already? Then the sidecar need not repeat it. */
static bool
by_default(const struct ap_add_job *job, const struct ap_add_item *item, bool owner)
{
    const struct ap_default_rules *rules = &job->cat->ws->evidence.defaults;
    for (size_t i = 0; i < rules->n; i++)
        if ((owner ? rules->items[i].owner : rules->items[i].source).len &&
            ap_str_glob(rules->items[i].match, item->rel))
            return true;
    return false;
}

static void
set_owner(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_workspace *ws = job->cat->ws;
    struct ap_str given = item->order->owner.text;
    if (given.len == 0) {
        item->owner =
            by_default(job, item, true) ? AP_STR_NONE : ap_workspace_owner_of(ws, item->req);
        return;
    }
    const struct ap_person *person = ap_workspace_person(ws, given);
    item->owner = person ? person->id : given;
    if (!person && ws->people.n > 0)
        ap_add_warn(job, item, "owner %.*s is not among the people of apipack.yaml [MET014]",
                    AP_FMT(given));
}

static void
set_samples(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_ref *given = &item->order->samples;
    ap_cell_values(given->text, job->mem, &item->samples);
    for (size_t i = 0; i < item->samples.n; i++) {
        bool known = false;
        for (size_t k = 0; k < job->cat->ws->samples.n; k++)
            known |= ap_str_eq(job->cat->ws->samples.items[k].id, item->samples.items[i]);
        if (!known)
            (void)ap_add_fault(job, item, given, "the auditor's selection has no sample %.*s",
                               AP_FMT(item->samples.items[i]));
    }
}

void
ap_add_describe(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_add_order *order = item->order;
    set_owner(job, item);
    set_samples(job, item);
    item->source = order->source.text;
    item->title = order->title.text.len ? order->title.text : item->req->title;
    for (size_t i = 0; i < order->fields.n; i++)
        add_field(job, item, &order->fields.items[i]);
}
