/* The written zip: layout, manifests, determinism, and what stays after a failure.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/internal.h"
#include "pack_fixture.h"
#include "port/json_read.h"
#include "tmp_folder.h"

static const struct ap_tag_files no_reports;

static void
fill(struct fixture *f)
{
    (void)fixture_item(f, "evidence/a.pdf", "first", 0);
    (void)fixture_item(f, "evidence/b.pdf", "second", 1);
    fixture_spool(f, 0, "first", 0);
    fixture_spool(f, 1, "second", 5);
    (void)fixture_plan(f, "auditor");
}

static struct ap_str
write_and_read(struct fixture *f, const char *path)
{
    struct ap_diag dg;
    struct ap_pack_options options = {.output = path};
    struct ap_str bytes;
    ap_diag_init(&dg, &f->mem);
    assert_int_equal(ap_pack_write(f->plan, &no_reports, &options, &f->mem, &dg), AP_OK);
    assert_int_equal(ap_fs_read(path, 1 << 20, &f->mem, &bytes), AP_OK);
    return bytes;
}

AP_TEST(pack_is_the_same_twice)
{
    struct fixture f;
    struct tmp tmp = tmp_open();
    fixture_open(&f);
    fill(&f);
    struct ap_str path = ap_arena_printf(&f.mem, "%s/a.zip", tmp.path);
    struct ap_str first = write_and_read(&f, path.ptr);
    struct ap_str second = write_and_read(&f, path.ptr);
    assert_true(ap_str_eq(first, second));
    fixture_close(&f);
    tmp_close(&tmp);
}

AP_TEST(pack_without_evidence_has_a_payload_folder)
{
    struct fixture f;
    struct tmp tmp = tmp_open();
    fixture_open(&f);
    (void)fixture_plan(&f, "auditor");
    struct ap_str bytes = write_and_read(&f, ap_arena_printf(&f.mem, "%s/a.zip", tmp.path).ptr);
    assert_true(ap_str_contains(bytes, AP_STR("-PARTIAL/data/")));
    fixture_close(&f);
    tmp_close(&tmp);
}

AP_TEST(pack_names_the_cause_and_leaves_nothing)
{
    struct fixture f;
    struct ap_diag dg;
    struct ap_pack_options options = {.output = "/nonexistent-folder/a.zip"};
    fixture_open(&f);
    fill(&f);
    ap_diag_init(&dg, &f.mem);
    assert_int_equal(ap_pack_write(f.plan, &no_reports, &options, &f.mem, &dg), AP_E_IO);
    assert_int_equal(dg.n, 1);
    assert_int_equal(dg.items[0].code, AP_PCK001);
    assert_true(ap_str_contains(dg.items[0].message, AP_STR("the folder does not exist")));
    fixture_close(&f);
}

AP_TEST(pack_that_fails_keeps_the_old_file)
{
    struct fixture f;
    struct ap_diag dg;
    struct tmp tmp = tmp_open();
    struct ap_str old;
    ap_stop cancel = 1;
    fixture_open(&f);
    fill(&f);
    struct ap_str path = ap_arena_printf(&f.mem, "%s/a.zip", tmp.path);
    assert_int_equal(ap_fs_write_new(path.ptr, AP_STR("old")), AP_OK);
    ap_diag_init(&dg, &f.mem);

    struct ap_pack_options cancelled = {.output = path.ptr, .cancel = &cancel};
    assert_int_equal(ap_pack_write(f.plan, &no_reports, &cancelled, &f.mem, &dg), AP_E_CANCELLED);
    assert_int_equal(dg.n, 0);

    struct ap_pack_options options = {.output = path.ptr};
    f.records[1].payload.offset = 100; /* the spool ends before */
    assert_int_equal(ap_pack_write(f.plan, &no_reports, &options, &f.mem, &dg), AP_E_IO);
    assert_int_equal(dg.n, 1);

    f.records[1].payload.present = false;
    assert_int_equal(ap_pack_write(f.plan, &no_reports, &options, &f.mem, &dg), AP_E_BUG);

    assert_int_equal(ap_fs_read(path.ptr, 1 << 20, &f.mem, &old), AP_OK);
    assert_str(old, "old");
    struct ap_entries entries;
    assert_int_equal(ap_fs_walk(tmp.fd, NULL, NULL, &f.mem, &entries), AP_OK);
    assert_int_equal(entries.n, 1);
    fixture_close(&f);
    tmp_close(&tmp);
}

AP_TEST(pack_bag_files)
{
    struct fixture f;
    struct ap_tag_files tags = {NULL, 0, 0};
    fixture_open(&f);
    fill(&f);
    f.ws.contact = AP_STR("grc@northwind.example");
    f.ws.prepared_by = AP_STR("Grace\nBag-Size: 1");
    ap_bag_add_tags(f.plan, &tags, &f.mem);
    ap_pack_sort_tags(&tags);
    ap_bag_add_tag_manifest(f.plan, &tags, &f.mem);
    assert_str(ap_pack_find_tag(&tags, "bagit.txt")->bytes,
               "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    struct ap_str info = ap_pack_find_tag(&tags, "bag-info.txt")->bytes;
    assert_true(ap_str_contains(info, AP_STR("Payload-Oxum: 11.2\n")));
    assert_true(ap_str_contains(info, AP_STR("Bagging-Date: 2026-07-20\n")));
    assert_true(ap_str_contains(info, AP_STR("Contact-Name: Grace\\nBag-Size: 1\n")));
    struct ap_str payload = ap_pack_find_tag(&tags, "manifest-sha256.txt")->bytes;
    assert_true(ap_str_contains(payload, AP_STR("  data/01-Authentication-Standard/a.pdf\n")));
    struct ap_str tagged = ap_pack_find_tag(&tags, "tagmanifest-sha256.txt")->bytes;
    assert_true(ap_str_contains(tagged, AP_STR("  manifest-sha256.txt\n")));
    assert_false(ap_str_contains(tagged, AP_STR("tagmanifest")));
    fixture_close(&f);
}

static const struct ap_node *
manifest_of(struct fixture *f)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_node *root;
    ap_manifest_render(f->plan, &out);
    assert_int_equal(ap_json_parse(ap_buf_str(&out), AP_STR("manifest.json"), &f->mem, &root),
                     AP_OK);
    return root;
}

AP_TEST(pack_manifest_lists_items_and_slots)
{
    struct fixture f;
    fixture_open(&f);
    fill(&f);
    f.items[1].reviews.items[0].method = AP_METHOD_GIT;
    const struct ap_node *root = manifest_of(&f);
    const struct ap_node *items = ap_node_get(root, "items");
    assert_int_equal(items->n, 2);
    assert_str(ap_node_get(items->items[0], "source_path")->text, "evidence/a.pdf");
    assert_str(ap_node_get(items->items[0], "assurance")->text, "asserted");
    assert_str(ap_node_get(items->items[1], "assurance")->text, "system");
    assert_str(ap_node_get(items->items[0], "requirements")->items[0]->text,
               "AUTH-04/rotation-ticket@2026-Q2");
    assert_int_equal(ap_node_get(root, "slots")->n, 3);
    assert_str(ap_node_get(root, "complete")->text, "false");
    assert_str(ap_node_get(root, "pack_id")->text, f.plan->pack_id);
    fixture_close(&f);
}

AP_TEST(pack_manifest_of_outsiders_names_nobody)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/inner-folder/a.pdf", "first", 2);
    (void)fixture_plan(&f, "buyer");
    ap_manifest_render(f.plan, &out);
    struct ap_str text = ap_buf_str(&out);
    assert_false(ap_str_contains(text, AP_STR("northwind.example")));
    assert_false(ap_str_contains(text, AP_STR("inner-folder")));
    assert_false(ap_str_contains(text, AP_STR("source_path")));
    assert_false(ap_str_contains(text, AP_STR("rotation-ticket")));
    const struct ap_node *counts = ap_node_get(manifest_of(&f), "counts");
    assert_str(ap_node_get(counts, "slots")->text, "3");
    assert_str(ap_node_get(counts, "listed")->text, "1");
    assert_str(ap_node_get(counts, "not_listed")->text, "2");
    assert_str(ap_node_get(counts, "not_listed_open")->text, "2");
    fixture_close(&f);
}

AP_TEST(pack_readme_says_how_and_what)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct fixture f;
    fixture_open(&f);
    fill(&f);
    ap_readme_render(f.plan, &no_reports, &out);
    struct ap_str text = ap_buf_str(&out);
    assert_true(ap_str_starts(text, AP_STR("API SECURITY EVIDENCE PACK\n\nCHECK IT")));
    assert_true(ap_str_contains(text, AP_STR("\n    sh verify.sh\n")));
    assert_true(ap_str_contains(text, AP_STR("forged pack brings its own verify.sh")));
    assert_true(ap_str_contains(text, AP_STR("sha256sum -c manifest-sha256.txt")));
    assert_true(ap_str_contains(text, AP_STR("PARTIAL: 1 of 3 expected items are open")));
    assert_true(ap_str_contains(text, ap_str_from(f.plan->pack_id)));
    assert_true(ap_str_contains(text, AP_STR("no audit opinion")));
    assert_false(ap_str_contains(text, AP_STR("index.html"))); /* it is not in this pack */
    fixture_close(&f);
}
