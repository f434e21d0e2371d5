/* The built-in library, read once a process: for the fuzz targets that judge by it.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdlib.h>

#include "library/library.h"

static const struct ap_library *
builtin_library(void)
{
    static struct ap_arena mem; /* lives as long as the process */
    static struct ap_library *lib;
    struct ap_diag dg;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    ap_diag_init(&dg, &mem);
    if (!lib && ap_library_load(&source, &mem, &lib, &dg))
        abort();
    return lib;
}
