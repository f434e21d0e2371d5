/* Names that hold a secret, with the secret masked: members of archives are named in findings.
 * Place in the flow: inspect; asked by extract/client.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/mask.h"

#define MASK     "REDACTED"
#define HITS_MAX 16u
#define SHORTEST 8u /* bytes that can hold a secret */

struct hits {
    struct {
        size_t from, to;
    } items[HITS_MAX];
    size_t n;
};

static void
take(void *ctx, const struct ap_leak *leak)
{
    struct hits *hits = ctx;
    if (leak->detector->cls != AP_CLASS_SECRET || leak->severity < AP_HIGH || hits->n == HITS_MAX)
        return;
    hits->items[hits->n].from = (size_t)leak->from;
    hits->items[hits->n++].to = (size_t)leak->to;
}

void
ap_scanning_mask(struct ap_scanning *scanning, struct ap_str text, struct ap_buf *out)
{
    struct hits hits = {.n = 0};
    size_t at = 0;
    if (!scanning || text.len < SHORTEST) {
        ap_buf_add_str(out, text);
        return;
    }
    if (!scanning->names)
        scanning->names = ap_scanner_new(scanning->setup->rules);
    if (!ap_scanner_text(scanning->names, text, NULL, take, &hits) || hits.n == HITS_MAX) {
        ap_buf_add_c(out, MASK); /* not searched to its end: it goes as a whole */
        return;
    }
    for (size_t i = 0; i < hits.n; i++) {
        if (hits.items[i].from >= at) {
            ap_buf_add_str(out, ap_str_slice(text, at, hits.items[i].from));
            ap_buf_add_c(out, MASK);
        }
        at = hits.items[i].to > at ? hits.items[i].to : at;
    }
    ap_buf_add_str(out, ap_str_slice(text, at, text.len));
}
