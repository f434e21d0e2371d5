/* What the fuzz targets of the readers below the content checks share: bytes as a document of one kind, through a check.
 * Place in the flow: tests only. A target says READER_KIND and READER_CHECKS, and includes this file once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The first byte chooses among READER_CHECKS, the rest is the text. The library is the built-in one. Findings have words, facts are
 * bounded, nothing is written outside its memory. */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "builtin.h"
#include "inspect/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const reader_checks[] = {READER_CHECKS};

/* The first requirement that names the check, and how it names it. */
static const struct ap_requirement *
reader_requirement(const struct ap_library *lib, const char *check, const struct ap_node **ret_args)
{
    for (size_t i = 0; i < lib->n_requirements; i++)
        for (size_t k = 0; k < lib->requirements[i]->checks.n; k++)
            if (ap_str_is(lib->requirements[i]->checks.items[k].name, check)) {
                *ret_args = lib->requirements[i]->checks.items[k].args;
                return lib->requirements[i];
            }
    return NULL;
}

static void
reader_judge(const struct ap_record *record)
{
    if (record->facts.n > AP_FACTS_MAX)
        abort();
    for (size_t i = 0; i < record->facts.n; i++)
        if (record->facts.items[i].key.len > AP_FACT_BYTES ||
            record->facts.items[i].value.len > AP_FACT_BYTES)
            abort();
    for (size_t i = 0; i < record->findings.n; i++)
        if (record->findings.items[i]->message.len == 0)
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    if (size == 0)
        return 0;
    const struct ap_library *lib = builtin_library();
    const char *name = reader_checks[data[0] % AP_COUNT(reader_checks)];
    struct ap_period period = {{20544, 20635}, AP_PERIOD_QUARTER};
    struct ap_item item = {
        .path = AP_STR("evidence/a"), .collected = AP_DAY_NONE, .periods = {&period, 1, 1}};
    struct ap_record record = {.read = true};
    struct ap_subject s = {.item = &item,
                           .lib = lib,
                           .record = &record,
                           .mem = &mem,
                           .scratch = &scratch,
                           .day = 20654,
                           .text_kind = READER_KIND,
                           .sniff = {.kind = READER_KIND},
                           .bytes = size - 1};
#ifdef READER_SHEETS
    struct ap_sheet_of sheets[] = {{AP_STR("A"), false}, {AP_STR("B"), true}};
    s.sheets = (struct ap_sheets_of){sheets, 2, 2};
#endif
    for (size_t i = 0; i < ap_n_checks; i++) {
        struct ap_call call = {.check = &ap_checks[i]};
        if (strcmp(ap_checks[i].name, name) != 0)
            continue;
        call.req = reader_requirement(lib, name, &call.args);
        call.state = ap_arena_alloc(&scratch, ap_checks[i].state_bytes);
        if (ap_checks[i].begin)
            ap_checks[i].begin(&s, &call);
#ifdef READER_SHEETS
        /* Halves of the text are two sheets; the last bytes are merged areas of the first. */
        for (uint32_t part = 0; part < 3; part++) {
            size_t from = 1 + (size - 1) * part / 3;
            size_t to = 1 + (size - 1) * (part + 1) / 3;
            struct ap_block block = {.bytes = (const char *)data + from, .n = to - from};
            s.place = (struct ap_text_place){.line = 1 + 7000 * part,
                                             .sheet = 1 + part / 2,
                                             .serial = part + 1,
                                             .flags = part == 1 ? READER_AREAS : 0};
            ap_checks[i].block(&s, &call, &block);
        }
#else
        struct ap_block block = {.bytes = (const char *)data + 1, .n = size - 1};
        ap_checks[i].block(&s, &call, &block);
#endif
        ap_checks[i].end(&s, &call);
    }
    reader_judge(&record);
    return 0;
}
