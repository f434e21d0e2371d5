/* The parts of a SARIF document.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/sarif_parts.h"

#include "base/cleanup.h"
#include "report/escape.h"

const char *
ap_sarif_level(enum ap_severity severity)
{
    return severity >= AP_HIGH ? "error" : severity == AP_MEDIUM ? "warning" : "note";
}

/* `[words](target)` is a link in a message of SARIF; a backslash before the bracket makes it words. */
void
ap_sarif_message(struct ap_json *json, const char *key, struct ap_str text)
{
    AP_AUTO_BUF struct ap_buf plain = {0};
    bool linked = ap_str_contains(text, AP_STR("]("));
    for (size_t i = 0; i < text.len; i++) {
        if (linked && (text.ptr[i] == '[' || text.ptr[i] == ']'))
            ap_buf_add_char(&plain, '\\');
        ap_buf_add_char(&plain, text.ptr[i]);
    }
    ap_json_key(json, key);
    ap_json_object_open(json);
    ap_json_kv_str(json, "text", ap_buf_str(&plain));
    ap_json_object_close(json);
}

void
ap_sarif_open(struct ap_json *json)
{
    ap_json_object_open(json);
    ap_json_kv_c(json, "$schema",
                 "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                 "sarif-schema-2.1.0.json");
    ap_json_kv_c(json, "version", "2.1.0");
    ap_json_key(json, "runs");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_json_key(json, "tool");
    ap_json_object_open(json);
    ap_json_key(json, "driver");
    ap_json_object_open(json);
    ap_json_kv_c(json, "name", "apipack");
    ap_json_kv_c(json, "version", APIPACK_VERSION);
}

void
ap_sarif_results(struct ap_json *json)
{
    ap_json_object_close(json);
    ap_json_object_close(json);
    ap_json_key(json, "results");
    ap_json_array_open(json);
}

static void
add_location(struct ap_json *json, struct ap_place place)
{
    AP_AUTO_BUF struct ap_buf uri = {0};
    ap_href_escape(&uri, place.file);
    ap_json_key(json, "locations");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_json_key(json, "physicalLocation");
    ap_json_object_open(json);
    ap_json_key(json, "artifactLocation");
    ap_json_object_open(json);
    ap_json_kv_str(json, "uri", ap_buf_str(&uri));
    ap_json_object_close(json);
    if (place.line) {
        ap_json_key(json, "region");
        ap_json_object_open(json);
        ap_json_kv_int(json, "startLine", place.line);
        if (place.column)
            ap_json_kv_int(json, "startColumn", place.column);
        ap_json_object_close(json);
    }
    ap_json_object_close(json);
    ap_json_object_close(json);
    ap_json_array_close(json);
}

void
ap_sarif_result_open(struct ap_json *json, const struct ap_sarif_result *result)
{
    ap_json_object_open(json);
    ap_json_kv_str(json, "ruleId", result->rule);
    if (result->rule_index != SIZE_MAX)
        ap_json_kv_int(json, "ruleIndex", (int64_t)result->rule_index);
    ap_json_kv_c(json, "level", ap_sarif_level(result->severity));
    ap_sarif_message(json, "message", result->message);
    add_location(json, result->place);
    ap_json_key(json, "partialFingerprints");
    ap_json_object_open(json);
    ap_json_kv_str(json, "apipack/v1", result->fingerprint);
    ap_json_object_close(json);
}

void
ap_sarif_results_close(struct ap_json *json)
{
    ap_json_array_close(json);
}

void
ap_sarif_close(struct ap_json *json)
{
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_object_close(json);
    ap_json_end(json);
}
