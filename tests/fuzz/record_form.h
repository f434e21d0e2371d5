/* What the fuzz targets of the forms of records share: bytes behind a beginning that tells the form, whole and in pieces.
 * Place in the flow: tests only. A target says FORM_BEGIN (and FORM_SHEET), and includes this file once.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "tables/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
    uint64_t n, hash;
};

static void
add(struct sum *sum, uint64_t value)
{
    sum->hash = (sum->hash ^ value) * UINT64_C(0x100000001b3);
}

static void
take(void *ctx, const struct ap_record_of *record)
{
    struct sum *sum = ctx;
    if (record->number != ++sum->n || record->n > AP_RECORD_FIELDS || record->line == 0)
        abort();
    add(sum, record->line);
    for (size_t i = 0; i < record->n; i++) {
        const struct ap_record_field *f = &record->fields[i];
        add(sum, f->id);
        add(sum, f->line);
        add(sum, f->column);
        for (size_t k = 0; k < f->text.len; k++)
            add(sum, (unsigned char)f->text.ptr[k]);
    }
}

static struct sum
read_in(struct ap_str text, size_t piece)
{
    static const char *const words[] = {"a",          "time",           "*b*",
                                        "request_id", "request_method", "request_uri",
                                        "status",     "remote_user",    "timestamp"};
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_field_names names = {.mem = &mem};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        ap_field_names_add(&names, ap_str_from(words[i]), (uint16_t)i);
    struct sum sum = {0};
    struct ap_records *records = ap_records_new(&names, &mem, take, &sum);
#ifdef FORM_SHEET
    ap_records_sheet(records, AP_SHEET_NEW, 1, 2);
#endif
    for (size_t at = 0; at < text.len; at += piece)
        ap_records_feed(records,
                        ap_str_slice(text, at, at + piece < text.len ? at + piece : text.len));
    struct ap_records_end end = ap_records_end(records);
    if (end.n != sum.n)
        abort();
    return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char begin[] = FORM_BEGIN;
    size_t n = sizeof begin - 1;
    char *text = malloc(n + size + 1);
    if (!text)
        abort();
    memcpy(text, begin, n);
    if (size > 0)
        memcpy(text + n, data, size);
    struct ap_str all = {text, n + size};
    struct sum whole = read_in(all, all.len + 1);
    struct sum cut = read_in(all, 1 + all.len / 7);
    struct sum bytes = read_in(all, 1);
    if (whole.n != cut.n || whole.hash != cut.hash || whole.n != bytes.n ||
        whole.hash != bytes.hash)
        abort();
    free(text);
    return 0;
}
