/* A buyer's questionnaire: read as it is, answered by the evidence, and given back in its own shape.
 * Place in the flow: edit; `apipack answers --questions`. docs/formats/answers.md describes it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/workspace.h"
#include "report/answers.h"
#include "tables/rows.h"

/** What a column of the questionnaire is; the library's catalogue `questionnaire_columns` says how they are headed. */
enum ap_question_column { AP_QC_ID, AP_QC_QUESTION, AP_QC_ANSWER, AP_QC_EVIDENCE, AP_QC_COMMENT, AP_QC_COLUMNS };

struct ap_questionnaire {
    struct ap_str file;
    struct ap_rows source; /* CSV or a workbook */
    bool bom;              /* the file was not plain UTF-8: so is not what is given back */
    struct ap_str sep_line; /* "sep=;" as it stood, or empty */
    struct ap_row *rows;   /* those before the header too */
    size_t n_rows;
    size_t header; /* index of the header in rows */
    size_t at[AP_QC_COLUMNS]; /* index of the column, or SIZE_MAX */
    size_t n_kept;  /* cells for answers that the buyer, or somebody before, had filled already */
};

#define AP_QUESTIONS_MAX 20000u

/** errors AP_E_INVALID: CLI011, at file:line where there is one */
AP_CHECKED int ap_questionnaire_parse(struct ap_str bytes, struct ap_str file, const struct ap_library *lib,
                                      struct ap_arena *mem, struct ap_questionnaire **ret_questionnaire, struct ap_diag *dg);
AP_CHECKED int ap_questionnaire_read(struct ap_str file, const struct ap_library *lib, struct ap_arena *mem,
                                     struct ap_questionnaire **ret_questionnaire, struct ap_diag *dg);

/** One row of answers.map.csv: what answers a question of a buyer. */
struct ap_map_row {
    struct ap_str id;
    struct ap_str question;
    const struct ap_question **questions; /* resolved; NULL-terminated, as the next */
    const struct ap_requirement **requirements;
    struct ap_strs refs; /* as written */
    bool not_applicable;
    struct ap_str note;
    struct ap_place place;
};
struct ap_answers_map {
    struct ap_map_row *items;
    size_t n;
    size_t cap;
    struct ap_str file; /* the path, for messages */
    bool there;
};
#define AP_ANSWERS_MAP "answers.map.csv"

/** Read answers.map.csv of the workspace; without the file the map is empty.
 *  errors AP_E_INVALID after reporting every unknown id and every faulty row (WSP025, file:line:column) */
AP_CHECKED int ap_answers_map_read(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_arena *mem,
                                   struct ap_answers_map *ret_map, struct ap_diag *dg);
/** The row for a question, or NULL: everything that the row states must fit; white space and case do not matter. */
const struct ap_map_row *ap_answers_map_find(const struct ap_answers_map *map, struct ap_str id,
                                             struct ap_str question);

/** Answer every question, in the order of the file; one row per row below the header. A question that the map does not know is
 *  Unconfirmed, with what its wording suggests. */
void ap_questionnaire_answer(const struct ap_questionnaire *q, const struct ap_report_context *ctx,
                             const struct ap_answers_map *map, struct ap_answer_rows *ret_rows);

/** Give the questionnaire back: its own bytes, and answers in its own empty columns or in new ones at the end. Cells that a
 *  spreadsheet would take for a formula get an apostrophe. `rows` as ap_questionnaire_answer made them. */
void ap_questionnaire_csv(struct ap_questionnaire *q, const struct ap_answer_rows *rows, struct ap_arena *mem,
                          struct ap_buf *out);
void ap_questionnaire_sheet(struct ap_questionnaire *q, const struct ap_answer_rows *rows, struct ap_arena *mem,
                            struct ap_sheet *ret_sheet);

/** The text of answers.map.csv with a row added for each question that it does not know: what is suggested stands in a column of
 *  its own, and counts for nothing until a person moves it to `Answered By`. Gives the number of rows added. */
size_t ap_answers_map_extend(const struct ap_answers_map *map, struct ap_str old_bytes, const struct ap_answer_rows *rows,
                             struct ap_arena *mem, struct ap_buf *out);
