/* The scopes of a cell; which of them grant everything, and which are privileged.
 * Place in the flow: inspect, below the checks on registers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/rowset.h"

static bool
parts_scopes(char c)
{
    return c == ';' || c == ',' || c == '|' || c == '\n' || c == '\r' || c == '\t' || c == '[' ||
           c == ']';
}

/* Blanks and quotes at both ends. */
static struct ap_str
bare(struct ap_str s)
{
    s = ap_str_trim(s);
    while (s.len > 0 && (*s.ptr == '"' || *s.ptr == '\'' || *s.ptr == '`'))
        s = ap_str_trim(ap_str_slice(s, 1, s.len));
    while (s.len > 0 &&
           (s.ptr[s.len - 1] == '"' || s.ptr[s.len - 1] == '\'' || s.ptr[s.len - 1] == '`'))
        s = ap_str_trim(ap_str_slice(s, 0, s.len - 1));
    return s;
}

struct ap_scope_walk
ap_scopes_of(struct ap_str cell)
{
    return (struct ap_scope_walk){cell, AP_STR_NONE};
}

bool
ap_scope_next(struct ap_scope_walk *walk, const struct ap_library *lib, struct ap_str *ret_scope)
{
    for (;;) {
        if (walk->piece.len > 0) {
            size_t blank = ap_str_find(walk->piece, ' ');
            if (blank < walk->piece.len && ap_scope_is_wildcard(lib, walk->piece))
                blank = walk->piece.len;
            *ret_scope = bare(ap_str_slice(walk->piece, 0, blank));
            walk->piece = ap_str_trim(ap_str_slice(walk->piece, blank, walk->piece.len));
            if (ret_scope->len > 0)
                return true;
            continue;
        }
        if (walk->rest.len == 0)
            return false;
        size_t n = 0;
        while (n < walk->rest.len && !parts_scopes(walk->rest.ptr[n]))
            n++;
        walk->piece = bare(ap_str_slice(walk->rest, 0, n));
        walk->rest = ap_str_slice(walk->rest, n + 1, walk->rest.len);
    }
}

bool
ap_scope_is_wildcard(const struct ap_library *lib, struct ap_str scope)
{
    if (scope.len == 0)
        return false;
    char last = scope.ptr[scope.len - 1];
    char before = scope.len > 1 ? scope.ptr[scope.len - 2] : '\0';
    if (last == '*' &&
        (before == '\0' || before == ':' || before == '.' || before == '/' || before == '*'))
        return true;
    return (scope.ptr[0] == '*' && scope.len > 1 && (scope.ptr[1] == ':' || scope.ptr[1] == '.')) ||
           ap_value_is(ap_library_catalog(lib, AP_STR("wildcard_scopes")), scope);
}

static bool
is_sign(char c)
{
    return c == ':' || c == '.' || c == '_' || c == '-' || c == '/';
}

/* `admin:` as the library writes it: at the beginning, alone, or as the last part (`settings:admin`). */
static bool
is_of_kind(struct ap_str scope, struct ap_str word)
{
    if (word.len == 0 || scope.len < word.len - 1)
        return false;
    struct ap_str stem =
        is_sign(word.ptr[word.len - 1]) ? ap_str_slice(word, 0, word.len - 1) : word;
    if (ap_str_ieq(scope, stem) || ap_str_ieq(ap_str_slice(scope, 0, word.len), word))
        return true;
    return scope.len > stem.len && is_sign(scope.ptr[scope.len - stem.len - 1]) &&
           ap_str_ieq(ap_str_slice(scope, scope.len - stem.len, scope.len), stem);
}

bool
ap_scope_is_privileged(const struct ap_library *lib, struct ap_str scope)
{
    const struct ap_catalog *list = ap_library_catalog(lib, AP_STR("privileged_scopes"));
    for (size_t i = 0; list && i < list->steps.n; i++)
        for (size_t k = 0; k < list->steps.items[i].words.n; k++)
            if (is_of_kind(scope, list->steps.items[i].words.items[k]))
                return true;
    return false;
}
