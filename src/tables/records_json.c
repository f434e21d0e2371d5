/* JSON objects as records: one walk over the bytes of an object, fields of known names kept.
 * Place in the flow: tables; speed matters here, see ./dev bench.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "tables/records_internal.h"

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

void
ap_json_blanks(struct ap_cursor *c)
{
    for (; c->p < c->end && ap_is_json_space(*c->p); c->p++)
        if (*c->p == '\n')
            ap_cursor_newline(c, c->p + 1);
}

/* Not zero if one of the eight bytes is a quote, a backslash or a control character. */
static inline uint64_t
has_special(uint64_t v)
{
    uint64_t quote = v ^ (ONES * '"');
    uint64_t slash = v ^ (ONES * '\\');
    return (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((v - ONES * 0x20) & ~v)) &
           HIGHS;
}

enum ap_walk
ap_json_string(struct ap_cursor *c, struct ap_str *ret_inside, bool *ret_escaped)
{
    const char *from = c->p + 1;
    const char *p = from;
    *ret_escaped = false;
    for (;;) {
        uint64_t eight;
        while (c->end - p >= 8 && (memcpy(&eight, p, 8), !has_special(eight)))
            p += 8;
        while (p < c->end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
            p++;
        if (p == c->end)
            return AP_WALK_MORE;
        if (*p == '"')
            break;
        if (*p != '\\' && *p != '\t')
            return AP_WALK_BAD;
        *ret_escaped |= *p == '\\';
        p += *p == '\\' ? 2 : 1;
        if (p > c->end)
            return AP_WALK_MORE;
    }
    *ret_inside = (struct ap_str){from, (size_t)(p - from)};
    c->p = p + 1;
    return AP_WALK_OK;
}

/* --- escapes --------------------------------------------------------------------------------- */

/* The unit of \uXXXX at `s`, or -1. */
static int32_t
unit_at(struct ap_str s, size_t at)
{
    if (at + 6 > s.len || s.ptr[at] != '\\' || s.ptr[at + 1] != 'u')
        return -1;
    int32_t unit = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = ap_hex_value(s.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Halves of a pair that stand alone become U+FFFD. */
static size_t
put_unicode(struct ap_str s, size_t *at, char *out)
{
    int32_t unit = unit_at(s, *at);
    int32_t low = unit >= 0xd800 && unit < 0xdc00 ? unit_at(s, *at + 6) : -1;
    *at += 6;
    uint32_t code = unit < 0 || (unit >= 0xd800 && unit < 0xe000) ? 0xfffd : (uint32_t)unit;
    if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000u + (((uint32_t)unit - 0xd800u) << 10) + ((uint32_t)low - 0xdc00u);
        *at += 6;
    }
    return ap_utf8_put(code, out);
}

static struct ap_str
decode(struct ap_records *r, struct ap_str s)
{
    static const char from[] = "bfnrt";
    static const char to[] = "\b\f\n\r\t";
    char *out = ap_records_room(r, s.len + 4);
    size_t n = 0;
    for (size_t i = 0; i < s.len;) {
        if (s.ptr[i] != '\\' || i + 1 >= s.len) {
            out[n++] = s.ptr[i++];
        } else if (s.ptr[i + 1] == 'u') {
            n += put_unicode(s, &i, out + n);
        } else {
            const char *known = strchr(from, s.ptr[i + 1]);
            out[n++] = known && *known ? to[known - from] : s.ptr[i + 1];
            i += 2;
        }
    }
    return ap_records_decoded(r, n);
}

/* --- names ----------------------------------------------------------------------------------- */

static uint64_t
mix(uint64_t hash, struct ap_str key)
{
    hash ^= key.len;
    size_t at = 0;
    for (; at + 8 <= key.len; at += 8) {
        uint64_t word;
        memcpy(&word, key.ptr + at, 8);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    uint64_t tail = 0;
    for (unsigned shift = 0; at < key.len; at++, shift += 8)
        tail |= (uint64_t)(unsigned char)key.ptr[at] << shift;
    hash = (hash ^ tail) * UINT64_C(0x9e3779b97f4a7c15);
    return (hash ^ hash >> 32) | 1;
}

/** Where a path is kept. */
enum lifetime { OF_RECORD, OF_READER };

/* The path of `key` below the open levels, joined by dots. */
static struct ap_str
join_path(struct ap_records *r, const struct ap_str *path, size_t n, enum lifetime lifetime)
{
    size_t len = n;
    for (size_t i = 0; i < n; i++)
        len += path[i].len;
    char *out = lifetime == OF_READER ? ap_arena_alloc(r->mem, len) : ap_records_room(r, len);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (at > 0)
            out[at++] = '.';
        memcpy(out + at, path[i].ptr, path[i].len);
        at += path[i].len;
    }
    return lifetime == OF_READER ? (struct ap_str){out, at} : ap_records_decoded(r, at);
}

static struct ap_known_key
look_up(struct ap_records *r, size_t depth, struct ap_str key, uint64_t hash,
        enum lifetime lifetime)
{
    struct ap_str path[AP_RECORD_DEPTH + 1];
    size_t n = 0;
    for (size_t i = 1; i < depth; i++)
        if (r->levels[i].key.ptr && !r->levels[i - 1].array)
            path[n++] = r->levels[i].key;
    path[n++] = key;
    struct ap_known_key known = {.hash = hash, .id = ap_field_names_find(r->names, path, n)};
    if (known.id != AP_FIELD_NONE)
        known.path = join_path(r, path, n, lifetime);
    return known;
}

/* What `key` of the innermost level is; valid until the next call. */
static const struct ap_known_key *
know(struct ap_records *r, size_t depth, struct ap_str key, bool escaped, uint64_t hash)
{
    struct ap_known_key *slot = &r->known[hash & (AP_KNOWN_KEYS - 1)];
    if (slot->hash == hash && slot->len == key.len && !escaped &&
        memcmp(slot->key, key.ptr, key.len) == 0)
        return slot;
    if (key.len > AP_KNOWN_BYTES || escaped) {
        r->unknown = look_up(r, depth, escaped ? decode(r, key) : key, hash, OF_RECORD);
        return &r->unknown;
    }
    /* A slot that is fought over does not eat memory without end. */
    bool keep = r->n_kept < 4u * AP_KNOWN_KEYS;
    r->n_kept += keep;
    struct ap_known_key known = look_up(r, depth, key, hash, keep ? OF_READER : OF_RECORD);
    known.len = (uint8_t)key.len;
    if (key.len > 0)
        memcpy(known.key, key.ptr, key.len);
    if (!keep && known.id != AP_FIELD_NONE) {
        r->unknown = known;
        return &r->unknown;
    }
    *slot = known;
    return slot;
}

/* --- the walk -------------------------------------------------------------------------------- */

/** The field whose value comes next. */
struct field_at {
    uint16_t id;
    struct ap_str path;
    struct ap_str key;
    uint64_t hash;
};

static void
add_value(struct ap_records *r, const struct ap_cursor *c, size_t depth, const struct field_at *at,
          enum ap_field_kind kind, struct ap_str text, const char *where)
{
    struct ap_record_field *f = ap_records_add(r, c, at->id, at->path, text, where);
    if (f) {
        f->kind = kind;
        f->depth = (uint8_t)depth;
    }
}

static inline bool
ends_literal(char c)
{
    return c == ',' || c == '}' || c == ']' || ap_is_json_space(c);
}

static enum ap_walk
literal(struct ap_records *r, struct ap_cursor *c, size_t depth, const struct field_at *at)
{
    const char *from = c->p;
    const char *p = from;
    while (p < c->end && !ends_literal(*p))
        p++;
    if (p == c->end)
        return AP_WALK_MORE;
    struct ap_str text = {from, (size_t)(p - from)};
    enum ap_field_kind kind = AP_IS_NUMBER;
    char first = text.len > 0 ? *from : '\0';
    if (first == 't' || first == 'f')
        kind = AP_IS_BOOL;
    else if (first == 'n')
        kind = AP_IS_NULL;
    else if (!(first == '-' || ap_is_digit(first)))
        return AP_WALK_BAD;
    if ((kind == AP_IS_BOOL && !ap_str_is(text, "true") && !ap_str_is(text, "false")) ||
        (kind == AP_IS_NULL && !ap_str_is(text, "null")))
        return AP_WALK_BAD;
    if (at->id != AP_FIELD_NONE)
        add_value(r, c, depth, at, kind, kind == AP_IS_NULL ? AP_STR_NONE : text, from);
    c->p = p;
    return AP_WALK_OK;
}

static enum ap_walk
quoted(struct ap_records *r, struct ap_cursor *c, size_t depth, const struct field_at *at)
{
    const char *from = c->p;
    struct ap_str inside;
    bool escaped;
    enum ap_walk walk = ap_json_string(c, &inside, &escaped);
    if (walk == AP_WALK_OK && at->id != AP_FIELD_NONE)
        add_value(r, c, depth, at, AP_IS_TEXT, escaped ? decode(r, inside) : inside, from);
    return walk;
}

/* The key of a member and the colon behind it. */
static enum ap_walk
member_key(struct ap_records *r, struct ap_cursor *c, size_t depth, struct field_at *ret_at)
{
    bool escaped;
    if (*c->p != '"')
        return AP_WALK_BAD;
    enum ap_walk walk = ap_json_string(c, &ret_at->key, &escaped);
    if (walk != AP_WALK_OK)
        return walk;
    ap_json_blanks(c);
    if (c->p == c->end)
        return AP_WALK_MORE;
    if (*c->p++ != ':')
        return AP_WALK_BAD;
    ret_at->id = AP_FIELD_NONE;
    if (r->quiet)
        return AP_WALK_OK;
    ret_at->hash = mix(r->levels[depth - 1].hash, ret_at->key);
    const struct ap_known_key *known = know(r, depth, ret_at->key, escaped, ret_at->hash);
    ret_at->id = known->id;
    ret_at->path = known->path;
    return AP_WALK_OK;
}

/* An object or array begins at c->p. */
static enum ap_walk
open_level(struct ap_records *r, struct ap_cursor *c, size_t *depth, const struct field_at *at)
{
    if (*depth == AP_RECORD_DEPTH)
        return AP_WALK_BAD;
    bool array = *c->p == '[';
    const char *from = c->p++;
    ap_json_blanks(c);
    if (c->p == c->end)
        return AP_WALK_MORE;
    if (at->id != AP_FIELD_NONE && *c->p != '}' && *c->p != ']')
        add_value(r, c, *depth, at, array ? AP_IS_ARRAY : AP_IS_OBJECT, AP_STR_NONE, from);
    r->levels[(*depth)++] = (struct ap_json_level){
        .array = array, .hash = at->hash, .key = at->key, .id = at->id, .path = at->path};
    return AP_WALK_OK;
}

static enum ap_walk
value(struct ap_records *r, struct ap_cursor *c, size_t *depth, const struct field_at *at)
{
    ap_json_blanks(c);
    if (c->p == c->end)
        return AP_WALK_MORE;
    if (*c->p == '"')
        return quoted(r, c, *depth, at);
    if (*c->p == '{' || *c->p == '[')
        return open_level(r, c, depth, at);
    return literal(r, c, *depth, at);
}

/* One member or element, or the end of the innermost level. */
static enum ap_walk
advance(struct ap_records *r, struct ap_cursor *c, size_t *depth)
{
    struct ap_json_level *level = &r->levels[*depth - 1];
    ap_json_blanks(c);
    if (c->p == c->end)
        return AP_WALK_MORE;
    if (*c->p == (level->array ? ']' : '}')) {
        c->p++;
        --*depth;
        return AP_WALK_OK;
    }
    if (level->some) {
        if (*c->p++ != ',')
            return AP_WALK_BAD;
        ap_json_blanks(c);
        if (c->p == c->end)
            return AP_WALK_MORE;
    }
    level->some = true;
    struct field_at at = {level->id, level->path, level->key, level->hash};
    if (!level->array) {
        enum ap_walk walk = member_key(r, c, *depth, &at);
        if (walk != AP_WALK_OK)
            return walk;
    }
    return value(r, c, depth, &at);
}

enum ap_walk
ap_json_object(struct ap_records *r, struct ap_cursor *c)
{
    static const struct field_at top = {.id = AP_FIELD_NONE};
    size_t depth = 0;
    enum ap_walk walk = open_level(r, c, &depth, &top);
    while (walk == AP_WALK_OK && depth > 0)
        walk = advance(r, c, &depth);
    return walk;
}

enum ap_walk
ap_json_skip(struct ap_records *r, struct ap_cursor *c)
{
    static const struct field_at top = {.id = AP_FIELD_NONE};
    size_t depth = 0;
    enum ap_walk walk = AP_WALK_OK;
    r->quiet = true;
    if (*c->p == '"')
        walk = quoted(r, c, 0, &top);
    else if (*c->p == '{' || *c->p == '[')
        walk = open_level(r, c, &depth, &top);
    else
        walk = literal(r, c, 0, &top);
    while (walk == AP_WALK_OK && depth > 0)
        walk = advance(r, c, &depth);
    r->quiet = false;
    return walk;
}
