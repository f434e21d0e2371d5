/* Unit tests: `AP_TEST(name) { … }` registers itself with tests/unit/main.c.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

void ap_test_register(const char *name, void (*fn)(void **state));

#define AP_TEST(name)                                                                              \
    static void name(void **state);                                                                \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        ap_test_register(#name, name);                                                             \
    }                                                                                              \
    static void name(__attribute__((unused)) void **state)

/** The two views hold the same bytes; prints both if not. */
#define assert_str(actual, c_string)                                                               \
    do {                                                                                           \
        struct ap_str actual_ = (actual);                                                          \
        struct ap_str expected_ = ap_str_from(c_string);                                           \
        if (!ap_str_eq(actual_, expected_))                                                        \
            fail_msg("%s:%d: got \"%.*s\", expected \"%.*s\"", __FILE__, __LINE__,                 \
                     AP_FMT(actual_), AP_FMT(expected_));                                          \
    } while (0)
