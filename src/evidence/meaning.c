/* What a word of the metadata means: a framework without its edition, an address.
 * Place in the flow: evidence; apply.c and fields.c ask here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "evidence/parts.h"

#define MAX_PLAIN 96
#define MAX_URL   2048

bool
ap_evidence_follows(const struct ap_evidence_job *job, struct ap_str framework_id)
{
    const struct ap_refs *followed = &job->ws->audit.frameworks;
    for (size_t i = 0; i < followed->n; i++)
        if (ap_str_eq(followed->items[i].text, framework_id))
            return true;
    return followed->n == 0;
}

/** Letters and digits only, lower case, without the IEC that people leave out: `ISO/IEC 27017:2015` is iso270172015. */
static size_t
plain(struct ap_str text, char out[MAX_PLAIN])
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < MAX_PLAIN; i++) {
        char c = text.ptr[i];
        if (ap_str_ieq(ap_str_slice(text, i, i + 4), AP_STR("/IEC"))) {
            i += 3;
            continue;
        }
        if (ap_is_alnum(c))
            out[n++] = ap_lower(c);
    }
    return n;
}

/** How a word names a framework: 2 with its edition, 1 by its title or the first words of it, 0 not at all. */
static int
names_framework(const struct ap_framework *framework, struct ap_str word)
{
    char wanted_text[MAX_PLAIN];
    char text[2 * MAX_PLAIN];
    struct ap_str wanted = {wanted_text, plain(word, wanted_text)};
    size_t title = plain(framework->title, text);
    size_t edition = plain(framework->edition, text + title);
    if (wanted.len < 3)
        return 0;
    if (ap_str_eq(wanted, (struct ap_str){text, title + edition}))
        return 2;
    bool has_digit = false;
    for (size_t i = 0; i < wanted.len; i++)
        has_digit |= ap_is_digit(wanted.ptr[i]);
    bool begins = has_digit && ap_str_starts((struct ap_str){text, title}, wanted);
    bool number_goes_on = wanted.len < title && ap_is_digit(text[wanted.len]);
    return ap_str_eq(wanted, (struct ap_str){text, title}) || (begins && !number_goes_on) ? 1 : 0;
}

/** An id; a title with its edition; a title without one: the edition that the audit follows, else the current one. */
const struct ap_framework *
ap_evidence_framework(const struct ap_evidence_job *job, struct ap_str word)
{
    const struct ap_framework *found = ap_library_framework(job->lib, word);
    int best = 0;
    if (found)
        return found;
    for (size_t i = 0; i < job->lib->frameworks.n; i++) {
        const struct ap_framework *framework = &job->lib->frameworks.items[i];
        int how = names_framework(framework, word);
        if (how == 2)
            return framework;
        bool followed = job->ws->audit.frameworks.n > 0 && ap_evidence_follows(job, framework->id);
        int rank = how == 0 ? 0 : followed ? 3 : framework->status == AP_FRAMEWORK_CURRENT ? 2 : 1;
        if (rank > best) {
            best = rank;
            found = framework;
        }
    }
    return found;
}

/** http or https with a host, and nothing that could break out of where it is shown. */
bool
ap_evidence_is_url(struct ap_str text)
{
    size_t scheme = ap_str_starts(text, AP_STR("https://"))  ? 8
                    : ap_str_starts(text, AP_STR("http://")) ? 7
                                                             : 0;
    if (scheme == 0 || text.len > MAX_URL || !ap_utf8_valid(text))
        return false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = ap_utf8_next(text, &at);
        if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '\\' || ap_utf8_is_unsafe(c))
            return false;
    }
    return text.len > scheme && text.ptr[scheme] != '/';
}
