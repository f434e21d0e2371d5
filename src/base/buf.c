/* Growing byte buffer on the heap.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"

#define CAP_FIRST 64

/* Room for `more` bytes and a NUL. */
static void
make_room(struct ap_buf *buf, size_t more)
{
    if (more > PTRDIFF_MAX - 1 - buf->len)
        ap_oom(more);
    size_t needed = buf->len + more + 1;
    if (needed <= buf->cap)
        return;
    size_t cap = buf->cap ? buf->cap : CAP_FIRST;
    while (cap < needed)
        cap *= 2; /* needed is at most PTRDIFF_MAX, so this cannot wrap */
    buf->ptr = ap_xrealloc(buf->ptr, cap);
    buf->cap = cap;
}

void
ap_buf_release(struct ap_buf *buf)
{
    free(buf->ptr);
    *buf = (struct ap_buf){0};
}

void
ap_buf_clear(struct ap_buf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

void
ap_buf_add(struct ap_buf *buf, const void *bytes, size_t len)
{
    make_room(buf, len);
    if (len)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void
ap_buf_add_str(struct ap_buf *buf, struct ap_str s)
{
    ap_buf_add(buf, s.ptr, s.len);
}

void
ap_buf_add_c(struct ap_buf *buf, const char *c_string)
{
    ap_buf_add_str(buf, ap_str_from(c_string));
}

void
ap_buf_add_char(struct ap_buf *buf, char c)
{
    ap_buf_add(buf, &c, 1);
}

void
ap_buf_add_le(struct ap_buf *buf, uint64_t value, unsigned bytes)
{
    char stored[8];
    ap_le64_put(stored, value);
    ap_buf_add(buf, stored, bytes);
}

void
ap_buf_printf(struct ap_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len > 0) {
        make_room(buf, (size_t)len);
        (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

struct ap_str
ap_buf_str(const struct ap_buf *buf)
{
    return (struct ap_str){buf->ptr, buf->len};
}
