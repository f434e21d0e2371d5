/* What inspect and apipack-extract say to each other: frames of port/child.h with these kinds.
 * Place in the flow: inspect; spoken by extract/client.c and extract/main.c.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One request, any number of SEGMENT and TEXT and at most one of each other frame, then DONE. Both sides are one build,
 * so numbers go as they lie in memory. The parent believes nothing: every length is bounded, every text is data. */
#pragma once

#include "model/terms.h"

#define AP_EXTRACT_CPU_S   60u            /* of one file */
#define AP_EXTRACT_WALL_MS 120000         /* of one file, whatever the child does */
#define AP_EXTRACT_MEMORY  (1ull << 30)   /* address space of the child */
#define AP_EXTRACT_BYTES   (4ull << 30)   /* unpacked from one file */
#define AP_EXTRACT_PART    (512ull << 20) /* unpacked from one part of an Office document */
#define AP_EXTRACT_GATHER  (128ull << 20) /* of members that must be whole to be read, at one time */
#define AP_EXTRACT_MAP     (512ull << 20) /* of a file that must be whole to be read */
#define AP_EXTRACT_MEMBERS 10000u         /* in one file, on all levels together */
#define AP_EXTRACT_DEPTH   5u             /* levels of files within files */
#define AP_EXTRACT_WORDS   160u           /* bytes of a reason */
#define AP_EXTRACT_PATH    1024u          /* bytes of the names from the file to the member */

enum ap_extract_frame {
    AP_EXTRACT_REQUEST =
        1, /* payload: struct ap_extract_request; the private descriptor travels with it */
    AP_EXTRACT_TEXT,      /* payload: UTF-8 text */
    AP_EXTRACT_COUNTS,    /* payload: struct ap_extract_counts */
    AP_EXTRACT_DAMAGED,   /* payload: what is broken */
    AP_EXTRACT_ENCRYPTED, /* no payload */
    AP_EXTRACT_UNREAD,    /* payload: what was not read, and why */
    AP_EXTRACT_DONE,      /* no payload */
    AP_EXTRACT_SHAPE,     /* payload: the first fault of the shape of a zip */
    AP_EXTRACT_SEGMENT, /* payload: struct ap_extract_segment, then the names of the members, '\n' between them */
};

struct ap_extract_request {
    uint32_t kind; /* enum ap_kind */
    uint32_t reserved;
    uint64_t bytes; /* of the file */
};

/** What the text that follows is. */
#define AP_SEGMENT_LINES 1u /* its lines are lines, paragraphs or rows of the member */
#define AP_SEGMENT_ASIDE 2u /* not what a reader of the document sees: for the scan alone */
#define AP_SEGMENT_JOINED                                                                          \
    4u /* lines that were put together again: only what crosses their edge is new */
#define AP_SEGMENT_BYTES 8u /* readable runs out of bytes that are no text */

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
    uint64_t unread;   /* things that were not read */
    uint64_t pictures; /* within documents, not read and no word about each */
    uint64_t shape;    /* faults of the shape of zips */
};
