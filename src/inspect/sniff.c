/* The kind of a file: by content first, by extension where content cannot tell.
 * Place in the flow: inspect; looked at once with the head, and again with the tail for zip containers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/sniff.h"

#include <string.h>

#include "base/path.h"
#include "inspect/check.h"

#define PDF_HEADER_WITHIN 1024u /* readers accept junk before %PDF- up to here */
#define NARROW_BYTES      1024u /* of text looked at for JSON, XML and mail */

static const struct magic {
    const char *bytes;
    size_t n;
    enum ap_kind kind;
} magics[] = {
    {"\x89PNG\r\n\x1a\n", 8, AP_KIND_PNG}, {"\xff\xd8\xff", 3, AP_KIND_JPEG},
    {"\x1f\x8b\x08", 3, AP_KIND_GZIP},     {"PK\x03\x04", 4, AP_KIND_ZIP},
    {"PK\x05\x06", 4, AP_KIND_ZIP},
};

static const struct ap_ext_rule ext_rules[] = {
    {"pdf", AP_IN(AP_KIND_PDF)},
    {"docx", AP_IN(AP_KIND_DOCX)},
    {"xlsx", AP_IN(AP_KIND_XLSX)},
    {"pptx", AP_IN(AP_KIND_PPTX)},
    {"png", AP_IN(AP_KIND_PNG)},
    {"jpg", AP_IN(AP_KIND_JPEG)},
    {"jpeg", AP_IN(AP_KIND_JPEG)},
    {"zip", AP_IN_ZIP},
    {"gz", AP_IN(AP_KIND_GZIP)},
    {"tgz", AP_IN(AP_KIND_GZIP)},
    {"json", AP_IN(AP_KIND_JSON) | AP_IN(AP_KIND_JSONL)},
    {"jsonl", AP_IN(AP_KIND_JSON) | AP_IN(AP_KIND_JSONL)},
    {"ndjson", AP_IN(AP_KIND_JSON) | AP_IN(AP_KIND_JSONL)},
    {"csv", AP_IN_TEXT},
    {"tsv", AP_IN_TEXT},
    {"yaml", AP_IN_TEXT},
    {"yml", AP_IN_TEXT},
    {"xml", AP_IN_TEXT},
    {"md", AP_IN_TEXT},
    {"markdown", AP_IN_TEXT},
    {"txt", AP_IN_TEXT},
    {"log", AP_IN_TEXT},
    {"conf", AP_IN_TEXT},
    {"html", AP_IN_TEXT},
    {"htm", AP_IN_TEXT},
    {"eml", AP_IN_TEXT},
};

/** Text kinds that an extension names for good. */
static const struct text_ext {
    const char *ext;
    enum ap_kind kind;
} text_exts[] = {
    {"csv", AP_KIND_CSV},  {"tsv", AP_KIND_CSV},           {"yaml", AP_KIND_YAML},
    {"yml", AP_KIND_YAML}, {"xml", AP_KIND_XML},           {"md", AP_KIND_MARKDOWN},
    {"eml", AP_KIND_MAIL}, {"markdown", AP_KIND_MARKDOWN}, {"html", AP_KIND_TEXT},
    {"htm", AP_KIND_TEXT}, {"conf", AP_KIND_TEXT},
};

const struct ap_ext_rule *
ap_ext_rule(struct ap_str ext)
{
    for (size_t i = 0; i < AP_COUNT(ext_rules); i++)
        if (ap_str_ieq(ext, ap_str_from(ext_rules[i].ext)))
            return &ext_rules[i];
    return NULL;
}

static bool
has_magic(struct ap_str head, const char *bytes, size_t n)
{
    return head.len >= n && memcmp(head.ptr, bytes, n) == 0;
}

/* Backspace, tab to carriage return and escape occur in terminal logs, zeros in UTF-16. Counted in runs that a byte can
 * count, so that the compiler takes many bytes at a time. */
static size_t
count_controls(struct ap_str s)
{
    enum { RUN = 240 };
    size_t n = 0;
    for (size_t from = 0; from < s.len; from += RUN) {
        size_t to = s.len - from < RUN ? s.len : from + RUN;
        uint8_t in_run = 0;
        for (size_t i = from; i < to; i++) {
            uint8_t c = (uint8_t)s.ptr[i];
            in_run = (uint8_t)(in_run +
                               ((c < 0x20) & (c != 0) & ((uint8_t)(c - 0x08) > 5) & (c != 0x1b)));
        }
        n += in_run;
    }
    return n;
}

/* UTF-16 by its mark, or by zeros that stand in every second byte only. */
static enum ap_encoding
encoding_of(struct ap_str head)
{
    if (has_magic(head, "\xff\xfe", 2))
        return AP_ENC_UTF16LE;
    if (has_magic(head, "\xfe\xff", 2))
        return AP_ENC_UTF16BE;
    size_t controls = count_controls(head);
    size_t half = head.len / 2;
    size_t zeros[2] = {0, 0};
    for (size_t i = ap_str_find(head, '\0'); i < head.len; i++)
        zeros[i & 1] += head.ptr[i] == 0;
    if (zeros[0] + zeros[1] == 0)
        return controls * 50 > head.len ? AP_ENC_BINARY : AP_ENC_8BIT;
    if (half >= 4 && controls * 50 <= head.len) {
        if (zeros[1] * 10 >= half * 6 && zeros[0] * 50 <= half)
            return AP_ENC_UTF16LE;
        if (zeros[0] * 10 >= half * 6 && zeros[1] * 50 <= half)
            return AP_ENC_UTF16BE;
    }
    return AP_ENC_BINARY;
}

/* The start of the text as ASCII: marks and leading white space dropped, other letters as '?'. */
static struct ap_str
narrow(struct ap_str head, enum ap_encoding encoding, char out[NARROW_BYTES])
{
    size_t n = 0;
    size_t at = 0;
    size_t step = encoding == AP_ENC_8BIT ? 1 : 2;
    size_t low = encoding == AP_ENC_UTF16BE ? 1 : 0;
    if (step == 2 && (has_magic(head, "\xff\xfe", 2) || has_magic(head, "\xfe\xff", 2)))
        at = 2;
    else if (step == 1 && has_magic(head, "\xef\xbb\xbf", 3))
        at = 3;
    for (; at + step <= head.len && n < NARROW_BYTES; at += step) {
        unsigned char c = (unsigned char)head.ptr[at + low];
        if (step == 2 && head.ptr[at + 1 - low] != 0)
            c = '?';
        if (n == 0 && ap_is_space(c))
            continue;
        out[n++] = c < 0x80 ? (char)c : '?';
    }
    return (struct ap_str){out, n};
}

/* Could this be the start of a JSON value? Asked where the extension says so. */
static bool
begins_like_json(struct ap_str text)
{
    if (text.len == 0)
        return false;
    char c = text.ptr[0];
    return c == '{' || c == '[' || c == '"' || c == '-' || ap_is_digit(c) ||
           ap_str_starts(text, AP_STR("true")) || ap_str_starts(text, AP_STR("false")) ||
           ap_str_starts(text, AP_STR("null"));
}

/* Is this clearly JSON, whatever the name? `[2026-05-01 …] log line` and `{{ template }}` are not. */
static bool
is_surely_json(struct ap_str text)
{
    if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '['))
        return false;
    size_t i = 1;
    while (i < text.len && ap_is_space(text.ptr[i]))
        i++;
    if (i == text.len)
        return false;
    char next = text.ptr[i];
    return text.ptr[0] == '{' ? next == '"' || next == '}'
                              : next == '{' || next == '[' || next == '"';
}

/* A second value begins where the first has ended: records, not one document. */
static bool
holds_records(struct ap_str text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (depth == 0 && i > 0)
                return true;
            depth++;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

/* Long first records do not fit the narrow view: the head itself is looked at. */
static enum ap_kind
json_kind(struct ap_str head, enum ap_encoding encoding, struct ap_str text)
{
    struct ap_str whole = encoding == AP_ENC_8BIT ? ap_str_trim(head) : text;
    if (has_magic(whole, "\xef\xbb\xbf", 3))
        whole = ap_str_trim(ap_str_slice(whole, 3, whole.len));
    return holds_records(whole) ? AP_KIND_JSONL : AP_KIND_JSON;
}

static bool
begins_like_mail(struct ap_str text)
{
    static const char *const first[] = {
        "Received:", "Return-Path:", "From:", "Message-ID:", "Delivered-To:", "MIME-Version:"};
    for (size_t i = 0; i < AP_COUNT(first); i++) {
        struct ap_str word = ap_str_from(first[i]);
        if (text.len > word.len && ap_str_ieq(ap_str_slice(text, 0, word.len), word))
            return ap_str_icontains(text, AP_STR("\nSubject:")) ||
                   ap_str_icontains(text, AP_STR("\nMIME-Version:")) ||
                   ap_str_icontains(text, AP_STR("\nReceived:"));
    }
    return false;
}

static enum ap_kind
text_kind(struct ap_str name, struct ap_str head, enum ap_encoding encoding)
{
    char room[NARROW_BYTES];
    struct ap_str text = narrow(head, encoding, room);
    struct ap_str ext = ap_path_ext(name);
    bool records = ap_str_ieq(ext, AP_STR("jsonl")) || ap_str_ieq(ext, AP_STR("ndjson"));
    if (records)
        return begins_like_json(text) ? AP_KIND_JSONL : AP_KIND_TEXT;
    if (ap_str_ieq(ext, AP_STR("json")))
        return begins_like_json(text) ? json_kind(head, encoding, text) : AP_KIND_TEXT;
    for (size_t i = 0; i < AP_COUNT(text_exts); i++)
        if (ap_str_ieq(ext, ap_str_from(text_exts[i].ext)))
            return text_exts[i].kind;
    if (is_surely_json(text))
        return json_kind(head, encoding, text);
    if (ap_str_starts(text, AP_STR("<?xml")))
        return AP_KIND_XML;
    if (begins_like_mail(text))
        return AP_KIND_MAIL;
    return ap_str_ieq(ext, AP_STR("log")) ? AP_KIND_LOG : AP_KIND_TEXT;
}

/* The sum of a header's bytes, its own field taken as blanks, stands in it in octal digits. */
bool
ap_sniff_tar(struct ap_str block)
{
    uint64_t sum = 0;
    uint64_t said = 0;
    if (block.len < AP_TAR_BLOCK || block.ptr[0] == '\0')
        return false;
    for (size_t i = 0; i < AP_TAR_BLOCK; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned char)block.ptr[i];
    for (size_t i = 148; i < 156; i++)
        if (block.ptr[i] >= '0' && block.ptr[i] <= '7')
            said = said * 8 + (uint64_t)(block.ptr[i] - '0');
    return sum == said;
}

struct ap_sniff
ap_sniff(struct ap_str name, struct ap_str head, struct ap_str tail)
{
    struct ap_sniff sniff = {.kind = AP_KIND_OTHER, .encoding = AP_ENC_BINARY};
    for (size_t i = 0; i < AP_COUNT(magics); i++) {
        if (!has_magic(head, magics[i].bytes, magics[i].n))
            continue;
        sniff.kind = magics[i].kind;
        if (sniff.kind == AP_KIND_ZIP)
            sniff.kind = ap_sniff_zip(head, tail);
        return sniff;
    }
    if (has_magic(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8)) {
        sniff.ole2 = true;
        return sniff;
    }
    if (ap_str_contains(ap_str_slice(head, 0, PDF_HEADER_WITHIN), AP_STR("%PDF-"))) {
        sniff.kind = AP_KIND_PDF;
        return sniff;
    }
    sniff.tar = ap_sniff_tar(head);
    if (sniff.tar)
        return sniff;
    sniff.encoding = encoding_of(head);
    if (sniff.encoding != AP_ENC_BINARY)
        sniff.kind = text_kind(name, head, sniff.encoding);
    return sniff;
}

struct ap_str
ap_sniff_gzip_name(struct ap_str name)
{
    bool ends = ap_str_iends(name, AP_STR(".gz"));
    return ends ? ap_str_slice(name, 0, name.len - 3) : name;
}
