/* Changes of an imported register that go into sidecars: keys that a sidecar has itself, or all of them without a register.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/register_parts.h"
#include "tables/csv.h"

/** A status as a sidecar has it. */
static struct ap_str
status_word(struct ap_str status)
{
    return ap_str_from(
        ap_word(ap_review_status_words, ap_word_value_folded(ap_review_status_words, status)));
}

/** The four columns as one review; NULL when there is no status. */
static struct ap_node *
review_of(const struct ap_str *cells, struct ap_arena *mem)
{
    if (cells[AP_REG_STATUS].len == 0)
        return NULL;
    struct ap_node *review = ap_yaml_map(mem);
    ap_yaml_map_put(mem, review, "status", ap_yaml_text(mem, status_word(cells[AP_REG_STATUS])));
    ap_yaml_map_text(mem, review, "by", cells[AP_REG_REVIEWER]);
    if (cells[AP_REG_REVIEW_DATE].len)
        ap_yaml_map_put(mem, review, "date", ap_yaml_word(mem, cells[AP_REG_REVIEW_DATE]));
    ap_yaml_map_text(mem, review, "sha256", cells[AP_REG_SHA256]);
    return review;
}

static bool
is_word(const struct ap_reg_column *column)
{
    if (column->field)
        return column->field->type == AP_FIELD_DATE || column->field->type == AP_FIELD_PERIOD ||
               column->field->type == AP_FIELD_NUMBER;
    return column->id == AP_REG_PERIOD || column->id == AP_REG_COLLECTED ||
           column->id == AP_REG_PERFORMED;
}

static bool
is_list(const struct ap_reg_column *column)
{
    return column->id == AP_REG_CONTROL || column->id == AP_REG_FRAMEWORK ||
           column->id == AP_REG_PERIOD;
}

/** A cell as the value of its key; NULL when it is empty. */
static struct ap_node *
value_of(const struct ap_reg_column *column, struct ap_str cell, struct ap_arena *mem)
{
    struct ap_strs values = {0};
    if (cell.len == 0)
        return NULL;
    if (is_list(column))
        ap_cell_values(cell, mem, &values);
    else
        *ap_vec_push(mem, &values) = cell;
    struct ap_node *list = ap_yaml_list(mem);
    for (size_t i = 0; i < values.n; i++) {
        struct ap_node *one = is_word(column) ? ap_yaml_word(mem, values.items[i])
                                              : ap_yaml_text(mem, values.items[i]);
        if (values.n == 1)
            return one;
        ap_yaml_list_add(mem, list, one);
    }
    return list;
}

/** What was decided before stays in the history. */
static int
set_review(struct ap_sidecar *car, const struct ap_reg_row *row, const struct ap_node *before,
           struct ap_diag *dg)
{
    struct ap_arena *mem = car->edit.mem;
    if (before && before->kind == AP_NODE_SEQ && before->n > 1) {
        struct ap_diagnostic *d = ap_diag_add(dg, AP_MET010, before->place,
                                              "the sidecar has several reviews, a register one");
        ap_diag_hint(dg, d, "record the decision with apipack review, and take it out of the file");
        return AP_E_INVALID;
    }
    if (before && before->kind == AP_NODE_SEQ && before->n == 1)
        before = before->items[0];
    struct ap_node *old = ap_yaml_map(mem);
    if (before && before->kind == AP_NODE_SCALAR) {
        ap_yaml_map_text(mem, old, "status", before->text);
        before = old;
    }
    int rc = before && before->kind == AP_NODE_MAP ? ap_sidecar_remember(car, before) : AP_OK;
    return rc ? rc : ap_sidecar_set(car, "review", review_of(row->cells, mem));
}

static int
set_column(struct ap_sidecar *car, const struct ap_reg_columns *columns, size_t c, bool all,
           const struct ap_reg_row *row, struct ap_diag *dg)
{
    const struct ap_reg_column *column = &columns->items[c];
    const struct ap_node *before = ap_sidecar_get(car, column->key);
    bool review = ap_reg_is_review(column);
    if (!all && !before)
        return AP_OK; /* the register is enough */
    if (!before && row->cells[c].len == 0 && !review)
        return AP_OK; /* nothing to take away */
    row->applied[c] = true;
    if (review && c != AP_REG_STATUS)
        return AP_OK; /* written with the status */
    if (review)
        return set_review(car, row, before, dg);
    return ap_sidecar_set(car, column->key, value_of(column, row->cells[c], car->edit.mem));
}

static bool
has_changes(const struct ap_reg_row *row, const struct ap_reg_columns *columns)
{
    for (size_t c = 0; c < columns->n; c++)
        if (row->changed[c])
            return true;
    return false;
}

int
ap_reg_edit_sidecars(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                     const struct ap_reg_rows *rows, struct ap_arena *mem,
                     struct ap_reg_sidecars *ret_cars, struct ap_diag *dg)
{
    struct ap_reg_sidecars cars = {0};
    bool all = ev->ws->evidence.register_file.len == 0;
    int result = AP_OK;
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_reg_row *row = &rows->items[i];
        bool is_mine = row->item && (all || row->item->sidecar.len || row->item->link);
        if (!is_mine || !has_changes(row, columns))
            continue;
        struct ap_sidecar car;
        int rc = ap_sidecar_open(ev->ws, ev->lib, row->item->rel, mem, &car, dg);
        struct ap_str as_read = rc == AP_OK ? car.edit.text : AP_STR_NONE;
        for (size_t c = 0; rc == AP_OK && c < columns->n; c++)
            if (row->changed[c] && columns->items[c].key)
                rc = set_column(&car, columns, c, all, row, dg);
        if (rc == AP_OK && !ap_str_eq(as_read, car.edit.text))
            *ap_vec_push(mem, &cars) = car;
        result = rc ? rc : result;
    }
    *ret_cars = cars;
    return result;
}
