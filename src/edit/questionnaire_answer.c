/* Answers a buyer's questions: by the map, or, unconfirmed, with what their wording suggests.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/assess.h"
#include "base/cleanup.h"
#include "edit/match.h"
#include "edit/questionnaire.h"

/* Below this nearness a suggestion would send people the wrong way. */
#define NEAR_REQUIREMENT 0.25
#define NEAR_QUESTION    0.5

static struct ap_str
cell(const struct ap_questionnaire *q, const struct ap_row *row, enum ap_question_column column)
{
    size_t at = q->at[column];
    return at < row->n ? ap_str_trim(row->cells[at].text) : AP_STR_NONE;
}

/* --- by the map -------------------------------------------------------------------------------------- */

/** The parts of an answer: all of them must be Yes for a Yes. */
struct sum {
    size_t n, yes, no;
    struct ap_buf open;
};

static void
add_part(struct sum *sum, const struct ap_report_context *ctx,
         const struct ap_question_answer *part, struct ap_question_answer *total)
{
    for (size_t i = 0; i < part->evidence.n; i++)
        if (!ap_strs_has(&total->evidence, part->evidence.items[i]))
            *ap_vec_push(ctx->mem, &total->evidence) = part->evidence.items[i];
    if (part->answer == AP_NOT_ASKED)
        return;
    sum->n++;
    sum->yes += part->answer == AP_YES;
    sum->no += part->answer == AP_NO;
    if (part->answer != AP_YES)
        ap_buf_printf(&sum->open, "%s%.*s", sum->open.len ? "; " : "", AP_FMT(part->reason));
}

/** Why nothing is asked for: the workspace's own words where it has some. */
static struct ap_str
why_not_asked(const struct ap_report_context *ctx, const struct ap_map_row *map)
{
    for (size_t i = 0; map->requirements[i]; i++)
        for (size_t k = 0; k < ctx->cat->left_out.n; k++) {
            const struct ap_left_out *left = &ctx->cat->left_out.items[k];
            if (left->control == map->requirements[i]->control)
                return ap_arena_printf(ctx->mem, "%.*s is %s: %.*s", AP_FMT(left->control->id),
                                       ap_word(ap_applicability_words, (int)left->because->status),
                                       AP_FMT(left->because->reason));
        }
    return AP_STR("nothing that answers it is asked for in this run");
}

static size_t
count_requirements(const struct ap_map_row *map)
{
    size_t n = 0;
    while (map->requirements[n])
        n++;
    return n;
}

static void
answer_by_map(const struct ap_report_context *ctx, const struct ap_map_row *map,
              struct ap_answer_row *row)
{
    struct ap_question_answer total = {.answer = AP_NOT_ASKED, .reason = map->note};
    struct sum sum = {0};
    for (size_t i = 0; map->questions[i]; i++) {
        size_t index = (size_t)(map->questions[i] - ctx->lib->questions.items);
        add_part(&sum, ctx, &ctx->as->answers[index], &total);
    }
    size_t n = count_requirements(map);
    if (n) {
        struct ap_question_answer part;
        ap_assess_answer(ctx->as, map->requirements, n, ctx->mem, &part);
        add_part(&sum, ctx, &part, &total);
    }
    if (sum.n) {
        total.answer = sum.yes == sum.n ? AP_YES : sum.no == sum.n ? AP_NO : AP_PARTIAL;
        total.reason = sum.yes == sum.n ? AP_STR("approved evidence holds for all that is due")
                                        : ap_arena_copy(ctx->mem, ap_buf_str(&sum.open));
    } else if (!map->not_applicable) {
        total.reason = why_not_asked(ctx, map);
    }
    ap_buf_release(&sum.open);
    row->match = AP_MATCH_MAP;
    row->refs = map->refs;
    ap_answers_take(ctx, &total, row);
}

/* --- by wording: suggested only --------------------------------------------------------------------- */

struct wording {
    const struct ap_report_context *ctx;
    struct ap_matcher *matcher;
    struct ap_stems *asks; /* of the library's questions */
};

static bool
has_stem(const struct ap_stems *stems, struct ap_str stem)
{
    for (size_t i = 0; i < stems->n; i++)
        if (ap_str_eq(stems->items[i], stem))
            return true;
    return false;
}

/** Shared words out of all words of both; repeats count once each. */
static double
overlap(const struct ap_stems *a, const struct ap_stems *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->n; i++)
        shared += has_stem(b, a->items[i]);
    size_t all = a->n + b->n - shared;
    return all ? (double)shared / (double)all : 0;
}

static void
suggest(const struct wording *w, struct ap_answer_row *row)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_stems stems = {0};
    ap_stems_of(row->ask, ap_matcher_synonyms(w->matcher), &scratch, &stems);
    for (size_t i = 0; i < w->ctx->lib->questions.n; i++)
        if (overlap(&stems, &w->asks[i]) >= NEAR_QUESTION)
            *ap_vec_push(w->ctx->mem, &row->refs) = w->ctx->lib->questions.items[i].id;
    struct ap_matches matches;
    struct ap_match_query query = {.name = row->ask, .is_text = true};
    ap_match_file(w->matcher, &query, NULL, &scratch, &matches);
    for (size_t i = 0; i < AP_MATCH_BEST && row->refs.n < AP_MATCH_BEST; i++)
        if (matches.best[i].req && matches.best[i].score >= NEAR_REQUIREMENT)
            *ap_vec_push(w->ctx->mem, &row->refs) = matches.best[i].req->ref;
    row->answer = "Unconfirmed";
    row->match = row->refs.n ? AP_MATCH_WORDING : AP_MATCH_NONE;
    row->reason = ap_report_inner(
        w->ctx,
        row->refs.n
            ? ap_arena_printf(w->ctx->mem,
                              "suggested by its wording: %.*s; confirm it in " AP_ANSWERS_MAP,
                              AP_FMT(ap_answers_join(&row->refs, w->ctx->mem)))
            : AP_STR("nothing resembles it; say in " AP_ANSWERS_MAP " what answers it"));
}

static struct wording
learn(const struct ap_report_context *ctx)
{
    struct wording w = {ctx, ap_matcher_make(ctx->lib, ctx->mem),
                        ap_arena_array(ctx->mem, struct ap_stems, ctx->lib->questions.n)};
    for (size_t i = 0; i < ctx->lib->questions.n; i++)
        ap_stems_of(ctx->lib->questions.items[i].ask, ap_matcher_synonyms(w.matcher), ctx->mem,
                    &w.asks[i]);
    return w;
}

/** The one text of a row that holds nothing else is a heading, not a question. */
static bool
is_heading(const struct ap_questionnaire *q, const struct ap_row *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->n; i++)
        filled += ap_str_trim(row->cells[i].text).len > 0;
    return filled == 1 && q->rows[q->header].n > 1 && cell(q, row, AP_QC_QUESTION).len == 0;
}

void
ap_questionnaire_answer(const struct ap_questionnaire *q, const struct ap_report_context *ctx,
                        const struct ap_answers_map *map, struct ap_answer_rows *ret_rows)
{
    struct ap_answer_rows rows = {NULL, 0, 0};
    struct wording wording = learn(ctx);
    struct ap_str group = AP_STR_NONE;
    for (size_t i = q->header + 1; i < q->n_rows; i++) {
        const struct ap_row *from = &q->rows[i];
        struct ap_answer_row *row = ap_vec_push(ctx->mem, &rows);
        if (is_heading(q, from))
            for (size_t c = 0; c < from->n; c++)
                if (ap_str_trim(from->cells[c].text).len)
                    group = ap_str_trim(from->cells[c].text);
        row->group = group;
        row->id = cell(q, from, AP_QC_ID);
        row->ask = cell(q, from, AP_QC_QUESTION);
        if (row->ask.len == 0)
            continue;
        const struct ap_map_row *mapped = ap_answers_map_find(map, row->id, row->ask);
        if (mapped && mapped->refs.n)
            answer_by_map(ctx, mapped, row);
        else
            suggest(&wording, row);
    }
    *ret_rows = rows;
}
