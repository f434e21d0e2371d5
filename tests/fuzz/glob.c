/* Globs from any bytes: the first line is the pattern, the rest the path.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A pattern without signs matches itself and nothing else. */
static void
check_literal(struct ap_str pattern, struct ap_str path, bool matched)
{
    if (ap_str_find(pattern, '*') < pattern.len || ap_str_find(pattern, '?') < pattern.len)
        return;
    bool expected =
        ap_str_find(pattern, '/') < pattern.len
            ? ap_str_eq(pattern, path)
            : ap_str_ends(path, pattern) &&
                  (path.len == pattern.len || path.ptr[path.len - pattern.len - 1] == '/');
    if (matched != expected)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_str path = {(const char *)data, size < 2048 ? size : 2048};
    if (size == 0)
        return 0;
    struct ap_str pattern = ap_str_cut(&path, '\n');
    bool matched = ap_str_glob(pattern, path);
    check_literal(pattern, path, matched);
    /* `**` takes every last segment */
    if (!ap_str_glob(AP_STR("**"), path))
        abort();
    return 0;
}
