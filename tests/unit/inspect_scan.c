/* The scan: examples of every detector, cuts of the stream, merging, limits.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/scan/scan.h"
#include "library/library.h"

static struct ap_arena mem;
static struct ap_library *lib;
static struct ap_scan_rules *rules;

static void
say_all(const struct ap_diag *dg)
{
    struct ap_buf out = {0};
    for (size_t i = 0; i < dg->n; i++)
        ap_diag_text(&out, &dg->items[i], false);
    if (out.len)
        print_error("%s", out.ptr);
    ap_buf_release(&out);
}

static void
load(void)
{
    if (rules)
        return;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_library_source source = {.base = AP_STR("builtin")};
    int loaded = ap_library_load(&source, &mem, &lib, &dg);
    int compiled = loaded == AP_OK ? ap_scan_compile(lib, &mem, &rules, &dg) : loaded;
    say_all(&dg);
    assert_int_equal(compiled, AP_OK);
}

AP_TEST(scan_holds_the_examples_of_every_detector)
{
    load();
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    int result = ap_scan_check_examples(lib, rules, &mem, &dg);
    say_all(&dg);
    assert_int_equal(result, AP_OK);
}
