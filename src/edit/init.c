/* The files of a new workspace, from options or from the embedded sample.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/init.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/embed.h"
#include "base/json.h"
#include "base/path.h"
#include "edit/editor_schema.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/secret_file.h"

#define SAMPLE_FOLDER    "templates/sample"
#define DOCUMENTS_FOLDER "templates/documents"

/** What all steps share. */
struct making {
    struct ap_str dir;
    struct ap_arena *mem;
    struct ap_strs made;
    struct ap_diag *dg;
};

static struct ap_str
full_path(const struct making *m, struct ap_str rel)
{
    return ap_path_join(m->mem, m->dir, rel);
}

static int
report_system(const struct making *m, struct ap_str path, int why)
{
    (void)ap_diag_add(m->dg, AP_CLI008, (struct ap_place){path, 0, 0}, "cannot write: %s",
                      ap_error_text(why));
    return AP_E_IO;
}

/** An existing file stays as it is and is no fault: only the ones that matter are looked for before. */
static int
write_new(struct making *m, struct ap_str rel, struct ap_str bytes)
{
    struct ap_str path = full_path(m, rel);
    int result = ap_fs_write_new(path.ptr, bytes);
    if (result == AP_OK)
        *ap_vec_push(m->mem, &m->made) = rel;
    if (result == AP_OK || result == AP_E_EXISTS)
        return AP_OK;
    return report_system(m, path, errno);
}

static int
refuse_existing(struct making *m, struct ap_str rel)
{
    struct ap_str path = full_path(m, rel);
    if (access(path.ptr, F_OK))
        return AP_OK;
    (void)ap_diag_add(m->dg, AP_CLI007, (struct ap_place){path, 0, 0},
                      "this file is there already, and init overwrites nothing");
    return AP_E_EXISTS;
}

static int
write_key(struct making *m)
{
    uint8_t raw[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT + 1];
    struct ap_str rel = AP_STR(".apipack/key");
    struct ap_str path = full_path(m, rel);
    if (ap_random_bytes(raw, sizeof raw))
        return report_system(m, path, errno);
    ap_sha256_text(raw, text);
    text[AP_SHA256_TEXT - 1] = '\n';
    int result = ap_secret_file_write_new(path.ptr, (struct ap_str){text, AP_SHA256_TEXT});
    if (result == AP_OK)
        *ap_vec_push(m->mem, &m->made) = rel;
    return result == AP_E_IO ? report_system(m, path, errno) : AP_OK;
}

/** They lie in the workspace, so that editors find them offline and with everyone who clones it. */
static int
write_schemas(struct making *m)
{
    int result = AP_OK;
    for (int i = 0; result == AP_OK && i < AP_EDITOR_COUNT; i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        ap_editor_schema_write((enum ap_editor_schema)i, NULL, m->mem, &out);
        result = write_new(m, ap_editor_schema_file((enum ap_editor_schema)i), ap_buf_str(&out));
    }
    return result;
}

/** Standards, runbooks, registers to start from; no stage reads them there. */
static int
write_documents(struct making *m)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_below(DOCUMENTS_FOLDER, &n);
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && i < n; i++) {
        struct ap_str path = ap_str_from(files[i].path);
        struct ap_str name = ap_str_slice(path, sizeof DOCUMENTS_FOLDER, path.len);
        struct ap_str bytes = {(const char *)files[i].bytes, files[i].n_bytes};
        result = write_new(m, ap_path_join(m->mem, AP_STR("templates"), name), bytes);
    }
    return result;
}

/** What every workspace has besides apipack.yaml and its evidence. */
static int
write_surroundings(struct making *m)
{
    struct ap_str folder = full_path(m, AP_STR("evidence"));
    if (ap_fs_make_dirs(folder.ptr))
        return report_system(m, folder, errno);
    /* Approvals are bound to bytes: git must not change line ends. */
    int result = write_new(m, AP_STR(".gitattributes"), AP_STR("evidence/** -text\n"));
    if (result == AP_OK)
        result = write_new(m, AP_STR(".apipack/.gitignore"), AP_STR(AP_HOUSE_IGNORED));
    if (result == AP_OK)
        result = write_schemas(m);
    if (result == AP_OK)
        result = write_documents(m);
    return result ? result : write_key(m);
}

static bool
is_plain(struct ap_str s)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-";
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == 0 || !strchr(safe, s.ptr[i]))
            return false;
    return s.len > 0 && s.ptr[0] >= 'A' && s.ptr[s.len - 1] != ' ';
}

/** A YAML scalar: plain where nothing can be misread, else in double quotes (JSON's are YAML's). */
static void
add_scalar(struct ap_buf *out, struct ap_str s)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no",
                                        "on",   "off",   "y",    "n"};
    bool plain = is_plain(s);
    for (size_t i = 0; i < AP_COUNT(words); i++)
        plain = plain && !ap_str_ieq(s, ap_str_from(words[i]));
    if (plain) {
        ap_buf_add_str(out, s);
        return;
    }
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_str(&json, s);
}

static void
write_yaml(const struct ap_init_options *options, struct ap_arena *mem, struct ap_buf *out)
{
    char from[AP_DAY_TEXT];
    char to[AP_DAY_TEXT];
    ap_buf_add_str(out, ap_editor_modeline(AP_EDITOR_WORKSPACE, AP_STR("apipack.yaml"), mem));
    ap_buf_add_c(out, "\nschema: apipack.dev/workspace/v1\norganization: ");
    add_scalar(out, options->organization);
    ap_buf_add_c(out, "\nproduct: ");
    add_scalar(out, options->product);
    ap_buf_printf(out, "\naudit:\n  type: period\n  from: %s\n  to: %s\n",
                  ap_day_text(options->from, from), ap_day_text(options->to, to));
    if (options->frameworks.n) {
        ap_buf_add_c(out, "  frameworks: [");
        for (size_t i = 0; i < options->frameworks.n; i++) {
            ap_buf_add_c(out, i ? ", " : "");
            add_scalar(out, options->frameworks.items[i]);
        }
        ap_buf_add_c(out, "]\n");
    }
    ap_buf_add_c(out, "\nevidence:\n  folder: evidence\n"
                      "  # What a file name cannot say, for whole folders at once:\n"
                      "  # defaults:\n"
                      "  #   - {match: \"gateway/**\", owner: platform, source: API gateway}\n"
                      "\n# Who answers for what is missing; the most specific line wins:\n"
                      "# people:\n"
                      "#   - {id: platform, name: Platform Team, kind: team, members: []}\n"
                      "# owners: {AUTH: platform, \"RATE-03/*\": platform}\n");
}

static int
make_empty(struct making *m, const struct ap_init_options *options)
{
    struct ap_str file = AP_STR("apipack.yaml");
    int result = refuse_existing(m, file);
    if (result)
        return result;
    result = write_surroundings(m);
    if (result)
        return result;
    AP_AUTO_BUF struct ap_buf yaml = {0};
    write_yaml(options, m->mem, &yaml);
    return write_new(m, file, ap_buf_str(&yaml));
}

static struct ap_str
sample_path(const struct ap_embedded *file)
{
    struct ap_str path = ap_str_from(file->path);
    return ap_str_slice(path, sizeof SAMPLE_FOLDER, path.len);
}

static int
make_sample(struct making *m)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_below(SAMPLE_FOLDER, &n);
    if (n == 0) {
        (void)ap_diag_add(m->dg, AP_CLI008, (struct ap_place){AP_STR_NONE, 0, 0},
                          "this program was built without the sample");
        return AP_E_NOTFOUND;
    }
    for (size_t i = 0; i < n; i++) {
        int result = refuse_existing(m, sample_path(&files[i]));
        if (result)
            return result;
    }
    for (size_t i = 0; i < n; i++) {
        struct ap_str bytes = {(const char *)files[i].bytes, files[i].n_bytes};
        int result = write_new(m, sample_path(&files[i]), bytes);
        if (result)
            return result;
    }
    return write_surroundings(m);
}

int
ap_init_workspace(const struct ap_init_options *options, struct ap_arena *mem,
                  struct ap_strs *ret_made, struct ap_diag *dg)
{
    struct making m = {ap_arena_copy(mem, options->dir), mem, {NULL, 0, 0}, dg};
    int result = options->sample ? make_sample(&m) : make_empty(&m, options);
    if (result == AP_OK)
        *ret_made = m.made;
    return result;
}
