/* Writes MAP.csv.
 * Place in the flow: edit, after triage.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/map.h"

#include "edit/map_columns.h"
#include "tables/sheet.h"

const char *const ap_map_header[AP_MAP_N_COLUMNS] = {
    [AP_MAP_FILE] = "File",         [AP_MAP_REQUIREMENT] = "Requirement",
    [AP_MAP_PERIOD] = "Period",     [AP_MAP_VERSION] = "Doc Version",
    [AP_MAP_STATUS] = "Doc Status", [AP_MAP_OWNER] = "Owner",
    [AP_MAP_SOURCE] = "Source",     [AP_MAP_TITLE] = "Title",
    [AP_MAP_SAMPLES] = "Sample ID", [AP_MAP_CONFIDENCE] = "Confidence",
    [AP_MAP_CHOICE_1] = "Choice 1", [AP_MAP_CHOICE_2] = "Choice 2",
    [AP_MAP_CHOICE_3] = "Choice 3", [AP_MAP_WHY] = "Why",
};

void
ap_map_write(const struct ap_triage *triage, bool with_bom, struct ap_arena *mem,
             struct ap_buf *out)
{
    struct ap_sheet sheet = {.name = "Map", .header = ap_map_header, .n_columns = AP_MAP_N_COLUMNS};
    for (size_t i = 0; i < triage->proposals.n; i++) {
        const struct ap_proposal *p = &triage->proposals.items[i];
        struct ap_str *row = ap_sheet_row(&sheet, mem);
        row[AP_MAP_FILE] = p->file;
        row[AP_MAP_REQUIREMENT] = p->req ? p->req->ref : AP_STR_NONE;
        row[AP_MAP_PERIOD] = p->period;
        row[AP_MAP_VERSION] = p->version;
        row[AP_MAP_STATUS] =
            p->status ? ap_str_from(ap_word(ap_doc_status_words, (int)p->status)) : AP_STR_NONE;
        row[AP_MAP_OWNER] = p->owner;
        row[AP_MAP_SOURCE] = p->source;
        row[AP_MAP_TITLE] = p->title;
        row[AP_MAP_CONFIDENCE] = ap_str_from(ap_word(ap_confidence_words, (int)p->confidence));
        for (size_t k = 0; k < AP_MATCH_BEST; k++)
            row[AP_MAP_CHOICE_1 + k] = p->choices[k] ? p->choices[k]->ref : AP_STR_NONE;
        row[AP_MAP_WHY] = p->why;
    }
    ap_sheet_csv(&sheet, with_bom, out);
}
