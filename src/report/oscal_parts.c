/* Metadata, observations and risks of OSCAL documents.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/oscal_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "report/escape.h"
#include "report/issues.h"

#define NAMESPACE_URI "https://apipack.dev/ns/oscal"

/* --- values --------------------------------------------------------------------------------------- */

/* RFC 9562, 5.5. Where the system has forbidden SHA-1, SHA-256 takes its place: the UUIDs are then others, and as stable. */
static void
uuid_v5(struct ap_str name, char out[AP_UUID_TEXT])
{
    static const uint8_t name_space[] = {0x3f, 0x0c, 0x5d, 0x8e, 0x51, 0x7b, 0x4a, 0x69,
                                         0x9d, 0x02, 0xb8, 0x6e, 0x1a, 0xc4, 0x77, 0xf1};
    uint8_t d[AP_HASH_BYTES_MAX];
    struct ap_digest *digest = ap_digest_new_of(AP_HASH_SHA1);
    digest = digest ? digest : ap_digest_new_of(AP_HASH_SHA256);
    ap_digest_start(digest);
    ap_digest_add(digest, name_space, sizeof name_space);
    ap_digest_add(digest, name.ptr, name.len);
    ap_digest_finish(digest, d);
    ap_digest_free(digest);
    d[6] = (uint8_t)((d[6] & 0x0f) | 0x50);
    d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
    (void)snprintf(out, AP_UUID_TEXT,
                   "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", d[0],
                   d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11], d[12], d[13],
                   d[14], d[15]);
}

static void
uuid_of(const struct ap_report_context *ctx, const char *kind, struct ap_str subject,
        char out[AP_UUID_TEXT])
{
    uuid_v5(ap_arena_printf(ctx->mem, "%.*s\n%.*s\n%s\n%.*s", AP_FMT(ctx->ws->organization),
                            AP_FMT(ctx->ws->product), kind, AP_FMT(subject)),
            out);
}

void
ap_oscal_uuid(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
              const char *kind, struct ap_str subject)
{
    char uuid[AP_UUID_TEXT];
    uuid_of(ctx, kind, subject, uuid);
    ap_json_kv_c(json, key, uuid);
}

void
ap_oscal_fragment(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
                  const char *kind, struct ap_str subject)
{
    char fragment[1 + AP_UUID_TEXT] = "#";
    uuid_of(ctx, kind, subject, fragment + 1);
    ap_json_kv_c(json, key, fragment);
}

void
ap_oscal_time(struct ap_json *json, const char *key, ap_day day)
{
    char text[AP_DAY_TEXT];
    char time[AP_DAY_TEXT + sizeof "T00:00:00Z"];
    (void)snprintf(time, sizeof time, "%sT00:00:00Z", ap_day_text(day, text));
    ap_json_kv_c(json, key, time);
}

void
ap_oscal_line(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
              struct ap_str text, const char * or)
{
    struct ap_str line = ap_str_trim(ap_report_plain(ctx->mem, text));
    ap_json_kv_str(json, key, line.len ? line : ap_str_from(or));
}

void
ap_oscal_prop(struct ap_json *json, const struct ap_report_context *ctx, const char *name,
              struct ap_str value)
{
    if (ap_str_trim(value).len == 0)
        return;
    ap_json_object_open(json);
    ap_json_kv_c(json, "name", name);
    ap_json_kv_c(json, "ns", NAMESPACE_URI);
    ap_oscal_line(json, ctx, "value", value, "-");
    ap_json_object_close(json);
}

struct ap_str
ap_oscal_token(struct ap_arena *mem, struct ap_str id)
{
    struct ap_str token = ap_arena_printf(mem, "_%.*s", AP_FMT(id));
    char *text = ap_arena_array(mem, char, token.len + 1);
    (void)memcpy(text, token.ptr, token.len);
    for (size_t i = 1; i < token.len; i++) {
        char c = text[i];
        bool plain = ap_is_alnum(c) || c == '.' || c == '-' || c == '_';
        text[i] = plain ? c : '_';
    }
    char first = token.len > 1 ? text[1] : '0';
    bool starts = ap_is_letter(first) || first == '_';
    return (struct ap_str){text + starts, token.len - starts};
}

/* --- metadata ------------------------------------------------------------------------------------- */

static void
add_metadata(struct ap_json *json, const struct ap_report_context *ctx, const char *title)
{
    char day[AP_DAY_TEXT];
    ap_json_key(json, "metadata");
    ap_json_object_open(json);
    ap_oscal_line(json, ctx, "title",
                  ap_arena_printf(ctx->mem, "%s: %.*s, %.*s", title, AP_FMT(ctx->ws->organization),
                                  AP_FMT(ctx->ws->product)),
                  title);
    ap_oscal_time(json, "last-modified", ctx->as->day);
    ap_json_kv_c(json, "version", ap_day_text(ctx->as->day, day));
    ap_json_kv_c(json, "oscal-version", AP_OSCAL_VERSION);
    ap_json_key(json, "props");
    ap_json_array_open(json);
    ap_oscal_prop(json, ctx, "tool", AP_STR("apipack " APIPACK_VERSION));
    ap_oscal_prop(json, ctx, "window", ap_span_str(ctx->mem, ctx->cat->window));
    ap_oscal_prop(json, ctx, "audience", ctx->plan->audience->id);
    ap_oscal_prop(json, ctx, "library",
                  ap_arena_join(ctx->mem, ctx->lib->id, " ", ctx->lib->version));
    ap_oscal_prop(json, ctx, "library-digest", ap_str_from(ctx->lib->digest));
    ap_oscal_prop(json, ctx, "pack-id", ap_str_from(ctx->plan->pack_id));
    ap_json_array_close(json);
    ap_json_key(json, "parties");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "party", AP_STR("organization"));
    ap_json_kv_c(json, "type", "organization");
    ap_oscal_line(json, ctx, "name", ctx->ws->organization, "unnamed");
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_kv_c(json, "remarks",
                 "apipack states which evidence was presented, for which period, who recorded its "
                 "approval, and what its text says. It does not test whether a control is suitably "
                 "designed or effective, and is no audit opinion.");
    ap_json_object_close(json);
}

void
ap_oscal_open(struct ap_json *json, const struct ap_report_context *ctx, const char *root,
              const char *title)
{
    ap_json_object_open(json);
    ap_json_key(json, root);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", root, ap_day_str(ctx->mem, ctx->as->day));
    add_metadata(json, ctx, title);
}

void
ap_oscal_close(struct ap_json *json)
{
    ap_json_object_close(json);
    ap_json_object_close(json);
    ap_json_end(json);
}

/* --- slots ---------------------------------------------------------------------------------------- */

static void
add_evidence(struct ap_json *json, const struct ap_report_context *ctx,
             const struct ap_verdict *verdict)
{
    struct ap_strs paths;
    ap_report_slot_paths(ctx, verdict, &paths);
    for (size_t i = 0; i < paths.n; i++) {
        AP_AUTO_BUF struct ap_buf href = {0};
        ap_href_escape(&href, paths.items[i]);
        if (i == 0) {
            ap_json_key(json, "relevant-evidence");
            ap_json_array_open(json);
        }
        ap_json_object_open(json);
        ap_json_kv_str(json, "href", ap_buf_str(&href));
        ap_oscal_line(json, ctx, "description", paths.items[i], "evidence");
        ap_json_object_close(json);
    }
    if (paths.n)
        ap_json_array_close(json);
}

static struct ap_str
words_of(const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    return ap_arena_printf(ctx->mem, "%.*s is %s: %.*s", AP_FMT(verdict->slot->id),
                           ap_word(ap_status_words, (int)verdict->status),
                           AP_FMT(ap_report_reason(ctx, verdict)));
}

static void
add_observation(struct ap_json *json, const struct ap_report_context *ctx,
                const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "observation", slot->id);
    ap_oscal_line(json, ctx, "title", slot->req->title, "Requirement");
    ap_oscal_line(json, ctx, "description", words_of(ctx, verdict), "slot");
    ap_json_key(json, "props");
    ap_json_array_open(json);
    ap_oscal_prop(json, ctx, "slot", slot->id);
    ap_oscal_prop(json, ctx, "status", ap_str_from(ap_word(ap_status_words, (int)verdict->status)));
    ap_oscal_prop(json, ctx, "facet", ap_str_from(ap_word(ap_facet_words, (int)slot->req->facet)));
    ap_oscal_prop(json, ctx, "due", ap_day_str(ctx->mem, slot->due));
    ap_json_array_close(json);
    ap_json_key(json, "methods");
    ap_json_array_open(json);
    ap_json_str(json, AP_STR("EXAMINE"));
    ap_json_array_close(json);
    ap_json_key(json, "types");
    ap_json_array_open(json);
    ap_json_str(json, verdict->gap ? AP_STR("finding") : AP_STR("control-objective"));
    ap_json_array_close(json);
    add_evidence(json, ctx, verdict);
    ap_oscal_time(json, "collected", ctx->as->day);
    ap_json_object_close(json);
}

static void
add_risk(struct ap_json *json, const struct ap_report_context *ctx,
         const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "risk", slot->id);
    ap_oscal_line(json, ctx, "title",
                  ap_arena_join(ctx->mem, AP_STR("Gap"), ": ", slot->req->title), "Gap");
    ap_oscal_line(json, ctx, "description", words_of(ctx, verdict), "gap");
    ap_oscal_line(
        json, ctx, "statement",
        ap_arena_join(ctx->mem, slot->req->control->id, ": ", slot->req->control->statement),
        "The control is not proven.");
    ap_json_key(json, "props");
    ap_json_array_open(json);
    ap_oscal_prop(json, ctx, "severity",
                  ap_str_from(ap_severity_name(slot->req->control->severity)));
    ap_oscal_prop(json, ctx, "owner", ap_report_owner(ctx, slot->owner));
    ap_oscal_prop(json, ctx, "expected-file", slot->expected_name);
    ap_json_array_close(json);
    ap_json_kv_c(json, "status", "open");
    ap_oscal_time(json, "deadline", slot->due);
    ap_json_key(json, "related-observations");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "observation-uuid", "observation", slot->id);
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_object_close(json);
}

bool
ap_oscal_lists(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
               enum ap_oscal_scope scope)
{
    return (scope == AP_OSCAL_ALL || verdict->gap) && ap_plan_lists_slot(ctx->plan, verdict->slot);
}

/** An array of what `add` writes for each slot that is listed; left out when it would be empty, which OSCAL forbids. */
static void
add_array(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
          enum ap_oscal_scope scope,
          void (*add)(struct ap_json *json, const struct ap_report_context *ctx,
                      const struct ap_verdict *verdict))
{
    bool any = false;
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (!ap_oscal_lists(ctx, verdict, scope))
            continue;
        if (!any) {
            ap_json_key(json, key);
            ap_json_array_open(json);
        }
        any = true;
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        add(json, ctx, verdict);
        ap_arena_rewind(ctx->mem, mark);
    }
    if (any)
        ap_json_array_close(json);
}

void
ap_oscal_observations(struct ap_json *json, const struct ap_report_context *ctx,
                      enum ap_oscal_scope scope)
{
    add_array(json, ctx, "observations", scope, add_observation);
}

void
ap_oscal_risks(struct ap_json *json, const struct ap_report_context *ctx)
{
    add_array(json, ctx, "risks", AP_OSCAL_GAPS, add_risk);
}

bool
ap_oscal_any_gap(const struct ap_report_context *ctx)
{
    for (size_t i = 0; i < ctx->as->n_verdicts; i++)
        if (ap_oscal_lists(ctx, &ctx->as->verdicts[i], AP_OSCAL_GAPS))
            return true;
    return false;
}
