/* From the address in a browser to a site, a document library (drive) and a folder in it.
 * Place in the flow: vault; resolved once a run, then only /drives/ID/… is used.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/graph.h"

struct ap_remote_place {
    struct ap_str site_id; /* "host,guid,guid" */
    struct ap_str site_url;
    struct ap_str drive_id;
    struct ap_str folder; /* decoded path below the library's root; empty: the root */
};

/** Ask Graph for the site and the library.
 *  errors  as ap_graph_call(); AP_E_REMOTE: no site or library fits (VLT010), or no permission (VLT009) */
AP_CHECKED int ap_place_find(struct ap_remote *remote, const struct ap_library_url *url,
                             struct ap_arena *mem, struct ap_remote_place *ret_place);
/** "/drives/ID/root:/a/b" for a decoded path below the library's root, "/drives/ID/root" for none; `rest` (":/children", "/content",
 *  written as for an item by path) is put behind it in the form that fits. */
struct ap_str ap_place_path(const struct ap_remote_place *place, struct ap_str path,
                            const char *rest, struct ap_arena *mem);
/** Make every folder of a decoded path that is not there. Two runs at once do no harm.
 *  errors  AP_E_REMOTE (reported) and those of ap_graph_call() */
AP_CHECKED int ap_place_ensure(struct ap_remote *remote, const struct ap_remote_place *place,
                               struct ap_str folder, struct ap_arena *scratch);
