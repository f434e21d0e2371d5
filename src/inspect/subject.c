/* What a row may say about its file: findings and facts, bounded.
 * Place in the flow: inspect; called by the rows of content.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "inspect/check.h"

static struct ap_finding *
find_code(const struct ap_subject *s, enum ap_code code)
{
    for (size_t i = 0; i < s->record->findings.n; i++)
        if (s->record->findings.items[i]->code == code)
            return s->record->findings.items[i];
    return NULL;
}

bool
ap_subject_has(const struct ap_subject *s, enum ap_code code)
{
    return find_code(s, code) != NULL;
}

static struct ap_str
sheet_name(const struct ap_subject *s, uint32_t line)
{
    size_t sheet = line >> AP_ROW_BITS;
    return sheet > 0 && sheet <= s->sheets.n ? s->sheets.items[sheet - 1].name : AP_STR_NONE;
}

uint32_t
ap_subject_first_line(const struct ap_subject *s)
{
    bool of_sheet = s->place.sheet > 0;
    return of_sheet ? s->place.sheet << AP_ROW_BITS | (s->place.line & AP_ROW_MASK) : s->place.line;
}

struct ap_str
ap_subject_where(const struct ap_subject *s, uint32_t line)
{
    return s->sheets.n > 0 ? ap_arena_printf(s->scratch, "row %u", line & AP_ROW_MASK)
                           : ap_arena_printf(s->scratch, "line %u", line);
}

static struct ap_finding *
add(struct ap_subject *s, enum ap_code code, uint32_t line, struct ap_str message)
{
    bool of_sheet = s->sheets.n > 0 && line > 0;
    struct ap_place place = {s->item->path, of_sheet ? line & AP_ROW_MASK : line, 0};
    if (of_sheet)
        message = ap_arena_printf(s->scratch, "%.*s (sheet \"%.*s\")", AP_FMT(message),
                                  AP_FMT(sheet_name(s, line)));
    struct ap_finding *f = ap_finding_add(&s->record->findings, s->mem, code, s->item->path, place,
                                          "%.*s", AP_FMT(message));
    f->item = s->item->index;
    return f;
}

static struct ap_finding *add_once(struct ap_subject *s, enum ap_code code, uint32_t line,
                                   const char *fmt, va_list args) AP_PRINTF(4, 0);

static struct ap_finding *
add_once(struct ap_subject *s, enum ap_code code, uint32_t line, const char *fmt, va_list args)
{
    struct ap_finding *known = find_code(s, code);
    return known ? known : add(s, code, line, ap_arena_vprintf(s->scratch, fmt, args));
}

struct ap_finding *
ap_subject_note(struct ap_subject *s, enum ap_code code, uint32_t line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_finding *f = add_once(s, code, line, fmt, args);
    va_end(args);
    return f;
}

struct ap_finding *
ap_subject_fault(struct ap_subject *s, enum ap_code code, uint32_t line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_finding *f = add_once(s, code, line, fmt, args);
    va_end(args);
    f->invalidates = true;
    if (!s->record->fault)
        s->record->fault = f;
    return f;
}

void
ap_subject_unscannable(struct ap_subject *s, const char *fmt, ...)
{
    s->record->unscannable = true;
    if (ap_subject_has(s, AP_FMT011))
        return;
    va_list args;
    va_start(args, fmt);
    struct ap_str message = ap_arena_vprintf(s->scratch, fmt, args);
    va_end(args);
    (void)add(s, AP_FMT011, 0, message);
}

bool
ap_fact_add(struct ap_subject *s, const char *kind, struct ap_str key, struct ap_str value,
            uint32_t line)
{
    struct ap_facts *facts = &s->record->facts;
    if (facts->n >= AP_FACTS_MAX)
        return false;
    struct ap_fact *fact = ap_vec_push(s->mem, facts);
    *fact = (struct ap_fact){
        .kind = ap_str_from(kind), /* a literal */
        .key = ap_arena_copy(s->mem, ap_str_slice(key, 0, AP_FACT_BYTES)),
        .value = ap_arena_copy(s->mem, ap_str_slice(value, 0, AP_FACT_BYTES)),
        .line = s->sheets.n > 0 ? line & AP_ROW_MASK : line,
    };
    return true;
}

bool
ap_fact_add_count(struct ap_subject *s, const char *kind, uint64_t count)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, count);
    return ap_fact_add(s, kind, AP_STR_NONE, ap_str_from(text), 0);
}
