/* Words as checks compare them.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/small_words.h"

#include <string.h>

static bool
is_word(char c)
{
    return ap_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* A new word begins at "n|D" of inDays and at "I|K" of APIKey, but not within IPs. */
static bool
is_hump(struct ap_str s, size_t i)
{
    if (i == 0 || !ap_is_upper(s.ptr[i]) || !is_word(s.ptr[i - 1]))
        return false;
    if (ap_is_lower(s.ptr[i - 1]))
        return true;
    bool before_small = i + 1 < s.len && ap_is_lower(s.ptr[i + 1]);
    bool plural = before_small && s.ptr[i + 1] == 's' && (i + 2 == s.len || !is_word(s.ptr[i + 2]));
    return ap_is_upper(s.ptr[i - 1]) && before_small && !plural;
}

struct ap_str
ap_words_norm(struct ap_arena *mem, struct ap_str text)
{
    char *out = ap_arena_alloc(mem, 2 * text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool apart = !is_word(c) || is_hump(text, i);
        if (apart && n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
        if (is_word(c))
            out[n++] = ap_lower(c);
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    return (struct ap_str){out, n};
}

bool
ap_words_has(struct ap_str text, struct ap_str phrase, size_t *ret_end)
{
    if (phrase.len == 0)
        return false;
    for (size_t at = 0; at + phrase.len <= text.len; at++) {
        const char *found = memmem(text.ptr + at, text.len - at, phrase.ptr, phrase.len);
        if (!found)
            return false;
        at = (size_t)(found - text.ptr);
        size_t end = at + phrase.len;
        end += end < text.len && text.ptr[end] == 's';
        if ((at == 0 || text.ptr[at - 1] == ' ') && (end == text.len || text.ptr[end] == ' ')) {
            if (ret_end)
                *ret_end = end;
            return true;
        }
    }
    return false;
}

bool
ap_words_all(struct ap_str text, struct ap_str phrase)
{
    bool any = false;
    for (struct ap_str rest = phrase; rest.ptr;) {
        struct ap_str word = ap_str_cut(&rest, ' ');
        if (word.len == 0)
            continue;
        if (word.len > 3 && word.ptr[word.len - 1] == 's')
            word.len--;
        if (!ap_words_has(text, word, NULL))
            return false;
        any = true;
    }
    return any;
}

struct ap_names_list
ap_names_of(struct ap_arena *mem, const struct ap_library *lib, struct ap_str catalog)
{
    struct ap_names_list list = {0};
    const struct ap_catalog *found = ap_library_catalog(lib, catalog);
    for (size_t i = 0; !found && i < lib->step_sets.n; i++)
        if (ap_str_eq(lib->step_sets.items[i].id, catalog))
            found = &lib->step_sets.items[i];
    for (size_t i = 0; found && i < found->steps.n; i++) {
        const struct ap_catalog_entry *entry = &found->steps.items[i];
        struct ap_names *names = ap_vec_push(mem, &list);
        names->id = entry->id;
        names->say = entry->say;
        for (size_t k = 0; k < entry->words.n; k++)
            *ap_vec_push(mem, &names->words) = ap_words_norm(mem, entry->words.items[k]);
        *ap_vec_push(mem, &names->words) = ap_words_norm(mem, entry->say);
        *ap_vec_push(mem, &names->words) = ap_words_norm(mem, entry->id);
    }
    return list;
}

struct ap_str
ap_arg_text(const struct ap_node *args, const char *key, const char *otherwise)
{
    const struct ap_node *node = ap_node_get(args, key);
    return node && node->kind == AP_NODE_SCALAR && node->text.len > 0 ? node->text
                                                                      : ap_str_from(otherwise);
}

struct ap_names_list
ap_names_for(struct ap_arena *mem, const struct ap_library *lib, const struct ap_node *args,
             const char *key, const char *otherwise)
{
    return ap_names_of(mem, lib, ap_arg_text(args, key, otherwise));
}

const struct ap_names *
ap_names_get(const struct ap_names_list *list, const char *id)
{
    static const struct ap_names none = {0};
    for (size_t i = 0; i < list->n; i++)
        if (ap_str_is(list->items[i].id, id))
            return &list->items[i];
    return &none;
}

bool
ap_names_in(const struct ap_names *names, struct ap_str norm, bool whole)
{
    for (size_t i = 0; i < names->words.n; i++)
        if (whole ? ap_str_eq(names->words.items[i], norm)
                  : ap_words_has(norm, names->words.items[i], NULL))
            return true;
    return false;
}

bool
ap_arg_has(const struct ap_node *args, const char *key, const char *word, bool otherwise)
{
    const struct ap_node *node = ap_node_get(args, key);
    if (!node || node->kind == AP_NODE_NULL)
        return otherwise;
    return ap_node_lists(node, ap_str_from(word));
}

double
ap_words_number(struct ap_str text, size_t *at)
{
    double value = 0;
    double part = 0; /* what a digit behind the point counts; 0 before the point */
    for (; *at < text.len && value < AP_WORDS_NUMBER_MAX; (*at)++) {
        char c = text.ptr[*at];
        bool inner = *at + 1 < text.len && ap_is_digit(text.ptr[*at + 1]);
        if (ap_is_digit(c) && part > 0) {
            value += (c - '0') * part;
            part /= 10;
        } else if (ap_is_digit(c))
            value = value * 10 + (c - '0');
        else if (c == '.' && inner && part <= 0)
            part = 0.1;
        else if (!((c == ',' || c == '_' || c == '\'') && inner && part <= 0))
            break;
    }
    *at = ap_str_digits_end(text, *at);
    return value < AP_WORDS_NUMBER_MAX ? value : AP_WORDS_NUMBER_MAX;
}
