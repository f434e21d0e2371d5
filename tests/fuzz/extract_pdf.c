/* Fuzz target: any bytes as a PDF, as apipack-extract reads it.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum ap_kind kinds[] = {AP_KIND_PDF};
    extract_any(data, size, kinds, AP_COUNT(kinds));
    return 0;
}
