/* From the source system to the pack: who handled an item, on which day, and what that rests on.
 * Place in the flow: pack. Words of people are for audiences that see everything.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/custody.h"

#include "report/records.h"
#include "report/schemas.h"

enum assurance { ASSERTED, BY_SYSTEM, SIGNED };

const struct ap_choice ap_assurance_words[] = {
    {"asserted", ASSERTED}, {"system", BY_SYSTEM}, {"signed", SIGNED}, {NULL, 0}};

static const struct ap_choice step_words[] = {{"source", 0},   {"performed", 1}, {"collected", 2},
                                              {"received", 3}, {"reviewed", 4},  {"packed", 5},
                                              {NULL, 0}};

static const struct ap_field custody_fields[] = {
    AP_OUT_WORD("step", step_words, "what happened"),
    AP_OUT_RAW("date", AP_JSON_DAY_OR_NULL, "when"),
    AP_OUT("by", AP_T_NULLABLE_STR, "who, where it is known and the audience may know"),
    AP_OUT("system", AP_T_NULLABLE_STR, "in or out of which system"),
    AP_OUT("sha256", AP_T_NULLABLE_STR, "digest of the bytes at that step, where it was recorded"),
    AP_OUT_WORD("assurance", ap_assurance_words, "what this rests on"),
    AP_OUT_END};
const struct ap_schema ap_custody_schema =
    AP_OUT_SCHEMA("custody", "a step from the source to the pack", custody_fields);

struct step {
    ap_day date;
    struct ap_str by, system, sha256;
    enum assurance assurance;
};

/* An approval that a system of record holds is worth more than the organization's word. */
static enum assurance
assurance_of(const struct ap_report_context *ctx, const struct ap_item *item)
{
    const struct ap_review *review = ap_report_review(item);
    if (ctx->as->items[item->index].is_signed)
        return SIGNED;
    bool by_system =
        review && (review->method == AP_METHOD_SHAREPOINT || review->method == AP_METHOD_GIT ||
                   review->method == AP_METHOD_ESIGN);
    return by_system ? BY_SYSTEM : ASSERTED;
}

const char *
ap_custody_assurance(const struct ap_report_context *ctx, const struct ap_item *item)
{
    return ap_word(ap_assurance_words, (int)assurance_of(ctx, item));
}

static void
add_step(struct ap_json *json, const struct ap_report_context *ctx, const char *name,
         const struct step *step)
{
    ap_json_object_open(json);
    ap_json_kv_c(json, "step", name);
    ap_record_day(json, "date", step->date);
    ap_json_kv_str_opt(json, "by", ap_report_inner(ctx, step->by));
    ap_json_kv_str_opt(json, "system", step->system);
    ap_json_kv_str_opt(json, "sha256", step->sha256);
    ap_json_kv_c(json, "assurance", ap_word(ap_assurance_words, (int)step->assurance));
    ap_json_object_close(json);
}

void
ap_custody_render(struct ap_json *json, const struct ap_report_context *ctx,
                  const struct ap_item *item)
{
    const struct ap_review *review = ap_report_review(item);
    const struct ap_received *received = item->received;
    const struct ap_str source = ap_report_source(ctx, item);
    struct step steps[] = {
        {.date = AP_DAY_NONE, .system = source},
        {.date = item->performed},
        {.date = item->collected, .system = source},
        {.date = AP_DAY_NONE},
        {.date = AP_DAY_NONE},
        {.date = ctx->as->day, .system = AP_STR("apipack"), .assurance = BY_SYSTEM},
    };
    if (item->extraction.present) {
        steps[2].by = item->extraction.run_by;
        if (steps[2].date == AP_DAY_NONE)
            steps[2].date = item->extraction.run_at;
    }
    if (received)
        steps[3] =
            (struct step){.date = received->at, .by = received->by, .sha256 = received->sha256};
    if (review)
        steps[4] = (struct step){.date = review->date,
                                 .by = review->by,
                                 .sha256 = review->sha256,
                                 .assurance = assurance_of(ctx, item)};
    ap_json_key(json, "custody");
    ap_json_array_open(json);
    for (size_t i = 0; i < AP_COUNT(steps); i++)
        add_step(json, ctx, step_words[i].word, &steps[i]);
    ap_json_array_close(json);
}
