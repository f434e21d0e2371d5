/* Where a document goes, in one piece or many.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"

struct ap_outfile;

struct ap_cli_sink {
    struct ap_cli *cli;
    struct ap_str file; /* empty: standard output */
    int fd;             /* of a pipe or device, else -1 */
    struct ap_outfile
        *out; /* the file in the making; NULL: nothing was written yet, or it goes elsewhere */
    int code; /* AP_EXIT_OK until something fails, which is reported; then nothing more is written */
};

/** `file` as for ap_cli_write(). Nothing is opened before the first byte. */
void ap_cli_sink_begin(struct ap_cli_sink *sink, struct ap_cli *cli, struct ap_str file);
void ap_cli_sink_add(struct ap_cli_sink *sink, struct ap_str bytes);
/** Add and clear: for ap_report_input's `spill`. */
void ap_cli_sink_spill(void *sink, struct ap_buf *out);
/** Put the file in its place: an exit code. */
int ap_cli_sink_end(struct ap_cli_sink *sink);
/** Leave what was there before; standard output keeps what it got. */
void ap_cli_sink_drop(struct ap_cli_sink *sink);
