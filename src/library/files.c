/* Reads the files of a library's folder, or the embedded ones, as trees; and the digest over them.
 * Place in the flow: library, first step; what the trees say is merge.c's matter.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/embed.h"
#include "base/path.h"
#include "library/layers.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/yaml.h"

/* A file holds thousands of controls at most; the bound on bytes is reached first. */
static const struct ap_yaml_limits limits = {AP_LIBRARY_FILE_BYTES, 64, 250000};

static bool
is_yaml(struct ap_str path)
{
    struct ap_str ext = ap_path_ext(path);
    return ap_str_is(ext, "yaml") || ap_str_is(ext, "yml");
}

/* Parse one file into the layer; a file that is not valid is reported and left out. */
static int
add_file(struct ap_library_layer *layer, struct ap_str path, struct ap_str bytes,
         struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_node *root = NULL;
    int parsed = ap_yaml_parse(bytes, path, AP_LIB001, &limits, mem, &root, dg);
    if (!root)
        return parsed != AP_OK ? AP_E_INVALID : AP_OK;
    struct ap_library_file file = {.path = path, .root = root};
    uint8_t digest[AP_SHA256_BYTES];
    ap_sha256(bytes, digest);
    ap_sha256_text(digest, file.sha256);
    int lined = ap_schema_line(root, "apipack.dev/library/v1", true, AP_LIB001, dg);
    /* With another schema the keys mean something else: one fault is enough. */
    int known =
        lined != AP_OK ? lined : ap_schema_check_keys(&ap_library_schema, root, AP_LIB001, mem, dg);
    if (root->kind == AP_NODE_MAP)
        *ap_vec_push(mem, &layer->files) = file;
    return parsed != AP_OK || known != AP_OK ? AP_E_INVALID : AP_OK;
}

static int
read_builtin(struct ap_arena *mem, struct ap_library_layer *layer, struct ap_diag *dg)
{
    size_t n = 0;
    const struct ap_embedded *file = ap_embedded_below("controls", &n);
    int result = AP_OK;
    for (size_t i = 0; i < n; i++) {
        if (!is_yaml(ap_str_from(file[i].path)))
            continue;
        struct ap_str bytes = {(const char *)file[i].bytes, file[i].n_bytes};
        struct ap_str path = ap_arena_printf(mem, "builtin:%s", file[i].path);
        if (add_file(layer, path, bytes, mem, dg) != AP_OK)
            result = AP_E_INVALID;
    }
    return result;
}

/* Version control and editors keep hidden files; they are never part of the library. */
static struct ap_str
ignore_hidden(void *ctx, struct ap_str path, bool is_dir)
{
    (void)ctx;
    (void)is_dir;
    struct ap_str name = ap_path_base(path);
    return name.len && name.ptr[0] == '.' ? AP_STR("hidden") : AP_STR_NONE;
}

static void
cannot_read(struct ap_diag *dg, struct ap_str path, int error)
{
    const char *why = error == AP_E_LIMIT     ? "larger than 1 MiB"
                      : error == AP_E_INVALID ? "not a regular file"
                                              : ap_error_text(errno);
    enum ap_code code = error == AP_E_LIMIT ? AP_LIB003 : AP_LIB021;
    ap_diag_add(dg, code, (struct ap_place){.file = path}, "cannot read the file: %s", why);
}

static int
read_bytes(int root_fd, struct ap_str rel, char *buffer, size_t *ret_n)
{
    AP_AUTO_FD int fd = -1;
    int result = ap_fs_open_below(root_fd, rel, &fd);
    if (result != AP_OK)
        return result;
    result = ap_fd_read_at(fd, 0, buffer, AP_LIBRARY_FILE_BYTES + 1, ret_n);
    if (result == AP_OK && *ret_n > AP_LIBRARY_FILE_BYTES)
        return AP_E_LIMIT;
    return result;
}

static int
read_entry(int root_fd, const struct ap_entry *entry, struct ap_arena *mem, char *buffer,
           struct ap_library_layer *layer, struct ap_diag *dg)
{
    struct ap_str path = ap_path_join(mem, layer->label, entry->path);
    bool is_folder = entry->kind == AP_ENTRY_UNREADABLE_DIR || entry->kind == AP_ENTRY_DEEP_DIR;
    if (entry->ignored || (!is_folder && !is_yaml(entry->path)))
        return AP_OK;
    size_t n = 0;
    int result =
        entry->kind == AP_ENTRY_FILE ? read_bytes(root_fd, entry->path, buffer, &n) : AP_E_INVALID;
    if (result != AP_OK) {
        cannot_read(dg, path, result);
        return AP_E_INVALID;
    }
    return add_file(layer, path, (struct ap_str){buffer, n}, mem, dg);
}

static int
read_folder(struct ap_str folder, struct ap_arena *mem, struct ap_library_layer *layer,
            struct ap_diag *dg)
{
    struct ap_str c_path = ap_arena_copy(mem, folder);
    struct ap_place place = {.file = layer->label};
    AP_AUTO_FD int fd = -1;
    int result = ap_fs_open_dir(c_path.ptr, &fd);
    struct ap_entries entries = {0};
    if (result == AP_OK)
        result = ap_fs_walk(fd, ignore_hidden, NULL, mem, &entries);
    if (result != AP_OK) {
        int why = errno;
        ap_diag_add(dg, AP_LIB021, place, "cannot read the library folder: %s",
                    result == AP_E_NOTFOUND ? "no such folder" : ap_error_text(why));
        return result == AP_E_NOTFOUND || why == EACCES ? AP_E_NOTFOUND : AP_E_IO;
    }
    AP_AUTO_FREE char *buffer = ap_xmalloc(AP_LIBRARY_FILE_BYTES + 1);
    for (size_t i = 0; i < entries.n; i++) {
        if (layer->files.n >= AP_LIBRARY_MAX_FILES) {
            ap_diag_add(dg, AP_LIB003, place, "more than %d files", AP_LIBRARY_MAX_FILES);
            return AP_E_INVALID;
        }
        if (read_entry(fd, &entries.items[i], mem, buffer, layer, dg) != AP_OK)
            result = AP_E_INVALID;
    }
    return result;
}

/* A path below `root` is shown relative to it. */
static struct ap_str
shown_folder(struct ap_str folder, struct ap_str root)
{
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    while (root.len > 1 && root.ptr[root.len - 1] == '/')
        root.len--;
    if (root.len && folder.len > root.len + 1 && ap_str_starts(folder, root) &&
        folder.ptr[root.len] == '/')
        return ap_str_slice(folder, root.len + 1, folder.len);
    return folder;
}

int
ap_library_read_layer(struct ap_str source, struct ap_str root, struct ap_arena *mem,
                      struct ap_library_layer *ret_layer, struct ap_diag *dg)
{
    if (ap_str_is(source, "builtin")) {
        ret_layer->label = AP_STR("builtin");
        return read_builtin(mem, ret_layer, dg);
    }
    ret_layer->label = shown_folder(source, root);
    return read_folder(source, mem, ret_layer, dg);
}

static int
by_path(const void *a, const void *b)
{
    const struct ap_library_file *const *x = a;
    const struct ap_library_file *const *y = b;
    return ap_str_cmp((*x)->path, (*y)->path);
}

void
ap_library_digest(const struct ap_library_layer *layers, size_t n, char ret_hex[AP_SHA256_TEXT])
{
    size_t n_files = 0;
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        n_files += layers[i].files.n;
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct ap_library_file **files =
        ap_arena_array(&mem, const struct ap_library_file *, n_files);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < layers[i].files.n && !layers[i].checks_only; k++)
            files[at++] = &layers[i].files.items[k];
    qsort(files, at, sizeof(const struct ap_library_file *), by_path);
    struct ap_digest *digest = ap_digest_new();
    ap_digest_start(digest);
    for (size_t i = 0; i < at; i++) {
        ap_digest_add(digest, files[i]->path.ptr, files[i]->path.len);
        ap_digest_add(digest, "\t", 1);
        ap_digest_add(digest, files[i]->sha256, AP_SHA256_TEXT - 1);
        ap_digest_add(digest, "\n", 1);
    }
    uint8_t sum[AP_SHA256_BYTES];
    ap_digest_end(digest, sum);
    ap_digest_free(digest);
    ap_sha256_text(sum, ret_hex);
}
