/* index.html of a pack: a first plain page; what is there, what is missing, where each file lies.
 * Place in the flow: report; self-contained, no script, no request leaves the page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/context.h"
#include "report/escape.h"
#include "report/renderers.h"

static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>API evidence "
    "pack</title>\n<style>\n"
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem "
    "auto;max-width:70rem;padding:0 1rem}\n"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 "
    "2rem}caption{text-align:left;font-weight:600;padding:.25rem 0}\n"
    "th,td{border:1px solid #8886;padding:.3rem "
    ".5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\n"
    "code{font-size:.85em}.wide{overflow-x:auto}.gap{font-weight:700}\n"
    "@media "
    "print{thead{display:table-header-group}tr{break-inside:avoid}}\n</style>\n</"
    "head>\n<body>\n<main>\n";

static void
text(struct ap_buf *out, const char *before, struct ap_str s, const char *after)
{
    ap_buf_add_c(out, before);
    ap_html_escape(out, s);
    ap_buf_add_c(out, after);
}

static void
word(struct ap_buf *out, const char *before, const char *s, const char *after)
{
    text(out, before, ap_str_from(s), after);
}

static void
summary(const struct ap_report_context *ctx, struct ap_buf *out)
{
    const struct ap_assessment *as = ctx->as;
    text(out, "<h1>", ctx->ws->organization, ": ");
    text(out, "", ctx->ws->product, ", API evidence pack</h1>\n");
    text(out, "<p>Window ", ap_span_str(ctx->mem, ctx->cat->window), ", judged as of ");
    text(out, "", ap_day_str(ctx->mem, as->day), ", for the audience ");
    text(out, "", as->audience, ".</p>\n");
    ap_buf_printf(
        out,
        "<p><strong>%s</strong> Coverage %d&nbsp;%%: %u items due, %u gaps, %u not due yet.</p>\n",
        as->n_gaps == 0 ? "Complete so far." : "Not complete.", (int)(as->coverage * 100.0),
        as->n_due, as->n_gaps, as->n_not_due);
    ap_buf_add_c(out, "<p>apipack states which evidence was presented, for which period, who "
                      "recorded its approval, and what its text says. "
                      "It does not test whether a control is suitably designed or effective, and "
                      "is no audit opinion. "
                      "README.txt says how to verify this pack with nothing installed.</p>\n");
}

static void
controls(const struct ap_report_context *ctx, struct ap_buf *out)
{
    ap_buf_add_c(out, "<h2>Controls and their proof</h2>\n<div "
                      "class=\"wide\"><table><thead><tr><th scope=\"col\">Control</th>");
    for (int f = 0; f < AP_N_FACETS; f++)
        word(out, "<th scope=\"col\">", ap_word(ap_facet_words, f), "</th>");
    ap_buf_add_c(out, "<th scope=\"col\">Gaps</th></tr></thead>\n<tbody>\n");
    for (size_t c = 0; c < ctx->as->n_controls; c++) {
        const struct ap_control_verdict *verdict = &ctx->as->controls[c];
        if (!ctx->plan->full && verdict->n_slots == 0)
            continue;
        text(out, "<tr><th scope=\"row\">", verdict->control->id, " ");
        text(out, "", verdict->control->title, "</th>");
        for (int f = 0; f < AP_N_FACETS; f++)
            word(out, "<td>", ap_word(ap_proof_state_words, (int)verdict->proof[f]), "</td>");
        ap_buf_printf(out, "<td>%u of %u</td></tr>\n", verdict->n_gaps, verdict->n_slots);
    }
    ap_buf_add_c(out, "</tbody></table></div>\n");
}

static void
links(const struct ap_report_context *ctx, const struct ap_verdict *verdict, struct ap_buf *out)
{
    uint32_t *items = NULL;
    size_t n = 0;
    ap_report_slot_items(ctx, verdict, &items, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t packed = ctx->packed[items[i]];
        if (packed == AP_NONE)
            continue;
        struct ap_str path = ctx->plan->items.items[packed].path;
        ap_buf_add_c(out, "<a href=\"");
        ap_href_escape(out, path);
        text(out, "\">", ctx->items->items[items[i]].title, "</a><br>");
    }
}

static void
slots(const struct ap_report_context *ctx, struct ap_buf *out)
{
    ap_buf_add_c(out, "<h2>What is asked for, and what is there</h2>\n<div "
                      "class=\"wide\"><table><thead><tr><th scope=\"col\">Requirement</th>"
                      "<th scope=\"col\">Period</th><th scope=\"col\">Status</th><th "
                      "scope=\"col\">Evidence</th><th scope=\"col\">Reason</th>"
                      "</tr></thead>\n<tbody>\n");
    for (size_t v = 0; v < ctx->as->n_verdicts; v++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[v];
        const struct ap_slot *slot = verdict->slot;
        if (!ctx->plan->full && !ap_str_eq(slot->req->audience.text, ctx->as->audience))
            continue;
        text(out, "<tr><th scope=\"row\">", slot->req->ref, "<br>");
        text(out, "", slot->req->title, "</th>");
        text(out, "<td>", slot->period, "</td>");
        ap_buf_add_c(out, verdict->gap ? "<td class=\"gap\">" : "<td>");
        word(out, "", ap_word(ap_status_words, (int)verdict->status),
             verdict->gap ? " (gap)</td><td>" : "</td><td>");
        links(ctx, verdict, out);
        text(out, "</td><td>", ap_report_reason(ctx, verdict), "</td></tr>\n");
    }
    ap_buf_add_c(out, "</tbody></table></div>\n");
}

static void
register_of_files(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char digits[] = "0123456789abcdef";
    ap_buf_add_c(out, "<h2>Evidence in this pack</h2>\n<div class=\"wide\"><table><thead><tr><th "
                      "scope=\"col\">File</th><th scope=\"col\">Section</th>"
                      "<th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < ctx->plan->items.n; i++) {
        const struct ap_plan_item *item = &ctx->plan->items.items[i];
        const uint8_t *sha256 = ctx->as->insp->records[item->item].sha256;
        ap_buf_add_c(out, "<tr><td><a href=\"");
        ap_href_escape(out, item->path);
        text(out, "\">", item->path, "</a></td>");
        text(out, "<td>", item->section->title, "</td><td><code>");
        for (size_t b = 0; b < AP_SHA256_BYTES; b++) {
            ap_buf_add_char(out, digits[sha256[b] >> 4]);
            ap_buf_add_char(out, digits[sha256[b] & 15]);
        }
        ap_buf_add_c(out, "</code></td></tr>\n");
    }
    ap_buf_add_c(out, "</tbody></table></div>\n");
}

void
ap_report_index(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_buf_add_c(out, head);
    summary(&ctx, out);
    controls(&ctx, out);
    slots(&ctx, out);
    register_of_files(&ctx, out);
    ap_buf_add_c(out, "</main>\n</body>\n</html>\n");
}
