/* The work list: what each owner has still to produce or to mend, with exact file names and days.
 * Place in the flow: report; `apipack request` renders it as Markdown, CSV, XLSX and iCalendar.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/actions.h"
#include "tables/sheet.h"

struct ap_task {
    const struct ap_verdict *verdict;
    struct ap_str owner;  /* people id, or as written; empty: nobody */
    ap_day day;           /* due, or the day on which the slot becomes a gap */
    bool overdue;         /* a gap on the as-of day */
    enum ap_status status; /* now, or on that day */
    struct ap_str reason;
    const char *verb;
    struct ap_str mend;   /* the file that is there and must be mended or reviewed, or empty */
    struct ap_strs names; /* the file names to produce, where nothing is to be mended */
};

/** Tasks of one owner follow each other; nobody's come last. Within an owner by day, then by slot. */
struct ap_worklist {
    struct ap_task *tasks;
    size_t n;
    size_t n_overdue;
};

struct ap_worklist_options {
    struct ap_str owner; /* only this person's or team's; empty: all */
    bool all; /* also what is satisfied or excepted */
    /** NULL: all gaps, and all that is open and not due yet. Else gaps, and what becomes one: by verdict. */
    const struct ap_outlook *outlooks;
};

void ap_worklist_make(const struct ap_report_context *ctx, const struct ap_worklist_options *options,
                      struct ap_worklist *ret_list);
/** "Platform Team (platform@northwind.example)", or as written; "Nobody yet" for an empty one. */
struct ap_str ap_worklist_person(const struct ap_report_context *ctx, struct ap_str owner);
/** "json, pdf", or "any format". */
struct ap_str ap_worklist_formats(const struct ap_task *task, struct ap_arena *mem);

void ap_worklist_markdown(const struct ap_report_context *ctx, const struct ap_worklist *list,
                          struct ap_buf *out);
/** RFC 5545: an all-day event per task on its day, CRLF, lines of at most 75 octets. UIDs stay the same as long as the
 *  slot and the workspace do, so that a newer list replaces the older one. */
void ap_worklist_ics(const struct ap_report_context *ctx, const struct ap_worklist *list,
                     struct ap_buf *out);
/** A request list (PBC) as auditors keep it: a row per slot. docs/formats/request.md names the columns. */
void ap_worklist_sheet(const struct ap_report_context *ctx, const struct ap_worklist *list,
                       struct ap_sheet *ret_sheet);
/** The same with dates, colours and links into the pack. */
void ap_worklist_pack_sheet(const struct ap_report_context *ctx, const struct ap_worklist *list,
                            struct ap_sheet *ret_sheet);
