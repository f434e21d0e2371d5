/* Sidecars as apipack writes them: begun, changed, remembered, saved.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/sidecar.h"
#include "library/library.h"
#include "port/fs.h"
#include "tmp_folder.h"

struct bench {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library *lib;
    struct ap_workspace ws;
};

static struct bench *
bench_open(void)
{
    static struct bench b;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    b = (struct bench){.tmp = tmp_open()};
    ap_diag_init(&b.dg, &b.mem);
    assert_int_equal(ap_library_load(&source, &b.mem, &b.lib, &b.dg), AP_OK);
    b.dg.n = 0;
    b.ws.dir = ap_str_from(b.tmp.path);
    b.ws.evidence.folder = AP_STR("evidence");
    assert_int_equal(mkdirat(b.tmp.fd, "evidence", 0777), 0);
    return &b;
}

static void
bench_close(struct bench *b)
{
    tmp_close(&b->tmp);
    ap_arena_release(&b->mem);
}

static struct ap_str
content(struct bench *b, const char *name)
{
    struct ap_str bytes = AP_STR_NONE;
    assert_int_equal(ap_fs_read(tmp_path(&b->mem, &b->tmp, name), 1 << 20, &b->mem, &bytes), AP_OK);
    return bytes;
}

static int
open_car(struct bench *b, const char *rel, struct ap_sidecar *car)
{
    return ap_sidecar_open(&b->ws, b->lib, ap_str_from(rel), &b->mem, car, &b->dg);
}

AP_TEST(sidecar_new_has_modeline_and_order)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    struct ap_node *received = ap_yaml_map(&b->mem);
    ap_yaml_map_put(&b->mem, received, "at", ap_yaml_word(&b->mem, AP_STR("2026-07-02")));
    ap_yaml_map_text(&b->mem, received, "by", AP_STR("ann"));
    assert_int_equal(open_car(b, "gateway/X-2026-Q2.json", &car), AP_OK);
    assert_true(car.is_new);
    assert_int_equal(ap_sidecar_set(&car, "received", received), AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "review", ap_yaml_text(&b->mem, AP_STR("uploaded"))),
                     AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "collected", ap_yaml_word(&b->mem, AP_STR("2026-07-01"))),
                     AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "owner", ap_yaml_text(&b->mem, AP_STR("platform"))),
                     AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "title", ap_yaml_text(&b->mem, AP_STR("Limits: all"))),
                     AP_OK);
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_str(content(b, "evidence/gateway/X-2026-Q2.json.meta.yaml"),
               "# yaml-language-server: $schema=../../.apipack/sidecar.schema.json\n"
               "title: \"Limits: all\"\n"
               "owner: platform\n"
               "collected: 2026-07-01\n"
               "review: uploaded\n"
               "received: {at: 2026-07-02, by: ann}\n");
    assert_true(ap_str_contains(content(b, ".apipack/sidecar.schema.json"),
                                AP_STR("json-schema.org/draft/2020-12")));
    bench_close(b);
}

AP_TEST(sidecar_new_brings_its_schema_up_to_date)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    struct ap_field_def own = {.key = AP_STR("region"),
                               .label = AP_STR("Region"),
                               .type = AP_FIELD_TEXT,
                               .column = AP_STR("ApRegion")};
    *ap_vec_push(&b->mem, &b->lib->fields) = own;
    assert_int_equal(mkdirat(b->tmp.fd, ".apipack", 0777), 0);
    tmp_write(&b->tmp, ".apipack/sidecar.schema.json", "{}\n");
    assert_int_equal(open_car(b, "X.pdf", &car), AP_OK);
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_true(
        ap_str_contains(content(b, ".apipack/sidecar.schema.json"), AP_STR("\"region\": {")));
    /* A change of one that is there leaves it alone. */
    tmp_write(&b->tmp, ".apipack/sidecar.schema.json", "{}\n");
    assert_int_equal(ap_sidecar_set(&car, "owner", ap_yaml_text(&b->mem, AP_STR("ann"))), AP_OK);
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_str(content(b, ".apipack/sidecar.schema.json"), "{}\n");
    bench_close(b);
}

AP_TEST(link_new_names_the_schema_of_links)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    assert_int_equal(open_car(b, "a/X.link.yaml", &car), AP_OK);
    assert_int_equal(
        ap_sidecar_set(&car, "url", ap_yaml_text(&b->mem, AP_STR("https://x.example/"))), AP_OK);
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_true(ap_str_starts(
        content(b, "evidence/a/X.link.yaml"),
        AP_STR("# yaml-language-server: $schema=../../.apipack/link.schema.json\nurl: ")));
    assert_true(ap_str_contains(content(b, ".apipack/link.schema.json"), AP_STR("\"access\": {")));
    bench_close(b);
}

AP_TEST(sidecar_changes_keep_all_else)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    tmp_write(&b->tmp, "evidence/X.pdf.meta.yaml",
              "# mine\r\nowner: ann # the lead\r\n\r\nreview: uploaded # soon\r\n");
    assert_int_equal(open_car(b, "X.pdf", &car), AP_OK);
    assert_false(car.is_new);
    assert_false(ap_sidecar_is_changed(&car));
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_int_equal(ap_sidecar_remember(&car, ap_sidecar_get(&car, "review")), AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "review", ap_yaml_text(&b->mem, AP_STR("approved"))),
                     AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "source", ap_yaml_text(&b->mem, AP_STR("Wiki"))), AP_OK);
    assert_true(ap_sidecar_is_changed(&car));
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_str(content(b, "evidence/X.pdf.meta.yaml"),
               "# mine\r\nowner: ann # the lead\r\nsource: Wiki\r\n\r\n"
               "review: approved # soon\r\nhistory: [uploaded]\r\n");
    assert_int_equal(ap_sidecar_set(&car, "review", NULL), AP_OK);
    assert_null(ap_sidecar_get(&car, "review"));
    bench_close(b);
}

AP_TEST(sidecar_of_a_link_is_the_link)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    tmp_write(&b->tmp, "evidence/X.link.yaml", "url: https://x.example/\naccess: nda\n");
    assert_int_equal(open_car(b, "X.link.yaml", &car), AP_OK);
    assert_int_equal(ap_sidecar_set(&car, "owner", ap_yaml_text(&b->mem, AP_STR("ann"))), AP_OK);
    assert_int_equal(ap_sidecar_save(&car), AP_OK);
    assert_str(content(b, "evidence/X.link.yaml"),
               "owner: ann\nurl: https://x.example/\naccess: nda\n");
    bench_close(b);
}

AP_TEST(sidecar_that_is_broken_stays)
{
    static const struct {
        const char *text;
        int rc;
        enum ap_code code;
    } rows[] = {{"owner: [\n", AP_E_SYNTAX, AP_MET001},
                {"- a\n", AP_E_INVALID, AP_MET005},
                {"a: 1\na: 2\n", AP_E_INVALID, AP_MET002}};
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_open();
        struct ap_sidecar car;
        tmp_write(&b->tmp, "evidence/X.pdf.meta.yaml", rows[i].text);
        assert_int_equal(open_car(b, "X.pdf", &car), rows[i].rc);
        assert_int_equal(b->dg.items[0].code, rows[i].code);
        assert_str(b->dg.items[0].place.file, "evidence/X.pdf.meta.yaml");
        assert_str(content(b, "evidence/X.pdf.meta.yaml"), rows[i].text);
        bench_close(b);
    }
}

AP_TEST(sidecar_new_never_replaces)
{
    struct bench *b = bench_open();
    struct ap_sidecar car;
    assert_int_equal(open_car(b, "X.pdf", &car), AP_OK);
    tmp_write(&b->tmp, "evidence/X.pdf.meta.yaml", "owner: ben\n");
    assert_int_equal(ap_sidecar_save(&car), AP_E_EXISTS);
    assert_int_equal(b->dg.items[0].code, AP_CLI008);
    assert_str(content(b, "evidence/X.pdf.meta.yaml"), "owner: ben\n");
    bench_close(b);
}
