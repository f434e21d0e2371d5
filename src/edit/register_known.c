/* The register as it is known: a row of texts per item and per requested row; the export.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "edit/register_parts.h"
#include "port/digest.h"
#include "port/fs.h"

#define READ_BYTES 65536u

static const char *const keys[AP_REG_COLUMNS] = {
    [AP_REG_TITLE] = "title",         [AP_REG_CONTROL] = "control",
    [AP_REG_AREA] = "area",           [AP_REG_FRAMEWORK] = "framework",
    [AP_REG_OWNER] = "owner",         [AP_REG_PERIOD] = "period",
    [AP_REG_SOURCE] = "source",       [AP_REG_STATUS] = "review",
    [AP_REG_REVIEWER] = "review",     [AP_REG_REVIEW_DATE] = "review",
    [AP_REG_SHA256] = "review",       [AP_REG_AUDIENCE] = "audience",
    [AP_REG_COLLECTED] = "collected", [AP_REG_PERFORMED] = "performed",
};

void
ap_reg_columns_of(const struct ap_library *lib, struct ap_arena *mem,
                  struct ap_reg_columns *ret_columns)
{
    struct ap_reg_columns columns = {0};
    for (int c = 0; c < AP_REG_COLUMNS; c++)
        *ap_vec_push(mem, &columns) =
            (struct ap_reg_column){ap_register_header_of((enum ap_register_column)c), keys[c],
                                   (enum ap_register_column)c, NULL, SIZE_MAX};
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        if (!ap_evidence_is_own(field))
            continue;
        struct ap_str label = field->label.len ? field->label : field->key;
        *ap_vec_push(mem, &columns) =
            (struct ap_reg_column){ap_arena_copy(mem, label).ptr,
                                   ap_arena_copy(mem, field->key).ptr, AP_REG_COLUMNS, field, i};
    }
    *ret_columns = columns;
}

size_t
ap_reg_cell_of(const struct ap_reg_column *column, const struct ap_register_header *header)
{
    return column->field ? header->at_own[column->own] : header->at[column->id];
}

bool
ap_reg_is_review(const struct ap_reg_column *column)
{
    return !column->field && column->id >= AP_REG_STATUS && column->id <= AP_REG_SHA256;
}

static struct ap_str
joined_periods(struct ap_arena *mem, const struct ap_periods *list)
{
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < list->n; i++) {
        struct ap_str period = ap_period_str(mem, list->items[i]);
        text = i ? ap_arena_join(mem, text, "; ", period) : period;
    }
    return text;
}

static struct ap_str
day_text(struct ap_arena *mem, ap_day day)
{
    return day == AP_DAY_NONE ? AP_STR_NONE : ap_day_str(mem, day);
}

static struct ap_str
own_value(const struct ap_item *item, const struct ap_field_def *field)
{
    for (size_t i = 0; i < item->extra.n; i++)
        if (item->extra.items[i].field == field)
            return item->extra.items[i].value;
    return AP_STR_NONE;
}

/** The register keeps the last word. A file without any was uploaded. */
static struct ap_str
review_cell(const struct ap_item *item, enum ap_register_column id, struct ap_arena *mem)
{
    const struct ap_review *last =
        item->reviews.n ? &item->reviews.items[item->reviews.n - 1] : NULL;
    if (id == AP_REG_STATUS)
        return ap_str_from(ap_register_status(last ? last->status : AP_REVIEW_UPLOADED));
    if (!last)
        return AP_STR_NONE;
    if (id == AP_REG_REVIEWER)
        return last->by;
    return id == AP_REG_REVIEW_DATE ? day_text(mem, last->date) : last->sha256;
}

static struct ap_str
item_cell(const struct ap_item *item, const struct ap_reg_column *column, struct ap_arena *mem)
{
    switch (column->id) {
    case AP_REG_FILE:
        return item->rel;
    case AP_REG_TITLE:
        return item->title;
    case AP_REG_CONTROL:
        return ap_arena_join_all(mem, &item->controls, "; ");
    case AP_REG_AREA:
        return item->area ? item->area->title : AP_STR_NONE;
    case AP_REG_FRAMEWORK:
        return ap_arena_join_all(mem, &item->frameworks, "; ");
    case AP_REG_OWNER:
        return item->owner;
    case AP_REG_PERIOD:
        return joined_periods(mem, &item->periods);
    case AP_REG_SOURCE:
        return item->source;
    case AP_REG_AUDIENCE:
        return item->audience;
    case AP_REG_COLLECTED:
        return day_text(mem, item->collected);
    case AP_REG_PERFORMED:
        return day_text(mem, item->performed);
    case AP_REG_COLUMNS:
        return own_value(item, column->field);
    default:
        return review_cell(item, column->id, mem);
    }
}

/** Texts of sidecars are brought into the form that cells have. */
static struct ap_str
in_form(const struct ap_evidence *ev, const struct ap_reg_column *column, struct ap_str text,
        struct ap_arena *mem)
{
    struct ap_cell_value value;
    if (text.len == 0 ||
        ap_register_canonical(ev, column->id, column->field, text, mem, &value) != AP_OK)
        return text;
    return value.text;
}

struct ap_str *
ap_reg_item_cells(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                  const struct ap_item *item, struct ap_arena *mem)
{
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, columns->n);
    for (size_t c = 0; c < columns->n; c++)
        cells[c] = in_form(ev, &columns->items[c], item_cell(item, &columns->items[c], mem), mem);
    return cells;
}

struct ap_str *
ap_reg_requested_cells(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                       const struct ap_announcement *announced, struct ap_arena *mem)
{
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, columns->n);
    struct ap_strs controls = {0};
    for (size_t i = 0; i < announced->n_requirements; i++) {
        struct ap_str id = ev->lib->requirements[announced->requirements[i]]->control->id;
        if (!ap_strs_has(&controls, id))
            *ap_vec_push(mem, &controls) = id;
    }
    cells[AP_REG_FILE] = announced->file;
    cells[AP_REG_TITLE] = announced->title;
    cells[AP_REG_CONTROL] = ap_arena_join_all(mem, &controls, "; ");
    cells[AP_REG_OWNER] = announced->owner;
    cells[AP_REG_PERIOD] = joined_periods(mem, &announced->periods);
    cells[AP_REG_STATUS] = ap_str_from(ap_register_status(AP_REVIEW_REQUESTED));
    for (size_t c = 0; c < columns->n; c++)
        cells[c] = in_form(ev, &columns->items[c], cells[c], mem);
    return cells;
}

/** The digest of the bytes as they are; of a link, that of what it points at. Empty when nothing can be read. */
static struct ap_str
digest_of(const struct ap_evidence *ev, const struct ap_item *item, struct ap_arena *mem)
{
    AP_AUTO_FD int fd = -1;
    uint8_t bytes[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    char block[READ_BYTES];
    if (item->link)
        return item->link->sha256;
    if (item->unreadable || ap_fs_open_below(ev->root_fd, item->rel, &fd) != AP_OK)
        return AP_STR_NONE;
    struct ap_digest *digest = ap_digest_new();
    uint64_t at = 0;
    size_t n = 0;
    int rc = AP_OK;
    while ((rc = ap_fd_read_at(fd, at, block, sizeof block, &n)) == AP_OK && n > 0) {
        ap_digest_add(digest, block, n);
        at += n;
    }
    ap_digest_end(digest, bytes);
    ap_digest_free(digest);
    if (rc)
        return AP_STR_NONE;
    ap_sha256_text(bytes, text);
    return ap_arena_copy(mem, ap_str_from(text));
}

static bool
is_decided(struct ap_str status)
{
    return ap_str_is(status, ap_register_status(AP_REVIEW_APPROVED)) ||
           ap_str_is(status, ap_register_status(AP_REVIEW_REJECTED));
}

void
ap_register_export(const struct ap_evidence *ev, struct ap_arena *mem, struct ap_sheet *ret_sheet)
{
    struct ap_reg_columns columns;
    ap_reg_columns_of(ev->lib, mem, &columns);
    const char **header = ap_arena_array(mem, const char *, columns.n);
    for (size_t c = 0; c < columns.n; c++)
        header[c] = columns.items[c].header;
    struct ap_sheet sheet = {.name = "Register", .header = header, .n_columns = columns.n};
    for (size_t i = 0; i < ev->items.n + ev->announced.n; i++) {
        const struct ap_item *item = i < ev->items.n ? &ev->items.items[i] : NULL;
        if (item && item->ignored)
            continue;
        struct ap_str *cells =
            item ? ap_reg_item_cells(ev, &columns, item, mem)
                 : ap_reg_requested_cells(ev, &columns, &ev->announced.items[i - ev->items.n], mem);
        if (item && !is_decided(cells[AP_REG_STATUS]) && cells[AP_REG_SHA256].len == 0)
            cells[AP_REG_SHA256] = digest_of(ev, item, mem);
        struct ap_str *row = ap_sheet_row(&sheet, mem);
        for (size_t c = 0; c < columns.n; c++)
            row[c] = cells[c];
    }
    *ret_sheet = sheet;
}
