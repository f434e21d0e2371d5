/* Checks "container" and "unread": what the extractor reported on a document, and what was not opened at all.
 * Place in the flow: inspect, rows of content.def; findings FMT003, FMT004 and FMT011 to FMT013, fact `members`.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "inspect/content/content.h"

/* What leaves the item valid. */
static void
say_notes(struct ap_subject *s, const struct ap_extracted *seen)
{
    if (seen->pictures > 0)
        (void)ap_subject_note(s, AP_FMT012, 0, "%" PRIu64 " %s in it %s not read", seen->pictures,
                              seen->pictures == 1 ? "picture" : "pictures",
                              seen->pictures == 1 ? "was" : "were");
    if (seen->n_shape > 1)
        (void)ap_subject_note(s, AP_FMT013, 0, "%.*s; %" PRIu64 " more faults of this kind",
                              AP_FMT(seen->shape), seen->n_shape - 1);
    else if (seen->shape.len > 0)
        (void)ap_subject_note(s, AP_FMT013, 0, "%.*s", AP_FMT(seen->shape));
}

void
ap_check_container_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)call;
    const struct ap_extracted *seen = &s->extracted;
    if (!seen->asked)
        return;
    const char *what = (AP_IN(s->sniff.kind) & AP_IN_ZIP) ? "archive" : "document";
    if (seen->damaged.len > 0)
        (void)ap_subject_fault(s, AP_FMT003, 0, "the %s is damaged: %.*s", what,
                               AP_FMT(seen->damaged));
    if (seen->encrypted)
        (void)ap_subject_fault(s, AP_FMT004, 0, "the %s is encrypted or holds encrypted members",
                               what);
    if (seen->n_unread > 1)
        ap_subject_unscannable(s, "%.*s; %" PRIu64 " more were not read", AP_FMT(seen->unread),
                               seen->n_unread - 1);
    else if (seen->unread.len > 0)
        ap_subject_unscannable(s, "%.*s", AP_FMT(seen->unread));
    say_notes(s, seen);
    if (s->sniff.kind == AP_KIND_ZIP && seen->done && seen->damaged.len == 0) {
        (void)ap_fact_add_count(s, "members", seen->members);
        if (seen->members == 0)
            (void)ap_subject_fault(s, AP_FMT001, 0, "the archive holds no files");
    }
}

/* What no extractor opens is said, never passed over. */
void
ap_check_unread_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)call;
    enum ap_kind kind = s->sniff.kind;
    if (s->record->fault)
        return; /* it is no evidence anyhow */
    if (s->extracted.pictures_read > 0)
        return;
    if (kind == AP_KIND_PNG || kind == AP_KIND_JPEG)
        ap_subject_unscannable(s, "the picture cannot be read as text");
    else if (kind == AP_KIND_OTHER && s->bytes > 0 && !s->sniff.tar)
        ap_subject_unscannable(s, "the file is neither text nor a document that can be opened");
}
