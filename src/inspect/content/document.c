/* Check "document": an Office document in which nothing stands.
 * Place in the flow: inspect, a row of content.def; finding FMT001.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/content.h"

void
ap_check_document_block(struct ap_subject *s, const struct ap_call *call,
                        const struct ap_block *block)
{
    (void)s;
    struct ap_document_state *state = call->state;
    for (size_t i = 0; i < block->n; i++)
        state->characters += (unsigned char)block->bytes[i] > ' ';
}

void
ap_check_document_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_document_state *state = call->state;
    const struct ap_extracted *seen = &s->extracted;
    /* A damaged or half-read document proves nothing about its emptiness. */
    if (!seen->done || seen->damaged.len > 0 || seen->encrypted || seen->unread.len > 0)
        return;
    if (state->characters == 0 && seen->values == 0 && seen->media == 0)
        (void)ap_subject_fault(s, AP_FMT001, 0, "the document holds no text");
}
