/* Reads the registers of risks, actions and findings, and the auditor's request list.
 * Place in the flow: workspace; what they come to at the as-of day is assess/'s matter.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/load.h"
#include "workspace/table.h"

#define MAX_TRACKED  100000
#define MAX_REQUESTS 10000

/* --- risks, actions, findings --------------------------------------------------------------------- */

enum { ID, TITLE, CONTROL, OWNER, OPENED, DUE, STATUS, CLOSED, EVIDENCE };

static const struct ap_table_column register_columns[] = {
    [ID] = {"ID", true},          [TITLE] = {"Title", true},    [CONTROL] = {"Control ID", false},
    [OWNER] = {"Owner", false},   [OPENED] = {"Opened", false}, [DUE] = {"Due", false},
    [STATUS] = {"Status", false}, [CLOSED] = {"Closed", false}, [EVIDENCE] = {"Evidence", false},
};

/* The rows of one register on their way into the workspace. */
struct tracked_rows {
    enum ap_tracked_kind kind;
    struct ap_tracked_list *list;
};

static void
take_tracked(struct ap_table_file *table, const struct ap_row *row, void *out)
{
    struct tracked_rows *rows = out;
    struct ap_ref id = ap_table_cell(table, row, ID);
    struct ap_tracked entry = {
        .kind = rows->kind,
        .id = id.text,
        .title = ap_table_cell(table, row, TITLE).text,
        .controls = ap_table_values(table, row, CONTROL, true),
        .owner = ap_table_cell(table, row, OWNER).text,
        .opened = ap_table_day(table, row, OPENED),
        .due = ap_table_day(table, row, DUE),
        .status = ap_table_cell(table, row, STATUS).text,
        .closed = ap_table_day(table, row, CLOSED),
        .place = id.place,
    };
    ap_cell_values(ap_table_cell(table, row, EVIDENCE).text, table->mem, &entry.evidence);
    if (ap_table_id(table, row, ID, id.text))
        *ap_vec_push(table->mem, rows->list) = entry;
}

static bool
read_register(struct ap_workspace *ws, enum ap_tracked_kind kind, struct ap_arena *mem,
              struct ap_diag *dg)
{
    static const struct {
        const char *what, *row_is;
    } words[AP_N_TRACKED] = {
        [AP_TRACKED_RISK] = {"risks", "risk"},
        [AP_TRACKED_ACTION] = {"actions", "action"},
        [AP_TRACKED_FINDING] = {"findings", "finding"},
    };
    const struct ap_ref *ref = ap_workspace_register(ws, kind);
    struct tracked_rows rows = {kind, &ws->tracked};
    struct ap_table_file table = {.what = words[kind].what,
                                  .row_is = words[kind].row_is,
                                  .ref = ref,
                                  .columns = register_columns,
                                  .n_columns = AP_COUNT(register_columns),
                                  .max_rows = MAX_TRACKED,
                                  .mem = mem,
                                  .dg = dg};
    return !ref->text.len || ap_table_read(&table, ws, take_tracked, &rows);
}

bool
ap_workspace_read_registers(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg)
{
    bool valid = true;
    for (int kind = 0; kind < AP_N_TRACKED; kind++)
        valid = read_register(ws, (enum ap_tracked_kind)kind, mem, dg) && valid;
    return valid;
}

/* --- requests ------------------------------------------------------------------------------------- */

enum { R_ID, R_TEXT, R_CONTROL, R_REQUIREMENT, R_PERIOD, R_SAMPLE, R_DUE, R_STATUS, R_COMMENT };

static const struct ap_table_column request_columns[] = {
    [R_ID] = {"Request ID", true},
    [R_TEXT] = {"Text", false},
    [R_CONTROL] = {"Control ID", false},
    [R_REQUIREMENT] = {"Requirement", false},
    [R_PERIOD] = {"Period", false},
    [R_SAMPLE] = {"Sample ID", false},
    [R_DUE] = {"Due", false},
    [R_STATUS] = {"Auditor Status", false},
    [R_COMMENT] = {"Comment", false},
};

static struct ap_periods
periods_of(struct ap_table_file *table, const struct ap_row *row)
{
    struct ap_refs values = ap_table_values(table, row, R_PERIOD, false);
    struct ap_periods periods = {NULL, 0, 0};
    for (size_t i = 0; i < values.n; i++) {
        struct ap_period period;
        if (ap_cell_period(values.items[i].text, &period) == AP_OK) {
            *ap_vec_push(table->mem, &periods) = period;
            continue;
        }
        struct ap_diagnostic *d =
            ap_table_fault(table, AP_WSP015, values.items[i].place,
                           ap_arena_printf(table->mem, "Period \"%.*s\" is not a period",
                                           AP_FMT(values.items[i].text)));
        ap_diag_hint(table->dg, d, "write 2026-05, 2026-Q2, 2026, a day or a range A..B");
    }
    return periods;
}

static void
take_request(struct ap_table_file *table, const struct ap_row *row, void *out)
{
    struct ap_requests *requests = out;
    struct ap_ref id = ap_table_cell(table, row, R_ID);
    struct ap_request request = {
        .id = id.text,
        .text = ap_table_cell(table, row, R_TEXT).text,
        .controls = ap_table_values(table, row, R_CONTROL, true),
        .requirements = ap_table_values(table, row, R_REQUIREMENT, false),
        .periods = periods_of(table, row),
        .due = ap_table_day(table, row, R_DUE),
        .auditor_status = ap_table_cell(table, row, R_STATUS).text,
        .comment = ap_table_cell(table, row, R_COMMENT).text,
        .place = id.place,
    };
    ap_cell_values(ap_table_cell(table, row, R_SAMPLE).text, table->mem, &request.samples);
    if (ap_table_id(table, row, R_ID, id.text))
        *ap_vec_push(table->mem, requests) = request;
}

bool
ap_workspace_read_requests(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_table_file table = {.what = "requests",
                                  .row_is = "request",
                                  .ref = &ws->requests_file,
                                  .columns = request_columns,
                                  .n_columns = AP_COUNT(request_columns),
                                  .max_rows = MAX_REQUESTS,
                                  .mem = mem,
                                  .dg = dg};
    return !ws->requests_file.text.len || ap_table_read(&table, ws, take_request, &ws->requests);
}
