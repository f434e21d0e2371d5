/* The steps of making a catalogue, each a small function of its own file.
 * Place in the flow: catalogue; private to the folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "catalogue/catalogue.h"

/** Decide which requirements are asked for (tier, applicability, framework scope); fills asked, left_out. */
void ap_catalogue_scope(struct ap_catalogue *cat, struct ap_arena *mem);

/** The slots of one requirement, appended in order of time; edges likewise. Candidates stay empty. */
void ap_catalogue_slots_of(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem);

/** The items that serve each requirement: for requirement r, items[first[r]] … items[first[r + 1] - 1]. */
struct ap_servers {
    uint32_t *first;
    uint32_t *items;
};
struct ap_servers ap_catalogue_servers(const struct ap_catalogue *cat, struct ap_arena *mem);

/** Give each of the slots first … first + n - 1, all of one requirement, its candidates. */
void ap_catalogue_candidates(struct ap_catalogue *cat, size_t first, size_t n, const uint32_t *items, size_t n_items,
                             struct ap_arena *mem);

/** The exact file name to produce for a slot. */
struct ap_str ap_catalogue_expected_name(const struct ap_catalogue *cat, const struct ap_slot *slot, struct ap_arena *mem);
