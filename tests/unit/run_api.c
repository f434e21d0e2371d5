/* The public API, used as another program would: on the sample workspace, and on none.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "apipack/apipack.h"
#include "base/cleanup.h"
#include "base/embed.h"
#include "base/path.h"
#include "port/fs.h"
#include "tmp_folder.h"

/* The embedded sample, written into the folder. */
static void
make_sample(const struct tmp *tmp, struct ap_arena *mem)
{
    size_t n = 0;
    const struct ap_embedded *files = ap_embedded_below("templates/sample", &n);
    assert_true(n > 30);
    for (size_t i = 0; i < n; i++) {
        struct ap_str rel = ap_str_from(files[i].path);
        rel = ap_str_slice(rel, sizeof("templates/sample"), rel.len);
        struct ap_str path = ap_path_join(mem, ap_str_from(tmp->path), rel);
        struct ap_str bytes = {(const char *)files[i].bytes, files[i].n_bytes};
        assert_int_equal(ap_fs_write_new(path.ptr, bytes), AP_OK);
    }
}

AP_TEST(api_checks_a_workspace)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct tmp tmp = tmp_open();
    make_sample(&tmp, &mem);
    struct apipack_check *check = NULL;
    assert_int_equal(apipack_check_new(tmp.path, "2026-07-20", &check), APIPACK_OK);
    assert_true(apipack_check_gaps(check) > 0);
    size_t bytes = 0;
    const char *json = apipack_check_report(check, "json", &bytes);
    assert_non_null(json);
    assert_int_equal(strlen(json), bytes);
    assert_non_null(strstr(json, "apipack.dev/check/v1"));
    assert_non_null(apipack_check_report(check, "text", NULL));
    assert_null(apipack_check_report(check, "index", NULL)); /* of a pack, not of a check */
    assert_null(apipack_check_report(check, "runes", NULL));
    assert_non_null(strstr(apipack_check_diagnostics(check),
                           "SEC012")); /* the sample's key is made by `init` alone */
    assert_null(strstr(apipack_check_diagnostics(check), "error"));
    apipack_check_free(check);
    tmp_close(&tmp);
}

/* This library reads no clock: without a day nothing would be due, and every workspace complete. */
AP_TEST(api_needs_an_as_of_day)
{
    struct tmp tmp = tmp_open();
    struct apipack_check *check = NULL;
    tmp_write(&tmp, "apipack.yaml",
              "schema: apipack.dev/workspace/v1\norganization: O\nproduct: P\n"
              "audit: {from: 2026-04-01, to: 2026-06-30}\n");
    assert_int_equal(mkdirat(tmp.fd, "evidence", 0700), 0);
    assert_int_equal(apipack_check_new(tmp.path, NULL, &check), APIPACK_E_INVALID);
    assert_non_null(strstr(apipack_check_diagnostics(check), "as-of day"));
    assert_null(apipack_check_report(check, "json", NULL));
    apipack_check_free(check);
    assert_int_equal(apipack_check_new(tmp.path, "2026-07-31", &check), APIPACK_OK);
    assert_true(apipack_check_gaps(check) > 0);
    apipack_check_free(check);
    tmp_close(&tmp);
}

AP_TEST(api_says_what_is_wrong)
{
    struct apipack_check *check = NULL;
    assert_int_equal(apipack_check_new("/nonexistent", NULL, &check), APIPACK_E_NOTFOUND);
    assert_non_null(strstr(apipack_check_diagnostics(check), "WSP009"));
    assert_int_equal(apipack_check_gaps(check), 0);
    assert_null(apipack_check_report(check, "json", NULL));
    apipack_check_free(check);

    assert_int_equal(apipack_check_new(".", "2026-13-01", &check), APIPACK_E_INVALID);
    assert_non_null(strstr(apipack_check_diagnostics(check), "CLI004"));
    apipack_check_free(check);
    apipack_check_free(NULL);
    assert_true(strlen(apipack_version()) > 0);
}
