/* Streams: windows, carry, decoding; what rows see never depends on where the blocks are cut.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/content.h"
#include "inspect_fixture.h"

AP_TEST(window_carries_the_end_of_the_block_before)
{
    struct ap_window w = {0};
    ap_window_begin(&w, AP_BLOCK_BYTES, false);
    uint64_t offset = 0;
    for (unsigned i = 0; i < 40; i++) {
        size_t room = 0, n = i % 3 == 0 ? 3000 : i % 3 == 1 ? 1 : AP_BLOCK_BYTES;
        char *place = ap_window_place(&w, &room);
        assert_int_equal(room, AP_BLOCK_BYTES);
        for (size_t k = 0; k < n; k++)
            place[k] = (char)((offset + k) * 31 >> 3);
        struct ap_block block = ap_window_take(&w, n);
        assert_int_equal(block.offset, offset);
        assert_int_equal(block.carry, offset < AP_CARRY_BYTES ? offset : AP_CARRY_BYTES);
        for (size_t k = 1; k <= block.carry; k++)
            assert_int_equal(*(block.bytes - k), (char)((offset - k) * 31 >> 3));
        offset += n;
    }
    ap_window_release(&w);
}

AP_TEST(whole_window_keeps_everything)
{
    struct ap_window w = {0};
    ap_window_begin(&w, 10, true);
    size_t room = 0;
    memcpy(ap_window_place(&w, &room), "abc", 3);
    struct ap_block a = ap_window_take(&w, 3);
    memcpy(ap_window_place(&w, &room), "defg", 4);
    assert_int_equal(room, 7);
    struct ap_block b = ap_window_take(&w, 4);
    assert_memory_equal(a.bytes, "abc", 3);
    assert_memory_equal(b.bytes - b.carry, "abcdefg", 7);
    assert_str(ap_window_whole(&w), "abcdefg");
    ap_window_release(&w);
}

/* --- one text, cut in every way ---------------------------------------------------------------- */

struct seen {
    struct ap_buf text;
};
static struct seen seen;

static void
see_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    (void)s;
    (void)call;
    ap_buf_add(&seen.text, block->bytes, block->n);
}

static const struct ap_check see_table[] = {
    {"see", AP_ALWAYS, AP_STREAM_TEXT, AP_IN_ALL, false, 1, NULL, see_block, NULL}};

/* The text stream of `bytes` fed in pieces of `step`. */
static void
read_text(const char *name, struct ap_str bytes, size_t step, enum ap_decoding decoding)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_record record = {0};
    struct ap_item item = {.name = ap_str_from(name)};
    struct ap_subject s = {.item = &item, .record = &record, .mem = &mem, .scratch = &mem};
    struct ap_text text = {0};
    ap_buf_clear(&seen.text);
    s.sniff = ap_sniff(item.name, bytes, AP_STR_NONE);
    ap_text_begin(&text, see_table, 1, NULL);
    for (size_t at = 0; at < bytes.len; at += step) {
        struct ap_str piece = ap_str_slice(bytes, at, at + step);
        struct ap_block block = {piece.ptr, piece.len, 0, at};
        ap_text_raw(&text, &s, &block);
    }
    ap_text_raw_end(&text, &s);
    ap_text_end(&text, &s);
    assert_int_equal(s.decoding, decoding);
    ap_text_release(&text);
}

AP_TEST(utf16_becomes_utf8_wherever_it_is_cut)
{
    static const char le[] = "\xff\xfe"
                             "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde\x3d\xd8"
                             "b\0\x00\xde\n\0";
    char be[sizeof le];
    for (size_t i = 0; i + 1 < sizeof le; i += 2) {
        be[i] = le[i + 1];
        be[i + 1] = le[i];
    }
    const char *expected = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd"
                           "b\xef\xbf\xbd\n";
    for (size_t step = 1; step < sizeof le; step++) {
        read_text("a.txt", (struct ap_str){le, sizeof le - 1}, step, AP_DECODED);
        assert_str(ap_buf_str(&seen.text), expected);
        read_text("a.txt", (struct ap_str){be, sizeof le - 1}, step, AP_DECODED);
        assert_str(ap_buf_str(&seen.text), expected);
    }
    ap_buf_release(&seen.text);
}

static size_t
gzip_member(char *out)
{
    /* A stored block: header, text, crc and length are made here, so that the test needs no other tool. */
    static const char text[] = "id,n\n1,2\n";
    const size_t n = sizeof text - 1;
    memcpy(out, "\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
    out[11] = (char)n;
    out[12] = 0;
    out[13] = (char)~n;
    out[14] = (char)0xff;
    memcpy(out + 15, text, n);
    uint32_t crc = ap_crc32(0, text, n);
    for (unsigned i = 0; i < 4; i++) {
        out[15 + n + i] = (char)(crc >> (8 * i));
        out[19 + n + i] = (char)(n >> (8 * i));
    }
    return 23 + n;
}

AP_TEST(gzip_of_several_members_wherever_it_is_cut)
{
    char bytes[128];
    size_t one = gzip_member(bytes), two = one + gzip_member(bytes + one);
    memset(bytes + two, 0, 8); /* padding, as tapes and blocks leave it */
    for (size_t step = 1; step <= two + 8; step++) {
        read_text("a.csv.gz", (struct ap_str){bytes, two + 8}, step, AP_DECODED);
        assert_str(ap_buf_str(&seen.text), "id,n\n1,2\nid,n\n1,2\n");
    }
    for (size_t n = 4; n < one; n++)
        read_text("a.csv.gz", (struct ap_str){bytes, n}, 7, AP_DECODE_CUT);
    bytes[one - 8] = (char)(bytes[one - 8] ^ 1); /* the crc */
    read_text("a.csv.gz", (struct ap_str){bytes, one}, 7, AP_DECODE_DAMAGED);
    ap_buf_release(&seen.text);
}

AP_TEST(gzip_is_judged_by_what_it_holds)
{
    char bytes[64];
    size_t n = gzip_member(bytes);
    assert_codes("a.csv.gz", (struct ap_str){bytes, n}, "");
    assert_codes("a.gz", (struct ap_str){bytes, n}, "");
    assert_codes("a.csv", (struct ap_str){bytes, n}, "FMT002");
    assert_codes("a.csv.gz", (struct ap_str){bytes, n - 4}, "FMT003");
    static const char empty[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";
    assert_codes("a.csv.gz", (struct ap_str){empty, sizeof empty - 1}, "FMT001");
}

/* --- rows with states -------------------------------------------------------------------------- */

/* Run the real table's TEXT rows over `bytes` in pieces; gives codes and facts as text. */
static struct ap_str
run_rows(struct ap_arena *mem, const char *name, struct ap_str bytes, size_t step)
{
    struct ap_record record = {0};
    struct ap_item item = {.name = ap_str_from(name)};
    struct ap_library lib = {.n_requirements = 0};
    struct ap_subject s = {
        .item = &item, .lib = &lib, .record = &record, .mem = mem, .scratch = mem};
    struct ap_text text = {0};
    s.sniff = ap_sniff(item.name, bytes, AP_STR_NONE);
    ap_text_begin(&text, ap_checks, ap_n_checks, NULL);
    for (size_t at = 0; at < bytes.len; at += step) {
        struct ap_str piece = ap_str_slice(bytes, at, at + step);
        struct ap_block block = {piece.ptr, piece.len, 0, at};
        ap_text_raw(&text, &s, &block);
    }
    ap_text_end(&text, &s);
    ap_text_release(&text);
    struct ap_str all = codes_of(mem, &record);
    for (size_t i = 0; i < record.facts.n; i++)
        all = ap_arena_join(mem, all, " ", record.facts.items[i].value);
    for (size_t i = 0; i < record.findings.n; i++)
        all = ap_arena_join(mem, all, " ", record.findings.items[i]->message);
    return all;
}

AP_TEST(rows_do_not_depend_on_block_edges)
{
    static const struct {
        const char *name, *text;
    } texts[] = {
        {"a.csv", "\xef\xbb\xbf"
                  "sep=;\r\na;\"b\r\nc\"\r\n1;\"say \"\"x\"\"\"\r\n"},
        {"a.json", "{\"a\\\\\": \"x\\\"\", \"b\": [1, {\"c\": \"}\"\n"},
        {"a.jsonl", "{\"a\": 1}\n{\"a\": \"\\\"}\n{\"a\": [3\n{\"b\": ["},
        {"a.md", "# Title\n\nTODO: text\nplease insert your\nname here\nTBD"},
        {"a.md", "words of a real text\napipack:template\nmore"},
        {"a.md", "words of a real text\n[[fill in: the owner]] and [[fill in: b]]\n[[fill in"},
    };
    for (size_t i = 0; i < AP_COUNT(texts); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        struct ap_str bytes = ap_str_from(texts[i].text);
        struct ap_str whole = run_rows(&mem, texts[i].name, bytes, bytes.len);
        for (size_t step = 3; step < bytes.len; step++)
            assert_str(run_rows(&mem, texts[i].name, bytes, step), whole.ptr);
    }
}
