/* What inspect and apipack-extract say to each other: frames of port/frames.h with these kinds.
 * Place in the flow: inspect; spoken by extract/client.c and extract/main.c.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One request, any number of SEGMENT and TEXT and at most one of each other frame, then DONE. Both sides are one build,
 * so numbers go as they lie in memory. The parent believes nothing: every length is bounded, every text is data. */
#pragma once

#include "model/terms.h"

#define AP_EXTRACT_WALL_MS 120000       /* of one file, whatever the child does */
#define AP_EXTRACT_MEMORY  (1ull << 30) /* address space of the child */
#define AP_EXTRACT_WORDS   160u         /* bytes of a reason */
#define AP_EXTRACT_PATH    1024u        /* bytes of the names from the file to the member */
#define AP_EXTRACT_INLINE  61440u /* a file of at most so many bytes travels with its request */

enum ap_extract_frame {
    AP_EXTRACT_REQUEST =
        1, /* payload: struct ap_extract_request, then the file's bytes if it is small; else its descriptor comes along */
    AP_EXTRACT_TEXT,      /* payload: UTF-8 text */
    AP_EXTRACT_COUNTS,    /* payload: struct ap_extract_counts */
    AP_EXTRACT_DAMAGED,   /* payload: what is broken */
    AP_EXTRACT_ENCRYPTED, /* no payload */
    AP_EXTRACT_UNREAD,    /* payload: what was not read, and why */
    AP_EXTRACT_DONE,      /* no payload */
    AP_EXTRACT_SHAPE,     /* payload: the first fault of the shape of a zip */
    AP_EXTRACT_BYTES,     /* payload: a piece of what help is wanted for */
    AP_EXTRACT_WISH,      /* payload: struct ap_extract_wish; the child waits now */
    AP_EXTRACT_HELPED,    /* from the parent; payload: a piece of the text */
    AP_EXTRACT_ANSWER,    /* from the parent; payload: int32_t, AP_OK or why there is none */
    AP_EXTRACT_SEGMENT, /* payload: struct ap_extract_segment, then the names of the members, '\n' between them */
};

/** What one file may cost. */
struct ap_extract_limits {
    uint64_t unpacked; /* bytes, on all levels together */
    uint64_t part;     /* bytes unpacked from one part of an Office document */
    uint64_t gathered; /* bytes of members that must be whole to be read, at one time */
    uint64_t mapped;   /* bytes of a file that must be whole to be read */
    uint32_t members;  /* on all levels together */
    uint32_t depth;    /* levels of files within files */
    uint32_t cpu_s;    /* processor time */
    uint32_t wishes;   /* for help */
};
#define AP_EXTRACT_LIMITS                                                                          \
    ((struct ap_extract_limits){.unpacked = 4ull << 30,                                            \
                                .part = 512ull << 20,                                              \
                                .gathered = 128ull << 20,                                          \
                                .mapped = 512ull << 20,                                            \
                                .members = 10000,                                                  \
                                .depth = 5,                                                        \
                                .cpu_s = 60,                                                       \
                                .wishes = 100})

struct ap_extract_request {
    uint32_t kind;  /* enum ap_kind */
    uint32_t help;  /* set of 1u << enum ap_extract_help: what may be wished for */
    uint64_t bytes; /* of the file */
    struct ap_extract_limits limits;
};

/** What a program of somebody else can tell; the child may start none. */
enum ap_extract_help {
    AP_HELP_PDF_TEXT, /* the text of a PDF, a form feed behind each page */
    AP_HELP_PAGE,     /* the letters in the picture of a page of a PDF */
    AP_HELP_PICTURE,  /* the letters in a picture */
};

struct ap_extract_wish {
    uint32_t help; /* enum ap_extract_help */
    uint32_t page; /* from 1 */
    uint32_t own;  /* it is about the file itself, and no bytes came */
    uint32_t reserved;
};

/** What the text that follows is. */
#define AP_SEGMENT_LINES 1u /* its lines are lines, paragraphs or rows of the member */
#define AP_SEGMENT_ASIDE 2u /* not what a reader of the document sees: for the scan alone */
#define AP_SEGMENT_JOINED                                                                          \
    4u /* lines that were put together again: only what crosses their edge is new */
#define AP_SEGMENT_BYTES 8u /* readable runs out of bytes that are no text */
#define AP_SEGMENT_CELLS                                                                           \
    16u /* rows of the sheet that the innermost name is: tabs between the cells */
#define AP_SEGMENT_AREAS                                                                           \
    32u /* with CELLS and ASIDE: merged areas of that sheet, one `A2:A5` a line */

struct ap_extract_segment {
    uint32_t flags;
    uint32_t page; /* from 1; 0: none */
    uint32_t line; /* of its first line in the member */
    uint32_t reserved;
};

struct ap_extract_counts {
    uint64_t members;
    uint64_t media;
    uint64_t values;
    uint64_t unread;        /* things that were not read */
    uint64_t pictures;      /* within documents, not read and no word about each */
    uint64_t shape;         /* faults of the shape of zips */
    uint64_t pictures_read; /* by a helper */
};
