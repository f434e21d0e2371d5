/* The bytes of a YAML file, looked at before libyaml sees them: size, UTF-8, characters.
 * Place in the flow: port; so that faults of encoding have a line and a column too.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "port/yaml_internal.h"

struct ap_place
ap_yaml_place(struct ap_str text, struct ap_str file, size_t offset)
{
    struct ap_place place = {file, 1, 1};
    for (size_t i = 0; i < offset && i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool is_crlf = byte == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        if (byte == '\n' || (byte == '\r' && !is_crlf)) {
            place.line++;
            place.column = 1;
        } else if (!is_crlf && (byte & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return place;
}

/** YAML's own set of characters, without the byte order mark inside. */
static bool
is_allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
           (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

static bool
is_utf16(struct ap_str text)
{
    return ap_str_starts(text, AP_STR("\xff\xfe")) || ap_str_starts(text, AP_STR("\xfe\xff"));
}

static int
check_encoding(struct ap_str text, struct ap_str file, enum ap_code code, struct ap_diag *dg)
{
    size_t bad_at = ap_utf8_bad_at(text);
    if (bad_at == text.len)
        return AP_OK;
    struct ap_place place = ap_yaml_place(text, file, bad_at);
    if (is_utf16(text))
        (void)ap_diag_add(dg, code, place, "the file is UTF-16; save it as UTF-8");
    else
        (void)ap_diag_add(dg, code, place, "the byte 0x%02x is not UTF-8; save the file as UTF-8",
                          (unsigned)(unsigned char)text.ptr[bad_at]);
    return AP_E_SYNTAX;
}

static int
check_characters(struct ap_str text, struct ap_str file, enum ap_code code, struct ap_diag *dg)
{
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t code_point = ap_utf8_next(text, &at);
        if (is_allowed(code_point))
            continue;
        struct ap_place place = ap_yaml_place(text, file, begin);
        if (code_point == 0)
            (void)ap_diag_add(dg, code, place, "a NUL byte cannot stand in YAML");
        else
            (void)ap_diag_add(dg, code, place, "the character U+%04X cannot stand in YAML",
                              (unsigned)code_point);
        return AP_E_SYNTAX;
    }
    return AP_OK;
}

int
ap_yaml_check_text(struct ap_str text, struct ap_str file, enum ap_code family, size_t max_bytes,
                   struct ap_diag *dg)
{
    if (text.len > max_bytes) {
        (void)ap_diag_add(dg, AP_DOC_CODE(family, AP_DOC_LIMIT), (struct ap_place){.file = file},
                          "the file has %zu bytes; at most %zu are read", text.len, max_bytes);
        return AP_E_LIMIT;
    }
    enum ap_code code = AP_DOC_CODE(family, AP_DOC_SYNTAX);
    int rc = check_encoding(text, file, code, dg);
    return rc == AP_OK ? check_characters(text, file, code, dg) : rc;
}
