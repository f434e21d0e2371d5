/* Parts with words: a paragraph is a line, a row of a table too, with tabs between its cells.
 * Place in the flow: inspect, in apipack-extract; DOCX, PPTX, comments and shared strings of XLSX.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/office.h"

struct words {
    struct ap_part part;
    unsigned text, aside; /* open elements that hold words */
    unsigned cells;       /* open cells of tables, one within another */
    bool began;           /* the paragraph in a cell is not the cell's first */
    bool row_began;       /* the cell is not the row's first */
};

enum action {
    TEXT,      /* holds words */
    ASIDE,     /* holds words that no reader sees */
    PARAGRAPH, /* ends a line */
    BREAK,
    TAB,
    HYPHEN,
    CELL,
    ROW,
};

/** Elements by local name. Runs within a paragraph are joined: a token is found whatever Word does to it. */
static const struct element {
    const char *name;
    enum action action;
} elements[] = {
    {"t", TEXT},
    {"text", TEXT},
    {"delText", ASIDE},
    {"instrText", ASIDE},
    {"delInstrText", ASIDE},
    {"p", PARAGRAPH},
    {"si", PARAGRAPH},
    {"comment", PARAGRAPH},
    {"threadedComment", PARAGRAPH},
    {"br", BREAK},
    {"cr", BREAK},
    {"tab", TAB},
    {"noBreakHyphen", HYPHEN},
    {"tc", CELL},
    {"tr", ROW},
};

static const struct element *
element_of(struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(elements); i++)
        if (ap_str_is(name, elements[i].name))
            return &elements[i];
    return NULL;
}

static int
put(struct words *w, const char *text)
{
    return ap_extract_text(w->part.x, ap_str_from(text));
}

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct words *w = ctx;
    const struct element *e = element_of(name);
    ap_part_add_attributes(&w->part, attrs, n);
    if (!e)
        return AP_OK;
    switch (e->action) {
    case TEXT:
        w->text++;
        return AP_OK;
    case ASIDE:
        w->aside++;
        return AP_OK;
    case PARAGRAPH: {
        bool joins = w->cells > 0 && w->began;
        w->began = w->cells > 0;
        return joins ? put(w, " ") : AP_OK;
    }
    case CELL: {
        bool outer = w->cells++ == 0;
        bool joins = outer ? w->row_began : w->began;
        w->row_began = true;
        w->began = false;
        return joins ? put(w, outer ? "\t" : " ") : AP_OK;
    }
    case ROW:
        w->row_began = w->cells > 0 && w->row_began;
        return AP_OK;
    default:
        return AP_OK;
    }
}

static int
on_close(void *ctx, struct ap_str name)
{
    struct words *w = ctx;
    const struct element *e = element_of(name);
    if (!e)
        return AP_OK;
    switch (e->action) {
    case TEXT:
        w->text -= w->text > 0;
        return AP_OK;
    case ASIDE:
        w->aside -= w->aside > 0;
        return AP_OK;
    case PARAGRAPH:
        ap_part_end_aside(&w->part);
        return w->cells > 0 ? AP_OK : put(w, "\n");
    case BREAK:
        return put(w, w->cells > 0 ? " " : "\n");
    case TAB:
        return put(w, w->cells > 0 ? " " : "\t");
    case HYPHEN:
        return put(w, "-");
    case CELL:
        w->cells -= w->cells > 0;
        w->began = w->cells > 0;
        return AP_OK;
    case ROW:
        return put(w, w->cells > 0 ? " " : "\n");
    }
    return AP_OK;
}

static int
on_text(void *ctx, struct ap_str text)
{
    struct words *w = ctx;
    if (w->aside > 0)
        ap_part_add_aside(&w->part, text);
    return w->aside == 0 && w->text > 0 ? ap_part_text(&w->part, text) : AP_OK;
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

static int
begin(struct ap_extract *x, struct ap_inner *node)
{
    return ap_part_begin(node->state, x, node, &events);
}

const struct ap_row_kind ap_part_words = {.state_bytes = sizeof(struct words),
                                          .begin = begin,
                                          .piece = ap_part_piece,
                                          .end = ap_part_end,
                                          .release = ap_part_release};
