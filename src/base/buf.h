/* Growing byte buffer on the heap, for output that is built piece by piece.
 * Place in the flow: base; reports, JSON and text are written into one of these.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdarg.h>

#include "base/str.h"

/** Zero-initialised is valid and empty. `ptr` is NUL-terminated once anything was added. */
struct ap_buf {
    char *ptr;
    size_t len;
    size_t cap;
};

void ap_buf_release(struct ap_buf *buf);
void ap_buf_clear(struct ap_buf *buf); /* keeps the memory */
void ap_buf_add(struct ap_buf *buf, const void *bytes, size_t len);
void ap_buf_add_str(struct ap_buf *buf, struct ap_str s);
void ap_buf_add_c(struct ap_buf *buf, const char *c_string);
void ap_buf_add_char(struct ap_buf *buf, char c);
/** The lowest `bytes` bytes of a number, at most 8, the least significant first. */
void ap_buf_add_le(struct ap_buf *buf, uint64_t value, unsigned bytes);
void ap_buf_printf(struct ap_buf *buf, const char *fmt, ...) AP_PRINTF(2, 3);
struct ap_str ap_buf_str(const struct ap_buf *buf);
