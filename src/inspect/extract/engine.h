/* What the extractors share: files within files, the text that they give, budgets.
 * Place in the flow: inspect, in apipack-extract; one row of rows.c per kind of file, one file behind each.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   bytes --> node (a file or member) --> its row, by content --> text, or nodes within
 *
 * Functions give AP_OK or the negative result of the sink, which stops everything. What is wrong with a file is said
 * through ap_extract_unread() and does not stop its neighbours. */
#pragma once

#include "base/buf.h"
#include "inspect/extract/extract.h"
#include "inspect/sniff.h"

struct ap_extract;
struct ap_inner;

/** One kind of file. Either `whole`, or the three others, which may each be NULL. */
struct ap_row_kind {
    uint32_t kinds;     /* set of AP_IN(kind) */
    uint32_t encodings; /* set of 1u << encoding; 0: any */
    bool tar;           /* of tars alone */
    size_t state_bytes;
    int (*begin)(struct ap_extract *x, struct ap_inner *node);
    int (*piece)(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
    int (*end)(struct ap_extract *x, struct ap_inner *node);
    int (*whole)(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source);
    void (*release)(void *state); /* what the state holds outside itself; NULL: nothing */
};

/** The row of a kind; what fits none is read as bytes. */
const struct ap_row_kind *ap_row_kind_of(struct ap_sniff sniff);

/** A file or member in work. */
struct ap_inner {
    struct ap_inner *parent; /* NULL: the file itself */
    const struct ap_row_kind *row;
    struct ap_str name; /* of the member, for its kind; empty: none */
    struct ap_sniff sniff;
    void *state;
    struct ap_buf held;              /* its first bytes, or all of them */
    bool given_up;                   /* the rest of it is not read; that was said */
    bool in_document;                /* part of a document: its pictures need no words */
    bool aside;                      /* nothing of it is what a reader of the document sees */
    struct ap_extract_segment place; /* of the text that comes next */
    uint32_t serial;                 /* of the place */
    size_t path_len;                 /* of the path without its name */
    unsigned depth;
};

struct ap_extract {
    const struct ap_extract_out *to;
    const struct ap_extract_request *request;
    struct ap_extract_counts counts;
    struct ap_inner *top; /* the innermost node */
    struct ap_buf path;
    uint64_t unpacked;
    uint64_t gathered;
    uint64_t n_members; /* on all levels */
    uint32_t n_wishes;
    bool encrypted, damaged, unread, shape; /* said already */
    bool has_words;                         /* that a reader sees were given */
    uint32_t serial, sent;                  /* of places */
    bool ends_line;                         /* what was sent last */
    size_t n_out;
    char out[32768]; /* last: not cleared */
};

/* --- what a row says ----------------------------------------------------------------------------- */

/** Text of the innermost node, UTF-8, in pieces of any size. */
AP_CHECKED int ap_extract_text(struct ap_extract *x, struct ap_str text);
/** What the text from here on is: flags, page and first line. */
void ap_extract_place(struct ap_extract *x, uint32_t flags, uint32_t page, uint32_t line);
/** Something was not read. `name`: of a member of the innermost node, or empty: the node itself. */
AP_CHECKED int ap_extract_unread(struct ap_extract *x, const char *why, struct ap_str name);
/** The innermost node is damaged: a fault of the file itself, a thing not read of what lies within. */
AP_CHECKED int ap_extract_damaged(struct ap_extract *x, const char *why, struct ap_str name);
/** A zip within or the file itself is not what every program takes it for; its members are read all the same. */
AP_CHECKED int ap_extract_shape(struct ap_extract *x, const char *why, struct ap_str name);
AP_CHECKED int ap_extract_encrypted(struct ap_extract *x, struct ap_str name);

/** Ask a program of somebody else; at most as often as the limits allow.
 *
 *  bytes  what it is about; of the file itself `own` is given instead
 *  gives  *ret_answer AP_OK and `text` is its text; AP_E_NOTFOUND: nobody can help; else the program failed */
AP_CHECKED int ap_extract_help(struct ap_extract *x, enum ap_extract_help help, uint32_t page,
                               const struct ap_source *source, struct ap_buf *text,
                               int *ret_answer);
bool ap_extract_may_help(const struct ap_extract *x, enum ap_extract_help help);

/* --- files within -------------------------------------------------------------------------------- */

/** Begin a member. Its kind is told by its bytes, unless `row` is given.
 *  gives  *ret_node, NULL when a bound forbids it; that was said. All calls below take NULL */
AP_CHECKED int ap_inner_open(struct ap_extract *x, struct ap_str name,
                             const struct ap_row_kind *row, struct ap_inner **ret_node);
/** The same for what has no name of its own, such as the content of a gzip: the path does not grow. */
AP_CHECKED int ap_inner_open_unnamed(struct ap_extract *x, struct ap_str name,
                                     struct ap_inner **ret_node);
AP_CHECKED int ap_inner_feed(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
/** The member is over; frees it. */
AP_CHECKED int ap_inner_close(struct ap_extract *x, struct ap_inner *node);
/** A member whose bytes are all there. */
AP_CHECKED int ap_inner_whole(struct ap_extract *x, struct ap_str name, struct ap_str bytes);

/* --- rows that want all bytes at once ------------------------------------------------------------ */

/** The readable runs of bytes that are no text: what is left when nothing can open them. */
AP_CHECKED int ap_extract_runs(struct ap_extract *x, struct ap_str bytes);

/** Say what is wrong with the shape of the zip in `bytes`, of which there are all or none. */
AP_CHECKED int ap_zip_shape(struct ap_extract *x, struct ap_str bytes);

int ap_archive_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source);
int ap_pdf_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source);
int ap_picture_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source);
int ap_mail_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source);
