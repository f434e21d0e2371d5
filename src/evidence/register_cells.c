/* What a cell of a register says, in one form: for comparing two registers, and for writing one.
 * Place in the flow: evidence; the reader of rows (register.c) takes the same words into metadata.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "evidence/parts.h"
#include "port/digest.h"

/** One cell being read. */
struct cell {
    struct ap_evidence_job *job; /* workspace, library and memory alone */
    const struct ap_field_def *field;
    struct ap_str text; /* what is wrong, when something is */
    enum ap_code code;
    struct ap_str expected;
};

typedef bool (*canonical_fn)(struct cell *in, struct ap_str *ret_text);

static bool
wrong(struct cell *in, struct ap_str text, enum ap_code code, struct ap_str expected)
{
    in->text = text;
    in->code = code;
    in->expected = expected;
    return false;
}

static bool
plain(struct cell *in, struct ap_str *ret_text)
{
    *ret_text = in->text;
    return true;
}

static int
compare(const void *a, const void *b)
{
    return ap_str_cmp(*(const struct ap_str *)a, *(const struct ap_str *)b);
}

/** Sorted, each once, `; ` between them. */
static struct ap_str
joined(struct cell *in, struct ap_strs *values)
{
    struct ap_str text = AP_STR_NONE;
    if (values->n > 1)
        qsort(values->items, values->n, sizeof *values->items, compare);
    for (size_t i = 0; i < values->n; i++)
        if (i == 0)
            text = values->items[0];
        else if (!ap_str_eq(values->items[i], values->items[i - 1]))
            text = ap_arena_join(in->job->mem, text, "; ", values->items[i]);
    return text;
}

static bool
controls(struct cell *in, struct ap_str *ret_text)
{
    struct ap_strs values = {0};
    ap_cell_values(in->text, in->job->mem, &values);
    for (size_t i = 0; i < values.n; i++) {
        const struct ap_control *control = ap_library_control(in->job->lib, values.items[i]);
        if (!control)
            return wrong(in, values.items[i], AP_MET012,
                         AP_STR("ids that apipack list controls shows"));
        values.items[i] = control->id;
    }
    *ret_text = joined(in, &values);
    return true;
}

static bool
frameworks(struct cell *in, struct ap_str *ret_text)
{
    struct ap_strs values = {0};
    ap_cell_values(in->text, in->job->mem, &values);
    for (size_t i = 0; i < values.n; i++) {
        const struct ap_framework *framework = ap_evidence_framework(in->job, values.items[i]);
        if (!framework)
            return wrong(in, values.items[i], AP_MET013,
                         AP_STR("ids that apipack list frameworks shows"));
        values.items[i] = framework->id;
    }
    *ret_text = joined(in, &values);
    return true;
}

static bool
area(struct cell *in, struct ap_str *ret_text)
{
    const struct ap_area *found = ap_library_area(in->job->lib, in->text);
    if (!found)
        return wrong(in, in->text, AP_MET007, AP_STR("an area of the library"));
    *ret_text = found->title;
    return true;
}

static bool
person(struct cell *in, struct ap_str *ret_text)
{
    const struct ap_person *found = ap_workspace_person(in->job->ws, in->text);
    *ret_text = found ? found->id : in->text;
    return true;
}

static int
compare_periods(const void *a, const void *b)
{
    const struct ap_period *x = a;
    const struct ap_period *y = b;
    if (x->span.from != y->span.from)
        return x->span.from < y->span.from ? -1 : 1;
    return (x->span.to > y->span.to) - (x->span.to < y->span.to);
}

static bool
periods(struct cell *in, struct ap_str *ret_text)
{
    struct ap_arena *mem = in->job->mem;
    struct ap_strs values = {0};
    ap_cell_values(in->text, mem, &values);
    struct ap_period *list = ap_arena_array(mem, struct ap_period, values.n);
    for (size_t i = 0; i < values.n; i++)
        if (ap_cell_period(values.items[i], &list[i]) != AP_OK)
            return wrong(in, values.items[i], AP_MET007,
                         AP_STR("a period such as 2026-05 or 2026-Q2"));
    if (values.n > 1)
        qsort(list, values.n, sizeof *list, compare_periods);
    *ret_text = AP_STR_NONE;
    for (size_t i = 0; i < values.n; i++) {
        struct ap_str text = ap_period_str(mem, list[i]);
        *ret_text = i ? ap_arena_join(mem, *ret_text, "; ", text) : text;
    }
    return true;
}

const char *
ap_register_status(enum ap_review_status status)
{
    static const char *const words[] = {
        [AP_REVIEW_NONE] = "",
        [AP_REVIEW_REQUESTED] = "Requested",
        [AP_REVIEW_UPLOADED] = "Uploaded",
        [AP_REVIEW_APPROVED] = "Approved",
        [AP_REVIEW_REJECTED] = "Rejected",
    };
    return words[status];
}

static bool
status(struct cell *in, struct ap_str *ret_text)
{
    int value = ap_word_value_folded(ap_review_status_words, in->text);
    if (value < 0)
        return wrong(in, in->text, AP_MET007, AP_STR("Requested, Uploaded, Approved or Rejected"));
    *ret_text = ap_str_from(ap_register_status((enum ap_review_status)value));
    return true;
}

static bool
day(struct cell *in, struct ap_str *ret_text)
{
    ap_day found;
    if (ap_cell_day(in->text, &found) != AP_OK)
        return wrong(in, in->text, AP_MET007, AP_STR("a day such as 2026-06-30"));
    *ret_text = ap_day_str(in->job->mem, found);
    return true;
}

static bool
digest(struct cell *in, struct ap_str *ret_text)
{
    uint8_t bytes[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    if (ap_sha256_parse(in->text, bytes) != AP_OK)
        return wrong(in, in->text, AP_MET007, AP_STR("64 hexadecimal digits"));
    ap_sha256_text(bytes, text);
    *ret_text = ap_arena_copy(in->job->mem, ap_str_from(text));
    return true;
}

static bool
audience(struct cell *in, struct ap_str *ret_text)
{
    const struct ap_audience *found = ap_library_audience_named(in->job->lib, in->text);
    if (!found)
        return wrong(in, in->text, AP_MET019, AP_STR("an audience of the library"));
    *ret_text = found->id;
    return true;
}

/** A person whom nobody knows is no fault of the cell. */
static bool
own(struct cell *in, struct ap_str *ret_text)
{
    const struct ap_given_field given = {.field = in->field, .text = in->text, .is_cell = true};
    enum ap_code code;
    struct ap_str expected;
    if (!ap_evidence_field_is_right(in->job, &given, ret_text, &code, &expected) &&
        code != AP_MET014)
        return wrong(in, in->text, code, expected);
    return true;
}

static const canonical_fn forms[AP_REG_COLUMNS + 1] = {
    [AP_REG_FILE] = plain,        [AP_REG_TITLE] = plain,          [AP_REG_CONTROL] = controls,
    [AP_REG_AREA] = area,         [AP_REG_FRAMEWORK] = frameworks, [AP_REG_OWNER] = person,
    [AP_REG_PERIOD] = periods,    [AP_REG_SOURCE] = plain,         [AP_REG_STATUS] = status,
    [AP_REG_REVIEWER] = plain,    [AP_REG_REVIEW_DATE] = day,      [AP_REG_SHA256] = digest,
    [AP_REG_AUDIENCE] = audience, [AP_REG_COLLECTED] = day,        [AP_REG_PERFORMED] = day,
    [AP_REG_COLUMNS] = own,
};

struct ap_period
ap_register_month_of(const struct ap_item *item, struct ap_period period)
{
    const struct ap_name *name = &item->parsed;
    struct ap_civil day = ap_day_to_civil(period.span.from);
    bool of_the_month = name->ok && name->has_period && name->period.kind == AP_PERIOD_MONTH &&
                        ap_span_contains(name->period.span, period.span);
    return of_the_month && period.kind == AP_PERIOD_DAY && day.day == day.year % 100 ? name->period
                                                                                     : period;
}

/** What a spreadsheet shows where a formula went wrong. */
static bool
is_error(struct ap_str text)
{
    static const char *const errors[] = {"#N/A",   "#REF!",   "#NAME?", "#VALUE!",
                                         "#NULL!", "#DIV/0!", "#NUM!",  "#SPILL!"};
    for (size_t i = 0; i < AP_COUNT(errors); i++)
        if (ap_str_is(text, errors[i]))
            return true;
    return false;
}

int
ap_register_canonical(const struct ap_evidence *ev, enum ap_register_column column,
                      const struct ap_field_def *field, struct ap_str cell, struct ap_arena *mem,
                      struct ap_cell_value *ret_value)
{
    struct ap_evidence_job job = {.ws = ev->ws, .lib = ev->lib, .mem = mem};
    struct cell in = {.job = &job, .field = field, .text = ap_str_trim(cell)};
    struct ap_str text = AP_STR_NONE;
    bool right = in.text.len == 0;
    if (is_error(in.text))
        (void)wrong(&in, in.text, AP_MET007, AP_STR("a value: this is the error of a formula"));
    else if (!right)
        right = forms[column](&in, &text);
    *ret_value = (struct ap_cell_value){
        .text = ap_arena_copy(mem, right ? text : in.text),
        .expected = ap_arena_copy(mem, in.expected),
        .code = in.code,
    };
    ap_arena_release(&job.scratch);
    return right ? AP_OK : AP_E_INVALID;
}
