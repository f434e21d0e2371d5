/* The mapping of names, in SharePoint's own manner of writing characters: _xHHHH_.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/names.h"

#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

#define CODE_BYTES 7 /* _x0023_ */

static int
lower_hex(char c)
{
    return ap_is_upper(c) ? -1 : ap_hex_value(c);
}

/** The character of a code at the beginning of `text`, whatever ends it; -1: there is none. */
static int
open_code_at(struct ap_str text)
{
    int value = 0;
    if (text.len < CODE_BYTES || text.ptr[0] != '_' || text.ptr[1] != 'x')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        if (lower_hex(text.ptr[i]) < 0)
            return -1;
        value = value * 16 + lower_hex(text.ptr[i]);
    }
    return value < 0x80 ? value : -1;
}

/** The character of a code at the beginning of `text`; -1: there is none. */
static int
code_at(struct ap_str text)
{
    int value = open_code_at(text);
    return value >= 0 && text.ptr[CODE_BYTES - 1] == '_' ? value : -1;
}

static bool
is_reserved(struct ap_str name)
{
    static const char *const words[] = {".lock", "CON",         "PRN",  "AUX",
                                        "NUL",   "desktop.ini", "forms"};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        if (ap_str_ieq(name, ap_str_from(words[i])))
            return true;
    struct ap_str stem = ap_str_slice(name, 0, 3);
    return name.len == 4 && ap_is_digit(name.ptr[3]) &&
           (ap_str_ieq(stem, AP_STR("COM")) || ap_str_ieq(stem, AP_STR("LPT")));
}

/** "_vti_" may stand nowhere in a name, nor come about where a code is written: the v of it is coded where the bytes beside
 *  "vti" are, or become, underscores. */
static bool
is_vti(struct ap_str name, size_t i, const bool *coded)
{
    enum { LENGTH = 3 };
    size_t end = i + LENGTH;
    return i > 0 && end < name.len && !ap_is_alnum(name.ptr[i - 1]) &&
           ap_str_ieq(ap_str_slice(name, i, end), AP_STR("vti")) &&
           (name.ptr[end] == '_' || coded[end]);
}

/** Must the byte at `i` be written as a code? An underscore must where it would begin one, also with what is written behind it: `coded` says of
 *  each later byte whether it becomes a code. */
static bool
needs_code(struct ap_str name, size_t i, const bool *coded)
{
    unsigned char c = (unsigned char)name.ptr[i];
    struct ap_str rest = ap_str_slice(name, i, name.len);
    if (c < 0x20 || c == 0x7f || strchr("\"*:<>?/\\|#%", c))
        return true;
    if (c == ' ')
        return i == 0 || i + 1 == name.len;
    if (c == '.' && i + 1 == name.len)
        return true;
    if (c == '~' && i == 0)
        return true;
    if (c == '_')
        return code_at(rest) >= 0 || (open_code_at(rest) >= 0 && coded[i + CODE_BYTES - 1]);
    return (i == 0 && is_reserved(name)) || is_vti(name, i, coded);
}

struct ap_str
ap_remote_name(struct ap_str name, struct ap_arena *mem)
{
    struct ap_buf out = {0};
    bool *coded = ap_arena_array(mem, bool, name.len);
    for (size_t i = name.len; i-- > 0;)
        coded[i] = needs_code(name, i, coded);
    for (size_t i = 0; i < name.len; i++) {
        if (coded[i])
            ap_buf_printf(&out, "_x%04x_", (unsigned)(unsigned char)name.ptr[i]);
        else
            ap_buf_add_char(&out, name.ptr[i]);
    }
    struct ap_str copy = ap_arena_copy(mem, ap_buf_str(&out));
    ap_buf_release(&out);
    return copy;
}

struct ap_str
ap_local_name(struct ap_str remote, struct ap_arena *mem)
{
    char *out = ap_arena_alloc(mem, remote.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < remote.len;) {
        int code = code_at(ap_str_slice(remote, i, remote.len));
        bool plain = code < 0x20 || code == '/' || code == 0x7f;
        out[n++] = plain ? remote.ptr[i] : (char)code;
        i += plain ? 1 : CODE_BYTES;
    }
    struct ap_str local = {out, n};
    return ap_str_eq(ap_remote_name(local, mem), remote) ? local : ap_arena_copy(mem, remote);
}

static struct ap_str
each(struct ap_str path, struct ap_str (*map)(struct ap_str, struct ap_arena *),
     struct ap_arena *mem)
{
    struct ap_strs parts = {NULL, 0, 0};
    while (path.ptr)
        *ap_vec_push(mem, &parts) = map(ap_str_cut(&path, '/'), mem);
    return ap_arena_join_all(mem, &parts, "/");
}

struct ap_str
ap_remote_path(struct ap_str path, struct ap_arena *mem)
{
    return each(path, ap_remote_name, mem);
}

struct ap_str
ap_local_path(struct ap_str remote, struct ap_arena *mem)
{
    return each(remote, ap_local_name, mem);
}
