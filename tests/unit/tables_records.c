/* Records of every form, in pieces of every size: which fields, where, and what hostile text does.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ap_test.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "port/yaml.h"
#include "tables/records.h"

enum { TIME, TENANT, METHOD, STATUS, SECRET, KEY };

static struct ap_field_names
some_names(struct ap_arena *mem)
{
    static const struct {
        const char *word;
        uint16_t id;
    } words[] = {
        {"timestamp", TIME},
        {"time_local", TIME},
        {"date", TIME},
        {"tenant_id", TENANT},
        {"tenant", TENANT},
        {"method", METHOD},
        {"request_method", METHOD},
        {"http.request.method", METHOD},
        {"cs-method", METHOD},
        {"status", STATUS},
        {"authorization", SECRET},
        {"*_secret", SECRET},
        {"*passwd*", SECRET},
        {"key", KEY},
    };
    struct ap_field_names names = {.mem = mem};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        ap_field_names_add(&names, ap_str_from(words[i].word), words[i].id);
    return names;
}

/* `LINE name=value@column …;` for each record. */
static void
dump(void *ctx, const struct ap_record_of *record)
{
    struct ap_buf *out = ctx;
    ap_buf_printf(out, "%u", record->line);
    for (size_t i = 0; i < record->n; i++) {
        const struct ap_record_field *f = &record->fields[i];
        ap_buf_printf(out, " %.*s=%.*s%s", AP_FMT(f->name), AP_FMT(f->text),
                      f->kind == AP_IS_OBJECT  ? "{}"
                      : f->kind == AP_IS_ARRAY ? "[]"
                      : f->kind == AP_IS_NULL  ? "null"
                                               : "");
    }
    ap_buf_add_c(out, ";");
}

static struct ap_records_end
read_in_pieces(struct ap_str text, size_t piece, ap_record_fn fn, void *ctx)
{
    struct ap_arena mem = {0};
    struct ap_field_names names = some_names(&mem);
    struct ap_records *records = ap_records_new(&names, &mem, fn, ctx);
    for (size_t at = 0; at < text.len; at += piece) {
        /* A copy of its own: reading beyond its end is seen. */
        struct ap_str part = ap_str_slice(text, at, at + piece);
        AP_CLEANUP(ap_cleanup_free) char *copy = malloc(part.len);
        memcpy(copy, part.ptr, part.len);
        ap_records_feed(records, (struct ap_str){copy, part.len});
    }
    struct ap_records_end end = ap_records_end(records);
    ap_arena_release(&mem);
    return end;
}

static const struct {
    const char *name, *text;
    enum ap_record_form form;
    const char *records;
    unsigned n_bad;
    unsigned bad_line;
} cases[] = {
    {"json lines",
     "{\"tenant\":\"t-1\",\"status\":200,\"x\":1}\n\n{\"tenant\":null,\"status\":\"a\\\"b\\u00e9\"}"
     "\r\n",
     AP_FORM_JSON_LINES, "1 tenant=t-1 status=200;3 tenant=null status=a\"b\xc3\xa9;", 0, 0},
    {"one line", "{\"tenant\":\"t-1\"}", AP_FORM_JSON, "1 tenant=t-1;", 0, 0},
    {"nested",
     "{\"http\":{\"request\":{\"method\":\"GET\"}},\"headers\":{\"Authorization\":\"x\"},\"http."
     "request.method\":\"PUT\"}\n{}\n",
     AP_FORM_JSON_LINES,
     "1 http.request.method=GET headers.Authorization=x http.request.method=PUT;2;", 0, 0},
    {"spellings",
     "{\"TenantId\":\"a\",\"tenant-id\":\"b\",\"Tenant "
     "ID\":\"c\",\"client_secret\":\"d\",\"userPasswdHash\":\"e\"}\n",
     AP_FORM_JSON, "1 TenantId=a tenant-id=b Tenant ID=c client_secret=d userPasswdHash=e;", 0, 0},
    {"objects under a name", "{\"authorization\":{\"a\":1},\"status\":[],\"tenant\":{}}",
     AP_FORM_JSON, "1 authorization={};", 0, 0},
    {"bad line", "{\"tenant\":\"a\"}\n{\"tenant\":\nnot json\n{\"tenant\":\"b\"}\n",
     AP_FORM_JSON_LINES, "1 tenant=a;4 tenant=b;", 2, 2},
    {"array", "[\n  {\"tenant\": \"a\",\n   \"status\": 1},\n  {\"tenant\": \"b\"}\n]\n",
     AP_FORM_JSON, "2 tenant=a status=1;4 tenant=b;", 0, 0},
    {"array in an object",
     "{\"count\": 2, \"skip\": [1, {\"tenant\": \"no\"}], \"value\": [{\"tenant\": \"a\"}, "
     "{\"tenant\": \"b\"}], \"next\": null}",
     AP_FORM_JSON, "1 tenant=a;1 tenant=b;", 0, 0},
    {"array in objects",
     "{\"took\":3,\"hits\":{\"total\":{\"value\":2},\"hits\":[{\"_source\":{\"tenant\":\"a\"}}]}}",
     AP_FORM_JSON, "1 _source.tenant=a;", 0, 0},
    {"objects in a row", "{\n\"tenant\": \"a\"\n}\n{\n\"tenant\": \"b\"}", AP_FORM_JSON,
     "1 tenant=a;4 tenant=b;", 0, 0},
    {"a list in a record", "{\"tenant\":\"a\",\"status\":1,\"parts\":[{\"status\":2}]}",
     AP_FORM_JSON, "1 tenant=a status=1 parts.status=2;", 0, 0},
    {"array cut off", "[{\"tenant\":\"a\"},{\"tenant\":\"b", AP_FORM_JSON, "1 tenant=a;", 1, 1},
    {"array without an end", "[{\"tenant\":\"a\"}", AP_FORM_JSON, "1 tenant=a;", 1, 1},
    {"array broken", "[{\"tenant\":\"a\"},{\"tenant\" \"b\"},{\"tenant\":\"c\"}]", AP_FORM_JSON,
     "1 tenant=a;", 1, 1},
    {"array of other things", "[\"x\",1,{\"tenant\":\"a\"},[{\"tenant\":\"no\"}]]", AP_FORM_JSON,
     "1 tenant=a;", 3, 1},
    {"empty array", "[]", AP_FORM_JSON, "", 0, 0},
    {"prefixed",
     "May 12 10:00:00 gw app[1]: {\"tenant\":\"a\"}\nMay 12 10:00:01 gw app[1]: "
     "{\"tenant\":\"b\"}\n",
     AP_FORM_JSON_LINES, "1 tenant=a;2 tenant=b;", 0, 0},
    {"csv",
     "Date,Tenant ID,Other,Status\n2026-05-01,\"a, "
     "\"\"b\"\"\",x,200\n,,,\n2026-05-02,\"two\nlines\",x,1\n2026-05-03,c,x,2",
     AP_FORM_CSV,
     "2 Date=2026-05-01 Tenant ID=a, \"b\" Status=200;4 Date=2026-05-02 Tenant ID=two\nlines "
     "Status=1;6 Date=2026-05-03 Tenant ID=c Status=2;",
     0, 0},
    {"csv with mark, sep and semicolons", "\xef\xbb\xbfsep=;\r\ntenant;status\r\na,b;200\r\n",
     AP_FORM_CSV, "3 tenant=a,b status=200;", 0, 0},
    {"csv, tabs", "tenant\tstatus\na\t1\n", AP_FORM_CSV, "2 tenant=a status=1;", 0, 0},
    {"csv, one column", "tenant\na\nb\n", AP_FORM_CSV, "2 tenant=a;3 tenant=b;", 0, 0},
    {"csv, short and long rows", "tenant,status\na\nb,1,2,3\n", AP_FORM_CSV,
     "2 tenant=a;3 tenant=b status=1;", 0, 0},
    {"w3c",
     "#Version: 1.0\n#Fields: date time cs-method x sc-status\n2026-05-01 10:00:00 GET  - 200\n",
     AP_FORM_W3C, "3 date=2026-05-01 cs-method=GET;", 0, 0},
    {"logfmt",
     "timestamp=2026-05-01T10:00:00Z tenant=a msg=\"a \\\"b\\\" c\" status=200\nno "
     "pairs\ntenant=\"x \\\"y\" status=1\n",
     AP_FORM_LOGFMT,
     "1 timestamp=2026-05-01T10:00:00Z tenant=a status=200;3 tenant=x \"y status=1;", 1, 2},
    {"logfmt behind a time", "2026-05-01T10:00:00Z INFO tenant=a status=200\n", AP_FORM_LOGFMT,
     "1 timestamp=2026-05-01T10:00:00Z tenant=a status=200;", 0, 0},
    {"access log",
     "10.0.0.1 - ann [12/May/2026:10:00:00 +0000] \"GET /v1/x?a=b HTTP/1.1\" 200 12 \"-\" \"curl\" "
     "tenant=a\n",
     AP_FORM_ACCESS,
     "1 time_local=12/May/2026:10:00:00 +0000 request_method=GET status=200 tenant=a;", 0, 0},
    {"prose", "This log was empty in May.\nNothing else.\n", AP_FORM_UNKNOWN, "", 0, 0},
    {"nothing", "", AP_FORM_UNKNOWN, "", 0, 0},
    {"a literal that is none", "{\"tenant\":nil}\n{\"tenant\":\"a\"}\n", AP_FORM_JSON_LINES,
     "2 tenant=a;", 1, 1},
    {"half a pair", "{\"tenant\":\"\\ud83d\\ude00 \\ud83d \\/\"}", AP_FORM_JSON,
     "1 tenant=\xf0\x9f\x98\x80 \xef\xbf\xbd /;", 0, 0},
};

AP_TEST(tables_records_forms)
{
    static const size_t pieces[] = {1u << 20, 1, 2, 7, 33};
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        for (size_t k = 0; k < AP_COUNT(pieces); k++) {
            struct ap_buf out = {0};
            struct ap_records_end end =
                read_in_pieces(ap_str_from(cases[i].text), pieces[k], dump, &out);
            if (!ap_str_is(ap_buf_str(&out), cases[i].records) || end.form != cases[i].form ||
                end.n_bad != cases[i].n_bad || end.bad_line != cases[i].bad_line)
                fail_msg("%s in pieces of %zu: %s, %.*s, %u bad, line %u", cases[i].name, pieces[k],
                         ap_record_form_name(end.form), AP_FMT(ap_buf_str(&out)),
                         (unsigned)end.n_bad, end.bad_line);
            ap_buf_release(&out);
        }
}

/* --- long texts ------------------------------------------------------------------------------ */

struct sum {
    uint64_t n, fields, lines;
};

static void
add_up(void *ctx, const struct ap_record_of *record)
{
    struct sum *sum = ctx;
    sum->n++;
    sum->fields += record->n;
    sum->lines += record->line;
    for (size_t i = 0; i < record->n; i++)
        sum->lines += record->fields[i].column;
}

/* Places and counts do not depend on where the pieces end. */
AP_TEST(tables_records_cuts)
{
    static const char *const heads[] = {"", "", "tenant,status,date\n"};
    for (size_t form = 0; form < AP_COUNT(heads); form++) {
        struct ap_buf text = {0};
        ap_buf_add_c(&text, heads[form]);
        for (unsigned i = 0; i < 20000; i++) {
            char line[200];
            int n = snprintf(line, sizeof line,
                             form == 0 ? "{\"tenant\":\"t-%u\",\"a\":{\"b\":[1,{\"status\":%u}]}}\n"
                             : form == 1 ? "tenant=t-%u other=%u status=1\n"
                                         : "t-%u,\"%u\n\",x\n",
                             i, i * 7);
            ap_buf_add(&text, line, (size_t)n);
        }
        struct sum whole = {0};
        (void)read_in_pieces(ap_buf_str(&text), text.len, add_up, &whole);
        assert_int_equal(whole.n, 20000);
        static const size_t pieces[] = {4093, 65536, 70001, 300000};
        for (size_t k = 0; k < AP_COUNT(pieces); k++) {
            struct sum cut = {0};
            (void)read_in_pieces(ap_buf_str(&text), pieces[k], add_up, &cut);
            assert_memory_equal(&cut, &whole, sizeof cut);
        }
        ap_buf_release(&text);
    }
}

static void
add_many(struct ap_buf *text, const char *what, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ap_buf_add_c(text, what);
}

/* A line of three million bytes is passed over, the next is read at its true line. */
AP_TEST(tables_records_long_line)
{
    static const size_t pieces[] = {1000, 65536, 1u << 20, 8u << 20};
    for (size_t k = 0; k < AP_COUNT(pieces); k++) {
        struct ap_buf text = {0};
        struct ap_buf out = {0};
        ap_buf_add_c(&text, "{\"tenant\":\"a\"}\n{\"tenant\":\"");
        add_many(&text, "0123456789", 300000);
        ap_buf_add_c(&text, "\"}\n{\"tenant\":\"b\"}\n");
        struct ap_records_end end = read_in_pieces(ap_buf_str(&text), pieces[k], dump, &out);
        if (pieces[k] < text.len) {
            assert_str(ap_buf_str(&out), "1 tenant=a;3 tenant=b;");
            assert_int_equal(end.n_bad, 1);
            assert_int_equal(end.bad_line, 2);
        }
        ap_buf_release(&text);
        ap_buf_release(&out);
    }
}

AP_TEST(tables_records_hostile)
{
    static const struct {
        const char *begin, *again;
        size_t n;
    } texts[] = {
        {"[", "[", 3000000},
        {"[", "{\"a\":", 1000000},
        {"{\"a\":", "{\"a\":", 100000},
        {"a,b\n\"", "x\"\"\n", 800000},
        {"tenant=1 b=2\n", "\\\"=", 900000},
        {"[{\"a\":\"", "\\u12", 900000},
        {"{\"", "\\", 2000000},
        {"[{},", "1,", 1500000},
    };
    for (size_t i = 0; i < AP_COUNT(texts); i++) {
        struct ap_buf text = {0};
        struct sum sum = {0};
        ap_buf_add_c(&text, texts[i].begin);
        add_many(&text, texts[i].again, texts[i].n);
        (void)read_in_pieces(ap_buf_str(&text), 65536, add_up, &sum);
        (void)read_in_pieces(ap_buf_str(&text), 1u << 20, add_up, &sum);
        ap_buf_release(&text);
    }
}

/* --- documents ------------------------------------------------------------------------------- */

static const struct {
    const char *name, *yaml, *records;
} documents[] = {
    {"list", "- {tenant: a, status: 1}\n- {tenant: b}\n", "1 tenant=a status=1;2 tenant=b;"},
    {"list in a mapping", "status: top\nitems:\n  - tenant: a\n  - tenant: b\n",
     "3 tenant=a;4 tenant=b;"},
    {"mapping of mappings", "keys:\n  a: {status: 1}\n  b: {status: 2}\n",
     "2 key=a status=1;3 key=b status=2;"},
    {"lists in lists",
     "- tenant: a\n  parts:\n    - {status: 1, key: x}\n    - {status: 2, key: y}\n",
     "3 tenant=a status=1 key=x;4 tenant=a status=2 key=y;"},
    {"many values", "- tenant: [a, b]\n  status: {status: 1}\n",
     "1 tenant=[] tenant=a tenant=b status={} status.status=1;"},
    {"itself a record", "tenant: a\nstatus:\n", "1 tenant=a status=null;"},
    {"no known name", "- {x: 1}\n", ""},
    {"a word", "word\n", ""},
};

AP_TEST(tables_records_documents)
{
    for (size_t i = 0; i < AP_COUNT(documents); i++) {
        struct ap_arena mem = {0};
        struct ap_diag dg;
        struct ap_node *root = NULL;
        struct ap_buf out = {0};
        ap_diag_init(&dg, &mem);
        struct ap_field_names names = some_names(&mem);
        assert_int_equal(ap_yaml_parse(ap_str_from(documents[i].yaml), AP_STR("x"), AP_MET001, NULL,
                                       &mem, &root, &dg),
                         AP_OK);
        (void)ap_records_of_node(root, &names, KEY, &mem, dump, &out);
        if (!ap_str_is(ap_buf_str(&out), documents[i].records))
            fail_msg("%s: %.*s", documents[i].name, AP_FMT(ap_buf_str(&out)));
        ap_buf_release(&out);
        ap_arena_release(&mem);
    }
}
