/* index.html of a pack: the answer first, then proof by control, coverage by period, every file with its digest.
 * Place in the flow: report; a row of formats.def. Its tables are in html_tables.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/headline.h"
#include "report/html_tables.h"
#include "report/renderers.h"

/* Colour never says anything alone: what is open is bold as well. */
static const char style[] =
    "\n:root{color-scheme:light dark;--bad:#a4161a;--wait:#8a5a00;--good:#1b6e3c}"
    "\n@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--wait:#ffcc66;--good:#7ddc9b}}"
    "\nbody{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:88rem;padding:1rem 1.5rem}"
    "\nh1{font-size:1.7rem;margin:.5rem 0 1rem}"
    "\nh2{font-size:1.3rem;margin:2.5rem 0 .5rem;padding-bottom:.2rem;border-bottom:2px solid "
    "#8886}"
    "\nh3{font-size:1.05rem;margin:1.5rem 0 .25rem}"
    "\ndl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.5rem;margin:1rem 0}"
    "\ndt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}"
    "\n.wide{overflow-x:auto;margin:.5rem 0 1rem}"
    "\ntable{border-collapse:collapse;width:100%;font-size:.92rem}"
    "\ncaption{text-align:left;font-size:.9em;opacity:.75;padding:.25rem 0}"
    "\nth,td{border:1px solid #8886;padding:.3rem .55rem;text-align:left;vertical-align:top}"
    "\nth{background:#8882}tbody tr:nth-child(even){background:#8881}"
    "\ntr:target{outline:2px solid}"
    "\n.number{text-align:right;font-variant-numeric:tabular-nums}.fixed{white-space:nowrap}"
    "\ncode{overflow-wrap:anywhere;font-size:.85em}"
    "\n.open,.detected,.missing,.invalid,.void,.rejected,.withheld,.stale,.pending,.requested"
    "{font-weight:700;color:var(--bad)}"
    "\n.partly,.excepted,.cannot-be-ruled-out,.not-tested{color:var(--wait)}"
    "\n.satisfied,.proven,.ruled-out{color:var(--good)}"
    "\n.not-due,.not-required,.not-asked,.unmapped{opacity:.7}"
    "\n.verdict{border:2px solid;border-left-width:.6rem;padding:.5rem 1rem;font-size:1.2rem;"
    "font-weight:700}"
    "\n.complete{border-color:var(--good)}.gaps,.blocked{border-color:var(--bad)}"
    "\ndetails{margin:.25rem 0}summary{cursor:pointer}"
    "\nnav ul{columns:20rem;padding-left:1.2rem}"
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
    static const char *const classes[] = {[AP_COMPLETE] = "verdict complete",
                                          [AP_GAPS] = "verdict gaps",
                                          [AP_BLOCKED] = "verdict blocked"};
    ap_html_classed(out, "p", classes[ctx->as->result],
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
    bool full = ctx->plan->full;
    const struct ap_assessment *as = ctx->as;
    const struct {
        bool there;
        const char *id, *title;
    } sections[] = {
        {full, "dealbreakers", "Deal-breakers"},
        {full && as->frameworks.n, "frameworks", "Frameworks"},
        {full && as->n_readiness, "readiness", "What good looks like"},
        {full && as->n_answers, "questions", "Questions of auditors and buyers"},
        {full, "controls", "Controls and their proof"},
        {full, "periods", "Coverage by period"},
        {full && as->n_requests, "requests", "Requests of the auditor"},
        {true, "items", "What is asked for, and what is there"},
        {true, "files", "Files by section"},
        {ctx->plan->audience->gap_report != AP_GAPS_NONE, "gaps", "Gaps"},
        {ctx->plan->since != NULL, "since", "Since last time"},
        {full && as->n_tracked, "registers", "Risks, corrective actions, findings"},
        {true, "exceptions", "Exceptions and what is not asked for"},
        {true, "withheld", "Withheld"},
        {true, "verify", "How to verify this pack"},
    };
    ap_html_raw(out, "<nav aria-label=\"Contents\"><ul>\n");
    for (size_t i = 0; i < AP_COUNT(sections); i++)
        if (sections[i].there)
            ap_buf_printf(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                          sections[i].title);
    ap_html_raw(out, "</ul></nav>\n<main>\n");
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

int
ap_report_index(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_html_head(out, ctx.plan->name, style);
    add_answer(&ctx, out);
    add_navigation(&ctx, out);
    if (in->plan->full) { /* the rest would tell outsiders of slots that are only counts to them */
        ap_html_dealbreakers(&ctx, out);
        ap_html_frameworks(&ctx, out);
        ap_html_answers(&ctx, out);
        ap_html_controls(&ctx, out);
        ap_html_periods(&ctx, out);
        ap_html_requests(&ctx, out);
    }
    ap_html_slots(&ctx, out);
    ap_html_files(&ctx, out);
    ap_html_gaps(&ctx, out);
    ap_html_since(&ctx, out);
    if (in->plan->full)
        ap_html_registers(&ctx, out);
    ap_html_exceptions(&ctx, out);
    ap_html_withheld(&ctx, out);
    add_verification(out);
    return AP_OK;
}
