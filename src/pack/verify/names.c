/* Names of files in packs and bags: what unpacks to one place on every system.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/names.h"

#include <string.h>

#include "base/path.h"
#include "base/utf8.h"

#define PATH_BYTES_MAX    4095u
#define SEGMENT_BYTES_MAX 255u

static const char *
segment_fault(struct ap_str segment, bool any_bag)
{
    if (segment.len == 0)
        return "the name holds an empty part (// or / at the beginning)";
    if (ap_str_is(segment, ".") || ap_str_is(segment, ".."))
        return "the name holds . or .. as a part";
    if (segment.len > SEGMENT_BYTES_MAX)
        return "a part of the name is longer than 255 bytes";
    if (any_bag)
        return NULL;
    char last = segment.ptr[segment.len - 1];
    if (last == '.' || last == ' ')
        return "a part of the name ends in a dot or a blank, which Windows drops";
    if (ap_path_is_device(segment))
        return "the name stands for a device on Windows";
    return NULL;
}

static const char *
character_fault(struct ap_str path, bool any_bag)
{
    for (size_t at = 0; at < path.len;) {
        uint32_t c = ap_utf8_next(path, &at);
        if (c == 0)
            return "the name holds a NUL byte";
        if (any_bag)
            continue;
        if (ap_utf8_is_unsafe(c))
            return "the name holds control characters or characters that nobody sees";
        if (c < 0x80 && strchr("<>:\"|?*\\", (int)c))
            return c == '\\' ? "the name holds a backslash, which parts folders on Windows"
                             : "the name holds one of < > : \" | ? *, which Windows does not take";
    }
    return NULL;
}

const char *
ap_name_fault(struct ap_str path, bool any_bag)
{
    if (path.len == 0)
        return "the name is empty";
    if (path.len > PATH_BYTES_MAX)
        return "the name is too long";
    if (path.ptr[0] == '/')
        return "the name begins at the root (/): it leads out of the pack";
    if (path.len > 1 && path.ptr[1] == ':' && !any_bag)
        return "the name begins with a drive letter: it leads out of the pack";
    if (!ap_utf8_valid(path) && !any_bag)
        return "the name is not UTF-8";
    struct ap_str rest = path;
    while (rest.ptr) {
        const char *words = segment_fault(ap_str_cut(&rest, '/'), any_bag);
        if (words)
            return words;
    }
    return character_fault(path, any_bag);
}
