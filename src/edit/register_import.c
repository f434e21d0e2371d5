/* An import as a whole: read, compare, plan what is written; then write it.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/register_parts.h"
#include "port/fs.h"

struct ap_register_pending {
    struct ap_reg_sidecars cars;
    bool has_register;
    struct ap_str file, path, bytes;
};

/** Only what a writer took over is a change: an emptied cell whose value comes from the name takes nothing away. */
static void
list_changes(const struct ap_reg_columns *columns, const struct ap_reg_rows *rows,
             struct ap_arena *mem, struct ap_register_import *import)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_reg_row *row = &rows->items[i];
        size_t before = import->changes.n;
        for (size_t c = 0; c < columns->n; c++) {
            if (!row->applied[c] || ap_str_eq(row->known[c], row->cells[c]))
                continue;
            *ap_vec_push(mem, &import->changes) = (struct ap_register_change){
                row->subject, columns->items[c].header, row->known[c], row->cells[c]};
        }
        bool any = import->changes.n > before;
        import->n_items += any && (row->item || row->announced);
        import->n_requested += any && !row->item && !row->announced;
    }
}

static size_t
count_without_row(const struct ap_evidence *ev, const struct ap_reg_rows *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < ev->items.n; i++)
        n += !ev->items.items[i].ignored;
    for (size_t i = 0; i < rows->n; i++)
        n -= rows->items[i].item != NULL;
    return n;
}

int
ap_register_import(const struct ap_evidence *ev, struct ap_str file, struct ap_str bytes,
                   struct ap_arena *mem, struct ap_register_import *ret_import, struct ap_diag *dg)
{
    struct ap_reg_columns columns;
    struct ap_reg_rows rows;
    struct ap_register_import import = {0};
    struct ap_register_pending *pending = ap_arena_new(mem, struct ap_register_pending);
    *pending = (struct ap_register_pending){.file = ev->ws->evidence.register_file};
    ap_reg_columns_of(ev->lib, mem, &columns);
    int rc = ap_reg_read(ev, &columns, file, bytes, mem, &rows, dg);
    if (rc)
        return rc;
    rc = ap_reg_edit_sidecars(ev, &columns, &rows, mem, &pending->cars, dg);
    if (rc)
        return rc;
    if (pending->file.len) {
        AP_AUTO_BUF struct ap_buf out = {0};
        rc = ap_reg_rewrite(ev, &columns, &rows, mem, &out, &pending->has_register, dg);
        if (rc)
            return rc;
        pending->path = ap_path_join(mem, ev->ws->dir, pending->file);
        pending->bytes = ap_arena_copy(mem, ap_buf_str(&out));
    }
    list_changes(&columns, &rows, mem, &import);
    import.n_rows = rows.n;
    import.n_without_row = count_without_row(ev, &rows);
    import.pending = pending;
    for (size_t i = 0; i < pending->cars.n; i++)
        *ap_vec_push(mem, &import.files) = pending->cars.items[i].edit.file;
    if (pending->has_register)
        *ap_vec_push(mem, &import.files) = pending->file;
    *ret_import = import;
    return AP_OK;
}

int
ap_register_write(const struct ap_register_import *import, struct ap_diag *dg)
{
    const struct ap_register_pending *pending = import->pending;
    for (size_t i = 0; i < pending->cars.n; i++) {
        int rc = ap_sidecar_save(&pending->cars.items[i]);
        if (rc)
            return rc;
    }
    if (!pending->has_register || ap_fs_write_atomic(pending->path.ptr, pending->bytes) == AP_OK)
        return AP_OK;
    int why = errno;
    (void)ap_diag_add(dg, AP_CLI008, (struct ap_place){pending->file, 0, 0},
                      "cannot write the register: %s", ap_error_text(why));
    return AP_E_IO;
}

struct ap_str
ap_register_other_columns(const struct ap_library *lib, struct ap_str bytes, struct ap_arena *mem)
{
    struct ap_reg_columns columns;
    struct ap_register_header header;
    struct ap_strs words;
    struct ap_rows rows;
    struct ap_row row;
    const char *why = NULL;
    struct ap_str others = AP_STR_NONE;
    ap_register_words(lib, mem, &words);
    if (ap_rows_open(bytes, &words, mem, &rows, &why) != AP_OK ||
        ap_rows_next(&rows, mem, &row) != 1)
        return AP_STR_NONE;
    ap_register_read_header(lib, &row, mem, &header);
    ap_reg_columns_of(lib, mem, &columns);
    for (size_t i = 0; i < row.n; i++) {
        struct ap_str text = ap_str_trim(row.cells[i].text);
        bool known = text.len == 0;
        for (size_t c = 0; c < columns.n; c++)
            known = known || ap_reg_cell_of(&columns.items[c], &header) == i;
        if (!known)
            others = others.len ? ap_arena_join(mem, others, ", ", text) : text;
    }
    return others;
}
