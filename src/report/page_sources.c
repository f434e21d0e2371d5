/* Templates of the workspace, read once.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/page_sources.h"

#include <string.h>

#include "base/embed.h"
#include "base/path.h"
#include "port/fs.h"

#define FOLDER "templates/report/"

/** The file of a template: with `.mustache` unless it has an extension. */
static struct ap_str
file_of(struct ap_arena *mem, struct ap_str name)
{
    bool plain = ap_str_find(name, '.') < name.len;
    return ap_arena_join(mem, ap_arena_join(mem, AP_STR(FOLDER), "", name), "",
                         plain ? AP_STR_NONE : AP_STR(".mustache"));
}

static const struct ap_page_source *
own(const struct ap_page_sources *sources, struct ap_str name)
{
    for (size_t i = 0; sources && i < sources->list.n; i++)
        if (ap_str_eq(sources->list.items[i].name, name))
            return &sources->list.items[i];
    return NULL;
}

/** The name of an embedded file below the folder, as templates call it. */
static struct ap_str
name_of(const struct ap_embedded *file)
{
    struct ap_str name = ap_str_from(file->path + strlen(FOLDER));
    return ap_str_ends(name, AP_STR(".mustache")) ? ap_str_slice(name, 0, ap_str_find(name, '.'))
                                                  : name;
}

static const struct ap_embedded *
built_in(struct ap_str name)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_below("templates/report", &n);
    for (size_t i = 0; i < n; i++)
        if (ap_str_eq(name_of(&files[i]), name))
            return &files[i];
    return NULL;
}

int
ap_page_find_source(const void *sources, struct ap_str name, struct ap_str *ret_text,
                    struct ap_str *ret_file)
{
    const struct ap_page_source *mine = own(sources, name);
    const struct ap_embedded *file = mine ? NULL : built_in(name);
    if (!mine && !file)
        return AP_E_NOTFOUND;
    *ret_text = mine ? mine->text : (struct ap_str){(const char *)file->bytes, file->n_bytes};
    *ret_file = mine ? mine->file : ap_str_from(file->path);
    return AP_OK;
}

struct ap_str
ap_page_source(const struct ap_page_sources *sources, struct ap_str name)
{
    struct ap_str text = AP_STR_NONE;
    struct ap_str file;
    return ap_page_find_source(sources, name, &text, &file) ? AP_STR_NONE : text;
}

/* --- the workspace's ------------------------------------------------------------------------------ */

struct loader {
    const struct ap_workspace *ws;
    struct ap_arena *mem;
    struct ap_page_sources *sources;
    struct ap_diag *dg;
};

static bool
is_plain_name(struct ap_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool plain = ap_is_alnum(c) || c == '-' || c == '_' || (c == '.' && i > 0);
        if (!plain)
            return false;
    }
    return name.len > 0;
}

static int
fault(const struct loader *in, struct ap_str file, int result, const char *why)
{
    (void)ap_diag_add(in->dg, AP_CLI030, (struct ap_place){file, 0, 0},
                      "the template cannot be read: %s", why);
    return result;
}

/** Take the workspace's file of this name, if it has one. */
static int
take(struct loader *in, struct ap_str name)
{
    if (own(in->sources, name) || !is_plain_name(name))
        return AP_OK;
    struct ap_page_source source = {.name = name, .file = file_of(in->mem, name)};
    struct ap_str path = ap_path_join(in->mem, in->ws->dir, source.file);
    int r = ap_fs_read(path.ptr, AP_TEMPLATE_MAX_BYTES, in->mem, &source.text);
    if (r == AP_E_NOTFOUND)
        return AP_OK;
    if (r)
        return fault(in, source.file, r, ap_fs_read_why(r, AP_TEMPLATE_MAX_BYTES, in->mem));
    /* It stands between tags of HTML, which its own text must not end. */
    if (ap_str_find(name, '.') < name.len && ap_str_icontains(source.text, AP_STR("</")))
        return fault(in, source.file, AP_E_INVALID, "it holds \"</\"");
    *ap_vec_push(in->mem, &in->sources->list) = source;
    return AP_OK;
}

static int
find_or_take(const void *self, struct ap_str name, struct ap_str *ret_text, struct ap_str *ret_file)
{
    struct loader *in = *(struct loader *const *)self;
    int r = take(in, name);
    return r ? r : ap_page_find_source(in->sources, name, ret_text, ret_file);
}

int
ap_page_sources_load(const struct ap_workspace *ws, struct ap_arena *mem,
                     struct ap_page_sources **ret_sources, struct ap_diag *dg)
{
    static const char *const files[] = {"style.css", "script.js"};
    static const char *const pages[] = {"index", "gap-report"};
    struct loader in = {ws, mem, ap_arena_new(mem, struct ap_page_sources), dg};
    struct loader *self = &in;
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && i < AP_COUNT(files); i++)
        result = take(&in, ap_str_from(files[i]));
    struct ap_templates *templates = ap_templates_new(find_or_take, &self, mem, dg);
    for (size_t i = 0; result == AP_OK && i < AP_COUNT(pages); i++)
        result = ap_templates_check(templates, ap_str_from(pages[i]));
    if (result)
        return AP_E_INVALID; /* whatever it is, the workspace is not right */
    *ret_sources = in.sources;
    return AP_OK;
}
