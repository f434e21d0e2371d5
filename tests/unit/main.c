/* Runs every AP_TEST that is linked in; an argument is a name filter ("*period*").
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"

#define MAX_TESTS 2000

static struct CMUnitTest tests[MAX_TESTS];
static size_t n_tests;

void
ap_test_register(const char *name, void (*fn)(void **state))
{
    if (n_tests < MAX_TESTS)
        tests[n_tests++] = (struct CMUnitTest){name, fn, NULL, NULL, NULL};
}

int
main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("unit", tests, n_tests, NULL, NULL);
}
