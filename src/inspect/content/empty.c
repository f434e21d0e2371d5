/* Check "empty": a file without a byte, or with nothing but blanks.
 * Place in the flow: inspect, a row of content.def; finding FMT001.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/content.h"

/* Spaces, line ends, zeros (a file that was allocated and never written) and byte order marks. */
static bool
is_blank(unsigned char c)
{
    return c == 0 || ap_is_space(c);
}

void
ap_check_empty_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    struct ap_empty_state *state = call->state;
    if (state->has_content)
        return;
    size_t i = 0;
    if (block->offset == 0 && s->sniff.encoding != AP_ENC_BINARY) {
        struct ap_str head = {block->bytes, block->n};
        if (ap_str_starts(head, AP_STR("\xef\xbb\xbf")))
            i = 3;
        else if (ap_str_starts(head, AP_STR("\xff\xfe")) || ap_str_starts(head, AP_STR("\xfe\xff")))
            i = 2;
    }
    for (; i < block->n; i++) {
        if (!is_blank((unsigned char)block->bytes[i])) {
            state->has_content = true;
            return;
        }
    }
}

void
ap_check_empty_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_empty_state *state = call->state;
    if (s->bytes == 0)
        (void)ap_subject_fault(s, AP_FMT001, 0, "the file has no bytes");
    else if (!state->has_content)
        (void)ap_subject_fault(s, AP_FMT001, 0, "the file holds only blanks");
    else if (s->sniff.kind == AP_KIND_GZIP && s->decoding == AP_DECODED && s->text_bytes == 0)
        (void)ap_subject_fault(s, AP_FMT001, 0, "the file inside the gzip has no bytes");
}
