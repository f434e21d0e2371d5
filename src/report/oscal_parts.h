/* The parts that OSCAL documents share: metadata, observations, risks; UUIDs that stay the same as long as their subject does.
 * Place in the flow: report; the assessment results and the plan of action are made of them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "report/context.h"

#define AP_OSCAL_VERSION "1.2.1"
#define AP_UUID_TEXT     37

/** `"key": uuid`: version 5, of what kind of thing it is and of its key, within this workspace. */
void ap_oscal_uuid(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
                   const char *kind, struct ap_str subject);
/** `"key": "#uuid"`: a reference to it within the document. */
void ap_oscal_fragment(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
                       const char *kind, struct ap_str subject);
/** Open a document whose only key is `root`, with its uuid and its metadata, dated the as-of day. */
void ap_oscal_open(struct ap_json *json, const struct ap_report_context *ctx, const char *root,
                   const char *title);
void ap_oscal_close(struct ap_json *json);
/** `"key": "2026-07-20T00:00:00Z"`. */
void ap_oscal_time(struct ap_json *json, const char *key, ap_day day);
/** A property in apipack's name space; nothing for an empty value. Within an open `props` array. */
void ap_oscal_prop(struct ap_json *json, const struct ap_report_context *ctx, const char *name,
                   struct ap_str value);
/** A text that is one line, is not empty and has no blank at its ends; `or` where nothing is left. */
void ap_oscal_line(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
                   struct ap_str text, const char *or);
/** An id as OSCAL takes it: other characters than letters, digits and .-_ become _. */
struct ap_str ap_oscal_token(struct ap_arena *mem, struct ap_str id);

/** Which of the slots that the audience sees. */
enum ap_oscal_scope { AP_OSCAL_ALL, AP_OSCAL_GAPS };
bool ap_oscal_lists(const struct ap_report_context *ctx, const struct ap_verdict *verdict, enum ap_oscal_scope scope);
/** `"observations"`: one per slot of the scope. Nothing when there is none. */
void ap_oscal_observations(struct ap_json *json, const struct ap_report_context *ctx, enum ap_oscal_scope scope);
/** `"risks"`: one per gap that the audience sees. Nothing when there is none. */
void ap_oscal_risks(struct ap_json *json, const struct ap_report_context *ctx);
/** Is there a gap that the audience sees? */
bool ap_oscal_any_gap(const struct ap_report_context *ctx);
