/* Gaps and findings as the log commands of GitHub Actions and Azure Pipelines, and as GitLab's code quality report.
 * Place in the flow: report; rows of formats.def. docs/formats/machines.md is their page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/json.h"
#include "report/headline.h"
#include "report/issues.h"
#include "report/renderers.h"

/** How a dialect writes one character that it gives a meaning to. */
struct escape {
    char c;
    const char *text;
};

static void
add_escaped(struct ap_buf *out, struct ap_str s, const struct escape *escapes)
{
    for (size_t i = 0; i < s.len; i++) {
        const struct escape *escape = escapes;
        while (escape->text && escape->c != s.ptr[i])
            escape++;
        if (escape->text)
            ap_buf_add_c(out, escape->text);
        else
            ap_buf_add_char(out, s.ptr[i]);
    }
}

/** Two lines: what it is, how to mend it. */
static struct ap_str
words_of(const struct ap_report_context *ctx, const struct ap_issue *issue)
{
    struct ap_str words = issue->message;
    if (issue->fix.len)
        words = ap_arena_join(ctx->mem, words, "\nTo mend it: ", issue->fix);
    return words;
}

/** How an issue is announced. */
enum level { ERROR, WARNING, NOTICE, N_LEVELS };
static const char *const levels[N_LEVELS] = {"error", "warning", "notice"};

static enum level
level_of(const struct ap_issue *issue)
{
    return issue->severity >= AP_HIGH ? ERROR : issue->severity == AP_MEDIUM ? WARNING : NOTICE;
}

/** A service's log. */
struct dialect {
    void (*add)(const struct ap_report_context *ctx, const struct ap_issue *issue,
                struct ap_buf *out);
    const char *service;
    size_t n_shown; /* of each kind, outside of the log; 0: all */
};

/* " GitHub lists 10 of 37 errors beside the run; this log holds all.": nothing where it lists all. */
static struct ap_str
left_out(const struct ap_report_context *ctx, const struct dialect *dialect,
         const size_t counts[N_LEVELS])
{
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < N_LEVELS; i++)
        if (dialect->n_shown > 0 && counts[i] > dialect->n_shown)
            text = ap_arena_printf(ctx->mem, "%.*s%s%zu of %zu %ss", AP_FMT(text),
                                   text.len ? ", " : "", dialect->n_shown, counts[i], levels[i]);
    return text.len == 0
               ? text
               : ap_arena_printf(ctx->mem, " %s lists %.*s beside the run; this log holds all.",
                                 dialect->service, AP_FMT(text));
}

/* The last line says what the log shows and what only the whole report does. */
static void
add_last_line(const struct ap_report_context *ctx, size_t n_known, struct ap_str left_out,
              struct ap_buf *out)
{
    struct ap_str line =
        ap_arena_printf(ctx->mem, "apipack: %.*s. %.*s.", AP_FMT(ap_report_headline(ctx)),
                        AP_FMT(ap_report_coverage(ctx)));
    if (ctx->baseline)
        line = ap_arena_printf(ctx->mem, "%.*s %.*s. %zu known gaps and findings are not shown.",
                               AP_FMT(line), AP_FMT(ap_report_since(ctx)), n_known);
    line = ap_arena_join(ctx->mem, line, "", left_out);
    ap_buf_add_str(out, ap_report_plain(ctx->mem, line));
    ap_buf_add_char(out, '\n');
}

/** One line per issue that counts, and a last line. */
static void
render_log(const struct ap_report_input *in, const struct dialect *dialect, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_issue *issues;
    size_t n;
    size_t n_known = 0;
    size_t counts[N_LEVELS] = {0};
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    ap_report_issues(&ctx, &issues, &n);
    for (size_t i = 0; i < n; i++) {
        if (ctx.baseline && issues[i].known) {
            n_known++;
        } else {
            dialect->add(&ctx, &issues[i], out);
            counts[level_of(&issues[i])]++;
        }
    }
    add_last_line(&ctx, n_known, left_out(&ctx, dialect, counts), out);
}

/* --- GitHub Actions ------------------------------------------------------------------------------- */

static const struct escape github_data[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
static const struct escape github_property[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"},
                                                {':', "%3A"}, {',', "%2C"},  {0, NULL}};

static void
add_github(const struct ap_report_context *ctx, const struct ap_issue *issue, struct ap_buf *out)
{
    ap_buf_printf(out, "::%s file=", levels[level_of(issue)]);
    add_escaped(out, ap_report_plain(ctx->mem, issue->place.file), github_property);
    ap_buf_printf(out, ",line=%u,col=%u,title=", issue->place.line, issue->place.column);
    add_escaped(out, ap_report_plain(ctx->mem, issue->rule), github_property);
    ap_buf_add_c(out, "::");
    add_escaped(out, words_of(ctx, issue), github_data);
    ap_buf_add_char(out, '\n');
}

int
ap_report_github(const struct ap_report_input *in, struct ap_buf *out)
{
    static const struct dialect github = {add_github, "GitHub", 10};
    render_log(in, &github, out);
    return AP_OK;
}

/* --- Azure Pipelines ------------------------------------------------------------------------------ */

static const struct escape azure_data[] = {
    {'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
static const struct escape azure_property[] = {{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"},
                                               {';', "%3B"},    {']', "%5D"},  {0, NULL}};

static void
add_azure(const struct ap_report_context *ctx, const struct ap_issue *issue, struct ap_buf *out)
{
    ap_buf_printf(out, "##vso[task.logissue type=%s;sourcepath=",
                  issue->severity >= AP_HIGH ? "error" : "warning");
    add_escaped(out, ap_report_plain(ctx->mem, issue->place.file), azure_property);
    ap_buf_printf(out, ";linenumber=%u;columnnumber=%u;code=", issue->place.line,
                  issue->place.column);
    add_escaped(out, ap_report_plain(ctx->mem, issue->rule), azure_property);
    ap_buf_add_char(out, ']');
    add_escaped(out, words_of(ctx, issue), azure_data);
    ap_buf_add_char(out, '\n');
}

int
ap_report_azure(const struct ap_report_input *in, struct ap_buf *out)
{
    static const struct dialect azure = {add_azure, "Azure Pipelines", 0};
    render_log(in, &azure, out);
    return AP_OK;
}

/* --- GitLab --------------------------------------------------------------------------------------- */

static void
add_gitlab(struct ap_json *json, const struct ap_report_context *ctx, const struct ap_issue *issue)
{
    static const char *const severities[] = {[AP_INFO] = "info",
                                             [AP_LOW] = "minor",
                                             [AP_MEDIUM] = "major",
                                             [AP_HIGH] = "critical",
                                             [AP_BLOCKER] = "blocker"};
    struct ap_str words = issue->message;
    if (issue->fix.len)
        words = ap_arena_join(ctx->mem, words, ". To mend it: ", issue->fix);
    ap_json_object_open(json);
    ap_json_kv_str(json, "description", words);
    ap_json_kv_str(json, "check_name", issue->rule);
    ap_json_kv_str(json, "fingerprint", issue->fingerprint);
    ap_json_kv_c(json, "severity", severities[issue->severity]);
    ap_json_key(json, "location");
    ap_json_object_open(json);
    ap_json_kv_str(json, "path", issue->place.file);
    ap_json_key(json, "lines");
    ap_json_object_open(json);
    ap_json_kv_int(json, "begin", issue->place.line);
    ap_json_object_close(json);
    ap_json_object_close(json);
    ap_json_object_close(json);
}

/* All of them, also what a baseline knows: GitLab compares the reports of two branches itself. */
int
ap_report_gitlab(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    struct ap_issue *issues;
    size_t n;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_report_issues(&ctx, &issues, &n);
    ap_json_init(&json, out);
    ap_json_array_open(&json);
    for (size_t i = 0; i < n; i++)
        add_gitlab(&json, &ctx, &issues[i]);
    ap_json_array_close(&json);
    ap_json_end(&json);
    return AP_OK;
}
