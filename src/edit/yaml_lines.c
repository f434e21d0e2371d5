/* The text of a YAML file as lines, and the way along a path in it.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "edit/yaml_splice.h"

size_t
ap_yaml_line_begin(struct ap_str text, size_t at)
{
    while (at > 0 && text.ptr[at - 1] != '\n' && text.ptr[at - 1] != '\r')
        at--;
    return at;
}

size_t
ap_yaml_line_end(struct ap_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r')
        at++;
    return at;
}

size_t
ap_yaml_line_next(struct ap_str text, size_t at)
{
    at = ap_yaml_line_end(text, at);
    if (at < text.len && text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

bool
ap_yaml_is_blank(struct ap_str text, size_t from, size_t to)
{
    for (; from < to; from++)
        if (text.ptr[from] != ' ' && text.ptr[from] != '\t')
            return false;
    return true;
}

int
ap_yaml_replace(struct ap_yaml_work *work, size_t from, size_t to, struct ap_str with)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_buf_add_str(&out, ap_str_slice(work->text, 0, from));
    ap_buf_add_str(&out, with);
    ap_buf_add_str(&out, ap_str_slice(work->text, to, work->text.len));
    struct ap_str text = ap_arena_copy(work->mem, ap_buf_str(&out));
    if (ap_yaml_layout(text, work->mem, &work->root) != AP_OK)
        return AP_E_INVALID;
    work->text = text;
    return AP_OK;
}

int
ap_yaml_work_begin(struct ap_yaml_work *work, struct ap_str text, struct ap_arena *mem)
{
    size_t end = ap_str_find(text, '\n');
    bool is_crlf = end > 0 && end < text.len && text.ptr[end - 1] == '\r';
    *work = (struct ap_yaml_work){.text = text, .eol = is_crlf ? "\r\n" : "\n", .mem = mem};
    return ap_yaml_layout(text, mem, &work->root) == AP_OK ? AP_OK : AP_E_INVALID;
}

/** The index of a step in a collection; its count when a key is not there, AP_NONE when it can never be. */
static size_t
index_of(const struct ap_yaml_span *span, struct ap_str step)
{
    int64_t index = -1;
    if (span->kind == AP_NODE_SEQ)
        return ap_str_to_int(step, &index) == AP_OK && (size_t)index < span->children.n
                   ? (size_t)index
                   : AP_NONE;
    if (span->kind != AP_NODE_MAP)
        return AP_NONE;
    for (size_t i = 0; i < span->children.n; i++)
        if (ap_str_eq(span->children.items[i].key, step))
            return i;
    return span->children.n;
}

int
ap_yaml_find(const struct ap_yaml_work *work, const struct ap_yaml_path *path,
             struct ap_yaml_found *ret_found)
{
    struct ap_yaml_found found = {.holder = work->root};
    for (size_t i = 0; i < path->n; i++) {
        if (i > 0)
            found.holder = found.child ? found.child->span : NULL;
        if (!found.holder)
            return AP_E_NOTFOUND;
        found.index = index_of(found.holder, path->steps[i]);
        bool is_empty_root = i == 0 && found.holder->kind == AP_NODE_NULL;
        if (is_empty_root)
            found.index = 0;
        if (found.index == AP_NONE)
            return AP_E_NOTFOUND;
        found.in_flow |= found.holder->style == AP_YAML_FLOW;
        found.child = found.index < found.holder->children.n
                          ? &found.holder->children.items[found.index]
                          : NULL;
    }
    *ret_found = found;
    return AP_OK;
}
