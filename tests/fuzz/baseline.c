/* Any bytes as a former check/v1: read or refused with one fault, never a crash.
 * Place in the flow: fuzzing of report/baseline.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/baseline.h"

#include <stdlib.h>

#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_workspace ws = {.organization = AP_STR("A"), .product = AP_STR("B")};
    struct ap_baseline *baseline = NULL;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    int r = ap_baseline_parse((struct ap_str){(const char *)data, size}, AP_STR("base.json"), &ws,
                              &mem, &baseline, &dg);
    if ((r == AP_OK) != (baseline != NULL) || (r == AP_OK) != (dg.n_errors == 0))
        abort();
    return 0;
}
