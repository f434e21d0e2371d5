/* Workbooks as rows: the shapes of Excel, LibreOffice, openpyxl and exports; hostile ones.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "tables/rows.h"
#include "tables/xlsx_internal.h"

#define MAIN   "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define STRICT "xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\""
#define REL    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELS(inner)                                                                                \
    "<?xml version=\"1.0\"?><Relationships "                                                       \
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner                \
    "</Relationships>"
#define BOOK(inner)                                                                                \
    "<workbook " MAIN " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"          \
    "relationships\">" inner "</workbook>"
#define ONE_SHEET         BOOK("<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets>")
#define SHEET(rows)       "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"
#define INLINE(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

struct part {
    const char *name;
    const char *xml;
};

static int
read_part(void *ctx, struct ap_str name, ap_unzip_sink sink, void *sink_ctx)
{
    for (const struct part *part = ctx; part->name; part++)
        if (ap_str_ieq(name, ap_str_from(part->name)))
            return sink(sink_ctx, ap_str_from(part->xml));
    return AP_E_NOTFOUND;
}

/** Rows as `line:cell|cell`, joined by '/'; or the fault in words behind '!'. */
static struct ap_str
flatten(struct ap_arena *mem, const struct part *parts, const struct ap_strs *words)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_xlsx *book = NULL;
    const char *why = NULL;
    struct part copy[12] = {{0}};
    for (size_t i = 0; parts[i].name; i++)
        copy[i] = parts[i];
    if (ap_xlsx_open_source((struct ap_xlsx_source){read_part, copy}, words, mem, &book, &why))
        return ap_arena_printf(mem, "!%s", why);
    struct ap_row row;
    while (ap_xlsx_next(book, mem, &row) == 1) {
        ap_buf_printf(&out, "%s%u:", out.len ? "/" : "", row.line);
        for (size_t i = 0; i < row.n; i++) {
            assert_int_equal(row.cells[i].line, row.line);
            assert_int_equal(row.cells[i].column, i + 1);
            ap_buf_printf(&out, "%s%.*s", i ? "|" : "", AP_FMT(row.cells[i].text));
        }
    }
    return ap_arena_copy(mem, ap_buf_str(&out));
}

/** The rows of a workbook with this sheet, these styles and shared strings (or NULL). */
static struct ap_str
rows_of(struct ap_arena *mem, const char *sheet, const char *styles, const char *strings)
{
    const struct part parts[] = {
        {"_rels/.rels", RELS("<Relationship Id=\"a\" Type=\"" REL "officeDocument\" "
                             "Target=\"xl/workbook.xml\"/>")},
        {"xl/_rels/workbook.xml.rels",
         RELS("<Relationship Id=\"rId1\" Type=\"" REL
              "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"" REL "styles\" Target=\"styles.xml\"/>"
              "<Relationship Id=\"rId3\" Type=\"" REL
              "sharedStrings\" Target=\"sharedStrings.xml\"/>")},
        {"xl/workbook.xml", ONE_SHEET},
        {"xl/worksheets/sheet1.xml", sheet},
        {styles ? "xl/styles.xml" : "none", styles},
        {strings ? "xl/sharedStrings.xml" : "none", strings},
        {NULL, NULL}};
    return flatten(mem, parts, NULL);
}

static const char some_strings[] =
    "<sst " MAIN " count=\"9\" uniqueCount=\"5\"><si><t>File</t></si>"
    "<si><r><rPr><b/></rPr><t xml:space=\"preserve\">rich </t></r><r><t>text</t></r></si>"
    "<si><t>\xE6\x9D\xB1</t><rPh sb=\"0\" eb=\"1\"><t>NO</t></rPh><phoneticPr fontId=\"1\"/></si>"
    "<si><t>a_x000D__x000A_b _x005F_x0041_ _xD800_</t></si><si/></sst>";

AP_TEST(tables_xlsx_kinds_of_cells)
{
    static const struct {
        const char *cell, *text;
    } cases[] = {
        {"<c r=\"A1\" t=\"s\"><v>0</v></c>", "1:File"},
        {"<c r=\"A1\" t=\"s\"><v>1</v></c>", "1:rich text"},
        {"<c r=\"A1\" t=\"s\"><v>2</v></c>", "1:\xE6\x9D\xB1"},
        {"<c r=\"A1\" t=\"s\"><v>3</v></c>", "1:a\r\nb _x0041_ \xEF\xBF\xBD"},
        {"<c r=\"A1\" t=\"s\"><v>4</v></c>", ""},
        {"<c t=\"s\"><v>0</v></c><c><v>7</v></c>", "1:File|7"},
        {INLINE("A1", "x &amp; y"), "1:x & y"},
        {"<c r=\"A1\" t=\"inlineStr\"><is><r><rPr><sz val=\"9\"/></rPr><t>a</t></r><r><t>b</t></r>"
         "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c>",
         "1:ab"},
        {"<c r=\"A1\"><v>2026</v></c>", "1:2026"},
        {"<c r=\"A1\" t=\"n\"><v>0.30000000000000004</v></c>", "1:0.3"},
        {"<c r=\"A1\"><v>-1.5E3</v></c>", "1:-1500"},
        {"<c r=\"A1\"><v>1e999</v></c>", "1:1e999"},
        {"<c r=\"A1\"><v>what</v></c>", "1:what"},
        {"<c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v>0</v></c>", "1:TRUE|FALSE"},
        {"<c r=\"A1\" t=\"e\"><v>#N/A</v></c>", "1:#N/A"},
        {"<c r=\"A1\" t=\"str\"><f>UPPER(\"a\")</f><v>A</v></c>", "1:A"},
        {"<c r=\"A1\" t=\"str\"><f>IF(1,\"\")</f><v></v></c>", ""},
        {"<c r=\"A1\"><f>1+1</f><v>2</v></c>", "1:2"},
        {"<c r=\"A1\"><f>1+1</f></c>", "1:=1+1"},
        {"<c r=\"A1\" s=\"1\"><v>46153</v></c>", "1:2026-05-11"},
        {"<c r=\"A1\" s=\"2\"><v>46143</v></c>", "1:2026-05"},
        {"<c r=\"A1\" s=\"3\"><v>46143</v></c>", "1:2026"},
        {"<c r=\"A1\" s=\"4\"><v>46143</v></c>", "1:2026-05"},
        {"<c r=\"A1\" s=\"5\"><v>46143.395833333</v></c>", "1:2026-05-01 09:30:00"},
        {"<c r=\"A1\" s=\"5\"><v>46143</v></c>", "1:2026-05-01"},
        {"<c r=\"A1\" s=\"5\"><v>46143.9999999</v></c>", "1:2026-05-02"},
        {"<c r=\"A1\" s=\"6\"><v>0.5</v></c>", "1:12:00:00"},
        {"<c r=\"A1\" s=\"7\"><v>46143</v></c>", "1:46143"},
        {"<c r=\"A1\" s=\"99\"><v>46143</v></c>", "1:46143"},
        {"<c r=\"A1\" s=\"1\"><v>-5</v></c>", "1:-5"},
        {"<c r=\"A1\" s=\"1\"><v>99999999</v></c>", "1:99999999"},
        {"<c r=\"A1\" s=\"1\"><v>59</v></c>", "1:1900-02-28"},
        {"<c r=\"A1\" s=\"1\"><v>61</v></c>", "1:1900-03-01"},
        {"<c r=\"A1\" s=\"1\" t=\"d\"><v>2026-05-14T00:00:00</v></c>", "1:2026-05-14"},
        {"<c r=\"A1\" s=\"2\" t=\"d\"><v>2026-05-14</v></c>", "1:2026-05"},
        {"<c r=\"A1\" t=\"d\"><v>2026-05-14T09:30:00.5Z</v></c>", "1:2026-05-14 09:30:00"},
        {"<c r=\"A1\"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>", "1:1"},
    };
    static const char styles[] =
        "<styleSheet " MAIN "><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"[$-409]mmm\\-yy;@\"/><numFmt numFmtId=\"166\" "
        "formatCode=\"&quot;day&quot; 0\"/></numFmts><cellStyleXfs><xf numFmtId=\"17\"/>"
        "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"17\"/><xf "
        "numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/><xf "
        "numFmtId=\"166\"/></cellXfs></styleSheet>";
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        struct ap_str sheet = ap_arena_printf(&mem, SHEET("<row r=\"1\">%s</row>"), cases[i].cell);
        assert_str(rows_of(&mem, sheet.ptr, styles, some_strings), cases[i].text);
    }
}

AP_TEST(tables_xlsx_number_formats)
{
    static const struct {
        const char *code;
        enum ap_xlsx_shape shape;
    } cases[] = {
        {"General", AP_XLSX_NUMBER},
        {"0.00", AP_XLSX_NUMBER},
        {"#,##0.00 \"my\"", AP_XLSX_NUMBER},
        {"@", AP_XLSX_NUMBER},
        {"[Red]0.0", AP_XLSX_NUMBER},
        {"\\d0", AP_XLSX_NUMBER},
        {"", AP_XLSX_NUMBER},
        {"d/m/yyyy", AP_XLSX_DAY},
        {"yyyy\\-mm\\-dd", AP_XLSX_DAY},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", AP_XLSX_DAY},
        {"d\\-mmm", AP_XLSX_DAY},
        {"mmm-yy", AP_XLSX_MONTH},
        {"yyyy\\-mm;@", AP_XLSX_MONTH},
        {"MM/YYYY", AP_XLSX_MONTH},
        {"mmmm", AP_XLSX_MONTH},
        {"yyyy", AP_XLSX_YEAR},
        {"\"a;b\"yyyy;0", AP_XLSX_YEAR},
        {"h:mm", AP_XLSX_TIME},
        {"mm:ss", AP_XLSX_TIME},
        {"[h]:mm:ss", AP_XLSX_TIME},
        {"[mm]:ss.00", AP_XLSX_TIME},
        {"h:mm AM/PM", AP_XLSX_TIME},
        {"m/d/yy h:mm", AP_XLSX_DAY_TIME},
        {"yyyy-mm-dd hh:mm:ss.000", AP_XLSX_DAY_TIME},
        {"\"open", AP_XLSX_NUMBER},
        {"[open", AP_XLSX_NUMBER},
        {"\\", AP_XLSX_NUMBER},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        if (ap_xlsx_shape_of_code(ap_str_from(cases[i].code)) != cases[i].shape)
            fail_msg("%s is not shape %d", cases[i].code, cases[i].shape);
}

AP_TEST(tables_xlsx_rows)
{
    static const struct {
        const char *sheet, *rows;
    } cases[] = {
        {SHEET(""), ""},
        {"<worksheet " MAIN "><sheetData/></worksheet>", ""},
        /* sparse, empty, styled but empty, hidden by a filter, without numbers */
        {SHEET("<row r=\"2\" spans=\"1:3\" x14ac:dyDescent=\"0.3\">" INLINE("B2", "b") INLINE(
             "D2", "d") "</row><row r=\"3\"><c r=\"A3\" s=\"1\"/></row><row "
                        "r=\"4\">" INLINE(
                            "A4", " ") "</row><row r=\"7\" "
                                       "hidden=\"1\">" INLINE("A7", "h") "</row><row>" INLINE(
                                           "A8", "n") "</row>"),
         "2:|b||d/7:h/8:n"},
        {"<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
         "<x:sheetData><x:row r=\"1\"><x:c r=\"A1\" "
         "t=\"str\"><x:v>p</x:v></x:c></x:row></x:sheetData>"
         "</x:worksheet>",
         "1:p"},
        {"<worksheet " STRICT
         "><sheetData><row r=\"1\">" INLINE("A1", "s") "</row></sheetData></worksheet>",
         "1:s"},
        /* merged: down over rows that hold something, right past the last cell */
        {"<worksheet " MAIN "><sheetData><row r=\"1\">" INLINE("A1", "x")
             INLINE("B1", "m") "</row><row r=\"2\">" INLINE(
                 "A2", "y") "<c r=\"B2\"/></row><row r=\"3\"/><row "
                            "r=\"4\">" INLINE("A4", "z") "</row></"
                                                         "sheetData><mergeCells><"
                                                         "mergeCell "
                                                         "ref=\"B1:C3\"/>"
                                                         "<mergeCell "
                                                         "ref=\"A4:A4\"/"
                                                         "><mergeCell "
                                                         "ref=\"what\"/></"
                                                         "mergeCells>"
                                                         "<extLst><ext><x14:"
                                                         "mergeCell "
                                                         "xmlns:x14=\"u\" "
                                                         "ref=\"q\"/></ext></"
                                                         "extLst></worksheet>",
         "1:x|m|m/2:y|m|m/4:z"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        assert_str(rows_of(&mem, cases[i].sheet, NULL, NULL), cases[i].rows);
    }
}

AP_TEST(tables_xlsx_1904)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct part parts[] = {
        {"_rels/.rels",
         RELS("<Relationship Id=\"a\" Type=\"" REL "officeDocument\" Target=\"/xl/Book.xml\"/>")},
        {"xl/_rels/Book.xml.rels",
         RELS("<Relationship Id=\"r\" "
              "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
              "worksheet\" Target=\"/xl/worksheets/sheet.xml\"/><Relationship Id=\"s\" Type=\"" REL
              "styles\" Target=\"../xl/./styles.xml\"/><Relationship Id=\"x\" Type=\"" REL
              "styles\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/>")},
        {"XL/BOOK.XML", BOOK("<workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" sheetId=\"1\" "
                             "r:id=\"r\"/></sheets>")},
        {"xl/styles.xml",
         "<styleSheet " MAIN "><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
        {"xl/worksheets/sheet.xml",
         SHEET("<row r=\"1\"><c r=\"A1\" s=\"0\"><v>0</v></c><c r=\"B1\" "
               "s=\"0\"><v>44691</v></c></row>")},
        {NULL, NULL}};
    assert_str(flatten(&mem, parts, NULL), "1:1904-01-01|2026-05-11");
}

AP_TEST(tables_xlsx_which_sheet)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str words[] = {AP_STR("File"), AP_STR("Evidence Owner")};
    struct ap_strs list = {words, 2, 2};
    struct part parts[] = {
        {"_rels/.rels", RELS("<Relationship Id=\"a\" Type=\"" REL "officeDocument\" "
                             "Target=\"xl/workbook.xml\"/>")},
        {"xl/_rels/workbook.xml.rels",
         RELS("<Relationship Id=\"r0\" Type=\"" REL "chartsheet\" Target=\"chart.xml\"/>"
              "<Relationship Id=\"r1\" Type=\"" REL "worksheet\" Target=\"1.xml\"/>"
              "<Relationship Id=\"r2\" Type=\"" REL "worksheet\" Target=\"2.xml\"/>"
              "<Relationship Id=\"r3\" Type=\"" REL "worksheet\" Target=\"3.xml\"/>")},
        {"xl/workbook.xml",
         BOOK("<sheets><sheet name=\"Chart\" r:id=\"r0\"/><sheet name=\"Hidden\" state=\"hidden\" "
              "r:id=\"r1\"/><sheet name=\"Read me\" r:id=\"r2\"/><sheet name=\"Data\" r:id=\"r3\"/>"
              "</sheets>")},
        {"xl/1.xml", SHEET("<row>" INLINE("A1", "File") INLINE("B1", "Evidence Owner") "</row>")},
        {"xl/2.xml", SHEET("<row>" INLINE("A1", "File") "</row>")},
        {"xl/3.xml",
         SHEET("<row>" INLINE("A1", "Our register") "</row><row/><row>" INLINE("A3", " file ")
                   INLINE("B3", "evidence owner") "</row><row>" INLINE("A4", "f") "</row>")},
        {NULL, NULL}};
    assert_str(flatten(&mem, parts, &list), "3: file |evidence owner/4:f");
    assert_str(flatten(&mem, parts, NULL), "1:File");
    parts[5].xml = SHEET("");
    assert_str(flatten(&mem, parts, &list), "1:File");
}

AP_TEST(tables_xlsx_hostile_sheets)
{
    static const struct {
        const char *sheet, *why;
    } cases[] = {
        {"<worksheet", "!the workbook is damaged"},
        {SHEET("<row r=\"2\"/><row r=\"1\"/>"), "!the rows of the sheet are not in order"},
        {SHEET("<row r=\"x\"/>"), "!the rows of the sheet are not in order"},
        {SHEET("<row r=\"1048577\"/>"), "!the sheet has more rows than Excel allows"},
        {SHEET("<row r=\"1048576\"/>"), ""},
        {SHEET("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), "!the cells of a row are not in order"},
        {SHEET("<row><c r=\"A2\"/></row>"), "!a cell does not stand in its row"},
        {SHEET("<row><c r=\"ZZZZ1\"/></row>"), "!a cell does not stand in its row"},
        {SHEET("<row><c r=\"A1\" t=\"s\"><v>5</v></c></row>"),
         "!a cell refers to a text that is not there"},
        {SHEET("<row><c r=\"A1\" t=\"s\"><v>-1</v></c></row>"),
         "!a cell refers to a text that is not there"},
        {SHEET("<row>" INLINE("AMK1", "x") "</row>"), "!the sheet has more than 1,024 columns"},
        {SHEET("<row><c r=\"XFD1\"/></row>"), ""},
        {"<!DOCTYPE x [<!ENTITY e \"e\">]>" SHEET("<row>" INLINE("A1", "&e;") "</row>"),
         "!a part of the workbook is encrypted, or has a document type, which workbooks do not "
         "have"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        assert_str(rows_of(&mem, cases[i].sheet, NULL, some_strings), cases[i].why);
    }
}

/** `piece` repeated inside one sheet. */
static struct ap_str
repeated(struct ap_arena *mem, const char *before, const char *piece, size_t n, const char *after)
{
    AP_AUTO_BUF struct ap_buf sheet = {0};
    ap_buf_add_c(&sheet, before);
    for (size_t i = 0; i < n; i++)
        ap_buf_add_c(&sheet, piece);
    ap_buf_add_c(&sheet, after);
    return rows_of(mem, ap_arena_copy(mem, ap_buf_str(&sheet)).ptr, NULL, some_strings);
}

#define TEXT_OPEN  "<worksheet " MAIN "><sheetData><row><c t=\"str\"><v>"
#define TEXT_CLOSE "</v></c></row></sheetData></worksheet>"

AP_TEST(tables_xlsx_bounds)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char kib[] =
        "0123456701234567012345670123456701234567012345670123456701234567012345670123456701234567"
        "0123456701234567012345670123456701234567";
    size_t n = AP_XLSX_IN_TEXT / 128;
    assert_int_equal(sizeof kib - 1, 128);
    assert_int_equal(repeated(&mem, TEXT_OPEN, kib, n, TEXT_CLOSE).len, AP_XLSX_IN_TEXT + 2);
    assert_str(repeated(&mem, TEXT_OPEN, kib, n + 1, TEXT_CLOSE),
               "!a cell holds more than 128 KiB");
    assert_str(repeated(&mem, "<worksheet " MAIN "><mergeCells>", "<mergeCell ref=\"A1:B2\"/>",
                        AP_XLSX_IN_MERGED, "</mergeCells></worksheet>"),
               "");
    assert_str(repeated(&mem, "<worksheet " MAIN "><mergeCells>", "<mergeCell ref=\"A1:B2\"/>",
                        AP_XLSX_IN_MERGED + 1, "</mergeCells></worksheet>"),
               "!the sheet has more than 1,000 merged areas");
    assert_str(repeated(&mem, "<worksheet " MAIN "><sheetData>", "<row><c><v>1</v></c></row>",
                        AP_XLSX_IN_ROW + 1, "</sheetData></worksheet>"),
               "!the sheet has more rows than Excel allows");
}

AP_TEST(tables_xlsx_hostile_packages)
{
    static const struct {
        struct part parts[4];
        const char *why;
    } cases[] = {
        {{{"readme.txt", "x"}},
         "!the file is a zip, but no .xlsx workbook: save it as .xlsx, or as CSV"},
        {{{"_rels/.rels",
           RELS("<Relationship Type=\"" REL "officeDocument\" Target=\"xl/workbook.bin\"/>")}},
         "!the workbook is of the binary kind .xlsb: save it as .xlsx"},
        {{{"xl/workbook.xml", BOOK("<sheets/>")}}, "!the workbook has no visible sheet"},
        {{{"xl/workbook.xml", ONE_SHEET}}, "!the workbook has no visible sheet"},
        {{{"xl/workbook.xml", ONE_SHEET},
          {"xl/_rels/workbook.xml.rels",
           RELS("<Relationship Id=\"rId1\" Type=\"" REL "worksheet\" Target=\"gone.xml\"/>")}},
         "!the workbook is damaged"},
        {{{"xl/workbook.xml", "<workbook>"}}, "!the workbook is damaged"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        assert_str(flatten(&mem, cases[i].parts, NULL), cases[i].why);
    }
}
