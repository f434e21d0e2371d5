/* Which period, and which file name, evidence of a requirement can have in the audit window.
 * Place in the flow: edit; triage proposes by it, add decides by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/catalogue.h"

/** The periods that a name may carry to fill a slot of `req`: each month or quarter of the window; else the one period in which the
 *  window ends. Empty for documents asked for once, and for requirements that are not asked for. In order of time. */
void ap_place_periods(const struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem,
                      struct ap_periods *ret_periods);
/** As people read them: "2026-04, 2026-05 or 2026-06". */
struct ap_str ap_place_periods_text(const struct ap_periods *periods, struct ap_arena *mem);
/** Does the requirement take several files for one period: samples, records of events, `min` above 1? */
bool ap_place_takes_several(const struct ap_requirement *req);
/** The accepted name that `file_name` itself begins with, where it parses; else the first that the requirement accepts. */
struct ap_str ap_place_stem(const struct ap_library *lib, const struct ap_requirement *req, struct ap_str file_name);
/** The extension of a file in lower case; "" when it has none. */
struct ap_str ap_place_ext(struct ap_str file_name, struct ap_arena *mem);
bool ap_place_takes_format(const struct ap_requirement *req, struct ap_str ext);
