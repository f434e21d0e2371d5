/* Check "extension": the content contradicts what the name promises.
 * Place in the flow: inspect, a row of content.def; finding FMT002.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "base/path.h"
#include "inspect/content/content.h"

void
ap_check_extension_block(struct ap_subject *s, const struct ap_call *call,
                         const struct ap_block *block)
{
    struct ap_extension_state *state = call->state;
    if (state->has_nul || s->sniff.encoding != AP_ENC_8BIT)
        return;
    const char *nul = memchr(block->bytes, 0, block->n);
    if (!nul)
        return;
    state->has_nul = true;
    state->nul_at = block->offset + (uint64_t)(nul - block->bytes);
}

static void
say_contradiction(struct ap_subject *s, struct ap_str ext)
{
    const char *seen = ap_word(ap_kind_words, (int)s->sniff.kind);
    if (s->sniff.kind == AP_KIND_OTHER)
        (void)ap_subject_fault(s, AP_FMT002, 0,
                               "the extension .%.*s does not fit: the content is binary data",
                               AP_FMT(ext));
    else if (AP_IN(s->sniff.kind) & AP_IN_TEXT)
        (void)ap_subject_fault(s, AP_FMT002, 0,
                               "the extension .%.*s does not fit: the content is plain text",
                               AP_FMT(ext));
    else
        (void)ap_subject_fault(s, AP_FMT002, 0,
                               "the extension .%.*s does not fit: the content is %s", AP_FMT(ext),
                               seen);
}

void
ap_check_extension_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_extension_state *state = call->state;
    struct ap_str ext = ap_path_ext(s->item->name);
    const struct ap_ext_rule *rule = ap_ext_rule(ext);
    /* Of an empty or encrypted file nothing more can be said. */
    if (!rule || ap_subject_has(s, AP_FMT001) || ap_subject_has(s, AP_FMT004))
        return;
    if (s->sniff.kind != AP_KIND_LINK && !(rule->kinds & AP_IN(s->sniff.kind)))
        say_contradiction(s, ext);
    else if (state->has_nul && (rule->kinds & AP_IN_TEXT))
        (void)ap_subject_fault(s, AP_FMT002, 0,
                               "the extension .%.*s promises text, but byte %" PRIu64 " is zero",
                               AP_FMT(ext), state->nul_at + 1);
}
