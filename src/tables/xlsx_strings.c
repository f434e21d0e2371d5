/* Shared strings of a workbook, and what every text of a cell goes through.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "tables/xlsx_internal.h"

#define MAX_STRINGS 2000000u

struct string_reader {
    struct ap_xlsx *book;
    struct ap_buf text;
    unsigned depth;    /* below the string, 1 in it */
    unsigned phonetic; /* depth of the element that is skipped, or 0 */
    bool in_text;
};

static int
string_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct string_reader *in = ctx;
    (void)attrs, (void)n;
    if (in->depth == 0) {
        if (ap_str_is(name, "si")) {
            in->depth = 1;
            ap_buf_clear(&in->text);
        }
        return AP_OK;
    }
    in->depth++;
    if (!in->phonetic && ap_str_is(name, "rPh"))
        in->phonetic = in->depth;
    in->in_text = !in->phonetic && ap_str_is(name, "t");
    return AP_OK;
}

static int
string_close(void *ctx, struct ap_str name)
{
    struct string_reader *in = ctx;
    (void)name;
    if (in->depth == 0)
        return AP_OK;
    if (in->phonetic == in->depth)
        in->phonetic = 0;
    in->in_text = false;
    if (--in->depth > 0)
        return AP_OK;
    if (in->book->strings.n == MAX_STRINGS)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "the workbook holds too many texts");
    struct ap_str kept;
    int rc = ap_xlsx_keep(in->book, ap_buf_str(&in->text), &kept);
    if (rc == AP_OK)
        *ap_vec_push(in->book->mem, &in->book->strings) = kept;
    return rc;
}

static int
string_text(void *ctx, struct ap_str text)
{
    struct string_reader *in = ctx;
    if (!in->in_text)
        return AP_OK;
    if (in->text.len + text.len > AP_XLSX_IN_TEXT)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "a cell holds more than 128 KiB");
    ap_buf_add_str(&in->text, text);
    return AP_OK;
}

int
ap_xlsx_read_strings(struct ap_xlsx *book, struct ap_str part)
{
    static const struct ap_xml_events events = {string_open, string_close, string_text};
    struct string_reader in = {.book = book};
    int rc = ap_xlsx_part(book, part, &events, &in);
    ap_buf_release(&in.text);
    return rc;
}

/** The code unit of `_x000D_` at `at`, or -1. */
static int32_t
escaped_unit(struct ap_str text, size_t at)
{
    int32_t unit = 0;
    if (text.len - at < 7 || text.ptr[at] != '_' || text.ptr[at + 1] != 'x' ||
        text.ptr[at + 6] != '_')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = ap_hex_value(text.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/** `_x000D_` stands for what XML cannot hold; halves of UTF-16 and NUL become U+FFFD. */
static void
resolve_escapes(struct ap_str text, struct ap_buf *out)
{
    for (size_t at = 0; at < text.len;) {
        int32_t unit = escaped_unit(text, at);
        if (unit < 0) {
            ap_buf_add_char(out, text.ptr[at++]);
            continue;
        }
        bool none = unit == 0 || (unit >= 0xD800 && unit < 0xE000);
        ap_utf8_encode(out, none ? 0xFFFDu : (uint32_t)unit);
        at += 7;
    }
}

int
ap_xlsx_keep(struct ap_xlsx *book, struct ap_str text, struct ap_str *ret_kept)
{
    AP_AUTO_BUF struct ap_buf resolved = {0};
    book->text_bytes += text.len;
    if (book->text_bytes > AP_XLSX_IN_STRINGS)
        return ap_xlsx_fault(book, AP_E_LIMIT, "the cells hold more than 64 MiB of text");
    if (ap_str_contains(text, AP_STR("_x"))) {
        resolve_escapes(text, &resolved);
        text = ap_buf_str(&resolved);
    }
    *ret_kept = text.len ? ap_arena_copy(book->mem, text) : AP_STR_NONE;
    return AP_OK;
}
