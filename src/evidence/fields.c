/* The library's own metadata fields, beyond the eight that are built in: read, checked by type, kept.
 * Place in the flow: evidence, for sidecars and register rows alike.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/parts.h"
#include "tables/csv.h"

bool
ap_evidence_is_own(const struct ap_field_def *field)
{
    return ap_schema_field(&ap_link_schema, field->key) == NULL;
}

/** A list becomes its values with `; ` between them, as a register would hold it. */
static struct ap_str
text_of(struct ap_evidence_job *job, const struct ap_node *node, bool *ret_wrong_kind)
{
    struct ap_str text = AP_STR("");
    if (node->kind == AP_NODE_SCALAR)
        return node->text;
    *ret_wrong_kind = node->kind != AP_NODE_SEQ;
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++) {
        *ret_wrong_kind |= node->items[i]->kind != AP_NODE_SCALAR;
        if (node->items[i]->kind == AP_NODE_SCALAR)
            text = ap_arena_join(&job->scratch, text, i ? "; " : "", node->items[i]->text);
    }
    return text;
}

void
ap_evidence_fields_of_node(struct ap_evidence_job *job, struct ap_metadata *meta)
{
    for (size_t i = 0; meta->node && i < job->lib->fields.n; i++) {
        const struct ap_field_def *field = &job->lib->fields.items[i];
        struct ap_given_field given = {.field = field};
        if (!ap_evidence_is_own(field))
            continue;
        const struct ap_node *node = ap_node_get(meta->node, field->key.ptr);
        if (!node || node->kind == AP_NODE_NULL)
            continue;
        given.text = text_of(job, node, &given.wrong_kind);
        given.place = node->place;
        *ap_vec_push(&job->scratch, &meta->extra) = given;
    }
}

/** Is the value right? *text may be replaced by its canonical form. */
typedef bool (*check_fn)(struct ap_evidence_job *job, const struct ap_given_field *given,
                         struct ap_str *text);

static bool
check_any(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    (void)job;
    (void)given;
    (void)text;
    return true;
}

/** People type choices into a spreadsheet in any case. */
static bool
check_choice(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    const struct ap_strs *choices = &given->field->choices;
    (void)job;
    for (size_t i = 0; i < choices->n; i++) {
        if (!ap_str_eq(choices->items[i], *text) &&
            !(given->is_cell && ap_str_ieq(choices->items[i], *text)))
            continue;
        *text = choices->items[i];
        return true;
    }
    return choices->n == 0;
}

static bool
check_controls(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    struct ap_strs values = {0};
    (void)given;
    ap_cell_values(*text, &job->scratch, &values);
    for (size_t i = 0; i < values.n; i++)
        if (!ap_library_control(job->lib, values.items[i]))
            return false;
    return true;
}

static bool
check_frameworks(struct ap_evidence_job *job, const struct ap_given_field *given,
                 struct ap_str *text)
{
    struct ap_strs values = {0};
    (void)given;
    ap_cell_values(*text, &job->scratch, &values);
    for (size_t i = 0; i < values.n; i++)
        if (!ap_evidence_framework(job, values.items[i]))
            return false;
    return true;
}

static bool
check_area(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    (void)given;
    return ap_library_area(job->lib, *text) != NULL;
}

static bool
check_person(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    const struct ap_person *person = ap_workspace_person(job->ws, *text);
    (void)given;
    if (person)
        *text = person->id;
    return person || job->ws->people.n == 0;
}

static bool
check_period(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    struct ap_period period;
    if ((given->is_cell ? ap_cell_period(*text, &period) : ap_period_parse(*text, &period)) !=
        AP_OK)
        return false;
    *text = ap_period_str(&job->scratch, period);
    return true;
}

static bool
check_review(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    (void)job;
    int status = given->is_cell ? ap_word_value_folded(ap_review_status_words, *text)
                                : ap_word_value(ap_review_status_words, *text);
    return status >= 0;
}

static bool
check_day(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    ap_day day;
    if ((given->is_cell ? ap_cell_day(*text, &day) : ap_day_parse(*text, &day)) != AP_OK)
        return false;
    *text = ap_day_str(&job->scratch, day);
    return true;
}

static bool
check_url(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    (void)job;
    (void)given;
    return ap_evidence_is_url(*text);
}

/** Digits with an optional sign and one decimal point. */
static bool
check_number(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text)
{
    struct ap_str rest = *text;
    (void)job;
    (void)given;
    if (rest.len && (rest.ptr[0] == '-' || rest.ptr[0] == '+'))
        rest = ap_str_slice(rest, 1, rest.len);
    size_t digits = 0;
    size_t points = 0;
    for (size_t i = 0; i < rest.len; i++) {
        digits += ap_is_digit(rest.ptr[i]);
        points += rest.ptr[i] == '.';
    }
    return digits > 0 && points <= 1 && digits + points == rest.len;
}

static const struct {
    check_fn check;
    enum ap_code code;
    const char *expected;
} checks[] = {
    [AP_FIELD_TEXT] = {check_any, AP_MET007, "text"},
    [AP_FIELD_CHOICE] = {check_choice, AP_MET007, "one of its choices"},
    [AP_FIELD_CONTROL_IDS] = {check_controls, AP_MET012, "control ids"},
    [AP_FIELD_AREA] = {check_area, AP_MET007, "an area of the library"},
    [AP_FIELD_FRAMEWORKS] = {check_frameworks, AP_MET013, "frameworks of the library"},
    [AP_FIELD_PERSON] = {check_person, AP_MET014, "one of the workspace's people"},
    [AP_FIELD_PERIOD] = {check_period, AP_MET007, "a period such as 2026-Q2"},
    [AP_FIELD_REVIEW] = {check_review, AP_MET007, "requested, uploaded, approved or rejected"},
    [AP_FIELD_DATE] = {check_day, AP_MET007, "a day such as 2026-06-30"},
    [AP_FIELD_URL] = {check_url, AP_MET007, "an http or https address"},
    [AP_FIELD_NUMBER] = {check_number, AP_MET007, "a number"},
};

static struct ap_str
expected_of(struct ap_evidence_job *job, const struct ap_field_def *field)
{
    struct ap_str words = AP_STR("one of ");
    if (field->type != AP_FIELD_CHOICE)
        return ap_str_from(checks[field->type].expected);
    for (size_t i = 0; i < field->choices.n; i++)
        words = ap_arena_join(&job->scratch, words, i ? ", " : "", field->choices.items[i]);
    return words;
}

bool
ap_evidence_field_is_right(struct ap_evidence_job *job, const struct ap_given_field *given,
                           struct ap_str *text, enum ap_code *ret_code, struct ap_str *ret_expected)
{
    *text = given->text;
    *ret_code = checks[given->field->type].code;
    bool right = checks[given->field->type].check(job, given, text);
    *ret_expected = right ? AP_STR_NONE : expected_of(job, given->field);
    return right;
}

int
ap_evidence_field_value(const struct ap_workspace *ws, const struct ap_library *lib,
                        const struct ap_field_def *field, struct ap_str cell, struct ap_arena *mem,
                        struct ap_cell_value *ret_value)
{
    struct ap_evidence_job job = {.ws = ws, .lib = lib, .mem = mem};
    struct ap_given_field given = {.field = field, .text = cell, .is_cell = true};
    struct ap_cell_value value;
    bool right =
        ap_evidence_field_is_right(&job, &given, &value.text, &value.code, &value.expected);
    value.text = ap_arena_copy(mem, value.text);
    value.expected = ap_arena_copy(mem, value.expected);
    *ret_value = value;
    ap_arena_release(&job.scratch);
    return right ? AP_OK : AP_E_INVALID;
}

/** The later origin's value replaces the earlier one's. */
static struct ap_extra_field *
slot_of(struct ap_evidence_job *job, struct ap_item *item, const struct ap_field_def *field)
{
    for (size_t i = 0; i < item->extra.n; i++)
        if (item->extra.items[i].field == field)
            return &item->extra.items[i];
    return ap_vec_push(job->mem, &item->extra);
}

static void
apply_one(struct ap_evidence_job *job, struct ap_item *item, const struct ap_given_field *given)
{
    struct ap_str text;
    enum ap_code code;
    struct ap_str expected;
    if (given->wrong_kind) {
        ap_evidence_fault(job, item, AP_MET005, given->place,
                          ap_arena_printf(&job->scratch, "%.*s must be a value or a list of values",
                                          AP_FMT(given->field->key)));
        return;
    }
    bool right = ap_evidence_field_is_right(job, given, &text, &code, &expected);
    *slot_of(job, item, given->field) =
        (struct ap_extra_field){given->field, ap_arena_copy(job->mem, text)};
    if (right)
        return;
    struct ap_str message =
        ap_arena_printf(&job->scratch, "%.*s is \"%.*s\", expected %.*s", AP_FMT(given->field->key),
                        AP_FMT(given->text), AP_FMT(expected));
    ap_evidence_say(job, item, code, given->place, message)->invalidates = code != AP_MET014;
}

void
ap_evidence_apply_fields(struct ap_evidence_job *job, struct ap_item *item,
                         const struct ap_metadata *meta)
{
    for (size_t i = 0; i < meta->extra.n; i++)
        apply_one(job, item, &meta->extra.items[i]);
}
