/* What changed since another pack, as a section of HTML reports.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/html_tables.h"
#include "report/since.h"

static void
add_change(const struct ap_report_context *ctx, enum ap_since_change change, struct ap_buf *out)
{
    static const char *const columns[] = {"Requirement", "What", "State"};
    const struct ap_since *since = ctx->plan->since;
    ap_html_table_open(out, ap_since_words[change].title, columns, AP_COUNT(columns));
    for (size_t i = 0; i < since->n_rows; i++) {
        const struct ap_since_row *row = &since->rows[i];
        const struct ap_since_fact *fact = row->new ? row->new : row->old;
        if (!row->changes[change])
            continue;
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", fact->ref);
        ap_html_element(out, "td", fact->title);
        ap_html_element(out, "td", ap_since_row_str(row, change, ctx->mem));
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
}

void
ap_html_since(const struct ap_report_context *ctx, struct ap_buf *out)
{
    const struct ap_since *since = ctx->plan->since;
    if (!since)
        return;
    ap_html_raw(out, "<section id=\"since\"><h2>Since last time</h2>\n");
    ap_html_element(out, "p", ap_since_summary(since, ctx->mem));
    struct ap_str doubt = ap_since_doubt(since, ctx->mem);
    if (doubt.len)
        ap_html_element(out, "p", doubt);
    for (size_t i = 0; i < AP_N_SINCE; i++)
        if (since->counts[ap_since_order[i]])
            add_change(ctx, ap_since_order[i], out);
    ap_html_raw(out, "</section>\n");
}
