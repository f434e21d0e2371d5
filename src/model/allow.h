/* The allow list: secrets that somebody looked at and let through, with a reason and an end.
 * Place in the flow: model; read by workspace/, used by inspect/scan/, reported by assess.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdatomic.h>

#include "base/date.h"
#include "base/node.h"
#include "base/vec.h"

struct ap_allow_entry {
    struct ap_str secret_id; /* hex, as a finding shows it */
    struct ap_str rule;      /* id of the detector */
    struct ap_str path;      /* glob over paths relative to the workspace */
    struct ap_str by, approved_by, reason;
    ap_day expires;
    struct ap_place place;
    _Atomic bool used;
    _Atomic bool refused; /* a blocker, which `by` alone cannot allow */
};

struct ap_allow_list {
    struct ap_allow_entry *items;
    size_t n;
    size_t cap;
};
