/* The text of an XML part without its tags: paragraphs become lines.
 * Place in the flow: inspect, in apipack-extract; constant memory, no entities but the five and numbers, no DTD.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_STRIP_OUT  32768u
#define AP_STRIP_NAME 16u

/** Takes text away in pieces; a negative result stops. */
typedef int (*ap_strip_sink)(void *ctx, struct ap_str text);

enum ap_strip_state {
    AP_STRIP_TEXT,
    AP_STRIP_OPEN,    /* after '<', gathering the name */
    AP_STRIP_TAG,     /* in a tag, behind its name */
    AP_STRIP_QUOTED,  /* in an attribute's value */
    AP_STRIP_COMMENT, /* <!-- … --> */
    AP_STRIP_CDATA,   /* <![CDATA[ … ]]> */
    AP_STRIP_ENTITY,  /* after '&' */
};

/** Zero-initialise, then set the sink. */
struct ap_strip {
    ap_strip_sink sink;
    void *ctx;
    const char *within; /* give the text of these elements only ("is"), and count all of it; NULL: all text */
    bool is_within;
    enum ap_strip_state state;
    char quote;
    char name[AP_STRIP_NAME]; /* of the tag or the entity */
    size_t n_name;
    unsigned run;       /* '-' or ']' seen in a row */
    uint64_t visible;   /* characters that are not blank */
    char out[AP_STRIP_OUT];
    size_t n_out;
};

AP_CHECKED int ap_strip_feed(struct ap_strip *strip, struct ap_str piece);
/** The part is over: what is left goes to the sink, with a line end when all text was given. */
AP_CHECKED int ap_strip_end(struct ap_strip *strip);
