/* The window over the text of records: pieces in, whole records to the reader of their form, the rest held.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tables/records_internal.h"

#define HELD_FIRST    16384u
#define DECODED_FIRST 4096u

static const struct {
    const char *name;
    ap_record_step step;
    bool by_line; /* a record that is too long ends with its line */
} forms[] = {
    [AP_FORM_UNKNOWN] = {"no known form", NULL, false},
    [AP_FORM_JSON_LINES] = {"JSON lines", ap_step_json_line, true},
    [AP_FORM_JSON] = {"JSON", ap_step_json, false},
    [AP_FORM_CSV] = {"CSV", ap_step_csv, true},
    [AP_FORM_W3C] = {"W3C extended log", ap_step_csv, true},
    [AP_FORM_LOGFMT] = {"logfmt", ap_step_logfmt, true},
    [AP_FORM_ACCESS] = {"access log", ap_step_access, true},
    [AP_FORM_ERROR] = {"error log of NGINX", ap_step_error, true},
    [AP_FORM_SHEET] = {"a workbook", ap_step_cells, true},
};

const char *
ap_record_form_name(enum ap_record_form form)
{
    return forms[form].name;
}

struct ap_records *
ap_records_new(const struct ap_field_names *names, struct ap_arena *mem, ap_record_fn fn, void *ctx)
{
    struct ap_records *r = ap_arena_new(mem, struct ap_records);
    r->names = names;
    r->mem = mem;
    r->fn = fn;
    r->ctx = ctx;
    r->line = 1;
    r->known = ap_arena_array(mem, struct ap_known_key, AP_KNOWN_KEYS);
    return r;
}

bool
ap_records_has(const struct ap_records *r, uint16_t id)
{
    return r->has[id / 64u] >> (id % 64u) & 1u;
}

/* --- what the forms share -------------------------------------------------------------------- */

uint32_t
ap_cursor_column(const struct ap_cursor *c, const char *at)
{
    uint64_t column =
        c->line_start ? (uint64_t)(at - c->line_start) : (uint64_t)(at - c->begin) + c->before;
    return column < UINT32_MAX ? (uint32_t)column + 1 : UINT32_MAX;
}

void
ap_cursor_newline(struct ap_cursor *c, const char *at)
{
    c->line += c->line < UINT32_MAX;
    c->line_start = at;
}

bool
ap_cursor_line(struct ap_cursor *c, bool final, struct ap_str *ret_line)
{
    size_t left = (size_t)(c->end - c->p);
    const char *nl = left > 0 ? memchr(c->p, '\n', left) : NULL;
    if (!nl && !final)
        return false;
    const char *to = nl ? nl : c->end;
    size_t n = (size_t)(to - c->p);
    *ret_line = (struct ap_str){c->p, n > 0 && to[-1] == '\r' ? n - 1 : n};
    return true;
}

struct ap_record_field *
ap_records_add(struct ap_records *r, const struct ap_cursor *c, uint16_t id, struct ap_str name,
               struct ap_str text, const char *at)
{
    r->has[id / 64u] |= UINT64_C(1) << (id % 64u);
    if (r->n_fields == AP_RECORD_FIELDS)
        return NULL;
    struct ap_record_field *f = &r->fields[r->n_fields++];
    *f = (struct ap_record_field){.id = id,
                                  .depth = 1,
                                  .name = name,
                                  .text = text,
                                  .line = c->line,
                                  .column = ap_cursor_column(c, at)};
    return f;
}

void
ap_records_forget(struct ap_records *r)
{
    r->n_fields = 0;
    r->n_decoded = 0;
}

/* Older room stays valid until the record was given; the newest, the largest, is used again. */
char *
ap_records_room(struct ap_records *r, size_t n)
{
    if (r->cap_decoded - r->n_decoded < n) {
        size_t cap = r->cap_decoded ? 2 * r->cap_decoded : DECODED_FIRST;
        while (cap < n)
            cap *= 2;
        r->decoded = ap_arena_alloc(r->mem, cap);
        r->cap_decoded = cap;
        r->n_decoded = 0;
    }
    return r->decoded + r->n_decoded;
}

struct ap_str
ap_records_decoded(struct ap_records *r, size_t n)
{
    struct ap_str text = {r->decoded + r->n_decoded, n};
    r->n_decoded += n;
    return text;
}

void
ap_records_give(struct ap_records *r, uint32_t line)
{
    r->sum.n++;
    struct ap_record_of record = {r->sum.n, line, r->fields, r->n_fields};
    r->fn(r->ctx, &record);
    ap_records_forget(r);
}

void
ap_records_bad(struct ap_records *r, uint32_t line)
{
    if (r->sum.n_bad++ == 0)
        r->sum.bad_line = line;
    ap_records_forget(r);
}

/* --- the window ------------------------------------------------------------------------------ */

/* To the end of a line that was too long. */
static size_t
skip_line(struct ap_records *r, struct ap_str text)
{
    size_t n = ap_str_find(text, '\n');
    if (n == text.len) {
        r->column += n;
        return n;
    }
    r->skipping = false;
    r->line++;
    r->column = 0;
    return n + 1;
}

/* All whole records of `text`; gives how many bytes they took. */
static size_t
take(struct ap_records *r, struct ap_str text, bool final)
{
    ap_record_step step = forms[r->sum.form].step;
    size_t skipped = r->skipping ? skip_line(r, text) : 0;
    struct ap_cursor c = {.begin = text.ptr + skipped,
                          .p = text.ptr + skipped,
                          .end = text.ptr + text.len,
                          .before = r->column,
                          .line = r->line};
    while (c.p < c.end && !r->stopped) {
        struct ap_cursor before = c;
        if (!step(r, &c, final)) {
            ap_records_forget(r);
            c = before;
            break;
        }
    }
    r->line = c.line;
    r->column = ap_cursor_column(&c, c.p) - 1;
    return r->stopped ? text.len : (size_t)(c.p - text.ptr);
}

void
ap_records_rest(struct ap_records *r, struct ap_str rest)
{
    (void)take(r, rest, true);
}

/* A record that does not fit into what may be held. */
static void
give_up(struct ap_records *r)
{
    ap_records_bad(r, r->line);
    r->skipping = forms[r->sum.form].by_line;
    r->stopped = !r->skipping;
    for (size_t i = 0; i < r->n_held; i++) {
        r->column = r->held[i] == '\n' ? 0 : r->column + 1;
        r->line += r->held[i] == '\n';
    }
    r->n_held = 0;
    r->retry_at = 0;
}

static void
hold(struct ap_records *r, struct ap_str text)
{
    if (r->n_held + text.len > r->cap_held) {
        size_t cap = r->cap_held ? r->cap_held : HELD_FIRST;
        while (cap < r->n_held + text.len)
            cap *= 2;
        char *bytes = ap_arena_alloc(r->mem, cap);
        if (r->n_held > 0)
            memcpy(bytes, r->held, r->n_held);
        r->held = bytes;
        r->cap_held = cap;
    }
    if (text.len > 0)
        memcpy(r->held + r->n_held, text.ptr, text.len);
    r->n_held += text.len;
}

static void
drop_held(struct ap_records *r, size_t n)
{
    r->n_held -= n;
    if (r->n_held > 0)
        memmove(r->held, r->held + n, r->n_held);
}

static void
sniff(struct ap_records *r, struct ap_str *head)
{
    if (ap_str_starts(*head, AP_STR("\xef\xbb\xbf")))
        *head = ap_str_slice(*head, 3, head->len);
    ap_records_sniff(r, ap_str_slice(*head, 0, AP_SNIFF_BYTES));
    r->sniffed = true;
    r->stopped = r->sum.form == AP_FORM_UNKNOWN;
}

/* Adds to what is held until its record is whole, and leaves the rest of *text. True: nothing is held any more. */
static bool
finish_held(struct ap_records *r, struct ap_str *text)
{
    size_t own = r->n_held; /* what is behind it is still there in *text */
    while (r->n_held > 0 && text->len > 0) {
        /* With each failure twice as much is tried, so that the work stays linear. */
        size_t n = r->retry_at > r->n_held ? r->retry_at - r->n_held : HELD_FIRST;
        n = n < text->len ? n : text->len;
        hold(r, ap_str_slice(*text, 0, n));
        *text = ap_str_slice(*text, n, text->len);
        if (r->n_held < r->retry_at)
            continue;
        size_t used = take(r, (struct ap_str){r->held, r->n_held}, false);
        if (used == 0 && r->n_held >= AP_RECORD_MAX) {
            give_up(r);
        } else if (used == 0) {
            r->retry_at = 2 * r->n_held;
        } else if (used >= own) {
            size_t back = r->n_held - used;
            *text = (struct ap_str){text->ptr - back, text->len + back};
            r->n_held = r->retry_at = 0;
        } else {
            drop_held(r, used);
            own -= used;
            r->retry_at = 0;
        }
    }
    return r->n_held == 0;
}

void
ap_records_feed(struct ap_records *r, struct ap_str piece)
{
    if (!r->sniffed) {
        if (r->n_held + piece.len < AP_SNIFF_BYTES + 3) {
            hold(r, piece);
            return;
        }
        if (r->n_held == 0) {
            sniff(r, &piece);
        } else {
            size_t n = AP_SNIFF_BYTES + 3 - r->n_held;
            hold(r, ap_str_slice(piece, 0, n));
            piece = ap_str_slice(piece, n, piece.len);
            struct ap_str head = {r->held, r->n_held};
            sniff(r, &head);
            drop_held(r, r->n_held - head.len);
            drop_held(r, take(r, (struct ap_str){r->held, r->n_held}, false));
        }
    }
    if (r->stopped || !finish_held(r, &piece))
        return;
    size_t used = piece.len > 0 ? take(r, piece, false) : 0;
    if (!r->stopped)
        hold(r, ap_str_slice(piece, used, piece.len));
    if (r->n_held > AP_RECORD_MAX)
        give_up(r);
}

struct ap_records_end
ap_records_end(struct ap_records *r)
{
    struct ap_str rest = {r->held, r->n_held};
    if (!r->sniffed)
        sniff(r, &rest);
    if (!r->stopped && rest.len > 0 && take(r, rest, true) < rest.len)
        r->sum.cut = true;
    r->sum.cut |= !r->stopped && r->sum.form == AP_FORM_JSON && r->json_at != AP_JSON_TOP;
    if (r->sum.cut)
        ap_records_bad(r, r->line);
    r->stopped = true;
    return r->sum;
}
