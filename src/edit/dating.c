/* Versions and statuses as people write them; periods are read next door.
 * Place in the flow: edit, below triage.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/loose.h"
#include "base/vec.h"
#include "edit/dating_parts.h"

#define MAX_NUMBERS 3 /* of a version */
#define LABEL_GAP   4 /* characters between a label and its value */

static const struct {
    const char *word;
    enum ap_doc_status status;
} status_words[] = {
    {"approved", AP_DOCSTATUS_APPROVED}, {"signed", AP_DOCSTATUS_APPROVED},
    {"draft", AP_DOCSTATUS_DRAFT},       {"wip", AP_DOCSTATUS_DRAFT},
    {"rejected", AP_DOCSTATUS_REJECTED}, {"retired", AP_DOCSTATUS_RETIRED},
    {"obsolete", AP_DOCSTATUS_RETIRED},
};

static enum ap_doc_status
status_of(struct ap_str word)
{
    for (size_t i = 0; i < AP_COUNT(status_words); i++)
        if (ap_str_ieq(word, ap_str_from(status_words[i].word)))
            return status_words[i].status;
    return AP_DOCSTATUS_NONE;
}

/** `1`, `1.2`, `1.2.3` at the beginning of `text`, as "v1.2"; empty when there is none or more follows. */
static struct ap_str
version_number(struct ap_str text, struct ap_arena *mem)
{
    struct ap_str version = AP_STR("v");
    size_t i = 0;
    for (size_t n = 0; n < MAX_NUMBERS; n++) {
        size_t from = i;
        i = ap_str_digits_end(text, i);
        if (i == from || i - from > 3)
            return AP_STR_NONE;
        version = ap_arena_join(mem, version, n ? "." : "", ap_str_slice(text, from, i));
        bool more = i + 1 < text.len && text.ptr[i] == '.' && ap_is_digit(text.ptr[i + 1]);
        if (!more)
            break;
        i++;
    }
    bool ends = i == text.len || !ap_is_alnum(text.ptr[i]);
    return ends ? version : AP_STR_NONE;
}

/** What stands behind a label that begins at `at`, over blanks and a colon; empty when it is no label. */
static struct ap_str
behind_label(struct ap_str text, size_t at, struct ap_str label)
{
    if (!ap_str_ieq(ap_str_slice(text, at, at + label.len), label) ||
        (at > 0 && ap_is_alnum(text.ptr[at - 1])))
        return AP_STR_NONE;
    size_t i = at + label.len;
    size_t last = i + LABEL_GAP;
    while (i < text.len && i < last && !ap_is_alnum(text.ptr[i]))
        i++;
    return ap_str_slice(text, i, text.len);
}

/** `1.2` by itself, in a name; days and months are longer. */
static bool
bare_version(struct ap_dating_reading *r, struct ap_str text, size_t at)
{
    bool begins = at == 0 || !(ap_is_alnum(text.ptr[at - 1]) || text.ptr[at - 1] == '.');
    if (r->in_text || !begins || !ap_is_digit(text.ptr[at]))
        return false;
    struct ap_str version = version_number(ap_str_slice(text, at, text.len), r->mem);
    if (ap_str_find(version, '.') == version.len)
        return false;
    r->out->version = version;
    return true;
}

static bool
labelled_version(struct ap_dating_reading *r, struct ap_str text, size_t at)
{
    static const char *const labels[] = {"version", "ver", "rev", "v"};
    for (size_t k = 0; k < AP_COUNT(labels); k++) {
        struct ap_str label = ap_str_from(labels[k]);
        struct ap_str rest = behind_label(text, at, label);
        bool joined = rest.len + label.len + at == text.len;
        if (rest.len == 0 || (label.len == 1 && !joined))
            continue;
        r->out->version = version_number(rest, r->mem);
        if (r->out->version.len)
            return true;
    }
    return false;
}

static void
find_version(struct ap_dating_reading *r, struct ap_str text)
{
    for (size_t at = 0; at < text.len; at++)
        if (labelled_version(r, text, at))
            return;
    for (size_t at = 0; at < text.len; at++)
        if (bare_version(r, text, at))
            return;
}

static void
find_status(struct ap_dating_reading *r, struct ap_str text)
{
    if (!r->in_text) {
        for (size_t i = 0; i < r->runs->n && !r->out->status; i++)
            r->out->status = status_of(r->runs->items[i]);
        return;
    }
    for (size_t at = 0; at < text.len && !r->out->status; at++) {
        struct ap_str rest = behind_label(text, at, AP_STR("status"));
        size_t n = 0;
        while (n < rest.len && ap_is_alnum(rest.ptr[n]))
            n++;
        r->out->status = status_of(ap_str_slice(rest, 0, n));
    }
}

static void
cut_runs(struct ap_str text, struct ap_dating_runs *runs)
{
    runs->n = 0;
    for (size_t i = 0; i < text.len && runs->n < AP_DATING_RUNS;) {
        size_t from = i;
        while (i < text.len && ap_is_alnum(text.ptr[i]))
            i++;
        if (i > from)
            runs->items[runs->n++] = ap_str_slice(text, from, i);
        else
            i++;
    }
}

static void
read_all(struct ap_str text, struct ap_span window, bool in_text, struct ap_arena *mem,
         struct ap_dating *ret)
{
    struct ap_dating_runs *runs = ap_arena_new(mem, struct ap_dating_runs);
    *ret = (struct ap_dating){0};
    cut_runs(text, runs);
    struct ap_dating_reading r = {runs, window, in_text, mem, ret};
    ap_dating_periods(&r);
    find_version(&r, text);
    find_status(&r, text);
}

void
ap_dating_in_name(struct ap_str name, struct ap_span window, struct ap_arena *mem,
                  struct ap_dating *ret_dating)
{
    read_all(name, window, false, mem, ret_dating);
}

void
ap_dating_in_text(struct ap_str text, struct ap_span window, struct ap_arena *mem,
                  struct ap_dating *ret_dating)
{
    read_all(text, window, true, mem, ret_dating);
}
