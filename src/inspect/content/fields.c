/* Names of fields and values that decide, from the library's lists.
 * Place in the flow: inspect, below the checks on records.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/fields.h"

#include <string.h>

static uint16_t
number_of(struct ap_fields *fields, const struct ap_catalog_entry *entry)
{
    struct ap_str id = ap_str_slice(entry->id, 0, ap_str_find(entry->id, '+'));
    for (size_t i = 0; i < fields->n; i++)
        if (ap_str_eq(fields->list[i].id, id))
            return (uint16_t)(fields->base + i);
    if (fields->n == AP_FIELDS_MAX)
        return AP_FIELD_NONE;
    fields->list[fields->n].id = id;
    fields->list[fields->n].say = entry->say;
    return (uint16_t)(fields->base + fields->n++);
}

void
ap_fields_add(struct ap_fields *fields, const struct ap_library *lib, struct ap_str catalog,
              uint16_t base, struct ap_field_names *names)
{
    const struct ap_catalog *list = ap_library_catalog(lib, catalog);
    fields->n = 0;
    fields->base = base;
    for (size_t i = 0; list && i < list->steps.n; i++) {
        const struct ap_catalog_entry *entry = &list->steps.items[i];
        uint16_t number = number_of(fields, entry);
        for (size_t k = 0; number != AP_FIELD_NONE && k < entry->words.n; k++)
            ap_field_names_add(names, entry->words.items[k], number);
    }
}

uint16_t
ap_fields_id(const struct ap_fields *fields, const char *id)
{
    for (size_t i = 0; i < fields->n; i++)
        if (ap_str_is(fields->list[i].id, id))
            return (uint16_t)(fields->base + i);
    return AP_FIELD_NONE;
}

/* --- values ---------------------------------------------------------------------------------- */

/** A value folded, for comparison with folded words. */
struct folded {
    char text[AP_FIELD_BYTES];
    size_t n;
};

static struct ap_str
fold(struct folded *out, struct ap_str value)
{
    out->n = ap_field_fold(value, out->text, sizeof out->text);
    return (struct ap_str){out->text, out->n};
}

/* `word` is, or is within, the value; signs alone (`*`) are compared as they are. */
static bool
fits(struct ap_str word, struct ap_str raw, struct ap_str value, bool within)
{
    struct folded buffer;
    struct ap_str folded = fold(&buffer, word);
    if (folded.len == 0 || ap_str_find(word, '*') < word.len)
        return ap_str_ieq(word, raw);
    return within ? ap_str_contains(value, folded) : ap_str_eq(value, folded);
}

static bool
find_word(const struct ap_catalog *catalog, struct ap_str value, bool within)
{
    struct folded buffer;
    struct ap_str raw = ap_str_trim(value);
    struct ap_str folded = fold(&buffer, raw);
    for (size_t i = 0; catalog && i < catalog->steps.n; i++)
        for (size_t k = 0; k < catalog->steps.items[i].words.n; k++)
            if (fits(catalog->steps.items[i].words.items[k], raw, folded, within))
                return true;
    return false;
}

bool
ap_value_is(const struct ap_catalog *catalog, struct ap_str value)
{
    return find_word(catalog, value, false);
}

bool
ap_value_has(const struct ap_catalog *catalog, struct ap_str value)
{
    return find_word(catalog, value, true);
}

static bool
is_one_of(struct ap_str value, const char *const *words, size_t n)
{
    value = ap_str_trim(value);
    for (size_t i = 0; i < n; i++)
        if (ap_str_ieq(value, ap_str_from(words[i])))
            return true;
    return false;
}

bool
ap_value_is_empty(struct ap_str value)
{
    static const char *const words[] = {"",          "-",       "--",  "null",         "none",
                                        "n/a",       "na",      "nil", "\xe2\x80\x94", "?",
                                        "undefined", "unknown", "tbd", "todo",         "(none)"};
    if (value.len > 12 || (value.len > 0 && !strchr("-nNuUtT(?\xe2 ", value.ptr[0])))
        return false;
    return is_one_of(value, words, AP_COUNT(words));
}

bool
ap_value_is_yes(struct ap_str value)
{
    static const char *const words[] = {"yes", "true",         "1",           "y", "x",
                                        "on",  "\xe2\x9c\x93", "\xe2\x9c\x94"};
    return is_one_of(value, words, AP_COUNT(words));
}

/* --- arguments ------------------------------------------------------------------------------- */

static const struct ap_node *
argument(const struct ap_node *args, const char *key)
{
    const struct ap_node *node = args && args->kind == AP_NODE_MAP ? ap_node_get(args, key) : NULL;
    return node && node->kind == AP_NODE_SCALAR ? node : NULL;
}

struct ap_str
ap_check_arg(const struct ap_node *args, const char *key, const char *otherwise)
{
    const struct ap_node *node = argument(args, key);
    return node ? node->text : ap_str_from(otherwise);
}

int64_t
ap_check_number(const struct ap_node *args, const char *key, int64_t otherwise)
{
    int64_t value;
    const struct ap_node *node = argument(args, key);
    return node && ap_str_to_int(node->text, &value) == AP_OK ? value : otherwise;
}

int32_t
ap_check_days(const struct ap_node *args, const char *key, int32_t otherwise)
{
    int32_t days;
    const struct ap_node *node = argument(args, key);
    return node && ap_duration_parse(node->text, &days) == AP_OK ? days : otherwise;
}

const struct ap_catalog *
ap_check_catalog(const struct ap_library *lib, const struct ap_node *args, const char *key,
                 const char *otherwise)
{
    return ap_library_catalog(lib, ap_check_arg(args, key, otherwise));
}
