/* Hash, addresses, names, replies, journal and columns of the vault, without a network.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "vault/auth.h"
#include "vault/columns.h"
#include "vault/journal.h"
#include "vault/names.h"
#include "vault/place.h"
#include "vault/pull_parts.h"
#include "vault/quickxor.h"

static struct ap_str
hash(struct ap_str bytes, size_t step, struct ap_arena *mem)
{
    struct ap_quickxor q = {0};
    for (size_t i = 0; i < bytes.len; i += step)
        ap_quickxor_add(&q, ap_str_slice(bytes, i, i + step));
    return ap_quickxor_text(&q, mem);
}

AP_TEST(quickxor_known_digests)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(hash(AP_STR(""), 1, &mem), "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_str(hash(AP_STR("J"), 1, &mem), "SgAAAAAAAAAAAAAAAQAAAAAAAAA=");
    char bytes[1792];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    struct ap_str all = {bytes, sizeof bytes};
    assert_str(hash(all, 1, &mem),
               "edJlP68QDhntUYpkxfrvpP5uDuY="); /* as rclone and the stand-in's own have it */
    assert_str(hash(all, 161, &mem), "edJlP68QDhntUYpkxfrvpP5uDuY=");
    assert_str(hash(all, sizeof bytes, &mem), "edJlP68QDhntUYpkxfrvpP5uDuY=");
}

AP_TEST(url_parts)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_url url;
    assert_int_equal(ap_url_parse(AP_STR("HTTPS://Graph.Example:8443/v1.0/x?a=b#c"), &mem, &url),
                     AP_OK);
    assert_true(url.https);
    assert_str(url.host, "graph.example");
    assert_str(url.port, "8443");
    assert_str(url.path, "/v1.0/x");
    assert_str(url.query, "a=b");
    static const char *const bad[] = {"",
                                      "graph.example",
                                      "ftp://x/",
                                      "https:/x",
                                      "https://",
                                      "https://user@x/",
                                      "https://x:0/",
                                      "https://x:99999/",
                                      "https://x:/",
                                      "https://x y/",
                                      "https://x\\y/",
                                      "https://[::1]/",
                                      "https://x\r\nHost: y/",
                                      "https://-x/",
                                      "https://\xc3\xa4/"};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_url_parse(ap_str_from(bad[i]), &mem, &url), AP_E_SYNTAX);
}

AP_TEST(url_same_origin_takes_no_look_alikes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_url graph;
    struct ap_url other;
    assert_int_equal(ap_url_parse(AP_STR("https://graph.microsoft.com"), &mem, &graph), AP_OK);
    assert_int_equal(ap_url_parse(AP_STR("https://GRAPH.microsoft.com:443/x"), &mem, &other),
                     AP_OK);
    assert_true(ap_url_same_origin(&graph, &other));
    static const char *const others[] = {
        "http://graph.microsoft.com/", "https://graph.microsoft.com.evil.example/",
        "https://graph.microsoft.com:444/", "https://evil.example/graph.microsoft.com"};
    for (size_t i = 0; i < AP_COUNT(others); i++) {
        assert_int_equal(ap_url_parse(ap_str_from(others[i]), &mem, &other), AP_OK);
        assert_false(ap_url_same_origin(&graph, &other));
    }
}

AP_TEST(url_escapes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str text;
    assert_str(ap_url_encode(&mem, AP_STR("a b/#%?'&\xc3\xa4~")), "a%20b%2F%23%25%3F%27%26%C3%A4~");
    assert_str(ap_url_encode_path(&mem, AP_STR("a b/c")), "a%20b/c");
    assert_int_equal(ap_url_decode(AP_STR("a%20b%2f%C3%A4"), &mem, &text), AP_OK);
    assert_str(text, "a b/\xc3\xa4");
    static const char *const bad[] = {"%", "%2", "%zz", "a%00b", "%ff", "%c3"};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_url_decode(ap_str_from(bad[i]), &mem, &text), AP_E_SYNTAX);
    static const char *const shown[][2] = {
        {"https://h/p?tempauth=secret", "https://h/p"},
        {"https://h/p#secret", "https://h/p"},
        {"https://me:secret@h/p", "h/p"},
        {"me:secret@h/p", "h/p"},
        {"https://me:a@secret@h", "h"},
        {"https://h/a@b", "https://h/a@b"},
        {"h", "h"},
        {"", ""},
    };
    for (size_t i = 0; i < AP_COUNT(shown); i++)
        assert_str(ap_url_shown(ap_str_from(shown[i][0])), shown[i][1]);
}

/* clang takes two literals in a list for a missing comma */
#define VIEW                                                                                       \
    "https://contoso.sharepoint.com/sites/audit/Shared%20Documents/Forms/"                         \
    "AllItems.aspx?id=%2Fsites%2Faudit%2FShared%20Documents%2F2026"

AP_TEST(library_urls_as_browsers_show_them)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const same[] = {
        "https://contoso.sharepoint.com/sites/audit/Shared Documents/2026",
        " https://contoso.sharepoint.com/sites/audit/Shared%20Documents/2026/ ",
        "https://contoso.sharepoint.com/:f:/r/sites/audit/Shared%20Documents/2026?csf=1",
        VIEW,
    };
    for (size_t i = 0; i < AP_COUNT(same); i++) {
        struct ap_library_url url;
        const char *why;
        assert_int_equal(ap_library_url_parse(ap_str_from(same[i]), &mem, &url, &why), AP_OK);
        assert_str(url.host, "contoso.sharepoint.com");
        assert_str(ap_arena_join_all(&mem, &url.segments, "|"),
                   "sites|audit|Shared Documents|2026");
    }
    struct ap_library_url url;
    const char *why;
    assert_int_equal(
        ap_library_url_parse(AP_STR("https://h/sites/a/D/Forms/AllItems.aspx"), &mem, &url, &why),
        AP_OK);
    assert_str(ap_arena_join_all(&mem, &url.segments, "|"), "sites|a|D");
}

AP_TEST(names_are_mapped_and_back)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const pairs[][2] = {
        {"plain name.pdf", "plain name.pdf"},
        {"a#b%c.txt", "a_x0023_b_x0025_c.txt"},
        {"~$x.docx", "_x007e_$x.docx"},
        {"CON", "_x0043_ON"},
        {"com1", "_x0063_om1"},
        {"com10", "com10"},
        {" lead", "_x0020_lead"},
        {"dot.", "dot_x002e_"},
        {"_x0023_", "_x005f_x0023_"},
        {"_x0023?", "_x005f_x0023_x003f_"}, /* what follows becomes the end of a code */
        {"_x0023 ", "_x005f_x0023_x0020_"},
        {"_x0023.", "_x005f_x0023_x002e_"},
        {"_x0023_x0023?", "_x005f_x0023_x005f_x0023_x003f_"},
        {"_x00e4?", "_x00e4_x003f_"},
        {"a:b", "a_x003a_b"},
        {"x_vti_y", "x__x0076_ti_y"},
        {"_VTI_", "__x0056_TI_"},
        {"#vti_", "_x0023__x0076_ti_"},
        {"_vti#", "__x0076_ti_x0023_"},
        {"vti_", "vti_"},
        {"avti_", "avti_"},
        {"\xc3\xa4", "\xc3\xa4"},
    };
    for (size_t i = 0; i < AP_COUNT(pairs); i++) {
        assert_str(ap_remote_name(ap_str_from(pairs[i][0]), &mem), pairs[i][1]);
        assert_str(ap_local_name(ap_str_from(pairs[i][1]), &mem), pairs[i][0]);
    }
    /* what ap_remote_name() never makes stays as it is */
    static const char *const foreign[] = {"_x0041_", "_x002f_", "_x0023", "_x00e4_", "_x0000_"};
    for (size_t i = 0; i < AP_COUNT(foreign); i++)
        assert_str(ap_local_name(ap_str_from(foreign[i]), &mem), foreign[i]);
    assert_str(ap_remote_path(AP_STR("a#/b"), &mem), "a_x0023_/b");
}

/** Of every short name of these characters. */
AP_TEST(no_name_holds_what_sharepoint_keeps_for_itself)
{
    static const char alphabet[] = "_vti#x.";
    enum { N = sizeof alphabet - 1, LONGEST = 6 };
    AP_AUTO_ARENA struct ap_arena mem = {0};
    unsigned n_names = 1;
    for (int length = 1; length <= LONGEST; length++) {
        n_names *= N;
        for (unsigned name = 0; name < n_names; name++) {
            char text[LONGEST + 1] = {0};
            unsigned rest = name;
            for (int i = 0; i < length; i++, rest /= N)
                text[i] = alphabet[rest % N];
            struct ap_arena_mark mark = ap_arena_mark(&mem);
            struct ap_str remote = ap_remote_name(ap_str_from(text), &mem);
            assert_false(ap_str_contains(remote, AP_STR("_vti_")));
            assert_str(ap_local_name(remote, &mem), text);
            ap_arena_rewind(&mem, mark);
        }
    }
}

AP_TEST(errors_are_walked_to_the_deepest_known_code)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const pairs[][2] = {
        {"{\"error\":{\"code\":\"invalidRequest\",\"message\":\"m\",\"innerError\":{\"code\":"
         "\"invalidFileName\"}}}",
         "invalidFileName"},
        {"{\"error\":{\"code\":\"accessDenied\",\"innererror\":{\"code\":\"other\",\"innererror\":{"
         "\"code\":\"malwareDetected\"}}}}",
         "malwareDetected"},
        {"{\"error\":{\"code\":\"unheardOf\",\"innerError\":{\"code\":\"alsoUnheard\"}}}",
         "unheardOf"},
        {"{\"error\":{\"code\":\"itemNotFound\",\"innerError\":{\"date\":\"x\"}}}", "itemNotFound"},
        {"{\"error\":\"invalid_client\"}", ""},
        {"[]", ""},
        {"<html>", ""},
        {"", ""},
        {"{\"error\":{\"code\":[1]}}", ""},
    };
    for (size_t i = 0; i < AP_COUNT(pairs); i++)
        assert_str(ap_remote_error_read(ap_str_from(pairs[i][0]), &mem).code, pairs[i][1]);
}

AP_TEST(next_offsets)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct ap_node *root;
    assert_int_equal(
        ap_reply_parse(AP_STR("{\"nextExpectedRanges\":[\"50-60\",\"26-\",\"x\"]}"), &mem, &root),
        AP_OK);
    assert_int_equal(ap_reply_next_offset(root), 26);
    assert_int_equal(ap_reply_parse(AP_STR("{\"nextExpectedRanges\":[]}"), &mem, &root), AP_OK);
    assert_int_equal(ap_reply_next_offset(root), -1);
    assert_int_equal(ap_reply_parse(AP_STR("{\"nextExpectedRanges\":\"0-\"}"), &mem, &root), AP_OK);
    assert_int_equal(ap_reply_next_offset(root), -1);
}

AP_TEST(aadsts_codes)
{
    assert_int_equal(ap_aadsts_find(AP_STR("AADSTS7000215: Invalid client secret")), 7000215);
    assert_int_equal(ap_aadsts_find(AP_STR("x AADSTS90002.")), 90002);
    assert_int_equal(ap_aadsts_find(AP_STR("no code")), 0);
    assert_int_equal(ap_aadsts_find(AP_STR("AADSTS")), 0);
    assert_non_null(ap_aadsts_mend(7000215));
    assert_null(ap_aadsts_mend(1));
}

AP_TEST(journal_is_its_own_inverse)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf first = {0};
    AP_AUTO_BUF struct ap_buf second = {0};
    struct ap_journal journal = {.mem = &mem, .to = AP_STR("https://h/x")};
    struct ap_journal back = {.mem = &mem};
    char hex[65];
    memset(hex, 'a', 64);
    hex[64] = '\0';
    *ap_journal_add(&journal) = (struct ap_journal_entry){
        AP_STR("a/b.zip"), {hex, 64}, AP_STR("https://u/x?tempauth=1"), 100, 40, 12345, false};
    *ap_journal_add(&journal) = (struct ap_journal_entry){.path = AP_STR("gone"), .closed = true};
    ap_journal_write(&journal, &first);
    assert_int_equal(ap_journal_read(ap_buf_str(&first), &back), AP_OK);
    assert_int_equal(back.entries.n, 1);
    ap_journal_write(&back, &second);
    assert_true(ap_str_eq(ap_buf_str(&first), ap_buf_str(&second)));
    assert_non_null(ap_journal_find(&back, AP_STR("a/b.zip")));
    assert_null(ap_journal_find(&back, AP_STR("a/b")));
    static const char *const bad[] = {
        "",
        "{}",
        "{\"schema\":\"apipack.dev/upload-journal/v1\"}",
        "{\"schema\":\"apipack.dev/upload-journal/"
        "v1\",\"sessions\":[{\"path\":\"x\",\"sha256\":\"1\",\"size\":1,\"offset\":0,\"created\":0,"
        "\"upload_url\":\"https://x/\"}]}",
    };
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_journal_read(ap_str_from(bad[i]), &back), AP_E_SYNTAX);
}

AP_TEST(place_paths)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct ap_remote_place place = {.drive_id = AP_STR("b!x")};
    assert_str(ap_place_path(&place, AP_STR_NONE, ":/children", &mem),
               "/drives/b%21x/root/children");
    assert_str(ap_place_path(&place, AP_STR("a b/c"), ":/children", &mem),
               "/drives/b%21x/root:/a%20b/c:/children");
    assert_str(ap_place_path(&place, AP_STR("a"), "", &mem), "/drives/b%21x/root:/a");
}

static struct ap_str
put(const struct ap_column *column, const char *value, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    struct ap_str text = ap_str_from(value);
    const struct ap_strs values = {&text, 1, 1};
    struct ap_str ann = AP_STR("ann@x.example");
    struct ap_str six = AP_STR("6");
    const struct ap_site_people people = {{&six, 1, 1}, {&ann, 1, 1}, {&ann, 1, 1}};
    const char *why = NULL;
    ap_json_init(&json, &out);
    json.compact = true;
    ap_json_object_open(&json);
    if (!ap_column_put(&json, column, &values, &people, mem, &why))
        return ap_str_from(why);
    ap_json_object_close(&json);
    return ap_arena_copy(mem, ap_buf_str(&out));
}

AP_TEST(column_values_by_type)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str choice = AP_STR("yes");
    struct ap_column column = {
        .name = AP_STR("C"), .kind = AP_COLUMN_TEXT, .max_length = 5, .choices = {&choice, 1, 1}};
    assert_str(put(&column, "short", &mem), "{\"C\":\"short\"}");
    assert_str(put(&column, "longer", &mem), "it is too long");
    column.kind = AP_COLUMN_CHOICE;
    assert_str(put(&column, "yes", &mem), "{\"C\":\"yes\"}");
    assert_str(put(&column, "no", &mem), "it is none of the choices");
    column.kind = AP_COLUMN_CHOICES;
    assert_str(put(&column, "yes", &mem),
               "{\"C@odata.type\":\"Collection(Edm.String)\",\"C\":[\"yes\"]}");
    column.kind = AP_COLUMN_DATE;
    assert_str(put(&column, "2026-07-02", &mem), "{\"C\":\"2026-07-02T00:00:00Z\"}");
    assert_str(put(&column, "July", &mem), "it is no day");
    column.kind = AP_COLUMN_PERSON;
    assert_str(put(&column, "Ann@X.example", &mem), "{\"CLookupId\":\"6\"}");
    assert_str(put(&column, "bob", &mem), "the site knows nobody of this name or e-mail");
    column.kind = AP_COLUMN_NUMBER;
    assert_str(put(&column, "12", &mem), "{\"C\":12}");
    assert_str(put(&column, "x", &mem), "it is no whole number");
}
