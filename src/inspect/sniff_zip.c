/* Zip containers told apart by the names of their members, from the first and last bytes alone.
 * Place in the flow: inspect, below sniff.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/endian.h"
#include "base/zip_layout.h"
#include "inspect/sniff.h"

static bool
has_signature(struct ap_str s, size_t at, const char *signature)
{
    return s.len >= 4 && at <= s.len - 4 && memcmp(s.ptr + at, signature, 4) == 0;
}

/* The next place of a signature from `at` on, or s.len. */
static size_t
find_signature(struct ap_str s, size_t at, const char *signature)
{
    if (at >= s.len)
        return s.len;
    const char *found = memmem(s.ptr + at, s.len - at, signature, 4);
    return found ? (size_t)(found - s.ptr) : s.len;
}

size_t
ap_sniff_zip_end(struct ap_str tail)
{
    if (tail.len < AP_ZIP_END_BYTES)
        return tail.len;
    for (size_t at = tail.len - AP_ZIP_END_BYTES + 1; at-- > 0;)
        if (has_signature(tail, at, "PK\x05\x06") &&
            at + AP_ZIP_END_BYTES + ap_le16(tail.ptr + at + 20) <= tail.len)
            return at;
    return tail.len;
}

/** What the names that were seen tell. */
struct names {
    bool content_types, word, sheet, slides;
    bool encrypted;
};

static void
note_name(struct names *names, struct ap_str name)
{
    names->content_types |= ap_str_is(name, "[Content_Types].xml");
    names->word |= ap_str_starts(name, AP_STR("word/"));
    names->sheet |= ap_str_starts(name, AP_STR("xl/"));
    names->slides |= ap_str_starts(name, AP_STR("ppt/"));
}

/* Central headers lie one behind the other up to the end record; the first one in sight starts the walk. */
static bool
read_central(struct ap_str tail, struct names *names)
{
    size_t end = ap_sniff_zip_end(tail);
    if (end == tail.len)
        return false;
    uint32_t directory_bytes = ap_le32(tail.ptr + end + 12);
    size_t at =
        directory_bytes <= end ? end - directory_bytes : find_signature(tail, 0, "PK\x01\x02");
    bool any = false;
    while (has_signature(tail, at, "PK\x01\x02") && at + AP_ZIP_CENTRAL_BYTES <= end) {
        size_t name = ap_le16(tail.ptr + at + 28);
        size_t next = at + AP_ZIP_CENTRAL_BYTES + name + ap_le16(tail.ptr + at + 30) +
                      ap_le16(tail.ptr + at + 32);
        if (next > end)
            break;
        note_name(names, (struct ap_str){tail.ptr + at + AP_ZIP_CENTRAL_BYTES, name});
        names->encrypted |= (ap_le16(tail.ptr + at + 8) & AP_ZIP_FLAG_ENCRYPTED) != 0;
        any = true;
        at = next;
    }
    return any;
}

/* Without a directory: local headers in the head. Data may look like one, so the first name must fit too. */
static void
read_local(struct ap_str head, struct names *names)
{
    bool first = true;
    for (size_t at = 0;
         has_signature(head, at, "PK\x03\x04") && at + AP_ZIP_LOCAL_BYTES <= head.len;
         at = find_signature(head, at + 4, "PK\x03\x04")) {
        size_t name = ap_le16(head.ptr + at + 26);
        if (name > head.len - at - AP_ZIP_LOCAL_BYTES)
            return;
        struct ap_str text = {head.ptr + at + AP_ZIP_LOCAL_BYTES, name};
        if (first) {
            names->encrypted = (ap_le16(head.ptr + at + 6) & AP_ZIP_FLAG_ENCRYPTED) != 0;
            static const char *const starts[] = {
                "[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "mimetype"};
            bool fits = false;
            for (size_t i = 0; i < AP_COUNT(starts); i++)
                fits |= ap_str_starts(text, ap_str_from(starts[i]));
            if (!fits)
                return;
            first = false;
        }
        note_name(names, text);
    }
}

static struct names
read_names(struct ap_str head, struct ap_str tail)
{
    struct names names = {false, false, false, false, false};
    if (!read_central(tail, &names))
        read_local(head, &names);
    return names;
}

enum ap_kind
ap_sniff_zip(struct ap_str head, struct ap_str tail)
{
    struct names names = read_names(head, tail);
    if (!names.content_types)
        return AP_KIND_ZIP;
    if (names.word)
        return AP_KIND_DOCX;
    if (names.sheet)
        return AP_KIND_XLSX;
    return names.slides ? AP_KIND_PPTX : AP_KIND_ZIP;
}

bool
ap_sniff_zip_encrypted(struct ap_str head, struct ap_str tail)
{
    return read_names(head, tail).encrypted;
}
