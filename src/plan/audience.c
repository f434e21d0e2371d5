/* Who may see what: ranks of audiences, of requirements, and the slots that a pack lists.
 * Place in the flow: plan.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/internal.h"

uint32_t
ap_plan_rank(const struct ap_library *lib, struct ap_str audience)
{
    uint32_t rank = ap_library_audience_rank(lib, audience);
    return rank == AP_NONE ? 0 : rank;
}

uint32_t
ap_plan_requirement_rank(const struct ap_library *lib, const struct ap_requirement *req)
{
    return ap_plan_rank(lib, req->audience.text.len ? req->audience.text : AP_STR("auditor"));
}

bool
ap_plan_lists_slot(const struct ap_plan *plan, const struct ap_slot *slot)
{
    const struct ap_library *lib = plan->as->cat->lib;
    return plan->full ||
           ap_plan_requirement_rank(lib, slot->req) >= ap_plan_rank(lib, plan->audience->id);
}
