/* Names of fields, folded and looked up by the longest end of their path.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/field_names.h"

#include <string.h>

size_t
ap_field_fold(struct ap_str text, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < size; i++) {
        char c = text.ptr[i];
        if (ap_is_alnum(c) || (c & 0x80))
            out[n++] = ap_lower(c);
    }
    return n;
}

static struct ap_str
folded(struct ap_arena *mem, struct ap_str word)
{
    char text[AP_FIELD_BYTES];
    size_t n = ap_field_fold(word, text, sizeof text);
    return ap_arena_copy(mem, (struct ap_str){text, n});
}

void
ap_field_names_add(struct ap_field_names *names, struct ap_str word, uint16_t id)
{
    bool open_start = word.len > 0 && word.ptr[0] == '*';
    bool open_end = word.len > 1 && word.ptr[word.len - 1] == '*';
    struct ap_str text = folded(names->mem, word);
    if (text.len == 0)
        return;
    if (open_start || open_end)
        *ap_vec_push(names->mem, &names->globs) =
            (struct ap_field_glob){text, open_start, open_end, id};
    else
        (void)ap_map_put(&names->by_word, names->mem, text, id);
}

static bool
fits(const struct ap_field_glob *glob, struct ap_str name)
{
    if (glob->open_start && glob->open_end)
        return ap_str_contains(name, glob->middle);
    return glob->open_start ? ap_str_ends(name, glob->middle) : ap_str_starts(name, glob->middle);
}

/** A path folded into one text, with where its segments begin. */
struct folded_path {
    char text[AP_FIELD_BYTES];
    size_t len;
    size_t starts[AP_FIELD_DEPTH];
    size_t n;
};

static bool
add_segment(struct folded_path *path, struct ap_str segment)
{
    size_t room = sizeof path->text - path->len;
    if (segment.len > room || path->n == AP_FIELD_DEPTH)
        return false;
    size_t n = ap_field_fold(segment, path->text + path->len, room);
    if (n == 0)
        return true;
    path->starts[path->n++] = path->len;
    path->len += n;
    return true;
}

uint16_t
ap_field_names_find(const struct ap_field_names *names, const struct ap_str *path, size_t n)
{
    struct folded_path p = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        struct ap_str rest = path[i];
        while (rest.ptr)
            if (!add_segment(&p, ap_str_cut(&rest, '.')))
                return AP_FIELD_NONE;
    }
    for (size_t i = 0; i < p.n; i++) {
        uint32_t id =
            ap_map_get(&names->by_word, (struct ap_str){p.text + p.starts[i], p.len - p.starts[i]});
        if (id != AP_NONE)
            return (uint16_t)id;
    }
    if (p.n == 0)
        return AP_FIELD_NONE;
    struct ap_str last = {p.text + p.starts[p.n - 1], p.len - p.starts[p.n - 1]};
    for (size_t i = 0; i < names->globs.n; i++)
        if (fits(&names->globs.items[i], last))
            return names->globs.items[i].id;
    return AP_FIELD_NONE;
}

uint16_t
ap_field_names_find_one(const struct ap_field_names *names, struct ap_str name)
{
    return ap_field_names_find(names, &name, 1);
}
