/* Zip archives and Office documents: each member a file of its own, each part of a document read as what it is.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/check.h"
#include "inspect/extract/engine.h"
#include "inspect/extract/office.h"
#include "port/unzip.h"

enum part_use {
    PART_BODY,    /* words that a reader of the document sees */
    PART_SHEET,   /* cells that a reader of the workbook sees */
    PART_STRINGS, /* shown by cells; what no cell shows stands aside */
    PART_MEDIA,   /* a picture or embedded file */
};

#define LINE_LEAST 24u /* bytes of a name or comment that could hold a secret */

/** Members by name: what they are in which kind. The first row that fits holds; all other XML is read loosely. */
static const struct part {
    enum ap_kind kind;
    enum part_use use;
    const char *pattern;
} parts[] = {
    {AP_KIND_DOCX, PART_BODY, "word/document*.xml"},
    {AP_KIND_DOCX, PART_BODY, "word/header*.xml"},
    {AP_KIND_DOCX, PART_BODY, "word/footer*.xml"},
    {AP_KIND_DOCX, PART_BODY, "word/footnotes.xml"},
    {AP_KIND_DOCX, PART_BODY, "word/endnotes.xml"},
    {AP_KIND_DOCX, PART_BODY, "word/comments.xml"},
    {AP_KIND_DOCX, PART_MEDIA, "word/media/**"},
    {AP_KIND_DOCX, PART_MEDIA, "word/embeddings/**"},
    {AP_KIND_XLSX, PART_STRINGS, "xl/sharedStrings.xml"},
    {AP_KIND_XLSX, PART_BODY, "xl/comments*.xml"},
    {AP_KIND_XLSX, PART_BODY, "xl/drawings/*.xml"},
    {AP_KIND_XLSX, PART_BODY, "xl/threadedComments/*.xml"},
    {AP_KIND_XLSX, PART_SHEET, "xl/worksheets/*.xml"},
    {AP_KIND_XLSX, PART_MEDIA, "xl/media/**"},
    {AP_KIND_XLSX, PART_MEDIA, "xl/embeddings/**"},
    {AP_KIND_PPTX, PART_BODY, "ppt/slides/*.xml"},
    {AP_KIND_PPTX, PART_BODY, "ppt/notesSlides/*.xml"},
    {AP_KIND_PPTX, PART_BODY, "ppt/comments/*.xml"},
    {AP_KIND_PPTX, PART_MEDIA, "ppt/media/**"},
    {AP_KIND_PPTX, PART_MEDIA, "ppt/embeddings/**"},
};

/** The part without which a document is none; its text needs no name of a part. */
static const struct main_part {
    enum ap_kind kind;
    const char *pattern;
} main_parts[] = {
    {AP_KIND_DOCX, "word/document*.xml"},
    {AP_KIND_XLSX, "xl/workbook.*"},
    {AP_KIND_PPTX, "ppt/presentation.xml"},
};

/** One archive in work. */
struct zip {
    struct ap_extract *x;
    struct ap_inner *node;
    enum ap_kind kind;
    struct ap_unzip *archive;
    struct ap_book *book; /* of a workbook */
    uint64_t bytes, packed;
    bool has_main, has_media;
    bool open_document; /* of OpenOffice: XML throughout */
};

/* What stands before the first star is compared first: most patterns fail there. */
static bool
fits(const char *pattern, struct ap_str name)
{
    struct ap_str whole = ap_str_from(pattern);
    return ap_str_starts(name, ap_str_slice(whole, 0, ap_str_find(whole, '*'))) &&
           ap_str_glob(whole, name);
}

static const struct part *
part_of(enum ap_kind kind, struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(parts); i++)
        if (parts[i].kind == kind && fits(parts[i].pattern, name))
            return &parts[i];
    return NULL;
}

static bool
is_main(enum ap_kind kind, struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(main_parts); i++)
        if (main_parts[i].kind == kind && fits(main_parts[i].pattern, name))
            return true;
    return false;
}

static bool
is_xml(struct ap_str name)
{
    return ap_str_iends(name, AP_STR(".xml")) || ap_str_iends(name, AP_STR(".rels")) ||
           ap_str_iends(name, AP_STR(".vml"));
}

struct piece_ctx {
    struct ap_extract *x;
    struct ap_inner *node;
};

static int
take_piece(void *ctx, struct ap_str piece)
{
    const struct piece_ctx *to = ctx;
    return ap_inner_feed(to->x, to->node, piece);
}

/* What the result of one read means; a fault of the archive does not stop its neighbours. */
static int
take_fault(struct zip *zip, int fault, struct ap_str name)
{
    switch (fault) {
    case AP_E_SYNTAX:
        return ap_extract_damaged(zip->x, "cannot unpack", name);
    case AP_E_LIMIT:
        return ap_extract_unread(zip->x, "too much to unpack", name);
    case AP_E_INVALID:
        return ap_extract_unread(zip->x, "unknown compression", name);
    default:
        return fault;
    }
}

static const struct ap_row_kind *
row_of(const struct zip *zip, const struct part *part, struct ap_str name)
{
    if (zip->open_document && is_xml(name))
        return &ap_part_loose;
    if (zip->kind == AP_KIND_ZIP || (part && part->use == PART_MEDIA))
        return NULL;
    if (!part || (part->use == PART_STRINGS && zip->book && !zip->book->partial))
        return is_xml(name) ? &ap_part_loose : NULL;
    return part->use == PART_SHEET ? &ap_part_sheet : &ap_part_words;
}

/* What the place of a member's text is called, and whether a reader sees it. */
static struct ap_str
place_of(struct zip *zip, const struct part *part, struct ap_str name)
{
    bool hidden = false;
    struct ap_str shown = name;
    if (part && part->use == PART_SHEET && zip->book) {
        const struct ap_book_sheet *sheet = ap_book_sheet(zip->book, name);
        shown = sheet && sheet->name.len > 0 ? sheet->name : name;
        hidden = sheet && sheet->hidden;
    } else if (zip->kind == AP_KIND_DOCX && is_main(zip->kind, name)) {
        shown = AP_STR_NONE;
    }
    bool aside = hidden || (zip->kind != AP_KIND_ZIP && (!part || part->use == PART_MEDIA));
    ap_extract_place(zip->x, AP_SEGMENT_LINES | (aside ? AP_SEGMENT_ASIDE : 0), 0, 1);
    return shown;
}

static int
read_member(struct zip *zip, size_t index, struct ap_str name)
{
    struct ap_extract *x = zip->x;
    const struct part *part = part_of(zip->kind, name);
    if (!zip->node->parent)
        x->counts.media += part && part->use == PART_MEDIA;
    zip->has_media |= part && part->use == PART_MEDIA;
    if (part && part->use == PART_STRINGS && zip->book && !zip->book->partial)
        return AP_OK; /* read before the sheets, its rest comes behind them */
    const struct ap_row_kind *row = row_of(zip, part, name);
    struct piece_ctx to = {x, NULL};
    int r = ap_inner_open(x, place_of(zip, part, name), row, &to.node);
    if (r < 0 || !to.node)
        return r;
    if (row == &ap_part_sheet)
        ap_part_sheet_book(to.node, zip->book);
    const struct ap_extract_limits *limits = &x->request->limits;
    uint64_t left = limits->unpacked > x->unpacked ? limits->unpacked - x->unpacked : 0;
    uint64_t max = row && left > limits->part ? limits->part : left;
    int fault = ap_unzip_read(zip->archive, index, max, take_piece, &to);
    if (fault < 0 && fault != AP_E_SYNTAX && fault != AP_E_LIMIT && fault != AP_E_INVALID)
        return fault; /* the sink's */
    if (fault == AP_E_LIMIT)
        to.node->given_up = true; /* its end is not a fault of its own */
    r = ap_inner_close(x, to.node);
    return r == AP_OK && fault < 0 ? take_fault(zip, fault, name) : r;
}

static int
take_member(struct zip *zip, size_t index)
{
    struct ap_unzip_member member;
    if (ap_unzip_member(zip->archive, index, &member) != AP_OK)
        return ap_extract_damaged(zip->x, "an entry of its directory is broken", AP_STR_NONE);
    zip->packed += member.packed_bytes;
    if (zip->packed > zip->bytes)
        return ap_extract_damaged(zip->x, "its members overlap", AP_STR_NONE);
    if (member.folder)
        return AP_OK;
    if (!zip->node->parent)
        zip->x->counts.members++;
    zip->has_main |= is_main(zip->kind, member.name);
    if (member.encrypted)
        return ap_extract_encrypted(zip->x, member.name);
    return read_member(zip, index, member.name);
}

/* Its first member says what it is, by a name that nothing else has. */
static bool
is_open_document(struct zip *zip)
{
    struct ap_unzip_member member;
    return zip->kind == AP_KIND_ZIP && ap_unzip_count(zip->archive) > 0 &&
           ap_unzip_member(zip->archive, 0, &member) == AP_OK && ap_str_is(member.name, "mimetype");
}

/* A sheet waits until all else was read. */
static bool
waits(struct zip *zip, size_t index)
{
    struct ap_unzip_member member;
    struct ap_book_sheet *sheet = NULL;
    if (zip->book && ap_unzip_member(zip->archive, index, &member) == AP_OK)
        sheet = ap_book_sheet(zip->book, member.name);
    if (!sheet || sheet->waits)
        return false;
    sheet->waits = true;
    sheet->member = index;
    return true;
}

/* In the order in which a reader sees them, hidden ones last: a check reads the first that fits. */
static int
take_sheets(struct zip *zip, bool hidden)
{
    int r = AP_OK;
    for (size_t i = 0; r == AP_OK && i < zip->book->sheets.n; i++)
        if (zip->book->sheets.items[i].waits && zip->book->sheets.items[i].hidden == hidden)
            r = take_member(zip, zip->book->sheets.items[i].member);
    return r;
}

static int
give_line(struct ap_extract *x, struct ap_str text)
{
    if (text.len < LINE_LEAST)
        return AP_OK;
    int r = ap_extract_text(x, text);
    return r < 0 ? r : ap_extract_text(x, AP_STR("\n"));
}

/* Names and comments are text too, which leaves with the file. */
static int
give_directory(struct zip *zip, size_t n)
{
    struct ap_extract *x = zip->x;
    struct ap_unzip_member member;
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    int r = give_line(x, ap_unzip_comment(zip->archive, AP_UNZIP_WHOLE));
    for (size_t i = 0; r == AP_OK && i < n; i++) {
        if (ap_unzip_member(zip->archive, i, &member) == AP_OK)
            r = give_line(x, member.name);
        if (r == AP_OK)
            r = give_line(x, ap_unzip_comment(zip->archive, i));
    }
    return r;
}

static int
take_members(struct zip *zip)
{
    size_t n = ap_unzip_count(zip->archive);
    int r = AP_OK;
    if (n > zip->x->request->limits.members) {
        r = ap_extract_unread(zip->x, "more members than may be read", AP_STR_NONE);
        n = zip->x->request->limits.members;
    }
    if (r == AP_OK)
        r = give_directory(zip, n);
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = waits(zip, i) ? AP_OK : take_member(zip, i);
    for (int hidden = 0; r >= 0 && zip->book && hidden < 2; hidden++)
        r = take_sheets(zip, hidden);
    if (r < 0)
        return r;
    if (zip->kind != AP_KIND_ZIP && !zip->has_main && !zip->x->unread)
        r = ap_extract_damaged(zip->x, "the document's main part is missing", AP_STR_NONE);
    return r;
}

static int
take_book(struct zip *zip)
{
    struct ap_book book;
    ap_book_open(&book, zip->archive);
    zip->book = &book;
    int r = take_members(zip);
    if (r == AP_OK)
        r = ap_book_rest(&book, zip->x);
    zip->book = NULL;
    ap_book_close(&book);
    return r;
}

int
ap_archive_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source)
{
    struct zip zip = {.x = x, .node = node, .kind = node->sniff.kind, .bytes = source->n};
    if (node->parent) {
        size_t from = source->bytes.len > AP_TAIL_BYTES ? source->bytes.len - AP_TAIL_BYTES : 0;
        zip.kind = ap_sniff_zip(ap_str_slice(source->bytes, 0, AP_HEAD_BYTES),
                                ap_str_slice(source->bytes, from, source->bytes.len));
    }
    node->in_document = node->in_document || zip.kind != AP_KIND_ZIP;
    int r = source->bytes.len == source->n ? ap_unzip_open_bytes(source->bytes, &zip.archive)
                                           : ap_unzip_open(source->fd, &zip.archive);
    if (r == AP_E_SYNTAX) {
        r = ap_extract_damaged(x, "its directory cannot be read", AP_STR_NONE);
        return r == AP_OK ? ap_extract_runs(x, source->bytes) : r;
    }
    if (r < 0)
        return ap_extract_unread(x, "the archive could not be opened", AP_STR_NONE);
    zip.open_document = is_open_document(&zip);
    node->in_document = node->in_document || zip.open_document;
    bool had_words = x->has_words;
    x->has_words = false;
    r = ap_zip_shape(x, source->bytes);
    if (r == AP_OK)
        r = zip.kind == AP_KIND_XLSX ? take_book(&zip) : take_members(&zip);
    if (r == AP_OK && zip.has_media && !x->has_words && !node->aside)
        r = ap_extract_unread(x, "pictures and no text", AP_STR_NONE);
    x->has_words |= had_words;
    ap_unzip_close(zip.archive);
    return r;
}
