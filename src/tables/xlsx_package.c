/* How a workbook is put together: relations lead from part to part; the sheets and their order.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "tables/xlsx_internal.h"

#define MAX_RELATIONS 10000u
#define MAX_TABS      10000u

struct relation {
    struct ap_str id, type, part;
};
AP_VEC(relations, struct relation);

struct relation_reader {
    struct ap_xlsx *book;
    struct ap_str folder; /* of the part that the relations are of */
    struct relations found;
};

/** `../x/y.xml` seen from `folder`; a leading '/' begins at the root of the package. */
static struct ap_str
resolve(struct ap_arena *mem, struct ap_str folder, struct ap_str target)
{
    bool absolute = target.len && target.ptr[0] == '/';
    struct ap_str at = absolute ? AP_STR_NONE : folder;
    while (target.ptr) {
        struct ap_str segment = ap_str_cut(&target, '/');
        if (segment.len == 0 || ap_str_is(segment, "."))
            continue;
        if (ap_str_is(segment, "..")) {
            size_t slash = ap_str_rfind(at, '/');
            at = ap_str_slice(at, 0, slash < at.len ? slash : 0);
        } else
            at = at.len ? ap_arena_join(mem, at, "/", segment) : segment;
    }
    return ap_arena_copy(mem, at);
}

static int
relation_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct relation_reader *in = ctx;
    if (!ap_str_is(name, "Relationship") ||
        ap_str_ieq(ap_xml_attr(attrs, n, "TargetMode"), AP_STR("External")))
        return AP_OK;
    if (in->found.n == MAX_RELATIONS)
        return AP_E_LIMIT;
    struct ap_arena *mem = in->book->mem;
    struct ap_str type = ap_xml_attr(attrs, n, "Type");
    size_t slash = ap_str_rfind(
        type, '/'); /* the addresses before it differ between the editions of the standard */
    *ap_vec_push(mem, &in->found) = (struct relation){
        ap_arena_copy(mem, ap_xml_attr(attrs, n, "Id")),
        ap_arena_copy(mem, ap_str_slice(type, slash < type.len ? slash + 1 : 0, type.len)),
        resolve(mem, in->folder, ap_xml_attr(attrs, n, "Target"))};
    return AP_OK;
}

static int
relations_of(struct ap_xlsx *book, struct ap_str part, struct relations *ret_found)
{
    static const struct ap_xml_events events = {.open = relation_open};
    struct relation_reader in = {.book = book};
    size_t slash = ap_str_rfind(part, '/');
    struct ap_str base = part;
    if (slash < part.len) {
        in.folder = ap_str_slice(part, 0, slash);
        base = ap_str_slice(part, slash + 1, part.len);
    }
    struct ap_str path = ap_arena_printf(book->mem, "%.*s%s_rels/%.*s.rels", AP_FMT(in.folder),
                                         in.folder.len ? "/" : "", AP_FMT(base));
    int rc = ap_xlsx_part(book, path, &events, &in);
    *ret_found = in.found;
    return rc == AP_E_NOTFOUND ? AP_OK : rc;
}

static struct ap_str
part_of_type(const struct relations *list, const char *type)
{
    for (size_t i = 0; i < list->n; i++)
        if (ap_str_is(list->items[i].type, type))
            return list->items[i].part;
    return AP_STR_NONE;
}

static bool
is_true(struct ap_str word)
{
    return ap_str_is(word, "1") || ap_str_is(word, "true");
}

static int
workbook_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_xlsx *book = ctx;
    if (ap_str_is(name, "workbookPr"))
        book->from_1904 = is_true(ap_xml_attr(attrs, n, "date1904"));
    if (!ap_str_is(name, "sheet"))
        return AP_OK;
    if (book->tabs.n == MAX_TABS)
        return AP_E_LIMIT;
    struct ap_str state = ap_xml_attr(attrs, n, "state");
    struct ap_xlsx_tab tab = {.name = ap_arena_copy(book->mem, ap_xml_attr(attrs, n, "name")),
                              .hidden = state.len > 0 && !ap_str_is(state, "visible")};
    for (size_t i = 0; i < n; i++)
        if (attrs[i].space.len && ap_str_is(attrs[i].name, "id"))
            tab.relation = ap_arena_copy(book->mem, attrs[i].value);
    *ap_vec_push(book->mem, &book->tabs) = tab;
    return AP_OK;
}

/** A chart sheet has a relation of another type: no part. */
static void
find_parts(struct ap_xlsx *book, const struct relations *list)
{
    for (size_t t = 0; t < book->tabs.n; t++)
        for (size_t i = 0; i < list->n; i++)
            if (ap_str_eq(list->items[i].id, book->tabs.items[t].relation) &&
                ap_str_is(list->items[i].type, "worksheet"))
                book->tabs.items[t].part = list->items[i].part;
}

int
ap_xlsx_package(struct ap_xlsx *book, struct ap_str *ret_styles, struct ap_str *ret_strings)
{
    static const struct ap_xml_events events = {.open = workbook_open};
    struct relations list = {0};
    int rc = relations_of(book, AP_STR_NONE, &list);
    if (rc)
        return rc;
    struct ap_str workbook = part_of_type(&list, "officeDocument");
    if (workbook.len == 0)
        workbook = AP_STR("xl/workbook.xml");
    if (ap_str_iends(workbook, AP_STR(".bin")))
        return ap_xlsx_fault(book, AP_E_SYNTAX,
                             "the workbook is of the binary kind .xlsb: save it as .xlsx");
    rc = ap_xlsx_part(book, workbook, &events, book);
    if (rc == AP_E_NOTFOUND)
        return ap_xlsx_fault(
            book, AP_E_SYNTAX,
            "the file is a zip, but no .xlsx workbook: save it as .xlsx, or as CSV");
    if (rc == AP_OK)
        rc = relations_of(book, workbook, &list);
    if (rc)
        return rc;
    find_parts(book, &list);
    *ret_styles = part_of_type(&list, "styles");
    *ret_strings = part_of_type(&list, "sharedStrings");
    return AP_OK;
}
