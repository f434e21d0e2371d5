/* Budgets of an extraction, each to its last unit, and what a hostile document costs.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <zlib.h>

#include "extract_fixture.h"

/* A zip of two members, read within `limits`: whether all of it was read, or the words of what was not. */
static void
assert_budget(struct ap_arena *mem, struct ap_extract_limits limits, const char *words)
{
    AP_CLEANUP(forget) struct heard heard = {0};
    struct member members[] = {{"a.txt", "0123456789"}, {"b.txt", "0123456789"}};
    struct ap_str zip = make_zip(mem, members, AP_COUNT(members));
    extract_within(zip, AP_KIND_ZIP, limits, &heard);
    assert_true(words ? ap_str_contains(ap_buf_str(&heard.unread), ap_str_from(words))
                      : heard.unread.len == 0);
}

AP_TEST(each_budget_holds_to_the_last_unit)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_extract_limits limits = AP_EXTRACT_LIMITS;
    limits.members = 2;
    assert_budget(&mem, limits, NULL);
    limits.members = 1;
    assert_budget(&mem, limits, "more members than may be read");
    limits = AP_EXTRACT_LIMITS;
    limits.unpacked = 20;
    assert_budget(&mem, limits, NULL);
    limits.unpacked = 19;
    assert_budget(&mem, limits, "too much to unpack");
    limits = AP_EXTRACT_LIMITS;
    limits.depth = 1;
    assert_budget(&mem, limits, NULL);
    limits.depth = 0;
    assert_budget(&mem, limits, "deeper than may be read");
}

static struct ap_str
make_gzip(struct ap_arena *mem, struct ap_str plain)
{
    size_t room = plain.len + 1000;
    char *packed = ap_arena_alloc(mem, room);
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)plain.ptr,
                  .avail_in = (unsigned)plain.len,
                  .next_out = (unsigned char *)packed,
                  .avail_out = (unsigned)room};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t made = room - z.avail_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
    return (struct ap_str){packed, made};
}

static struct ap_str
make_zeros(struct ap_arena *mem, size_t n)
{
    char *zeros = ap_arena_alloc(mem, n);
    memset(zeros, 0, n);
    return make_gzip(mem, (struct ap_str){zeros, n});
}

/* What must lie whole before it can be opened: to the limit; one byte more, and it is said. */
AP_TEST(budget_of_what_is_gathered_holds_to_the_last_byte)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    char *text = ap_arena_alloc(&mem, 60001);
    uint32_t seed = 7;
    for (size_t i = 0; i < 60000; i++) {
        seed = seed * 1664525u + 1013904223u;
        text[i] = (char)('a' + (seed >> 16) % 26);
    }
    text[60000] = '\0';
    struct member inner = {"a.txt", text};
    struct ap_str zip = make_zip(&mem, &inner, 1);
    struct ap_str outer = make_gzip(&mem, zip);
    struct ap_extract_limits limits = AP_EXTRACT_LIMITS;
    limits.gathered = zip.len;
    extract_within(outer, AP_KIND_GZIP, limits, &heard);
    assert_int_equal(heard.unread.len, 0);
    assert_true(ap_str_contains(ap_buf_str(&heard.text), ap_str_from(text)));
    limits.gathered = zip.len - 1;
    extract_within(outer, AP_KIND_GZIP, limits, &heard);
    assert_true(ap_str_contains(ap_buf_str(&heard.unread), AP_STR("too large to be opened")));
}

AP_TEST(budgets_of_parts_and_streams)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct ap_extract_limits limits = AP_EXTRACT_LIMITS;
    struct ap_str gzip = make_zeros(&mem, 100000);
    limits.unpacked = 100000;
    extract_within(gzip, AP_KIND_GZIP, limits, &heard);
    assert_false(ap_str_contains(ap_buf_str(&heard.unread), AP_STR("too much")));
    limits.unpacked = 99999;
    extract_within(gzip, AP_KIND_GZIP, limits, &heard);
    assert_true(heard.counts.unread >= 1);
    /* One part of a document. */
    struct ap_str docx = make_docx(&mem, "<w:p><w:t>0123456789</w:t></w:p>");
    limits = AP_EXTRACT_LIMITS;
    limits.part = 31;
    extract_within(docx, AP_KIND_DOCX, limits, &heard);
    assert_true(ap_str_contains(ap_buf_str(&heard.unread), AP_STR("too much to unpack")));
    limits.part = 32;
    extract_within(docx, AP_KIND_DOCX, limits, &heard);
    assert_int_equal(heard.unread.len, 0);
}

/* Forms that show themselves four times over: seconds of work in a few bytes. */
static const char burner[] =
    "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources"
    "<</XObject<</X 5 0 R>>>>>>\nendobj\n"
    "4 0 obj\n<</Length 5>>\nstream\n/X Do\nendstream\nendobj\n"
    "5 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 5 0 R>>>>"
    "/Length 23>>\nstream\n/X Do /X Do /X Do /X Do\nendstream\nendobj\n"
    "trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n";

AP_TEST(hostile_pdf_costs_a_worker_and_not_the_run)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_FREE char *program = ap_program_beside("apipack-extract");
    struct ap_extractor x;
    ap_extractor_init(&x, program);
    x.limits.cpu_s = 1;
    struct ap_subject hostile = {.scratch = &mem, .mem = &mem};
    int64_t before = ap_clock_ms();
    read_one(&x, &hostile, (struct ap_str){burner, sizeof burner - 1});
    assert_int_equal(hostile.sniff.kind, AP_KIND_PDF);
    assert_false(hostile.extracted.done);
    assert_true(ap_str_contains(hostile.extracted.unread, AP_STR("too long")));
    assert_true(ap_clock_ms() - before < 100000);
    /* The next one gets a worker of its own. */
    struct ap_subject s = {.scratch = &mem, .mem = &mem};
    read_one(&x, &s, make_docx(&mem, "<w:p><w:t>text</w:t></w:p>"));
    assert_true(s.extracted.done);
    assert_true(s.text_bytes >= 5);
    ap_extractor_release(&x);
}
