/* index.html of a pack: the answer first, then proof by control, coverage by period, every file with its digest.
 * Place in the flow: report; a row of formats.def. Its tables are in html_tables.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/headline.h"
#include "report/html_tables.h"
#include "report/renderers.h"

static const char style[] =
    "\n:root{color-scheme:light dark}"
    "\nbody{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:80rem;padding:1rem}"
    "\n.wide{overflow-x:auto;margin:1rem 0}"
    "\ntable{border-collapse:collapse;width:100%}"
    "\ncaption{text-align:left;font-weight:600;padding:.25rem 0}"
    "\nth,td{border:1px solid #8888;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    "\nth{background:#8882}"
    "\n.number{text-align:right}"
    "\ncode{overflow-wrap:anywhere;font-size:.85em}"
    "\n.open,.gaps,.blocked{font-weight:700}"
    "\n.verdict{border:2px solid;padding:.5rem 1rem;font-size:1.2rem}"
    "\nnav ul{columns:2}"
    "\n@media print{body{max-width:none;padding:0;font-size:10pt}.wide{overflow:visible}"
    "nav{display:none}tr{break-inside:avoid}}\n";

static void
add_term(struct ap_buf *out, const char *term, struct ap_str value)
{
    ap_html_element(out, "dt", ap_str_from(term));
    ap_html_element(out, "dd", value);
    ap_html_raw(out, "\n");
}

static void
add_answer(const struct ap_report_context *ctx, struct ap_buf *out)
{
    struct ap_arena *mem = ctx->mem;
    ap_html_raw(out, "<header>\n");
    ap_html_element(
        out, "h1",
        ap_arena_join(mem, AP_STR("API security evidence"), ": ", ap_report_subject(ctx)));
    ap_html_raw(out, "\n");
    ap_html_classed(out, "p", "verdict",
                    ap_arena_printf(mem, "%.*s. %.*s.", AP_FMT(ap_report_headline(ctx)),
                                    AP_FMT(ap_report_coverage(ctx))));
    ap_html_raw(out, "\n<dl>\n");
    add_term(out, "Window", ap_span_str(mem, ctx->cat->window));
    add_term(out, "As of", ap_day_str(mem, ctx->as->day));
    add_term(out, "Audience", ctx->plan->audience->id);
    if (ctx->ws->prepared_by.len && ctx->plan->full)
        add_term(out, "Prepared by", ctx->ws->prepared_by);
    if (ctx->ws->classification.len)
        add_term(out, "Classification", ctx->ws->classification);
    add_term(out, "Pack id", ap_str_from(ctx->plan->pack_id));
    ap_html_raw(out, "</dl>\n</header>\n");
}

static void
add_navigation(const struct ap_report_context *ctx, struct ap_buf *out)
{
    ap_html_raw(out, "<nav aria-label=\"Contents\"><ul>\n");
    if (ctx->plan->full)
        ap_html_raw(out, "<li><a href=\"#dealbreakers\">Deal-breakers</a></li>\n"
                         "<li><a href=\"#controls\">Controls and their proof</a></li>\n"
                         "<li><a href=\"#periods\">Coverage by period</a></li>\n");
    ap_html_raw(out, "<li><a href=\"#items\">What is asked for, and what is there</a></li>\n"
                     "<li><a href=\"#files\">Files by section</a></li>\n"
                     "<li><a href=\"#gaps\">Gaps</a></li>\n"
                     "<li><a href=\"#exceptions\">Exceptions and what is not asked for</a></li>\n"
                     "<li><a href=\"#withheld\">Withheld</a></li>\n"
                     "<li><a href=\"#verify\">How to verify this pack</a></li>\n"
                     "</ul></nav>\n<main>\n");
}

static void
add_verification(struct ap_buf *out)
{
    ap_html_raw(
        out,
        "<section id=\"verify\"><h2>How to verify this pack</h2>\n"
        "<p>Unpack the whole zip, then run in its folder:</p>\n"
        "<p>Linux: <code>sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt</code></p>\n"
        "<p>macOS: <code>cat manifest-sha256.txt tagmanifest-sha256.txt | shasum -a 256 -c</code>"
        "</p>\n"
        "<p>Windows and what the check proves: see <a href=\"README.txt\">README.txt</a>.</p>\n"
        "<p>Compare the pack id above with the one that the sender gives you by another "
        "channel.</p>\n</section>\n"
        "</main>\n<footer><p>apipack states which evidence was presented, for which period, who "
        "recorded its approval, and what its text says. It does not test whether a control is "
        "suitably designed or effective, and is no audit opinion. Approvals marked "
        "<em>asserted</em> in the manifest rest on the organization's word.</p></footer>\n"
        "</body>\n</html>\n");
}

void
ap_report_index(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_html_head(out, ctx.plan->name, style);
    add_answer(&ctx, out);
    add_navigation(&ctx, out);
    if (in->plan->full) {
        ap_html_dealbreakers(&ctx, out);
        ap_html_controls(&ctx, out);
        ap_html_periods(&ctx, out);
    }
    ap_html_slots(&ctx, out);
    ap_html_files(&ctx, out);
    ap_html_gaps(&ctx, out);
    ap_html_exceptions(&ctx, out);
    ap_html_withheld(&ctx, out);
    add_verification(out);
}
