/* Lines of the text report, and its views of frameworks, registers and requests.
 * Place in the flow: report; private to text.c, text_lines.c and text_views.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"
#include "report/report.h"

struct ap_text {
    const struct ap_report_context *ctx;
    const struct ap_report_input *in;
    struct ap_buf *out;
    size_t width;
};

/** Columns that `s` takes. */
size_t ap_text_width_of(struct ap_str s);
/** What a terminal shows of `s`: escaped, and in ASCII where it knows nothing else. */
struct ap_str ap_text_shown(const struct ap_text *text, struct ap_str s);
/** Words from column `at` on, broken at the width; further lines begin at `indent`. Ends the line. */
void ap_text_words(const struct ap_text *text, size_t at, size_t indent, struct ap_str words);
void ap_text_color(const struct ap_text *text, const char *sgr);
void ap_text_heading(const struct ap_text *text, const char *heading);
/** "Label     words"; nothing for no words. */
void ap_text_fact(const struct ap_text *text, const char *label, struct ap_str words);

/** What was performed late and what was granted late: never only a number. At most `n_max` lines a code, then how many more. */
void ap_text_late(const struct ap_text *text, size_t n_max);
/** What the workspace rules: the independence of reviewers, the finding codes that it weighs otherwise. */
void ap_text_rules(const struct ap_text *text);

/** All that follows the verdict and the actions, in short. `fine`: there is nothing that anybody has to act on. */
void ap_text_brief(const struct ap_text *text, bool fine);
/** The same with every list, for -v. */
void ap_text_full(const struct ap_text *text, bool fine);

/** What the evidence of each control says. */
void ap_text_summaries(const struct ap_text *text);
/** A line per framework in view and per id of it. */
void ap_text_frameworks(const struct ap_text *text);
/** What good looks like, the questions, the auditor's requests, the registers, entry by entry. */
void ap_text_details(const struct ap_text *text);
/** The same, a line each. */
void ap_text_standing(const struct ap_text *text);
/** What is not applicable, carved out, inherited or disabled, each with its reason. */
void ap_text_left_out(const struct ap_text *text);
