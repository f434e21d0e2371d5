/* check/v1: coverage by framework, registers, the auditor's requests, what overlays took out.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/json.h"
#include "report/views.h"

/* --- frameworks ----------------------------------------------------------------------------------- */

/* The whole of a framework has id null; its ids follow. */
static void
add_framework(struct ap_json *json, const struct ap_framework_coverage *coverage)
{
    const struct ap_framework *framework = coverage->framework;
    ap_json_object_open(json);
    ap_json_kv_str(json, "framework", framework->id);
    ap_json_kv_str_opt(json, "id", coverage->id ? coverage->id->id : AP_STR_NONE);
    ap_json_kv_str_opt(json, "label", coverage->id ? coverage->id->label : framework->title);
    ap_json_kv_c(json, "status", ap_word(ap_framework_status_words, (int)framework->status));
    ap_json_kv_c(json, "relation", ap_word(ap_relation_words, (int)framework->relation));
    ap_json_kv_bool(json, "verified", !coverage->id || coverage->id->verified);
    ap_json_kv_c(json, "state", ap_word(ap_framework_state_words, (int)coverage->state));
    ap_json_kv_int(json, "mapped", coverage->n_mapped);
    ap_json_kv_int(json, "controls", coverage->n_controls);
    ap_json_kv_int(json, "slots", coverage->n_slots);
    ap_json_kv_int(json, "due", coverage->n_due);
    ap_json_kv_int(json, "satisfied", coverage->n_satisfied);
    ap_json_kv_int(json, "excepted", coverage->n_excepted);
    ap_json_kv_int(json, "gaps", coverage->n_gaps);
    ap_json_object_close(json);
}

static void
add_frameworks(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "frameworks_coverage");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->as->frameworks.n; i++)
        add_framework(json, &ctx->as->frameworks.items[i]);
    ap_json_array_close(json);
}

/* --- registers ------------------------------------------------------------------------------------ */

static void
add_refs(struct ap_json *json, const char *key, const struct ap_refs *refs)
{
    ap_json_key(json, key);
    ap_json_array_open(json);
    for (size_t i = 0; i < refs->n; i++)
        ap_json_str(json, refs->items[i].text);
    ap_json_array_close(json);
}

static void
add_tracked(struct ap_json *json, const struct ap_report_context *ctx,
            const struct ap_tracked_verdict *verdict)
{
    const struct ap_tracked *entry = verdict->entry;
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", entry->id);
    ap_json_kv_str(json, "title", entry->title);
    ap_json_key(json, "controls");
    ap_json_array_open(json);
    for (size_t i = 0; i < verdict->n_controls; i++)
        ap_json_str(json, ctx->lib->controls.items[verdict->controls[i]].id);
    ap_json_array_close(json);
    add_refs(json, "names", &entry->controls);
    ap_json_kv_str_opt(json, "owner", entry->owner);
    ap_record_day(json, "opened", entry->opened);
    ap_record_day(json, "due", entry->due);
    ap_json_kv_str_opt(json, "status", entry->status);
    ap_record_day(json, "closed", entry->closed);
    ap_json_kv_strs(json, "evidence", &entry->evidence);
    ap_json_kv_bool(json, "open", verdict->open);
    ap_json_kv_bool(json, "overdue", verdict->overdue);
    ap_json_kv_bool(json, "closed_without_evidence", verdict->unproven);
    ap_json_object_close(json);
}

static void
add_registers(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "registers");
    ap_json_object_open(json);
    for (int kind = 0; kind < AP_N_TRACKED; kind++) {
        ap_json_key(json, ap_views_register((enum ap_tracked_kind)kind)->key);
        ap_json_array_open(json);
        for (size_t i = 0; ctx->plan->full && i < ctx->as->n_tracked; i++)
            if ((int)ctx->as->tracked[i].entry->kind == kind)
                add_tracked(json, ctx, &ctx->as->tracked[i]);
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
}

void
ap_report_json_linked(struct ap_json *json, const struct ap_report_context *ctx,
                      const struct ap_control *control)
{
    ap_json_key(json, "open");
    ap_json_object_open(json);
    for (int kind = 0; kind < AP_N_TRACKED; kind++) {
        ap_json_key(json, ap_views_register((enum ap_tracked_kind)kind)->key);
        ap_json_array_open(json);
        for (size_t i = 0; ctx->plan->full && i < ctx->as->n_tracked; i++) {
            const struct ap_tracked_verdict *verdict = &ctx->as->tracked[i];
            if ((int)verdict->entry->kind == kind && verdict->open &&
                ap_views_is_about(verdict, control))
                ap_json_str(json, verdict->entry->id);
        }
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
}

/* --- requests ------------------------------------------------------------------------------------- */

static void
add_slots(struct ap_json *json, const struct ap_report_context *ctx,
          const struct ap_request_verdict *verdict)
{
    ap_json_key(json, "slots");
    ap_json_array_open(json);
    for (size_t i = 0; i < verdict->n_slots; i++) {
        const struct ap_verdict *slot = &ctx->as->verdicts[verdict->slots[i]];
        ap_json_object_open(json);
        ap_json_kv_str(json, "id", slot->slot->id);
        ap_json_kv_c(json, "status", ap_word(ap_status_words, (int)slot->status));
        ap_record_slot_evidence(json, ctx, slot);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

static void
add_request(struct ap_json *json, const struct ap_report_context *ctx,
            const struct ap_request_verdict *verdict)
{
    const struct ap_request *request = verdict->request;
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", request->id);
    ap_json_kv_str(json, "text", request->text);
    add_refs(json, "controls", &request->controls);
    add_refs(json, "requirements", &request->requirements);
    ap_record_periods(json, "period", &request->periods, ctx->mem);
    ap_json_kv_strs(json, "samples", &request->samples);
    ap_record_day(json, "due", request->due);
    ap_json_kv_str_opt(json, "auditor_status", request->auditor_status);
    ap_json_kv_str_opt(json, "comment", request->comment);
    ap_json_kv_c(json, "state", ap_word(ap_request_state_words, (int)verdict->state));
    ap_json_kv_bool(json, "overdue", verdict->overdue);
    ap_json_kv_str(json, "reason", verdict->reason);
    add_slots(json, ctx, verdict);
    ap_json_object_close(json);
}

static void
add_requests(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "requests");
    ap_json_array_open(json);
    for (size_t i = 0; ctx->plan->full && i < ctx->as->n_requests; i++) {
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        add_request(json, ctx, &ctx->as->requests[i]);
        ap_arena_rewind(ctx->mem, mark);
    }
    ap_json_array_close(json);
}

/* --- what overlays took out ----------------------------------------------------------------------- */

static void
add_disabled(struct ap_json *json, const struct ap_report_context *ctx)
{
    const struct ap_library_changes *changes = &ctx->lib->changes;
    ap_json_key(json, "disabled");
    ap_json_array_open(json);
    for (size_t i = 0; i < changes->n; i++) {
        const struct ap_library_change *change = &changes->items[i];
        if (change->kind != AP_CHANGE_DISABLED)
            continue;
        ap_json_object_open(json);
        ap_json_kv_c(json, "kind", ap_library_noun(change->list));
        ap_json_kv_str(json, "id", change->id);
        ap_json_kv_str_opt(json, "title", change->title);
        ap_json_kv_str_opt(json, "reason", ap_report_inner(ctx, change->reason));
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

void
ap_report_json_views(struct ap_json *json, const struct ap_report_context *ctx)
{
    add_frameworks(json, ctx);
    add_registers(json, ctx);
    add_requests(json, ctx);
    add_disabled(json, ctx);
}
