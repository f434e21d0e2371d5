/* Up to the first newline a naming pattern, after it a file name: a corrected name must parse.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "naming/naming.h"

#include <string.h>

#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(const struct ap_naming *naming, struct ap_str name, struct ap_arena *mem)
{
    struct ap_name parsed;
    struct ap_name_fault fault;
    if (ap_naming_parse(naming, name, &parsed) == AP_OK)
        return;
    ap_naming_explain(naming, name, mem, &fault);
    if (fault.part.len == 0 || fault.at > name.len)
        abort();
    if (fault.corrected.len && ap_naming_parse(naming, fault.corrected, &parsed))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str name = {(const char *)data, size};
    struct ap_str pattern = ap_str_cut(&name, '\n');
    struct ap_ref patterns[] = {{.text = AP_STR("{area}-{artifact}-{period}[-{seq}].{ext}")},
                                {.text = AP_STR("{area}-{artifact}-{version}-{status}.{ext}")},
                                {.text = pattern}};
    struct ap_area area = {.prefix = AP_STR("APIAuth")};
    struct ap_str known[] = {AP_STR("APIAuth-OAuthScopeModel"),
                             AP_STR("APIAuth-TokenRotationTicket")};
    struct ap_areas areas = {&area, 1, 1};
    struct ap_strs names = {known, AP_COUNT(known), AP_COUNT(known)};
    struct ap_naming_rules rules = {.patterns = {patterns, 2, 2}};
    struct ap_naming *naming = NULL;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    if (ap_naming_compile(&rules, &areas, &names, &mem, &naming, &dg))
        abort();
    check_name(naming, name, &mem);
    rules.patterns.n = 3;
    if (ap_naming_compile(&rules, &areas, &names, &mem, &naming, &dg) == AP_OK)
        check_name(naming, name, &mem);
    return 0;
}
