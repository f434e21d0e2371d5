/* Fuzz target: any bytes as a part of an Office document or OpenDocument, which is made around it.
 * Place in the flow: tests only. The first byte chooses the part.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "extract.h"
#include "port/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct place {
    enum ap_kind kind;
    const char *main, *part;
} places[] = {
    {AP_KIND_DOCX, "", "word/document.xml"},
    {AP_KIND_DOCX, "word/document.xml", "word/comments.xml"},
    {AP_KIND_DOCX, "word/document.xml", "word/_rels/document.xml.rels"},
    {AP_KIND_DOCX, "word/document.xml", "customXml/item1.xml"},
    {AP_KIND_XLSX, "xl/workbook.xml", "xl/worksheets/sheet1.xml"},
    {AP_KIND_XLSX, "xl/workbook.xml", "xl/sharedStrings.xml"},
    {AP_KIND_XLSX, "", "xl/workbook.xml"},
    {AP_KIND_XLSX, "xl/workbook.xml", "xl/styles.xml"},
    {AP_KIND_PPTX, "ppt/presentation.xml", "ppt/slides/slide1.xml"},
    {AP_KIND_ZIP, "mimetype", "content.xml"},
};

struct member {
    struct ap_str name, bytes;
};

static void
add(struct ap_buf *out, uint64_t value, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        ap_buf_add_char(out, (char)(value >> (8 * i) & 0xff));
}

/* What both headers of a member say in the same order: version to sizes, and the length of the name. */
static void
add_facts(struct ap_buf *out, const struct member *m)
{
    add(out, 20, 2);
    add(out, 0, 8); /* flags, stored, time */
    add(out, ap_crc32(0, m->bytes.ptr, m->bytes.len), 4);
    add(out, (uint32_t)m->bytes.len, 4);
    add(out, (uint32_t)m->bytes.len, 4);
    add(out, (uint32_t)m->name.len, 2);
}

static void
add_zip(struct ap_buf *out, const struct member *members, size_t n)
{
    struct ap_buf directory = {0};
    for (size_t i = 0; i < n; i++) {
        size_t at = out->len;
        ap_buf_add(out, "PK\3\4", 4);
        add_facts(out, &members[i]);
        add(out, 0, 2);
        ap_buf_add_str(out, members[i].name);
        ap_buf_add_str(out, members[i].bytes);
        ap_buf_add(&directory, "PK\1\2", 4);
        add(&directory, 20, 2);
        add_facts(&directory, &members[i]);
        add(&directory, 0, 4); /* extra, comment */
        add(&directory, 0, 4);
        add(&directory, 0, 4);
        add(&directory, (uint32_t)at, 4);
        ap_buf_add_str(&directory, members[i].name);
    }
    size_t at = out->len;
    ap_buf_add_str(out, ap_buf_str(&directory));
    ap_buf_add(out, "PK\5\6", 4);
    add(out, 0, 4);
    add(out, (uint32_t)n, 2);
    add(out, (uint32_t)n, 2);
    add(out, (uint32_t)directory.len, 4);
    add(out, (uint32_t)at, 4);
    add(out, 0, 2);
    ap_buf_release(&directory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct place *place = &places[data[0] % AP_COUNT(places)];
    const enum ap_kind kinds[] = {place->kind};
    struct member members[2] = {{ap_str_from(place->main), AP_STR("<x/>")},
                                {ap_str_from(place->part), {(const char *)data + 1, size - 1}}};
    size_t from = place->main[0] ? 0 : 1;
    struct ap_buf file = {0};
    ap_buf_add_char(&file, '\0'); /* the kind */
    struct ap_buf zip = {0};
    add_zip(&zip, members + from, 2 - from);
    ap_buf_add_str(&file, ap_buf_str(&zip));
    extract_any((const uint8_t *)file.ptr, file.len, kinds, 1);
    ap_buf_release(&zip);
    ap_buf_release(&file);
    return 0;
}
