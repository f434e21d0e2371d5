/* Zip archives and Office documents behind a descriptor: their text, and what is wrong with them.
 * Place in the flow: inspect; runs inside apipack-extract, and in tests without it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/archive.h"

#include <stdlib.h>

#include "inspect/extract/strip.h"
#include "port/unzip.h"

enum part_use {
    PART_TEXT,  /* its text is given */
    PART_CELLS, /* the text of its inline strings is given; all is counted, numbers too */
    PART_MEDIA, /* counted as a picture or embedded file */
};

/** Members by name: what they are in which kind. The first row that fits holds. */
static const struct part {
    enum ap_kind kind;
    enum part_use use;
    const char *pattern;
} parts[] = {
    {AP_KIND_DOCX, PART_TEXT, "word/document*.xml"},
    {AP_KIND_DOCX, PART_TEXT, "word/header*.xml"},
    {AP_KIND_DOCX, PART_TEXT, "word/footer*.xml"},
    {AP_KIND_DOCX, PART_TEXT, "word/footnotes.xml"},
    {AP_KIND_DOCX, PART_TEXT, "word/endnotes.xml"},
    {AP_KIND_DOCX, PART_TEXT, "word/comments.xml"},
    {AP_KIND_DOCX, PART_MEDIA, "word/media/**"},
    {AP_KIND_DOCX, PART_MEDIA, "word/embeddings/**"},
    {AP_KIND_XLSX, PART_TEXT, "xl/sharedStrings.xml"},
    {AP_KIND_XLSX, PART_TEXT, "xl/comments*.xml"},
    {AP_KIND_XLSX, PART_CELLS, "xl/worksheets/*.xml"},
    {AP_KIND_XLSX, PART_MEDIA, "xl/media/**"},
    {AP_KIND_XLSX, PART_MEDIA, "xl/embeddings/**"},
    {AP_KIND_PPTX, PART_TEXT, "ppt/slides/*.xml"},
    {AP_KIND_PPTX, PART_TEXT, "ppt/notesSlides/*.xml"},
    {AP_KIND_PPTX, PART_TEXT, "ppt/comments/*.xml"},
    {AP_KIND_PPTX, PART_MEDIA, "ppt/media/**"},
    {AP_KIND_PPTX, PART_MEDIA, "ppt/embeddings/**"},
};

/** The part without which a document is none. */
static const struct main_part {
    enum ap_kind kind;
    const char *pattern;
} main_parts[] = {
    {AP_KIND_DOCX, "word/document*.xml"},
    {AP_KIND_XLSX, "xl/workbook.*"},
    {AP_KIND_PPTX, "ppt/presentation.xml"},
};

struct run {
    ap_extract_sink sink;
    void *ctx;
    const struct ap_extract_request *request;
    enum ap_kind kind;
    struct ap_unzip *archive;
    struct ap_extract_counts counts;
    uint64_t unpacked;
    uint64_t packed;
    bool has_main;
    bool encrypted, damaged, unread; /* said already */
    struct ap_strip strip;
};

static int
say(struct run *run, enum ap_extract_frame frame, bool *said, struct ap_str words,
    struct ap_str name)
{
    if (*said)
        return AP_OK;
    *said = true;
    char room[AP_EXTRACT_WORDS];
    size_t n = 0;
    for (size_t i = 0; i < words.len && n < sizeof room; i++)
        room[n++] = words.ptr[i];
    for (size_t i = 0; i < name.len && n < sizeof room; i++)
        room[n++] = name.ptr[i];
    return run->sink(run->ctx, frame, (struct ap_str){room, n});
}

static int
give_text(void *ctx, struct ap_str text)
{
    struct run *run = ctx;
    return run->sink(run->ctx, AP_EXTRACT_TEXT, text);
}

static int
take_piece(void *ctx, struct ap_str piece)
{
    struct run *run = ctx;
    run->unpacked += piece.len;
    return AP_OK;
}

static int
take_text_piece(void *ctx, struct ap_str piece)
{
    struct run *run = ctx;
    run->unpacked += piece.len;
    return ap_strip_feed(&run->strip, piece);
}

static const struct part *
part_of(enum ap_kind kind, struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(parts); i++)
        if (parts[i].kind == kind && ap_str_glob(ap_str_from(parts[i].pattern), name))
            return &parts[i];
    return NULL;
}

static bool
is_main(enum ap_kind kind, struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(main_parts); i++)
        if (main_parts[i].kind == kind && ap_str_glob(ap_str_from(main_parts[i].pattern), name))
            return true;
    return false;
}

/* Read one member to its end, through the stripper when it holds text or cells. */
static int
read_member(struct run *run, size_t index, const struct part *part)
{
    bool strips = part && part->use != PART_MEDIA;
    uint64_t left = AP_EXTRACT_BYTES - run->unpacked;
    uint64_t max = strips && left > AP_EXTRACT_PART ? AP_EXTRACT_PART : left;
    if (!strips)
        return ap_unzip_read(run->archive, index, max, take_piece, run);
    run->strip.sink = give_text;
    run->strip.within = part->use == PART_CELLS ? "is" : NULL;
    run->strip.is_within = false;
    run->strip.ctx = run;
    run->strip.state = AP_STRIP_TEXT;
    run->strip.n_name = run->strip.n_out = 0;
    run->strip.visible = 0;
    int r = ap_unzip_read(run->archive, index, max, take_text_piece, run);
    int ended = ap_strip_end(&run->strip);
    if (part->use == PART_CELLS)
        run->counts.values += run->strip.visible;
    return r == AP_OK ? ended : r;
}

/* What the result of one read means; a fault of the archive does not stop the run. */
static int
take_result(struct run *run, int r, struct ap_str name)
{
    switch (r) {
    case AP_E_SYNTAX:
        return say(run, AP_EXTRACT_DAMAGED, &run->damaged, AP_STR("cannot unpack "), name);
    case AP_E_LIMIT:
        return say(run, AP_EXTRACT_UNREAD, &run->unread, AP_STR("too much to unpack in "), name);
    case AP_E_INVALID:
        return say(run, AP_EXTRACT_UNREAD, &run->unread, AP_STR("unknown compression of "), name);
    default:
        return r;
    }
}

static int
take_member(struct run *run, size_t index)
{
    struct ap_unzip_member member;
    if (ap_unzip_member(run->archive, index, &member) != AP_OK)
        return say(run, AP_EXTRACT_DAMAGED, &run->damaged,
                   AP_STR("an entry of its directory is broken"), AP_STR_NONE);
    run->packed += member.packed_bytes;
    if (run->packed > run->request->bytes)
        return say(run, AP_EXTRACT_DAMAGED, &run->damaged, AP_STR("its members overlap"),
                   AP_STR_NONE);
    if (member.folder)
        return AP_OK;
    run->counts.members++;
    run->has_main |= is_main(run->kind, member.name);
    if (member.encrypted)
        return say(run, AP_EXTRACT_ENCRYPTED, &run->encrypted, AP_STR(""), AP_STR_NONE);
    const struct part *part = part_of(run->kind, member.name);
    run->counts.media += part && part->use == PART_MEDIA;
    if (run->unpacked >= AP_EXTRACT_BYTES)
        return say(run, AP_EXTRACT_UNREAD, &run->unread, AP_STR("too much to unpack in "),
                   member.name);
    return take_result(run, read_member(run, index, part), member.name);
}

static int
take_members(struct run *run)
{
    size_t n = ap_unzip_count(run->archive);
    int r = AP_OK;
    if (n > AP_EXTRACT_MEMBERS) {
        r = say(run, AP_EXTRACT_UNREAD, &run->unread, AP_STR("more members than may be read"),
                AP_STR_NONE);
        n = AP_EXTRACT_MEMBERS;
    }
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = take_member(run, i);
    if (r < 0)
        return r;
    if (run->kind != AP_KIND_ZIP && !run->has_main && !run->unread)
        r = say(run, AP_EXTRACT_DAMAGED, &run->damaged,
                AP_STR("the document's main part is missing"), AP_STR_NONE);
    return r;
}

int
ap_extract_archive(int fd, const struct ap_extract_request *request, ap_extract_sink sink,
                   void *ctx)
{
    static const struct run blank;
    struct run *run = ap_xmalloc(sizeof *run);
    *run = blank;
    run->sink = sink;
    run->ctx = ctx;
    run->request = request;
    run->kind = (enum ap_kind)request->kind;
    int r = ap_unzip_open(fd, &run->archive);
    if (r == AP_OK) {
        r = take_members(run);
        ap_unzip_close(run->archive);
    } else if (r == AP_E_SYNTAX) {
        r = say(run, AP_EXTRACT_DAMAGED, &run->damaged, AP_STR("its directory cannot be read"),
                AP_STR_NONE);
    } else {
        r = say(run, AP_EXTRACT_UNREAD, &run->unread, AP_STR("the archive could not be opened"),
                AP_STR_NONE);
    }
    if (r >= 0)
        r = sink(ctx, AP_EXTRACT_COUNTS,
                 (struct ap_str){(const char *)&run->counts, sizeof run->counts});
    if (r >= 0)
        r = sink(ctx, AP_EXTRACT_DONE, AP_STR_NONE);
    free(run);
    return r;
}
