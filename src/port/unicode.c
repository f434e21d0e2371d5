/* Normal forms and case folding through utf8proc.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/unicode.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

static bool
is_plain_ascii(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == '\0')
            return false;
    return true;
}

static struct ap_str
map(struct ap_arena *mem, struct ap_str s, utf8proc_option_t options)
{
    if (s.len > INT32_MAX) /* utf8proc counts code points in 32 bits on some machines */
        return s;
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &mapped, options);
    if (n == UTF8PROC_ERROR_NOMEM)
        ap_oom(s.len);
    if (n < 0)
        return s;
    struct ap_str copy = ap_arena_copy(mem, (struct ap_str){(const char *)mapped, (size_t)n});
    free(mapped);
    return copy;
}

struct ap_str
ap_unicode_fold(struct ap_arena *mem, struct ap_str s)
{
    if (is_plain_ascii(s)) /* nearly every name; same result, a tenth of the time */
        return ap_arena_lower(mem, s);
    return map(mem, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

struct ap_str
ap_unicode_nfc(struct ap_arena *mem, struct ap_str s)
{
    if (is_plain_ascii(s))
        return s;
    return map(mem, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

size_t
ap_unicode_columns(struct ap_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        int wide = utf8proc_charwidth((utf8proc_int32_t)ap_utf8_next(s, &at));
        n += wide > 0 ? (size_t)wide : 0;
    }
    return n;
}
