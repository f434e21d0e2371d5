/* Check "truncated": PDF, zip family and gzip that stop before their end.
 * Place in the flow: inspect, a row of content.def; finding FMT003. Images and JSON look after themselves.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/content.h"

#define PDF_END_WITHIN 2048u

void
ap_check_truncated_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)call;
    struct ap_str tail = s->tail;
    size_t from = tail.len > PDF_END_WITHIN ? tail.len - PDF_END_WITHIN : 0;
    if (s->sniff.kind == AP_KIND_PDF) {
        if (!ap_str_contains(ap_str_slice(tail, from, tail.len), AP_STR("%%EOF")))
            (void)ap_subject_fault(s, AP_FMT003, 0, "the PDF has no %%%%EOF at its end");
    } else if (s->sniff.kind == AP_KIND_GZIP) {
        if (s->decoding == AP_DECODE_CUT)
            (void)ap_subject_fault(s, AP_FMT003, 0, "the gzip stream stops before its end");
        else if (s->decoding == AP_DECODE_DAMAGED)
            (void)ap_subject_fault(s, AP_FMT003, 0, "the gzip stream is damaged");
    } else if (ap_sniff_zip_end(tail) == tail.len) {
        (void)ap_subject_fault(s, AP_FMT003, 0, "the archive has no directory at its end");
    }
    if (s->decoding == AP_DECODE_LIMIT)
        ap_subject_unscannable(s, "the gzip holds more than may be unpacked");
}
