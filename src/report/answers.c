/* The checklist's rows, and answers as a sheet, Markdown and JSON.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/answers.h"

#include "base/cleanup.h"
#include "report/headline.h"
#include "report/markdown.h"
#include "report/records.h"

const struct ap_choice ap_answer_match_words[] = {{"library", AP_MATCH_LIBRARY},
                                                  {"map", AP_MATCH_MAP},
                                                  {"suggested", AP_MATCH_WORDING},
                                                  {"none", AP_MATCH_NONE},
                                                  {NULL, 0}};

struct ap_str
ap_answers_join(const struct ap_strs *values, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    for (size_t i = 0; i < values->n; i++) {
        ap_buf_add_c(&text, i ? "; " : "");
        ap_buf_add_str(&text, values->items[i]);
    }
    return ap_arena_copy(mem, ap_buf_str(&text));
}

/** Outsiders know evidence by its place in the pack, and only what the pack gives them. */
static struct ap_str
reference(const struct ap_report_context *ctx, struct ap_str path)
{
    if (ctx->plan->full)
        return path;
    for (size_t i = 0; i < ctx->plan->items.n; i++)
        if (ap_str_eq(ctx->items->items[ctx->plan->items.items[i].item].path, path))
            return ctx->plan->items.items[i].path;
    return AP_STR_NONE;
}

void
ap_answers_take(const struct ap_report_context *ctx, const struct ap_question_answer *answer,
                struct ap_answer_row *row)
{
    row->answer = ap_word(ap_answer_words, (int)answer->answer);
    row->reason = ap_report_inner(ctx, answer->reason);
    for (size_t i = 0; i < answer->evidence.n; i++) {
        struct ap_str ref = reference(ctx, answer->evidence.items[i]);
        if (ref.len && !ap_strs_has(&row->evidence, ref))
            *ap_vec_push(ctx->mem, &row->evidence) = ref;
    }
}

void
ap_answers_checklist(const struct ap_report_context *ctx, struct ap_answer_rows *ret_rows)
{
    struct ap_answer_rows rows = {NULL, 0, 0};
    for (size_t i = 0; i < ctx->as->n_answers; i++) {
        const struct ap_question *question = &ctx->lib->questions.items[i];
        struct ap_answer_row *row = ap_vec_push(ctx->mem, &rows);
        row->id = question->id;
        row->group = question->group;
        row->ask = question->ask;
        row->match = AP_MATCH_LIBRARY;
        const struct ap_answer_rule *rule = &question->answered_by;
        for (size_t r = 0; r < rule->requirements.n; r++)
            *ap_vec_push(ctx->mem, &row->refs) = rule->requirements.items[r].text;
        for (size_t f = 0; f < rule->facts.n; f++)
            *ap_vec_push(ctx->mem, &row->refs) = rule->facts.items[f].text;
        ap_answers_take(ctx, &ctx->as->answers[i], row);
    }
    *ret_rows = rows;
}

void
ap_answers_sheet(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                 struct ap_sheet *ret_sheet)
{
    static const char *const header[] = {"ID", "Group", "Question", "Answer", "Evidence", "Reason"};
    struct ap_sheet sheet = {.name = "Answers", .header = header, .n_columns = AP_COUNT(header)};
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_answer_row *row = &rows->items[i];
        struct ap_str *cells = ap_sheet_row(&sheet, ctx->mem);
        cells[0] = row->id;
        cells[1] = row->group;
        cells[2] = row->ask;
        cells[3] = ap_str_from(row->answer);
        cells[4] = ap_answers_join(&row->evidence, ctx->mem);
        cells[5] = row->reason;
    }
    *ret_sheet = sheet;
}

/* --- Markdown ------------------------------------------------------------------------------------ */

/** "14 Yes, 2 Partial": the answers that occur. */
static struct ap_str
counts_of(const struct ap_answer_rows *rows, struct ap_arena *mem)
{
    static const char *const answers[] = {"Yes", "Partial", "No", "N/A", "Unconfirmed"};
    struct ap_str text = AP_STR_NONE;
    for (size_t a = 0; a < AP_COUNT(answers); a++) {
        size_t n = 0;
        for (size_t i = 0; i < rows->n; i++)
            n += rows->items[i].answer && ap_str_is(ap_str_from(rows->items[i].answer), answers[a]);
        if (n)
            text = ap_arena_printf(mem, "%.*s%s%zu %s", AP_FMT(text), text.len ? ", " : "", n,
                                   answers[a]);
    }
    return text;
}

static void
add_line(struct ap_buf *out, const char *label, struct ap_str value)
{
    ap_buf_printf(out, "- **%s:** ", label);
    ap_markdown_escape(out, value);
    ap_buf_add_char(out, '\n');
}

void
ap_answers_markdown(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                    struct ap_buf *out)
{
    static const char *const columns[] = {"Id", "Question", "Answer", "Evidence", "Reason"};
    ap_buf_add_c(out, "# Answers: ");
    ap_markdown_escape(out, ap_report_subject(ctx));
    ap_buf_add_c(out, "\n\n");
    add_line(out, "Window", ap_span_str(ctx->mem, ctx->cat->window));
    add_line(out, "As of", ap_day_str(ctx->mem, ctx->as->day));
    add_line(out, "Answers", counts_of(rows, ctx->mem));
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_answer_row *row = &rows->items[i];
        if (i == 0 || !ap_str_eq(row->group, rows->items[i - 1].group)) {
            AP_AUTO_BUF struct ap_buf title = {0};
            ap_markdown_escape(&title, row->group.len ? row->group : AP_STR("Questions"));
            ap_markdown_head(out, title.ptr, columns, AP_COUNT(columns));
        }
        if (!row->answer)
            continue;
        struct ap_str cells[] = {row->id, row->ask, ap_str_from(row->answer),
                                 ap_answers_join(&row->evidence, ctx->mem), row->reason};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

/* --- JSON ------------------------------------------------------------------------------------------ */

static void
add_row(struct ap_json *json, const struct ap_answer_row *row)
{
    ap_json_object_open(json);
    ap_json_kv_str_opt(json, "id", row->id);
    ap_json_kv_str_opt(json, "group", row->group);
    ap_json_kv_str(json, "ask", row->ask);
    ap_json_kv_c(json, "answer", row->answer);
    ap_json_kv_strs(json, "evidence", &row->evidence);
    ap_json_kv_str(json, "reason", row->reason);
    ap_json_kv_c(json, "match", ap_word(ap_answer_match_words, (int)row->match));
    ap_json_kv_strs(json, row->match == AP_MATCH_WORDING ? "suggested" : "answered_by", &row->refs);
    ap_json_object_close(json);
}

void
ap_answers_json(const struct ap_report_context *ctx, const struct ap_answer_rows *rows,
                struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", "apipack.dev/answers/v1");
    ap_record_tool(&json);
    ap_json_kv_str(&json, "organization", ctx->ws->organization);
    ap_json_kv_str(&json, "product", ctx->ws->product);
    ap_record_library(&json, ctx->lib);
    ap_record_day(&json, "as_of", ctx->as->day);
    ap_record_window(&json, ctx->cat->window);
    ap_json_kv_str(&json, "audience", ctx->plan->audience->id);
    ap_json_key(&json, "answers");
    ap_json_array_open(&json);
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].answer)
            add_row(&json, &rows->items[i]);
    ap_json_array_close(&json);
    ap_json_object_close(&json);
    ap_json_end(&json);
}
