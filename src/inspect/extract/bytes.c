/* Bytes that nobody can open: their readable runs, so that a secret in plain sight is found all the same.
 * Place in the flow: inspect, in apipack-extract; the last row of rows.c, and what is left of damaged documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/streams.h"

#define RUN_LEAST 8u

static int
give_run(struct ap_extract *x, struct ap_run *run, bool ended)
{
    int r = AP_OK;
    bool shown = run->given || run->n >= RUN_LEAST;
    if (shown)
        r = ap_extract_text(x, (struct ap_str){run->bytes, run->n});
    run->n = 0;
    run->given = shown && !ended;
    return r == AP_OK && shown && ended ? ap_extract_text(x, AP_STR("\n")) : r;
}

static int
put_run(struct ap_extract *x, struct ap_run *run, char c)
{
    run->bytes[run->n++] = c;
    return run->n == AP_RUN_BYTES ? give_run(x, run, false) : AP_OK;
}

static bool
is_readable(char c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t';
}

/* Letters with a zero between them; which of the two comes first does not matter. */
static int
take_wide(struct ap_extract *x, struct ap_runs *runs, char c)
{
    if (runs->wants_zero && c == 0) {
        runs->wants_zero = false;
        return put_run(x, &runs->wide, runs->held);
    }
    bool broken = runs->wants_zero || !is_readable(c);
    runs->wants_zero = is_readable(c);
    runs->held = c;
    return broken && (runs->wide.n > 0 || runs->wide.given) ? give_run(x, &runs->wide, true)
                                                            : AP_OK;
}

static int
take_bytes(struct ap_extract *x, struct ap_runs *runs, struct ap_str bytes)
{
    int r = AP_OK;
    for (size_t i = 0; r == AP_OK && i < bytes.len; i++) {
        char c = bytes.ptr[i];
        r = take_wide(x, runs, c);
        if (runs->wide_only)
            continue;
        if (r == AP_OK && is_readable(c))
            r = put_run(x, &runs->narrow, c);
        else if (r == AP_OK && (runs->narrow.n > 0 || runs->narrow.given))
            r = give_run(x, &runs->narrow, true);
    }
    return r;
}

static int
end_runs(struct ap_extract *x, struct ap_runs *runs)
{
    int r = give_run(x, &runs->wide, true);
    return r < 0 ? r : give_run(x, &runs->narrow, true);
}

int
ap_extract_runs(struct ap_extract *x, struct ap_str bytes)
{
    struct ap_runs runs = {.wants_zero = false};
    ap_extract_place(x, AP_SEGMENT_BYTES | AP_SEGMENT_ASIDE, 0, 0);
    int r = take_bytes(x, &runs, bytes);
    return r < 0 ? r : end_runs(x, &runs);
}

static bool
has_name_of_picture(struct ap_str name)
{
    static const char *const ends[] = {".gif", ".bmp", ".tif",  ".tiff", ".emf", ".wmf",
                                       ".emz", ".wmz", ".webp", ".heic", ".jp2", ".ico"};
    for (size_t i = 0; i < AP_COUNT(ends); i++)
        if (ap_str_iends(name, ap_str_from(ends[i])))
            return true;
    return false;
}

/* Documents hold settings of printers and pictures in odd formats: no words about these, but about what may hold text. */
int
ap_bytes_begin(struct ap_extract *x, struct ap_inner *node)
{
    ap_extract_place(x, AP_SEGMENT_BYTES | AP_SEGMENT_ASIDE, 0, 0);
    ((struct ap_runs *)node->state)->wide_only = !node->parent;
    if (node->sniff.ole2)
        return ap_extract_unread(x, "a container of Office 97, which is not opened", AP_STR_NONE);
    x->counts.pictures += node->in_document && has_name_of_picture(node->name);
    if (node->in_document || !node->parent)
        return AP_OK;
    return ap_extract_unread(x, "neither text nor a document that can be opened", AP_STR_NONE);
}

int
ap_bytes_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    return take_bytes(x, node->state, piece);
}

int
ap_bytes_end(struct ap_extract *x, struct ap_inner *node)
{
    return end_runs(x, node->state);
}
