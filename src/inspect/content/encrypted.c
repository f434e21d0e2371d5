/* Check "encrypted": what nobody can read without a password.
 * Place in the flow: inspect, a row of content.def; finding FMT004.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/path.h"
#include "inspect/content/content.h"

#define DICTIONARY_BYTES 4096u /* how far a trailer's keys may lie apart */

static size_t
skip_space(struct ap_str s, size_t at)
{
    while (at < s.len && (s.ptr[at] == 0 || ap_is_space(s.ptr[at])))
        at++;
    return at;
}

/* `12 0 R` or `<<`: what the value of /Encrypt can be. */
static bool
is_reference_or_dictionary(struct ap_str s, size_t at)
{
    at = skip_space(s, at);
    if (at + 2 <= s.len && s.ptr[at] == '<' && s.ptr[at + 1] == '<')
        return true;
    size_t number = ap_str_digits_end(s, at);
    size_t generation = skip_space(s, number);
    size_t end = ap_str_digits_end(s, generation);
    size_t r = skip_space(s, end);
    return number > at && generation > number && end > generation && r > end && r < s.len &&
           s.ptr[r] == 'R';
}

/* The key counts only near a trailer or in a cross-reference stream's dictionary: a text about PDF may hold it too. */
static bool
is_in_trailer(struct ap_str s, size_t at)
{
    size_t from = at > DICTIONARY_BYTES ? at - DICTIONARY_BYTES : 0;
    struct ap_str around = ap_str_slice(s, from, at + DICTIONARY_BYTES);
    return ap_str_contains(around, AP_STR("/Root")) &&
           (ap_str_contains(around, AP_STR("trailer")) || ap_str_contains(around, AP_STR("/XRef")));
}

static bool
pdf_is_encrypted(struct ap_str s)
{
    const struct ap_str key = AP_STR("/Encrypt");
    size_t at = 0;
    while (at < s.len) {
        const char *found = memmem(s.ptr + at, s.len - at, key.ptr, key.len);
        if (!found)
            return false;
        at = (size_t)(found - s.ptr) + key.len;
        if (is_reference_or_dictionary(s, at) && is_in_trailer(s, at))
            return true;
    }
    return false;
}

static bool
is_office_name(struct ap_str name)
{
    const struct ap_ext_rule *rule = ap_ext_rule(ap_path_ext(name));
    return rule && (rule->kinds & AP_IN_OFFICE) && !(rule->kinds & ~AP_IN_OFFICE);
}

/* The name of the stream in UTF-16, as the container's directory holds it. */
static bool
holds_encrypted_package(struct ap_str s)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return ap_str_contains(s, (struct ap_str){name, sizeof name});
}

void
ap_check_encrypted_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)call;
    /* Many PDFs are encrypted so that nobody changes them, and open without a password: the extractor has seen which. */
    bool opened = s->extracted.done && !s->extracted.encrypted && s->extracted.unread.len == 0;
    if (s->sniff.kind == AP_KIND_PDF && !opened &&
        (pdf_is_encrypted(s->tail) || pdf_is_encrypted(s->head)))
        (void)ap_subject_fault(s, AP_FMT004, 0, "the PDF is encrypted");
    else if ((AP_IN(s->sniff.kind) & AP_IN_ZIP) && ap_sniff_zip_encrypted(s->head, s->tail))
        (void)ap_subject_fault(s, AP_FMT004, 0, "the archive holds encrypted members");
    else if (s->sniff.ole2 && (is_office_name(s->item->name) || holds_encrypted_package(s->head) ||
                               holds_encrypted_package(s->tail)))
        (void)ap_subject_fault(s, AP_FMT004, 0, "the Office document is protected by a password");
}
