/* Reads the auditor's selection of samples.
 * Place in the flow: workspace; each row becomes a slot of its requirement in the catalogue.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/load.h"
#include "workspace/table.h"

#define MAX_SAMPLES 100000

enum column { COL_ID, COL_REQUIREMENT, COL_SELECTED_BY, COL_DATE, COL_ITEM };

static const struct ap_table_column columns[] = {
    [COL_ID] = {"Sample ID", true},
    [COL_REQUIREMENT] = {"Requirement", true},
    [COL_SELECTED_BY] = {"Selected By", false},
    [COL_DATE] = {"Date", false},
    [COL_ITEM] = {"Item", false},
};

static void
take_sample(struct ap_table_file *table, const struct ap_row *row, void *out)
{
    struct ap_samples *samples = out;
    struct ap_ref id = ap_table_cell(table, row, COL_ID);
    struct ap_ref requirement = ap_table_cell(table, row, COL_REQUIREMENT);
    struct ap_str key = ap_arena_join(table->mem, requirement.text, "@#", id.text);
    ap_day date = ap_table_day(table, row, COL_DATE);
    if (!ap_table_id(table, row, COL_ID, key))
        return;
    if (!requirement.text.len) {
        ap_table_fault(table, AP_WSP015, requirement.place, AP_STR("a sample without Requirement"));
        return;
    }
    *ap_vec_push(table->mem, samples) = (struct ap_sample){
        .id = id.text,
        .requirement = requirement,
        .selected_by = ap_table_cell(table, row, COL_SELECTED_BY).text,
        .date = date,
        .item = ap_table_cell(table, row, COL_ITEM).text,
        .place = id.place,
    };
}

bool
ap_workspace_read_samples(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_table_file table = {.what = "samples",
                                  .row_is = "sample",
                                  .ref = &ws->samples_file,
                                  .columns = columns,
                                  .n_columns = AP_COUNT(columns),
                                  .max_rows = MAX_SAMPLES,
                                  .mem = mem,
                                  .dg = dg};
    return !ws->samples_file.text.len || ap_table_read(&table, ws, take_sample, &ws->samples);
}
