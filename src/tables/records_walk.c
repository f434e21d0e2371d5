/* JSON between records: lines of objects, arrays, and the objects that wrap an array.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tables/records_internal.h"

#define PREFIX_WORDS 3u /* among which a time is looked for */

/* The time that a collector wrote before the object; one within the object is nearer. */
static void
take_prefix(struct ap_records *r, const struct ap_cursor *c, struct ap_str prefix)
{
    for (unsigned words = 0; prefix.ptr && words < PREFIX_WORDS; words++) {
        struct ap_str word = ap_str_cut(&prefix, ' ');
        if (ap_str_starts(word, AP_STR("[")))
            word = ap_str_slice(word, 1, word.len);
        uint16_t id = ap_field_names_find_one(r->names, AP_STR("timestamp"));
        if (!ap_looks_like_time(word) || id == AP_FIELD_NONE)
            continue;
        struct ap_record_field *f = ap_records_add(r, c, id, AP_STR("timestamp"), word, word.ptr);
        if (f)
            f->depth = 2;
        return;
    }
}

bool
ap_step_json_line(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    if (!ap_cursor_line(c, final, &line))
        return false;
    const char *next = line.ptr + line.len;
    next += next < c->end && *next == '\r';
    next += next < c->end; /* the line end */
    bool ended = next > line.ptr && next[-1] == '\n';
    size_t from = ap_str_find(line, '{');
    struct ap_cursor within = *c;
    within.p = line.ptr + from;
    within.end = line.ptr + line.len;
    if (from < line.len) {
        if (ap_json_object(r, &within) == AP_WALK_OK &&
            ap_str_trim((struct ap_str){within.p, (size_t)(within.end - within.p)}).len == 0) {
            take_prefix(r, c, ap_str_slice(line, 0, from));
            ap_records_give(r, c->line);
        } else
            ap_records_bad(r, c->line);
    } else if (ap_str_trim(line).len > 0) {
        ap_records_bad(r, c->line);
    }
    c->p = next;
    if (ended)
        ap_cursor_newline(c, next);
    return true;
}

/* An object that is a record. */
static bool
take_object(struct ap_records *r, struct ap_cursor *c)
{
    uint32_t line = c->line;
    enum ap_walk walk = ap_json_object(r, c);
    if (walk == AP_WALK_MORE)
        return false;
    if (walk == AP_WALK_OK) {
        ap_records_give(r, line);
    } else {
        ap_records_bad(r, line);
        r->stopped = true; /* where the next record begins cannot be told */
    }
    return true;
}

/* A value that is no record. */
static bool
pass_value(struct ap_records *r, struct ap_cursor *c, bool counts)
{
    uint32_t line = c->line;
    enum ap_walk walk = ap_json_skip(r, c);
    if (walk == AP_WALK_MORE)
        return false;
    if (counts || walk == AP_WALK_BAD)
        ap_records_bad(r, line);
    r->stopped |= walk == AP_WALK_BAD;
    return true;
}

/* An element of the array of records. */
static bool
step_in_rows(struct ap_records *r, struct ap_cursor *c)
{
    if (*c->p == ',') {
        c->p++;
        return true;
    }
    if (*c->p == ']') {
        c->p++;
        r->json_at = r->in_wrapper > 0 ? AP_JSON_IN_WRAPPER : AP_JSON_TOP;
        return true;
    }
    return *c->p == '{' ? take_object(r, c) : pass_value(r, c, true);
}

/* A member of an object that wraps the array. */
static bool
step_in_wrapper(struct ap_records *r, struct ap_cursor *c)
{
    if (*c->p == ',') {
        c->p++;
        return true;
    }
    if (*c->p == '}') {
        c->p++;
        r->in_wrapper--;
        r->json_at = r->in_wrapper > 0 ? AP_JSON_IN_WRAPPER : AP_JSON_TOP;
        return true;
    }
    struct ap_str key;
    bool escaped;
    enum ap_walk walk = *c->p == '"' ? ap_json_string(c, &key, &escaped) : AP_WALK_BAD;
    ap_json_blanks(c);
    if (walk == AP_WALK_MORE || (walk == AP_WALK_OK && c->p == c->end))
        return false;
    if (walk == AP_WALK_BAD || *c->p++ != ':') {
        ap_records_bad(r, c->line);
        r->stopped = true;
        return true;
    }
    ap_json_blanks(c);
    if (c->p == c->end)
        return false;
    bool leads = r->in_wrapper <= r->n_wrapper && ap_str_eq(key, r->wrapper[r->in_wrapper - 1]);
    bool last = r->in_wrapper == r->n_wrapper;
    if (leads && last && *c->p == '[') {
        c->p++;
        r->json_at = AP_JSON_IN_ROWS;
        return true;
    }
    if (leads && !last && *c->p == '{') {
        c->p++;
        r->in_wrapper++;
        return true;
    }
    return pass_value(r, c, false);
}

bool
ap_step_json(struct ap_records *r, struct ap_cursor *c, bool final)
{
    (void) final;
    ap_json_blanks(c);
    if (c->p == c->end)
        return true;
    if (r->json_at == AP_JSON_IN_ROWS)
        return step_in_rows(r, c);
    if (r->json_at == AP_JSON_IN_WRAPPER)
        return step_in_wrapper(r, c);
    if (*c->p == ',') {
        c->p++;
    } else if (*c->p == '[') {
        c->p++;
        r->json_at = AP_JSON_IN_ROWS;
    } else if (*c->p == '{' && r->n_wrapper > 0) {
        c->p++;
        r->in_wrapper = 1;
        r->json_at = AP_JSON_IN_WRAPPER;
    } else if (*c->p == '{') {
        return take_object(r, c);
    } else {
        ap_records_bad(r, c->line);
        r->stopped = true;
    }
    return true;
}
