/* Check "container": what the extractor reported on a zip archive or an Office document.
 * Place in the flow: inspect, a row of content.def; findings FMT003, FMT004 and FMT011, fact `members`.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/content.h"

void
ap_check_container_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)call;
    const struct ap_extracted *seen = &s->extracted;
    if (!seen->asked)
        return;
    if (seen->damaged.len > 0)
        (void)ap_subject_fault(s, AP_FMT003, 0, "the archive is damaged: %.*s",
                               AP_FMT(seen->damaged));
    if (seen->encrypted)
        (void)ap_subject_fault(s, AP_FMT004, 0, "the archive holds encrypted members");
    if (seen->unread.len > 0)
        ap_subject_unscannable(s, "%.*s", AP_FMT(seen->unread));
    if (s->sniff.kind == AP_KIND_ZIP && seen->done && seen->damaged.len == 0) {
        (void)ap_fact_add_count(s, "members", seen->members);
        if (seen->members == 0)
            (void)ap_subject_fault(s, AP_FMT001, 0, "the archive holds no files");
    }
}
