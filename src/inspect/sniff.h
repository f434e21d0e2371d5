/* The kind of a file: by content first, by extension where content cannot tell.
 * Place in the flow: inspect; looked at once with the head, and again with the tail for zip containers.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/terms.h"

enum ap_encoding {
    AP_ENC_BINARY,
    AP_ENC_8BIT, /* ASCII, UTF-8, Windows-1252: what a byte search can read */
    AP_ENC_UTF16LE,
    AP_ENC_UTF16BE,
};

struct ap_sniff {
    enum ap_kind kind;
    enum ap_encoding encoding;
    bool ole2; /* Office 97 container; also the wrapping of password-protected OOXML */
    bool tar;  /* of kind OTHER, but it is opened */
};

/** `name`: last segment; `head`: the first bytes; `tail`: the last bytes, empty while they are not known.
 *
 *  Binary kinds are told by magic alone. Text is what its extension says, as one cannot tell CSV from prose, with two
 *  exceptions: JSON must begin like JSON, and .txt, .log, unknown and missing extensions yield to content that is
 *  clearly JSON, JSONL, XML or mail. */
struct ap_sniff ap_sniff(struct ap_str name, struct ap_str head, struct ap_str tail);

/** The kind that a zip container's member names tell: DOCX, XLSX, PPTX or ZIP. */
enum ap_kind ap_sniff_zip(struct ap_str head, struct ap_str tail);
/** A member is encrypted, by the flags in the central directory or, without one, in the first local header. */
bool ap_sniff_zip_encrypted(struct ap_str head, struct ap_str tail);
/** The offset of the end-of-central-directory record in `tail`, or tail.len. */
size_t ap_sniff_zip_end(struct ap_str tail);

/** `block` begins with a header of a tar: its sum fits. */
#define AP_TAR_BLOCK 512u
bool ap_sniff_tar(struct ap_str block);

/** What a file of extension `ext` may be. */
struct ap_ext_rule {
    const char *ext;
    uint32_t kinds; /* set of 1u << kind */
};
/** NULL: nothing is said about it. `ext` in any case. */
const struct ap_ext_rule *ap_ext_rule(struct ap_str ext);
/** The name of what a gzip of this name holds: without .gz. */
struct ap_str ap_sniff_gzip_name(struct ap_str name);
