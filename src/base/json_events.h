/* JSON read piece by piece as events, in memory that does not grow with the document.
 * Place in the flow: base; the manifest of a pack is read with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

#define AP_JSON_EVENTS_DEPTH    64
#define AP_JSON_EVENTS_TEXT_MAX (1u << 20) /* bytes of one string or number */

enum ap_json_event {
    AP_JSON_OBJECT_OPEN,
    AP_JSON_OBJECT_CLOSE,
    AP_JSON_ARRAY_OPEN,
    AP_JSON_ARRAY_CLOSE,
    AP_JSON_KEY,
    AP_JSON_STRING,
    AP_JSON_NUMBER, /* text as written */
    AP_JSON_BOOL,   /* "true" or "false" */
    AP_JSON_NULL,
};

/** `text` is valid during the call. A negative result stops and is handed on. */
typedef int (*ap_json_event_fn)(void *ctx, enum ap_json_event event, struct ap_str text);

struct ap_json_events {
    ap_json_event_fn fn;
    void *ctx;
    uint32_t line; /* of the byte at hand; 1 at the beginning */
    int depth;
    bool is_array[AP_JSON_EVENTS_DEPTH];
    int state;
    struct ap_buf text; /* of the token at hand */
    uint32_t code_unit; /* of \uXXXX, while it is read */
    uint32_t high;      /* the first half of a surrogate pair; 0: none */
    int n_hex;
};

void ap_json_events_init(struct ap_json_events *json, ap_json_event_fn fn, void *ctx);
void ap_json_events_release(struct ap_json_events *json);
/** Take the next bytes of the document, cut anywhere.
 *  errors AP_E_SYNTAX (json->line), AP_E_LIMIT (too deep, a text too long), or the function's */
AP_CHECKED int ap_json_events_feed(struct ap_json_events *json, struct ap_str piece);
/** The document has ended. AP_E_SYNTAX: in the middle of something; or the function's result. */
AP_CHECKED int ap_json_events_end(struct ap_json_events *json);
