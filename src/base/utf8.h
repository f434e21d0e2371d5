/* UTF-8: strict validation and what may be shown on a terminal.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** Strict (no surrogates, no overlong forms, up to U+10FFFF). */
bool ap_utf8_valid(struct ap_str s);
/** No byte above 0x7f. */
bool ap_str_is_ascii(struct ap_str s);
/** Offset of the first bad byte, or s.len. */
size_t ap_utf8_bad_at(struct ap_str s);
/** Decode one code point at *at and advance; invalid bytes give U+FFFD and advance by one. */
uint32_t ap_utf8_next(struct ap_str s, size_t *at);
void ap_utf8_encode(struct ap_buf *out, uint32_t code_point);
/** The same into memory: gives the bytes, 1 to 4. What is no code point becomes U+FFFD. */
size_t ap_utf8_put(uint32_t code_point, char out[4]);
/** Controls, bidi marks, line separators, marks that nobody sees, and what is no character: never to be shown as they are. */
bool ap_utf8_is_unsafe(uint32_t code_point);
/** A name that a person gave: valid UTF-8 of 1 to `max` bytes in one line, all of which can be seen. */
bool ap_text_is_name(struct ap_str s, size_t max);
/** True when `rest` begins with `##[` or `##vso[`: a command to Azure Pipelines wherever it stands in a line. */
bool ap_text_is_command(struct ap_str rest);
/** For people: control characters, bidi marks and invalid bytes become visible escapes (`\x1b`, `\u202e`),
 *  and a leading `::`, and `##vso[` or `##[` anywhere, lose their power (a zero-width break is never used: the first
 *  character is escaped). Newlines become `\n` as two characters. */
void ap_text_escape(struct ap_buf *out, struct ap_str s);
