/* Files, sidecars and register rows get their new names; what cannot be finished is taken back.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/register_parts.h"
#include "edit/rename_parts.h"
#include "port/fs.h"
#include "port/fs_place.h"

struct ap_str
ap_rename_path(const struct ap_evidence *ev, struct ap_str rel, struct ap_arena *mem)
{
    struct ap_str folder = ap_path_join(mem, ev->ws->dir, ev->ws->evidence.folder);
    return ap_path_join(mem, folder, rel);
}

static size_t
file_column(const struct ap_reg_columns *columns)
{
    for (size_t c = 0; c < columns->n; c++)
        if (columns->items[c].id == AP_REG_FILE)
            return c;
    return 0;
}

static void
add_row(struct ap_rename_plan *plan, const struct ap_rename *rename,
        const struct ap_reg_columns *columns, struct ap_reg_rows *rows)
{
    struct ap_reg_row *row = ap_vec_push(plan->mem, rows);
    size_t file = file_column(columns);
    *row = (struct ap_reg_row){
        .subject = rename->item->path,
        .item = rename->item,
        .only_known = true,
        .cells = ap_arena_array(plan->mem, struct ap_str, columns->n),
        .known = ap_arena_array(plan->mem, struct ap_str, columns->n),
        .changed = ap_arena_array(plan->mem, bool, columns->n),
        .applied = ap_arena_array(plan->mem, bool, columns->n),
    };
    row->cells[file] = rename->rel;
    row->changed[file] = true;
}

int
ap_rename_rows(struct ap_rename_plan *plan, bool only_done, struct ap_buf *out, struct ap_diag *dg)
{
    AP_AUTO_BUF struct ap_buf unused = {0};
    struct ap_reg_columns columns;
    struct ap_reg_rows rows = {0};
    bool changed = false;
    if (plan->ev->ws->evidence.register_file.len == 0)
        return AP_OK;
    ap_reg_columns_of(plan->ev->lib, plan->mem, &columns);
    for (size_t i = 0; i < plan->renames.n; i++) {
        if (only_done && !plan->renames.items[i].done)
            continue;
        add_row(plan, &plan->renames.items[i], &columns, &rows);
    }
    if (rows.n == 0)
        return AP_OK;
    int r = ap_reg_rewrite(plan->ev, &columns, &rows, plan->mem, out ? out : &unused, &changed, dg);
    size_t at = 0;
    for (size_t i = 0; r == AP_OK && i < plan->renames.n; i++)
        if (!only_done || plan->renames.items[i].done)
            plan->renames.items[i].has_row = rows.items[at++].applied[file_column(&columns)];
    return r;
}

static int
report(struct ap_str file, const char *what, int result, struct ap_diag *dg)
{
    int why = errno;
    (void)ap_diag_add(dg, AP_CLI008, (struct ap_place){file, 0, 0}, "%s: %s", what,
                      result == AP_E_EXISTS     ? "a file of the new name came meanwhile"
                      : result == AP_E_NOTFOUND ? "it is gone"
                                                : ap_error_text(why));
    return AP_E_IO;
}

static int
move(struct ap_rename_plan *plan, struct ap_str from, struct ap_str to)
{
    return ap_fs_rename_new(ap_rename_path(plan->ev, from, plan->mem).ptr,
                            ap_rename_path(plan->ev, to, plan->mem).ptr);
}

static struct ap_str
sidecar_of(struct ap_rename_plan *plan, struct ap_str rel)
{
    return ap_arena_printf(plan->mem, "%.*s.meta.yaml", AP_FMT(rel));
}

static int
rename_one(struct ap_rename_plan *plan, struct ap_rename *rename, struct ap_diag *dg)
{
    int r = move(plan, rename->item->rel, rename->rel);
    if (r < 0)
        return report(rename->item->path, "cannot rename the file", r, dg);
    if (rename->has_sidecar) {
        struct ap_str car = sidecar_of(plan, rename->item->rel);
        r = move(plan, car, sidecar_of(plan, rename->rel));
        if (r < 0) {
            (void)report(rename->item->sidecar, "cannot rename the sidecar", r, dg);
            r = move(plan, rename->rel, rename->item->rel);
            if (r < 0)
                (void)report(rename->item->path, "cannot give the file its name back", r, dg);
            return AP_E_IO;
        }
    }
    rename->done = true;
    return AP_OK;
}

static void
take_back(struct ap_rename_plan *plan, struct ap_diag *dg)
{
    for (size_t i = plan->renames.n; i-- > 0;) {
        struct ap_rename *rename = &plan->renames.items[i];
        if (!rename->done)
            continue;
        int r = rename->has_sidecar
                    ? move(plan, sidecar_of(plan, rename->rel), sidecar_of(plan, rename->item->rel))
                    : AP_OK;
        if (r == AP_OK)
            r = move(plan, rename->rel, rename->item->rel);
        if (r < 0)
            (void)report(rename->item->path, "cannot give the file its name back", r, dg);
        else
            rename->done = false;
    }
}

static int
write_register(struct ap_rename_plan *plan, struct ap_diag *dg)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str file = plan->ev->ws->evidence.register_file;
    int r = ap_rename_rows(plan, true, &out, dg);
    if (r == AP_OK && out.len == 0)
        return AP_OK;
    if (r == AP_OK) {
        struct ap_str path = ap_path_join(plan->mem, plan->ev->ws->dir, file);
        r = ap_fs_write_atomic(path.ptr, ap_buf_str(&out));
        if (r == AP_OK)
            return AP_OK;
        (void)report(file, "cannot write the register", r, dg);
    }
    take_back(plan, dg);
    return AP_E_IO;
}

int
ap_rename_apply(struct ap_rename_plan *plan, struct ap_diag *dg)
{
    int r = AP_OK;
    for (size_t i = 0; i < plan->renames.n && r == AP_OK; i++)
        r = rename_one(plan, &plan->renames.items[i], dg);
    int written = write_register(plan, dg);
    return r < 0 ? r : written;
}
