/* Paths as text: join, split, confine. Nothing here touches the disk.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct ap_str ap_path_join(struct ap_arena *mem, struct ap_str a, struct ap_str b);
struct ap_str ap_path_base(struct ap_str path); /* after the last '/' */
struct ap_str ap_path_dir(struct ap_str path);  /* before the last '/', or "" */
/** Without the dot; of the last segment; "" when there is none. `.hidden` has none. */
struct ap_str ap_path_ext(struct ap_str path);
/** A relative path in normal form that stays inside: no "", ".", "..", "//", leading '/', '\', NUL or control. */
bool ap_path_is_confined(struct ap_str path);
/** CON, NUL, COM1 and so on (also with a superscript digit) name devices in every folder of Windows, whatever the
 *  extension. */
bool ap_path_is_device(struct ap_str name);
