/* Text for people: wrapped paragraphs and aligned columns, escaped for a terminal.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** Columns of the terminal on standard output, 40 to 120; 80 where there is none. */
int ap_text_width(void);
/** Columns that the text takes once escaped. */
size_t ap_text_columns(struct ap_str s);
/** The words of `text`, wrapped at `width`; continued lines start after `indent` spaces. `at` is
 * the column that the first word starts in. Ends with a newline. */
void ap_text_wrap(struct ap_buf *out, struct ap_str text, size_t column, size_t indent, size_t width);
/** `count` spaces. */
void ap_text_pad(struct ap_buf *out, size_t count);
/** `left` in a column of `left_width` behind two spaces, `right` wrapped beside it. */
void ap_text_pair(struct ap_buf *out, struct ap_str left, size_t left_width, struct ap_str right,
                  size_t width);
