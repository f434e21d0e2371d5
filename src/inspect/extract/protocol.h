/* What inspect and apipack-extract say to each other: frames of port/child.h with these kinds.
 * Place in the flow: inspect; spoken by extract/client.c and extract/main.c.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One request, any number of TEXT and at most one of each other frame, then DONE. Both sides are one build, so
 * numbers go as they lie in memory. The parent believes nothing: every length is bounded, every text is data. */
#pragma once

#include "model/terms.h"

#define AP_EXTRACT_CPU_S   60u             /* of one file */
#define AP_EXTRACT_WALL_MS 120000          /* of one file, whatever the child does */
#define AP_EXTRACT_MEMORY  (512ull << 20)  /* address space of the child */
#define AP_EXTRACT_BYTES   (4ull << 30)    /* unpacked from one file */
#define AP_EXTRACT_PART    (512ull << 20)  /* unpacked from one member that is read as text */
#define AP_EXTRACT_MEMBERS 10000u
#define AP_EXTRACT_WORDS   160u            /* bytes of a reason */

enum ap_extract_frame {
    AP_EXTRACT_REQUEST = 1, /* payload: struct ap_extract_request; the private descriptor travels with it */
    AP_EXTRACT_TEXT,        /* payload: UTF-8 text */
    AP_EXTRACT_COUNTS,      /* payload: struct ap_extract_counts */
    AP_EXTRACT_DAMAGED,     /* payload: what is broken */
    AP_EXTRACT_ENCRYPTED,   /* no payload */
    AP_EXTRACT_UNREAD,      /* payload: what was not read, and why */
    AP_EXTRACT_DONE,        /* no payload */
};

struct ap_extract_request {
    uint32_t kind; /* enum ap_kind */
    uint32_t reserved;
    uint64_t bytes; /* of the file */
};

struct ap_extract_counts {
    uint64_t members;
    uint64_t media;
    uint64_t values;
};
