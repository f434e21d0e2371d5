/* The things that `list` can show: one function each, behind one table.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/open.h"
#include "cli/table.h"

/** What a list is made from. */
struct ap_list_source {
    const struct ap_library *lib;
    const struct ap_workspace *ws; /* NULL without a workspace */
    const struct ap_run *run;      /* only where the list needs a run */
    struct ap_str owner;           /* empty: any */
    int32_t due_days;              /* -1: only what is due */
    struct ap_arena *mem;
};

typedef void (*ap_list_fn)(const struct ap_list_source *source, struct ap_table *table);

void ap_list_controls(const struct ap_list_source *source, struct ap_table *table);
void ap_list_requirements(const struct ap_list_source *source, struct ap_table *table);
void ap_list_frameworks(const struct ap_list_source *source, struct ap_table *table);
void ap_list_questions(const struct ap_list_source *source, struct ap_table *table);
void ap_list_checks(const struct ap_list_source *source, struct ap_table *table);
void ap_list_codes(const struct ap_list_source *source, struct ap_table *table);
void ap_list_evidence(const struct ap_list_source *source, struct ap_table *table);
void ap_list_gaps(const struct ap_list_source *source, struct ap_table *table);
