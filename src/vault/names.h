/* Names that SharePoint does not take, written so that it does, and read back.
 * Place in the flow: vault; upload writes names by it, pull reads them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_REMOTE_PATH_MAX 400 /* characters of the decoded path below the site */

/** A file or folder name as it goes to SharePoint: what may not stand there, and `#` and `%`, which some tenants refuse and which the
 *  service decodes twice, become `_x0023_`; so does the `_` of a name that looks like such a code already. One name gives one, and
 *  two names never the same. */
struct ap_str ap_remote_name(struct ap_str name, struct ap_arena *mem);
/** The name that ap_remote_name() made `remote` of; `remote` itself where it made none of it. */
struct ap_str ap_local_name(struct ap_str remote, struct ap_arena *mem);
/** Each segment of a path. */
struct ap_str ap_remote_path(struct ap_str path, struct ap_arena *mem);
struct ap_str ap_local_path(struct ap_str remote, struct ap_arena *mem);
