/* Sidecars: opened or begun, changed in the library's order of keys, saved in one step.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/sidecar.h"

#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/editor_schema.h"
#include "evidence/evidence.h"
#include "port/fs.h"
#include "port/yaml.h"

#define LINK_SUFFIX ".link.yaml"

#define MAX_SCHEMA (1u << 20)

static bool
is_link(struct ap_str rel)
{
    return ap_str_iends(rel, AP_STR(LINK_SUFFIX));
}

struct ap_str
ap_sidecar_name(struct ap_str rel, struct ap_arena *mem)
{
    return is_link(rel) ? ap_arena_copy(mem, rel)
                        : ap_arena_printf(mem, "%.*s.meta.yaml", AP_FMT(rel));
}

static void
add_once(struct ap_arena *mem, struct ap_strs *order, struct ap_str key)
{
    if (!ap_strs_has(order, key))
        *ap_vec_push(mem, order) = key;
}

void
ap_sidecar_order(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *ret_order)
{
    static const char *const last[] = {"review", "received", "history"};
    struct ap_strs order = {0};
    struct ap_strs behind = {0};
    for (size_t i = 0; i < AP_COUNT(last); i++)
        *ap_vec_push(mem, &behind) = ap_str_from(last[i]);
    add_once(mem, &order, AP_STR("schema"));
    for (size_t i = 0; i < lib->fields.n; i++)
        if (!ap_strs_has(&behind, lib->fields.items[i].key))
            add_once(mem, &order, lib->fields.items[i].key);
    for (const struct ap_field *field = ap_link_schema.fields; field->key; field++)
        if (!ap_strs_has(&behind, ap_str_from(field->key)))
            add_once(mem, &order, ap_str_from(field->key));
    for (size_t i = 0; i < behind.n; i++)
        add_once(mem, &order, behind.items[i]);
    *ret_order = order;
}

static enum ap_editor_schema
schema_of(const struct ap_sidecar *car)
{
    return is_link(car->edit.file) ? AP_EDITOR_LINK : AP_EDITOR_SIDECAR;
}

/* What is there, or nothing; `car` knows its path and its file. */
static int
read_sidecar(struct ap_sidecar *car, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_node *root = NULL;
    struct ap_yaml_edit *edit = &car->edit;
    edit->family = AP_MET001;
    edit->mem = mem;
    edit->dg = dg;
    ap_sidecar_order(car->lib, mem, &car->order);
    int r = ap_fs_read(car->path.ptr, ap_yaml_default_limits.max_bytes, mem, &edit->text);
    car->is_new = r == AP_E_NOTFOUND;
    if (r != AP_OK && !car->is_new) {
        const char *why = r == AP_E_LIMIT ? "it is larger than 1 MiB" : ap_error_text(errno);
        (void)ap_diag_add(dg, AP_CLI008, (struct ap_place){edit->file, 0, 0},
                          "cannot read the sidecar: %s", why);
        return AP_E_IO;
    }
    car->before = edit->text;
    if (car->is_new && car->dir.len)
        edit->text = ap_arena_join(mem, ap_editor_modeline(schema_of(car), edit->file, mem), "\n",
                                   AP_STR_NONE);
    r = ap_yaml_parse(edit->text, edit->file, AP_MET001, NULL, mem, &root, dg);
    if (r < 0)
        return r;
    if (root->kind != AP_NODE_MAP && root->kind != AP_NODE_NULL) {
        (void)ap_diag_add(dg, AP_MET005, root->place, "a sidecar is a mapping, not %s",
                          ap_node_kind_name(root->kind));
        return AP_E_INVALID;
    }
    return AP_OK;
}

int
ap_sidecar_open(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_str rel,
                struct ap_arena *mem, struct ap_sidecar *ret_car, struct ap_diag *dg)
{
    struct ap_sidecar car = {.dir = ws->dir, .lib = lib};
    struct ap_str name = ap_sidecar_name(rel, mem);
    car.edit.file = ap_path_join(mem, ws->evidence.folder, name);
    car.path = ap_path_join(mem, ws->dir, car.edit.file);
    int r = read_sidecar(&car, mem, dg);
    if (r == AP_OK)
        *ret_car = car;
    return r;
}

int
ap_sidecar_open_at(const struct ap_library *lib, struct ap_str path, struct ap_arena *mem,
                   struct ap_sidecar *ret_car, struct ap_diag *dg)
{
    struct ap_sidecar car = {.lib = lib, .path = ap_arena_copy(mem, path)};
    car.edit.file = car.path;
    int r = read_sidecar(&car, mem, dg);
    if (r == AP_OK)
        *ret_car = car;
    return r;
}

int
ap_sidecar_set(struct ap_sidecar *car, const char *key, const struct ap_node *value)
{
    if (!value)
        return ap_yaml_remove(&car->edit, ap_yaml_at(key));
    return ap_yaml_set(&car->edit, ap_yaml_at(key), value, &car->order);
}

const struct ap_node *
ap_sidecar_get(struct ap_sidecar *car, const char *key)
{
    const struct ap_node *value = NULL;
    int r = ap_yaml_get(&car->edit, ap_yaml_at(key), &value);
    return r == AP_OK ? value : NULL;
}

int
ap_sidecar_remember(struct ap_sidecar *car, const struct ap_node *entry)
{
    return ap_yaml_append(&car->edit, ap_yaml_at("history"), entry, &car->order);
}

bool
ap_sidecar_is_changed(const struct ap_sidecar *car)
{
    return car->is_new || !ap_str_eq(car->before, car->edit.text);
}

/** The schema as it is now, own fields of an overlay included. For editors only: that it cannot be written is no reason
 * to stop. */
static void
write_schema(const struct ap_sidecar *car)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    enum ap_editor_schema which = schema_of(car);
    struct ap_str path = ap_path_join(car->edit.mem, car->dir, ap_editor_schema_file(which));
    struct ap_str there = AP_STR_NONE;
    ap_editor_schema_write(which, car->lib, car->edit.mem, &out);
    int r = ap_fs_read(path.ptr, MAX_SCHEMA, car->edit.mem, &there);
    if (r == AP_E_NOTFOUND)
        (void)!ap_fs_write_new(path.ptr, ap_buf_str(&out));
    else if (r == AP_OK && !ap_str_eq(there, ap_buf_str(&out)))
        (void)!ap_fs_write_atomic(path.ptr, ap_buf_str(&out));
}

int
ap_sidecar_save(struct ap_sidecar *car)
{
    if (!ap_sidecar_is_changed(car))
        return AP_OK;
    int r = car->is_new ? ap_fs_write_new(car->path.ptr, car->edit.text)
                        : ap_fs_write_atomic(car->path.ptr, car->edit.text);
    if (r < 0) {
        (void)ap_diag_add(car->edit.dg, AP_CLI008, (struct ap_place){car->edit.file, 0, 0},
                          "cannot write the sidecar: %s",
                          r == AP_E_EXISTS ? "it was made meanwhile" : ap_error_text(errno));
        return r == AP_E_EXISTS ? r : AP_E_IO;
    }
    if (car->is_new && car->dir.len)
        write_schema(car);
    car->before = car->edit.text;
    car->is_new = false;
    return AP_OK;
}
