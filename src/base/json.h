/* The one streaming JSON writer: escapes, commas, exact integers, two-space indent.
 * Place in the flow: base; all JSON that leaves goes through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

#define AP_JSON_DEPTH       64
#define AP_JSON_SPILL_BYTES (256u << 10)

/** Writes into `out`. Invalid UTF-8 in strings becomes U+FFFD, so that the output is always valid JSON.
 *  Characters that are unsafe on a terminal are escaped. A container deeper than AP_JSON_DEPTH is null. */
struct ap_json {
    struct ap_buf *out;
    int depth;
    bool is_array[AP_JSON_DEPTH];
    bool has_item[AP_JSON_DEPTH];
    bool after_key;
    int n_muted;  /**< open containers beyond AP_JSON_DEPTH, whose content is left out */
    bool compact; /**< no line breaks */
    /** Takes what is there out of `out`, behind an item, once it is AP_JSON_SPILL_BYTES; NULL: all of it stays. */
    void (*spill)(void *ctx, struct ap_buf *out);
    void *spill_ctx;
};

void ap_json_init(struct ap_json *json, struct ap_buf *out);
void ap_json_object_open(struct ap_json *json);
void ap_json_object_close(struct ap_json *json);
void ap_json_array_open(struct ap_json *json);
void ap_json_array_close(struct ap_json *json);
void ap_json_key(struct ap_json *json, const char *key);
void ap_json_key_str(struct ap_json *json, struct ap_str key);
void ap_json_str(struct ap_json *json, struct ap_str value);
void ap_json_int(struct ap_json *json, int64_t value);
/** Six significant decimals, '.' whatever the locale, no trailing zeros, at least one decimal: 0.5, 1.0. */
void ap_json_fraction(struct ap_json *json, double value);
void ap_json_bool(struct ap_json *json, bool value);
void ap_json_null(struct ap_json *json);
/** A value that is JSON already, made by this writer. */
void ap_json_written(struct ap_json *json, struct ap_str value);
/** The newline after the outermost value. */
void ap_json_end(struct ap_json *json);

/** One object without line breaks, as a string: the body of a request. Between _open and _close its keys go to `json`. */
struct ap_json_text {
    struct ap_buf buf;
    struct ap_json json;
};
void ap_json_text_open(struct ap_json_text *text);
/** The text, kept in `mem`; what _open took is given back. */
struct ap_str ap_json_text_close(struct ap_json_text *text, struct ap_arena *mem);

/* Key and value in one call. An empty view and 0 give null in the _opt forms. */
void ap_json_kv_str(struct ap_json *json, const char *key, struct ap_str value);
void ap_json_kv_c(struct ap_json *json, const char *key, const char *value);
void ap_json_kv_str_opt(struct ap_json *json, const char *key, struct ap_str value);
void ap_json_kv_int(struct ap_json *json, const char *key, int64_t value);
void ap_json_kv_int_opt(struct ap_json *json, const char *key, int64_t value);
void ap_json_kv_bool(struct ap_json *json, const char *key, bool value);
void ap_json_kv_strs(struct ap_json *json, const char *key, const struct ap_strs *values);
