/* Programs whose output is read: bounded in bytes and in time, no shell, failures told apart.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "port/child.h"
#include "port/command.h"

AP_TEST(command_gives_its_output)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *const words[] = {"printf", "%s", "a;b $HOME `x`", NULL};
    struct ap_str out = AP_STR_NONE;
    assert_int_equal(ap_command_output(words, 100, 5000, &mem, &out), AP_OK);
    assert_str(out, "a;b $HOME `x`");
}

AP_TEST(command_reads_nothing_of_ours)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *const words[] = {"cat", NULL};
    struct ap_str out = AP_STR("x");
    assert_int_equal(ap_command_output(words, 100, 5000, &mem, &out), AP_OK);
    assert_int_equal(out.len, 0);
}

AP_TEST(command_faults_are_told_apart)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *const missing[] = {"apipack-no-such-program", NULL};
    const char *const failing[] = {"false", NULL};
    const char *const endless[] = {"yes", NULL};
    const char *const slow[] = {"sleep", "30", NULL};
    struct ap_str out = AP_STR_NONE;
    assert_int_equal(ap_command_output(missing, 100, 5000, &mem, &out), AP_E_NOTFOUND);
    assert_int_equal(ap_command_output(failing, 100, 5000, &mem, &out), AP_E_INVALID);
    assert_int_equal(ap_command_output(endless, 100, 5000, &mem, &out), AP_E_LIMIT);
    int64_t before = ap_clock_ms();
    assert_int_equal(ap_command_output(slow, 100, 100, &mem, &out), AP_E_LIMIT);
    assert_true(ap_clock_ms() - before < 10000);
    assert_null(out.ptr);
}
