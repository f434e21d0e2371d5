/* Where the register and the sidecar both speak of an item, the sidecar wins, and a difference is said.
 * Place in the flow: evidence, as soon as the sidecar of an item is known.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/parts.h"

enum kind { TEXT, AREA, AUDIENCE, PERSON, CONTROLS, FRAMEWORKS, PERIODS, REVIEWS, DAY };

#define ROW(key, kind)                                                                             \
    {                                                                                              \
#key, offsetof(struct ap_metadata, key), kind                                              \
    }
static const struct {
    const char *key;
    size_t offset;
    enum kind kind;
} rows[] = {
    ROW(title, TEXT),           ROW(control, CONTROLS), ROW(area, AREA),
    ROW(framework, FRAMEWORKS), ROW(owner, PERSON),     ROW(period, PERIODS),
    ROW(source, TEXT),          ROW(review, REVIEWS),   ROW(audience, AUDIENCE),
    ROW(performed, DAY),        ROW(collected, DAY),
};

/** A member of the struct at `offset`, of the type that its kind says. */
static const void *
member(const struct ap_metadata *meta, size_t offset)
{
    return (const char *)meta + offset;
}

static bool
is_given(const struct ap_metadata *meta, size_t row)
{
    const void *at = member(meta, rows[row].offset);
    switch (rows[row].kind) {
    case CONTROLS:
    case FRAMEWORKS:
        return ((const struct ap_refs *)at)->n > 0;
    case PERIODS:
        return ((const struct ap_periods *)at)->n > 0;
    case REVIEWS:
        return ((const struct ap_reviews *)at)->n > 0;
    case DAY:
        return *(const ap_day *)at != AP_DAY_NONE;
    default:
        return ((const struct ap_str *)at)->len > 0;
    }
}

static void
clear(struct ap_metadata *meta, size_t row)
{
    void *at = (char *)meta + rows[row].offset;
    switch (rows[row].kind) {
    case CONTROLS:
    case FRAMEWORKS:
        *(struct ap_refs *)at = (struct ap_refs){0};
        break;
    case PERIODS:
        *(struct ap_periods *)at = (struct ap_periods){0};
        break;
    case REVIEWS:
        *(struct ap_reviews *)at = (struct ap_reviews){0};
        break;
    case DAY:
        *(ap_day *)at = AP_DAY_NONE;
        break;
    default:
        *(struct ap_str *)at = AP_STR_NONE;
    }
}

static struct ap_str
framework_id(const struct ap_evidence_job *job, struct ap_str word)
{
    const struct ap_framework *framework = ap_evidence_framework(job, word);
    return framework ? framework->id : word;
}

static bool
holds(const struct ap_evidence_job *job, const struct ap_refs *list, struct ap_str word,
      bool frameworks)
{
    struct ap_str wanted = frameworks ? framework_id(job, word) : word;
    for (size_t i = 0; i < list->n; i++)
        if (ap_str_eq(frameworks ? framework_id(job, list->items[i].text) : list->items[i].text,
                      wanted))
            return true;
    return false;
}

static bool
same_refs(const struct ap_evidence_job *job, const struct ap_refs *a, const struct ap_refs *b,
          bool frameworks)
{
    for (size_t i = 0; i < a->n; i++)
        if (!holds(job, b, a->items[i].text, frameworks))
            return false;
    for (size_t i = 0; i < b->n; i++)
        if (!holds(job, a, b->items[i].text, frameworks))
            return false;
    return true;
}

/** A quarter and its three months are the same. */
static bool
same_periods(const struct ap_periods *a, const struct ap_periods *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!ap_periods_cover(b, a->items[i].span))
            return false;
    for (size_t i = 0; i < b->n; i++)
        if (!ap_periods_cover(a, b->items[i].span))
            return false;
    return true;
}

static bool
same_area(const struct ap_evidence_job *job, struct ap_str a, struct ap_str b)
{
    const struct ap_area *first = ap_library_area(job->lib, a);
    const struct ap_area *second = ap_library_area(job->lib, b);
    return first && second ? first == second : ap_str_eq(a, b);
}

static bool
same_audience(const struct ap_evidence_job *job, struct ap_str a, struct ap_str b)
{
    const struct ap_audience *first = ap_library_audience_named(job->lib, a);
    const struct ap_audience *second = ap_library_audience_named(job->lib, b);
    return first && second ? first == second : ap_str_eq(a, b);
}

static bool
same_person(const struct ap_evidence_job *job, struct ap_str a, struct ap_str b)
{
    const struct ap_person *first = ap_workspace_person(job->ws, a);
    const struct ap_person *second = ap_workspace_person(job->ws, b);
    return first && second ? first == second : ap_str_ieq(a, b);
}

/** The register keeps the last word only, so it is compared with the last review. */
static bool
same_reviews(const struct ap_reviews *a, const struct ap_reviews *b)
{
    const struct ap_review *x = &a->items[a->n - 1];
    const struct ap_review *y = &b->items[b->n - 1];
    bool date = x->date == y->date || x->date == AP_DAY_NONE || y->date == AP_DAY_NONE;
    bool bytes = ap_str_ieq(x->sha256, y->sha256) || !x->sha256.len || !y->sha256.len;
    return x->status == y->status && date && bytes;
}

static bool
same(const struct ap_evidence_job *job, const struct ap_metadata *a, const struct ap_metadata *b,
     size_t row)
{
    const void *x = member(a, rows[row].offset);
    const void *y = member(b, rows[row].offset);
    switch (rows[row].kind) {
    case CONTROLS:
    case FRAMEWORKS:
        return same_refs(job, x, y, rows[row].kind == FRAMEWORKS);
    case PERIODS:
        return same_periods(x, y);
    case REVIEWS:
        return same_reviews(x, y);
    case DAY:
        return *(const ap_day *)x == *(const ap_day *)y;
    case AREA:
        return same_area(job, *(const struct ap_str *)x, *(const struct ap_str *)y);
    case AUDIENCE:
        return same_audience(job, *(const struct ap_str *)x, *(const struct ap_str *)y);
    case PERSON:
        return same_person(job, *(const struct ap_str *)x, *(const struct ap_str *)y);
    default:
        return ap_str_eq(*(const struct ap_str *)x, *(const struct ap_str *)y);
    }
}

static void
add_key(struct ap_evidence_job *job, struct ap_str *list, struct ap_str key)
{
    *list = list->len ? ap_arena_join(&job->scratch, *list, ", ", key) : key;
}

/** Take out of the row what the sidecar says too; gives the keys on which they differ. */
static struct ap_str
yield(struct ap_evidence_job *job, struct ap_metadata *row, const struct ap_metadata *sidecar)
{
    struct ap_str differ = AP_STR_NONE;
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        if (!is_given(row, i) || !is_given(sidecar, i))
            continue;
        if (!same(job, row, sidecar, i))
            add_key(job, &differ, ap_str_from(rows[i].key));
        clear(row, i);
    }
    size_t kept = 0;
    for (size_t i = 0; i < row->extra.n; i++) {
        const struct ap_given_field *given = &row->extra.items[i];
        const struct ap_given_field *other = NULL;
        for (size_t k = 0; k < sidecar->extra.n && !other; k++)
            if (sidecar->extra.items[k].field == given->field)
                other = &sidecar->extra.items[k];
        if (other && !ap_str_eq(other->text, given->text))
            add_key(job, &differ, given->field->key);
        if (!other)
            row->extra.items[kept++] = *given;
    }
    row->extra.n = kept;
    return differ;
}

void
ap_evidence_apply_row(struct ap_evidence_job *job, struct ap_item *item,
                      const struct ap_metadata *sidecar)
{
    struct ap_metadata *row = job->rows ? job->rows[item->index] : NULL;
    if (!row)
        return;
    job->rows[item->index] = NULL;
    struct ap_str differ = sidecar ? yield(job, row, sidecar) : AP_STR_NONE;
    if (differ.len)
        ap_evidence_say(
            job, item, AP_MET010, item->place,
            ap_arena_printf(
                &job->scratch,
                "line %u of the register and the sidecar disagree on %.*s; the sidecar counts",
                row->place.line, AP_FMT(differ)));
    ap_evidence_apply(job, item, row, AP_FROM_REGISTER);
}
