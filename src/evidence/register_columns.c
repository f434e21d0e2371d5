/* The columns of a register and how a header row names them.
 * Place in the flow: evidence.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/register.h"

/** `key`: the metadata key whose label in the library is a header as well; NULL: none. */
static const struct {
    const char *header;
    const char *key;
} columns[AP_REG_COLUMNS] = {
    [AP_REG_FILE] = {"File", NULL},
    [AP_REG_TITLE] = {"Evidence Title", "title"},
    [AP_REG_CONTROL] = {"Control ID", "control"},
    [AP_REG_AREA] = {"API Control Area", "area"},
    [AP_REG_FRAMEWORK] = {"Framework", "framework"},
    [AP_REG_OWNER] = {"Evidence Owner", "owner"},
    [AP_REG_PERIOD] = {"Period Covered", "period"},
    [AP_REG_SOURCE] = {"Source System", "source"},
    [AP_REG_STATUS] = {"Review Status", "review"},
    [AP_REG_REVIEWER] = {"Reviewer", NULL},
    [AP_REG_REVIEW_DATE] = {"Review Date", NULL},
    [AP_REG_SHA256] = {"SHA-256", NULL},
    [AP_REG_AUDIENCE] = {"Audience", NULL},
    [AP_REG_COLLECTED] = {"Collected", NULL},
    [AP_REG_PERFORMED] = {"Performed", NULL},
};
static const char name_header[] = "Name"; /* File, as SharePoint calls it */

const char *
ap_register_header_of(enum ap_register_column column)
{
    return columns[column].header;
}

static size_t
find_header(const struct ap_row *row, struct ap_str header)
{
    for (size_t i = 0; header.len && i < row->n; i++)
        if (ap_str_ieq(ap_str_trim(row->cells[i].text), header))
            return i;
    return SIZE_MAX;
}

static struct ap_str
label_of(const struct ap_library *lib, const char *key)
{
    for (size_t i = 0; key && i < lib->fields.n; i++)
        if (ap_str_is(lib->fields.items[i].key, key))
            return lib->fields.items[i].label;
    return AP_STR_NONE;
}

void
ap_register_read_header(const struct ap_library *lib, const struct ap_row *row,
                        struct ap_arena *mem, struct ap_register_header *ret_header)
{
    struct ap_register_header header = {.at_own = ap_arena_array(mem, size_t, lib->fields.n)};
    for (int c = 0; c < AP_REG_COLUMNS; c++) {
        header.at[c] = find_header(row, ap_str_from(columns[c].header));
        if (header.at[c] == SIZE_MAX)
            header.at[c] = find_header(row, label_of(lib, columns[c].key));
    }
    if (header.at[AP_REG_FILE] == SIZE_MAX)
        header.at[AP_REG_FILE] = find_header(row, ap_str_from(name_header));
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        header.at_own[i] = SIZE_MAX;
        if (!ap_evidence_is_own(field))
            continue;
        header.at_own[i] = find_header(row, field->label);
        if (header.at_own[i] == SIZE_MAX)
            header.at_own[i] = find_header(row, field->key);
    }
    *ret_header = header;
}

void
ap_register_words(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *ret_words)
{
    struct ap_strs words = {0};
    for (int c = 0; c < AP_REG_COLUMNS; c++)
        *ap_vec_push(mem, &words) = ap_str_from(columns[c].header);
    *ap_vec_push(mem, &words) = ap_str_from(name_header);
    for (size_t i = 0; i < lib->fields.n; i++) {
        *ap_vec_push(mem, &words) = lib->fields.items[i].label;
        *ap_vec_push(mem, &words) = lib->fields.items[i].key;
    }
    *ret_words = words;
}

struct ap_str
ap_register_text(const struct ap_row *row, size_t at)
{
    return at < row->n ? ap_cell_plain(ap_str_trim(row->cells[at].text)) : AP_STR_NONE;
}
