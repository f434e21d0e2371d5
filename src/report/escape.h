/* Words of others on their way into Markdown and HTML: one escape each.
 * Place in the flow: report; nothing that is not a literal of ours reaches these formats another way.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** Text content and quoted attribute values of HTML and XML. Characters that nobody may see become visible escapes. */
void ap_html_escape(struct ap_buf *out, struct ap_str s);
/** A relative link: every byte but letters, digits, `-._~` and `/` percent-encoded. */
void ap_href_escape(struct ap_buf *out, struct ap_str path);
/** Text in a line or table cell of GitHub-flavored Markdown: no markup, no link, no mention, no line break. */
void ap_markdown_escape(struct ap_buf *out, struct ap_str s);
