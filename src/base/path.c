/* Paths as text.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

struct ap_str
ap_path_join(struct ap_arena *mem, struct ap_str a, struct ap_str b)
{
    if (a.len == 0)
        return ap_arena_copy(mem, b);
    if (b.len == 0)
        return ap_arena_copy(mem, a);
    return ap_arena_join(mem, a, a.ptr[a.len - 1] == '/' ? "" : "/", b);
}

struct ap_str
ap_path_base(struct ap_str path)
{
    size_t slash = ap_str_rfind(path, '/');
    return slash == path.len ? path : ap_str_slice(path, slash + 1, path.len);
}

struct ap_str
ap_path_dir(struct ap_str path)
{
    size_t slash = ap_str_rfind(path, '/');
    return ap_str_slice(path, 0, slash == path.len ? 0 : slash);
}

struct ap_str
ap_path_ext(struct ap_str path)
{
    struct ap_str base = ap_path_base(path);
    size_t dot = ap_str_rfind(base, '.');
    if (dot == base.len || dot == 0)
        return ap_str_slice(base, base.len, base.len);
    return ap_str_slice(base, dot + 1, base.len);
}

static bool
is_plain_segment(struct ap_str segment)
{
    if (segment.len == 0 || ap_str_is(segment, ".") || ap_str_is(segment, ".."))
        return false;
    for (size_t i = 0; i < segment.len; i++) {
        unsigned char c = (unsigned char)segment.ptr[i];
        if (c < 0x20 || c == 0x7f || c == '\\')
            return false;
    }
    return true;
}

bool
ap_path_is_confined(struct ap_str path)
{
    if (path.len == 0)
        return false;
    while (path.ptr)
        if (!is_plain_segment(ap_str_cut(&path, '/')))
            return false;
    return true;
}

bool
ap_path_is_device(struct ap_str name)
{
    static const char *const devices[] = {"con",    "prn",     "aux",   "nul",
                                          "conin$", "conout$", "clock$"};
    struct ap_str stem = ap_str_trim(ap_str_slice(name, 0, ap_str_find(name, '.')));
    for (size_t i = 0; i < AP_COUNT(devices); i++)
        if (ap_str_ieq(stem, ap_str_from(devices[i])))
            return true;
    struct ap_str port = ap_str_slice(stem, 0, 3);
    struct ap_str number = ap_str_slice(stem, 3, stem.len);
    if (!ap_str_ieq(port, AP_STR("com")) && !ap_str_ieq(port, AP_STR("lpt")))
        return false;
    return (number.len == 1 && ap_is_digit(number.ptr[0])) || ap_str_is(number, "\xc2\xb9") ||
           ap_str_is(number, "\xc2\xb2") || ap_str_is(number, "\xc2\xb3");
}
