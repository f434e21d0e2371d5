/* One thing that a document says, wherever it stands: field, row or running text.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/documents.h"

#define SHOWN_BYTES 60u
#define ID_BYTES    60u

struct ap_str
ap_said_short(struct ap_str value)
{
    if (value.len <= SHOWN_BYTES)
        return value;
    size_t n = SHOWN_BYTES;
    while (n > 0 && ((unsigned char)value.ptr[n] & 0xc0) == 0x80)
        n--;
    return ap_str_slice(value, 0, n);
}

/* A day in the value, or one that cannot be told for sure. */
static bool
take_day(struct ap_said *said)
{
    int r = ap_moment_find(said->value, &said->moment);
    said->dated = r == AP_OK;
    return r != AP_E_NOTFOUND;
}

static bool
is_id(struct ap_str value, size_t *ret_length)
{
    size_t n = 0;
    bool marked = false;
    while (n < value.len && n < ID_BYTES && value.ptr[n] > ' ' && value.ptr[n] != ',' &&
           value.ptr[n] != ';' && value.ptr[n] != ')') {
        marked |=
            ap_is_digit(value.ptr[n]) || ((value.ptr[n] == '-' || value.ptr[n] == '_') && n > 0);
        n++;
    }
    struct ap_moment moment;
    *ret_length = n;
    /* "closed 2026-05-18" is no id. */
    return marked && ap_moment_find(ap_str_slice(value, 0, n), &moment) == AP_E_NOTFOUND;
}

/* What stands behind a name in running text has the form that is looked for. */
static bool
fits(struct ap_said *said, enum ap_said_what what)
{
    size_t n = 0;
    switch (what) {
    case AP_SAID_DAY:
        said->value = ap_str_slice(said->value, 0, 30);
        return take_day(said);
    case AP_SAID_SIGNED:
        if (ap_moment_find(said->value, &said->moment) != AP_E_NOTFOUND)
            return true;
        /* fall through */
    case AP_SAID_NAME:
        return said->value.len > 0 &&
               (ap_is_upper(said->value.ptr[0]) || (unsigned char)said->value.ptr[0] >= 0x80);
    case AP_SAID_ID:
        if (!is_id(said->value, &n))
            return false;
        said->value = ap_str_slice(said->value, 0, n);
        return true;
    default:
        return said->value.len > 0;
    }
}

/* A sentence below the heading "Alerts" is none. */
static bool
may_be_id(struct ap_str value)
{
    size_t blanks = 0;
    for (size_t i = 0; i < value.len; i++) {
        blanks += value.ptr[i] == ' ';
        if (ap_is_digit(value.ptr[i]) || value.ptr[i] == '-' || value.ptr[i] == '_')
            return true;
    }
    return blanks < 3;
}

static struct ap_said
of_field(const struct ap_small_field *field, enum ap_said_what what)
{
    struct ap_said said = {0};
    if (!field)
        return said;
    said.value = field->value;
    said.line = field->line;
    if ((what == AP_SAID_DAY && !take_day(&said)) || (what == AP_SAID_ID && !may_be_id(said.value)))
        return (struct ap_said){0};
    return said;
}

struct ap_said
ap_said_in(const struct ap_small *doc, const struct ap_small_record *record,
           const struct ap_names *names, enum ap_said_what what)
{
    if (what != AP_SAID_DAY)
        return of_field(ap_small_find(doc, record, names), what);
    /* The best name whose value is a day: `closed` may also hold who did it. */
    for (size_t w = 0; w < names->words.n; w++) {
        struct ap_names one = {.words = {.items = &names->words.items[w], .n = 1}};
        struct ap_said said = of_field(ap_small_find(doc, record, &one), what);
        if (said.value.len > 0)
            return said;
    }
    return (struct ap_said){0};
}

struct ap_said
ap_said_find(const struct ap_small *doc, const struct ap_names *names, enum ap_said_what what)
{
    struct ap_said said = ap_said_in(doc, &doc->doc, names, what);
    for (size_t i = 0; said.value.len == 0 && i < doc->rows.n; i++)
        said = ap_said_in(doc, &doc->rows.items[i], names, what);
    if (said.value.len > 0 || what == AP_SAID_FIELD)
        return said;
    struct ap_small_walk walk = {0};
    while (ap_small_said(doc, names, &walk, &said.value, &said.line))
        if (fits(&said, what))
            return said;
    return (struct ap_said){0};
}
