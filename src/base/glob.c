/* Globs over paths, by walking all states of the pattern at once: never exponential.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/str.h"

/* What stands at an offset of the pattern. An offset is a state: the text so far matches all before it. */
enum piece {
    LITERAL,
    ANY_ONE,     /* ? */
    ANY_RUN,     /* * */
    ANY_PATH,    /* ** */
    ANY_FOLDERS, /* **, '/' as a whole segment: none or more folders; the state at a folder's begin */
    INSIDE_FOLDER /* the offset after it: the state within a folder's name */
};

struct glob {
    struct ap_str pattern;
    unsigned char pieces[AP_GLOB_MAX];
    bool states[AP_GLOB_MAX + 1];
};

static void
compile(struct glob *glob)
{
    const char *p = glob->pattern.ptr;
    size_t len = glob->pattern.len;
    for (size_t i = 0; i < len; i++) {
        bool is_double = p[i] == '*' && i + 1 < len && p[i + 1] == '*';
        if (is_double && i + 2 < len && p[i + 2] == '/' && (i == 0 || p[i - 1] == '/')) {
            glob->pieces[i] = ANY_FOLDERS;
            glob->pieces[++i] = INSIDE_FOLDER;
            glob->pieces[++i] = LITERAL; /* its '/': never a state of its own */
        } else if (is_double) {
            glob->pieces[i] = ANY_PATH;
            glob->pieces[++i] = ANY_PATH;
        } else {
            glob->pieces[i] = p[i] == '*' ? ANY_RUN : p[i] == '?' ? ANY_ONE : LITERAL;
        }
    }
}

/* Turn on `state`, and what it reaches without reading a byte. */
static void
enter(const struct glob *glob, bool *states, size_t state)
{
    for (;;) {
        states[state] = true;
        if (state == glob->pattern.len)
            return;
        switch ((enum piece)glob->pieces[state]) {
        case ANY_RUN:
            state += 1;
            break;
        case ANY_PATH:
            state += 2;
            break;
        case ANY_FOLDERS:
            state += 3;
            break;
        default:
            return;
        }
        if (states[state])
            return; /* all beyond it is on as well */
    }
}

static void
step_one(const struct glob *glob, bool *next, size_t state, char c)
{
    switch ((enum piece)glob->pieces[state]) {
    case LITERAL:
        if (glob->pattern.ptr[state] == c)
            enter(glob, next, state + 1);
        break;
    case ANY_ONE:
        if (c != '/')
            enter(glob, next, state + 1);
        break;
    case ANY_RUN:
        if (c != '/')
            enter(glob, next, state);
        break;
    case ANY_PATH:
        enter(glob, next, state);
        break;
    case ANY_FOLDERS:
        if (c != '/')
            enter(glob, next, state + 1);
        break;
    case INSIDE_FOLDER:
        enter(glob, next, c == '/' ? state - 1 : state);
        break;
    }
}

static bool
match(struct glob *glob, struct ap_str text)
{
    size_t n_states = glob->pattern.len + 1;
    compile(glob);
    memset(glob->states, 0, n_states);
    enter(glob, glob->states, 0);
    for (size_t i = 0; i < text.len; i++) {
        bool next[AP_GLOB_MAX + 1];
        memset(next, 0, n_states);
        for (size_t state = 0; state + 1 < n_states; state++)
            if (glob->states[state])
                step_one(glob, next, state, text.ptr[i]);
        memcpy(glob->states, next, n_states);
    }
    return glob->states[glob->pattern.len];
}

bool
ap_str_glob(struct ap_str pattern, struct ap_str path)
{
    if (pattern.len > AP_GLOB_MAX)
        return false;
    struct glob glob;
    glob.pattern = pattern;
    if (ap_str_find(pattern, '/') == pattern.len) {
        size_t slash = ap_str_rfind(path, '/');
        if (slash < path.len)
            path = ap_str_slice(path, slash + 1, path.len);
    }
    return match(&glob, path);
}
