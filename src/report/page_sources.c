/* Templates of the workspace, read once.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/page_sources.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/embed.h"
#include "base/path.h"
#include "port/fs.h"

#define FOLDER     "templates/report/"
#define PART       "report/" /* the end of it */
#define PART_BYTES (sizeof PART - 1)

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

/** The name of a file of the folder, as templates call it. */
static struct ap_str
name_of(struct ap_str name)
{
    return ap_str_ends(name, AP_STR(".mustache")) ? ap_str_slice(name, 0, ap_str_find(name, '.'))
                                                  : name;
}

/** An embedded file, by its name in the folder. */
static struct ap_str
file_name(const struct ap_embedded *file)
{
    return ap_str_from(file->path + strlen(FOLDER));
}

static const struct ap_embedded *
built_in(struct ap_str name)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_below("templates/report", &n);
    for (size_t i = 0; i < n; i++)
        if (ap_str_eq(name_of(file_name(&files[i])), name))
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

/* The file that the workspace may have in place of one of ours, by the last part of its path. */
static struct ap_str
nearest_file(struct ap_arena *mem, struct ap_str path)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_below("templates/report", &n);
    struct ap_strs names = {0};
    struct ap_str name = ap_path_base(path);
    for (size_t i = 0; i < n; i++) {
        struct ap_str known = file_name(&files[i]);
        *ap_vec_push(mem, &names) = known;
        if (ap_str_eq(known, name))
            return known;
    }
    return ap_strs_nearest(&names, name);
}

/* A file that somebody wrote to take the place of one of ours, and that no page asks for, is no template by mistake. */
static void
say_unused(const struct loader *in, struct ap_str path)
{
    struct ap_str near = nearest_file(in->mem, path);
    struct ap_str file = ap_arena_join(in->mem, AP_STR("templates"), "/", path);
    struct ap_diagnostic *said =
        ap_diag_add(in->dg, AP_CLI032, (struct ap_place){file, 0, 0}, "no page uses this template");
    if (near.len)
        ap_diag_hint(in->dg, said, "did you mean %s%.*s?", FOLDER, AP_FMT(near));
}

/* What editors leave. */
static struct ap_str
hidden(void *ctx, struct ap_str path, bool is_dir)
{
    (void)ctx;
    (void)is_dir;
    struct ap_str name = ap_path_base(path);
    bool is_hidden = ap_str_starts(path, AP_STR(".")) || ap_str_starts(name, AP_STR(".")) ||
                     ap_str_ends(name, AP_STR("~"));
    return is_hidden ? AP_STR("hidden") : AP_STR_NONE;
}

/* Of a file below the workspace's templates/: it is meant for the pages. Documents to be filled in lie there too. */
static bool
is_meant(struct ap_str path)
{
    bool in_folder =
        ap_str_starts(path, AP_STR(PART)) &&
        ap_str_find(ap_str_slice(path, PART_BYTES, path.len), '/') == path.len - PART_BYTES;
    return in_folder || ap_str_ends(path, AP_STR(".mustache"));
}

static bool
is_used(const struct loader *in, struct ap_str path)
{
    if (!ap_str_starts(path, AP_STR(PART)))
        return false;
    struct ap_str name = name_of(ap_str_slice(path, PART_BYTES, path.len));
    return own(in->sources, name) || built_in(name);
}

static void
look_for_unused(const struct loader *in)
{
    AP_AUTO_FD int fd = -1;
    struct ap_entries entries;
    struct ap_str folder = ap_path_join(in->mem, in->ws->dir, AP_STR("templates"));
    if (ap_fs_open_dir(folder.ptr, &fd) || ap_fs_walk(fd, hidden, NULL, in->mem, &entries))
        return;
    for (size_t i = 0; i < entries.n; i++)
        if (!entries.items[i].ignored && is_meant(entries.items[i].path) &&
            !is_used(in, entries.items[i].path))
            say_unused(in, entries.items[i].path);
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
    look_for_unused(&in);
    *ret_sources = in.sources;
    return AP_OK;
}
