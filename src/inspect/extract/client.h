/* The parent's side of apipack-extract: one child a worker, started again when it dies.
 * Place in the flow: inspect; called by the read loop with the private descriptor.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "inspect/decode.h"
#include "inspect/extract/helper.h"
#include "inspect/private.h"
#include "port/child.h"
#include "port/frames.h"

/** A file gets the child that runs, and if that one is found dead, one more: at most one start a file, so that no
 *  set of hostile files makes it spin, and what becomes of a file never depends on the files before it. */
struct ap_extractor {
    const char *program; /* NULL: there is none */
    struct ap_child child;
    struct ap_channel channel; /* to the child that runs */
    int wall_ms;               /* for one file */
    struct ap_extract_limits limits;
    const struct ap_helpers *helpers; /* NULL: there are none */
    struct ap_buf wanted;             /* bytes that help is wanted for */
    int64_t help_ms;                  /* that helpers took for the file in work */
    struct ap_buf inner;              /* names of the member in work, as they are shown */
    struct ap_buf names;              /* the same, as the child gave them */
    bool heard;                       /* a frame came for the file in work */
};

void ap_extractor_init(struct ap_extractor *x, const char *program);
/** Start the child now; a failure shows when a file needs it. */
void ap_extractor_warm(struct ap_extractor *x);
void ap_extractor_release(struct ap_extractor *x);
/** Have the file read from its sealed copy: its text enters the text stream, the rest fills s->extracted. Whatever happens
 *  to the child, this returns; s->extracted.done says whether it came to an end, `unread` why not. */
void ap_extractor_read(struct ap_extractor *x, const struct ap_private *copy, struct ap_subject *s,
                       struct ap_text *text);
