/* Any bytes as a log, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/records.h"

#include <stdlib.h>

#include "base/cleanup.h"

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
read_in(const uint8_t *data, size_t size, size_t piece)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_field_names names = {.mem = &mem};
    ap_field_names_add(&names, AP_STR("a"), 0);
    ap_field_names_add(&names, AP_STR("time"), 1);
    ap_field_names_add(&names, AP_STR("*b*"), 2);
    struct sum sum = {0};
    struct ap_records *records = ap_records_new(&names, &mem, take, &sum);
    for (size_t at = 0; at < size; at += piece)
        ap_records_feed(records, (struct ap_str){(const char *)data + at,
                                                 size - at < piece ? size - at : piece});
    struct ap_records_end end = ap_records_end(records);
    if (end.n != sum.n)
        abort();
    return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sum whole = read_in(data, size, size + 1);
    struct sum cut = read_in(data, size, 1 + size / 7);
    struct sum bytes = read_in(data, size, 1);
    if (whole.n != cut.n || whole.hash != cut.hash || whole.n != bytes.n ||
        whole.hash != bytes.hash)
        abort();
    return 0;
}
