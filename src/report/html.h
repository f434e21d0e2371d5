/* A small HTML writer: literals of ours as they are, everything else through the one escape.
 * Place in the flow: report; the index of a pack is made with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"
#include "report/escape.h"

/** Markup that is a literal of ours. */
void ap_html_raw(struct ap_buf *out, const char *markup);
/** `<tag>text</tag>`; tag is a literal, e.g. "td" or "h2". */
void ap_html_element(struct ap_buf *out, const char *tag, struct ap_str text);
/** `<tag class="word">text</tag>`; the class is one of our own words. */
void ap_html_classed(struct ap_buf *out, const char *tag, const char *class_word, struct ap_str text);
/** `<a href="path">text</a>` to a file of the pack. */
void ap_html_link(struct ap_buf *out, struct ap_str path, struct ap_str text);
void ap_html_number(struct ap_buf *out, const char *tag, uint64_t number);
/** Opens a table: caption, then a head row; ends with "</tbody></table>". */
void ap_html_table_open(struct ap_buf *out, const char *caption, const char *const *columns, size_t n);
void ap_html_table_close(struct ap_buf *out);

/** The document up to `<body>`: a policy that allows nothing but this one style sheet. */
void ap_html_head(struct ap_buf *out, struct ap_str title, const char *style);
