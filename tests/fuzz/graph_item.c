/* Fuzz target: any bytes as an item of a listing, and as the fields of its columns: values that were read can be written, and are then the same.
 * Place in the flow: tests only. The first byte chooses the kind of column.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "vault/columns.h"
#include "vault/transfer_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** `values` written into the fields of an item and read again; false where the column does not take them. */
static bool
there_and_back(const struct ap_column *column, const struct ap_strs *values,
               const struct ap_site_people *people, struct ap_arena *mem, struct ap_strs *ret_back)
{
    struct ap_buf out = {0};
    struct ap_json json;
    const char *why = NULL;
    const struct ap_node *root = NULL;
    ap_json_init(&json, &out);
    ap_json_object_open(&json);
    bool fits = ap_column_put(&json, column, values, people, mem, &why);
    ap_json_object_close(&json);
    if (!fits && !why)
        abort();
    struct ap_str text = ap_arena_copy(mem, ap_buf_str(&out));
    ap_buf_release(&out);
    if (fits && ap_reply_parse(text, mem, &root) != AP_OK)
        abort(); /* what is written is no JSON */
    if (fits)
        ap_column_values(column, root, people, mem, ret_back);
    return fits;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_str text = {(const char *)data + (size > 0), size - (size > 0)};
    struct ap_str name = AP_STR("ApX");
    struct ap_str choices[] = {AP_STR("approved"), AP_STR("a;b")};
    struct ap_str ids[] = {AP_STR("6")};
    struct ap_str people_names[] = {AP_STR("Ann")};
    struct ap_str emails[] = {AP_STR("ann@x.example")};
    const struct ap_site_people people = {{ids, 1, 1}, {people_names, 1, 1}, {emails, 1, 1}};
    struct ap_column column = {.name = name,
                               .kind = size ? (enum ap_column_kind)(data[0] % (AP_COLUMN_OTHER + 1))
                                            : AP_COLUMN_TEXT,
                               .choices = {choices, 2, 2},
                               .max_length = 255};
    const struct ap_node *root = NULL;
    if (ap_reply_parse(text, &mem, &root) == AP_OK) {
        struct ap_arrived arrived;
        struct ap_strs values = {NULL, 0, 0};
        struct ap_strs once = {NULL, 0, 0};
        struct ap_strs twice = {NULL, 0, 0};
        ap_arrived_read(root, &mem, &arrived);
        ap_column_values(&column, root, &people, &mem, &values);
        for (size_t i = 0; i < values.n; i++)
            if (!ap_utf8_valid(values.items[i]))
                abort();
        if (there_and_back(&column, &values, &people, &mem, &once) &&
            there_and_back(&column, &once, &people, &mem, &twice)) {
            if (once.n != twice.n)
                abort();
            for (size_t i = 0; i < once.n; i++)
                if (!ap_str_eq(once.items[i], twice.items[i]))
                    abort();
        }
    }
    ap_arena_release(&mem);
    return 0;
}
