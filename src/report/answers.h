/* Answers as rows: the library's checklist, or a buyer's questions; rendered as Markdown, JSON or a sheet.
 * Place in the flow: report; `apipack answers` prints them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"
#include "tables/sheet.h"

/** How a question came to its answer. */
enum ap_answer_match {
    AP_MATCH_LIBRARY, /* it is one of the library's own */
    AP_MATCH_MAP,     /* answers.map.csv says what answers it */
    AP_MATCH_WORDING, /* only its words resemble something: suggested, and unconfirmed */
    AP_MATCH_NONE,
};
extern const struct ap_choice ap_answer_match_words[]; /* library, map, suggested, none */

struct ap_answer_row {
    struct ap_str id;    /* may be empty in a buyer's list */
    struct ap_str group;
    struct ap_str ask;
    const char *answer;  /* Yes, Partial, No, N/A, Unconfirmed; NULL: no question, a heading of the buyer's */
    struct ap_strs evidence;
    struct ap_str reason;
    enum ap_answer_match match;
    struct ap_strs refs; /* ids of what answers it, or what is suggested */
};
AP_VEC(ap_answer_rows, struct ap_answer_row);

/** The library's questions, in its order, as the plan's audience may read them. */
void ap_answers_checklist(const struct ap_report_context *ctx, struct ap_answer_rows *ret_rows);
/** Answer and references of a row from a judgement, as the plan's audience may read them. */
void ap_answers_take(const struct ap_report_context *ctx, const struct ap_question_answer *answer,
                     struct ap_answer_row *row);
/** The values of a cell or sentence, joined by "; ". */
struct ap_str ap_answers_join(const struct ap_strs *values, struct ap_arena *mem);

void ap_answers_markdown(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                         struct ap_buf *out);
/** apipack.dev/answers/v1: docs/formats/answers.md. */
void ap_answers_json(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                     struct ap_buf *out);
/** ID, Group, Question, Answer, Evidence, Reason. */
void ap_answers_sheet(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                      struct ap_sheet *ret_sheet);
