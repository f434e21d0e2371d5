/* The table of extractors: by kind, and that is by content.
 * Place in the flow: inspect, in apipack-extract; one file behind each row.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/check.h"
#include "inspect/extract/engine.h"
#include "inspect/extract/streams.h"
#include "inspect/extract/tar.h"

#define WIDE (1u << AP_ENC_UTF16LE | 1u << AP_ENC_UTF16BE)

static const struct ap_row_kind rows[] = {
    {.kinds = AP_IN_ZIP, .whole = ap_archive_whole},
    {.kinds = AP_IN(AP_KIND_PDF), .whole = ap_pdf_whole},
    {.kinds = AP_IN(AP_KIND_GZIP),
     .state_bytes = sizeof(struct ap_gzip_state),
     .begin = ap_gzip_begin,
     .piece = ap_gzip_piece,
     .end = ap_gzip_end,
     .release = ap_gzip_release},
    {.kinds = AP_IN(AP_KIND_PNG) | AP_IN(AP_KIND_JPEG), .whole = ap_picture_whole},
    {.kinds = AP_IN_TEXT,
     .encodings = WIDE,
     .state_bytes = sizeof(struct ap_wide),
     .begin = ap_wide_begin,
     .piece = ap_wide_piece},
    {.kinds = AP_IN(AP_KIND_MAIL), .whole = ap_mail_whole},
    {.kinds = AP_IN_TEXT, .piece = ap_plain_piece},
    {.kinds = AP_IN(AP_KIND_OTHER),
     .tar = true,
     .state_bytes = sizeof(struct ap_tar),
     .piece = ap_tar_piece,
     .end = ap_tar_end,
     .release = ap_tar_release},
    /* The last row takes what is left. */
    {.kinds = AP_IN_ALL,
     .state_bytes = sizeof(struct ap_runs),
     .begin = ap_bytes_begin,
     .piece = ap_bytes_piece,
     .end = ap_bytes_end},
};

const struct ap_row_kind *
ap_row_kind_of(struct ap_sniff sniff)
{
    size_t i = 0;
    while (!((rows[i].kinds & AP_IN(sniff.kind)) && (!rows[i].tar || sniff.tar) &&
             (rows[i].encodings == 0 || (rows[i].encodings & 1u << sniff.encoding))))
        i++;
    return &rows[i];
}
