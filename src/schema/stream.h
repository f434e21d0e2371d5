/* An output document held to its table while it is read, event by event; nothing of it is kept.
 * Place in the flow: schema; verify reads manifest.json with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_events.h"
#include "schema/schema.h"

/** Told each value of a known field of a table's mapping, and when such a mapping ends. `schema` names the
 *  table ("item", "slot"). Lists of texts give one call for each. `text` is valid during the call. */
struct ap_schema_sink {
    void (*value)(void *ctx, const struct ap_schema *schema, const struct ap_field *field,
                  struct ap_str text);
    void (*end)(void *ctx, const struct ap_schema *schema);
    void *ctx;
};

struct ap_schema_stream; /* one document */

struct ap_schema_stream *ap_schema_stream_new(const struct ap_schema *root, struct ap_str file,
                                              enum ap_code code, const struct ap_schema_sink *sink,
                                              struct ap_arena *mem, struct ap_diag *dg);
void ap_schema_stream_free(struct ap_schema_stream *stream);
/** The next bytes. Faults against the table are reported under `code`, and reading goes on.
 *  errors AP_E_SYNTAX, AP_E_LIMIT (reported) */
AP_CHECKED int ap_schema_stream_feed(struct ap_schema_stream *stream, struct ap_str piece);
/** The line that was read last. */
uint32_t ap_schema_stream_line(const struct ap_schema_stream *stream);
AP_CHECKED int ap_schema_stream_end(struct ap_schema_stream *stream);
