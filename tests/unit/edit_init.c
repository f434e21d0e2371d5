/* A new workspace: its files, their modes, and that nothing is overwritten.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>
#include <unistd.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "edit/init.h"
#include "port/fs.h"
#include "tmp_folder.h"

/** A folder that is not there yet. */
static struct ap_str
fresh_folder(struct ap_arena *mem, const struct tmp *tmp)
{
    return ap_arena_printf(mem, "%s/new/one", tmp->path);
}

static struct ap_str
content(struct ap_arena *mem, struct ap_str dir, const char *name)
{
    struct ap_str bytes = AP_STR_NONE;
    struct ap_str path = ap_arena_printf(mem, "%.*s/%s", AP_FMT(dir), name);
    assert_int_equal(ap_fs_read(path.ptr, 1 << 16, mem, &bytes), AP_OK);
    return bytes;
}

static struct ap_init_options
options_for(struct ap_str dir)
{
    return (struct ap_init_options){.dir = dir,
                                    .organization = AP_STR("Acme: \"Ltd\""),
                                    .product = AP_STR("Pay API"),
                                    .from = ap_day_from_civil(2026, 4, 1),
                                    .to = ap_day_from_civil(2026, 6, 30)};
}

AP_TEST(init_writes_workspace_and_key)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct tmp tmp = tmp_open();
    struct ap_str dir = fresh_folder(&mem, &tmp);
    struct ap_init_options options = options_for(dir);
    struct ap_strs made;
    assert_int_equal(ap_init_workspace(&options, &mem, &made, &dg), AP_OK);
    assert_int_equal(made.n, 8 + 16);
    struct ap_str yaml = content(&mem, dir, "apipack.yaml");
    assert_true(ap_str_starts(
        yaml, AP_STR("# yaml-language-server: $schema=./.apipack/workspace.schema.json\n"
                     "schema: apipack.dev/workspace/v1\n"
                     "organization: \"Acme: \\\"Ltd\\\"\"\n"
                     "product: Pay API\n")));
    assert_true(ap_str_contains(yaml, AP_STR("  from: 2026-04-01\n  to: 2026-06-30\n")));
    assert_str(content(&mem, dir, ".gitattributes"), "evidence/** -text\n");
    assert_str(content(&mem, dir, ".apipack/.gitignore"), "*\n!.gitignore\n!*.schema.json\n");
    assert_int_equal(content(&mem, dir, ".apipack/key").len, 65);
    struct stat st;
    struct ap_str key = ap_arena_printf(&mem, "%s/.apipack/key", dir.ptr);
    assert_int_equal(stat(key.ptr, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    tmp_close(&tmp);
}

AP_TEST(init_refuses_an_existing_workspace)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct tmp tmp = tmp_open();
    struct ap_str dir = fresh_folder(&mem, &tmp);
    struct ap_str yaml = ap_arena_printf(&mem, "%s/apipack.yaml", dir.ptr);
    assert_int_equal(ap_fs_write_new(yaml.ptr, AP_STR("mine\n")), AP_OK);
    struct ap_init_options options = options_for(dir);
    struct ap_strs made;
    assert_int_equal(ap_init_workspace(&options, &mem, &made, &dg), AP_E_EXISTS);
    assert_int_equal(dg.items[0].code, AP_CLI007);
    assert_str(content(&mem, dir, "apipack.yaml"), "mine\n");
    struct ap_str key = ap_arena_printf(&mem, "%s/.apipack", dir.ptr);
    assert_int_not_equal(access(key.ptr, F_OK), 0);
    tmp_close(&tmp);
}

AP_TEST(init_quotes_what_yaml_would_misread)
{
    static const struct {
        const char *name, *line;
    } rows[] = {{"Acme", "organization: Acme\n"},     {"No", "organization: \"No\"\n"},
                {"true", "organization: \"true\"\n"}, {"12", "organization: \"12\"\n"},
                {"A #b", "organization: \"A #b\"\n"}, {"A ", "organization: \"A \"\n"}};
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        struct ap_diag dg;
        ap_diag_init(&dg, &mem);
        struct tmp tmp = tmp_open();
        struct ap_init_options options = options_for(fresh_folder(&mem, &tmp));
        options.organization = ap_str_from(rows[i].name);
        struct ap_strs made;
        assert_int_equal(ap_init_workspace(&options, &mem, &made, &dg), AP_OK);
        assert_true(
            ap_str_contains(content(&mem, options.dir, "apipack.yaml"), ap_str_from(rows[i].line)));
        tmp_close(&tmp);
    }
}
