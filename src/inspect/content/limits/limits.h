/* Rate limits as documents and gateways state them: how many calls, in which time, counted by what, for which endpoints.
 * Place in the flow: inspect, below the check rate-limit-config; one reader a format, in the table of limits.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/documents.h"

#define AP_LIMITS_MAX     1024u /* of one file */
#define AP_LIMITS_DEPTH   24u   /* of mappings around a limit that are looked at */
#define AP_LIMITS_CLASSES 32u   /* endpoint classes that are told apart */

/** What calls are counted by. The words are in the catalogue `limit_keys`. */
enum ap_limit_by { AP_BY_UNKNOWN, AP_BY_TOKEN, AP_BY_TENANT, AP_BY_IP, AP_BY_ALL, AP_N_BY };
const char *ap_limit_by_word(enum ap_limit_by by); /* "token", "tenant", "ip", "all", "unknown" */

struct ap_limit {
    enum ap_limit_by by;
    uint32_t classes;    /* bits: entries of the catalogue of endpoint classes */
    bool everywhere;     /* no path, route or class narrows it */
    double number;       /* calls */
    int64_t seconds;     /* in that many seconds */
    const char *off;     /* why it does not bite, or NULL */
    uint32_t line;
};

/** What is known around the place that is read. */
struct ap_limit_context {
    const struct ap_node *maps[AP_LIMITS_DEPTH]; /* outermost first */
    struct ap_str keys[AP_LIMITS_DEPTH];         /* under which each stands in the one before, or empty */
    size_t n;
};

struct ap_limits {
    struct ap_small doc;
    const struct ap_call *call;
    struct ap_names_list classes;
    struct ap_names_list keys; /* catalogue limit_keys */
    struct ap_limit items[AP_LIMITS_MAX];
    size_t n;
    const char *format; /* of the reader that found the last limit */
};

void ap_limits_add(struct ap_limits *limits, const struct ap_limit *limit);

/* Words (limits_words.c). */

/** The classes that a text names; those of "per token" and the like are none. */
uint32_t ap_limits_classes(const struct ap_limits *limits, struct ap_str text);
enum ap_limit_by ap_limits_by(const struct ap_limits *limits, struct ap_str text);
/** Seconds of "minute", "min", "per hour", "60", "60s", "1h", "PT1M"; 0: none. */
int64_t ap_limits_window(struct ap_str text);
/** A number at the start of the text: "600", "1,200", "3 000". */
bool ap_limits_number(struct ap_str text, double *ret_number);

/* Trees. */

/** The value of a key, whatever its case and punctuation: "rate limit" is rateLimit, RateLimit, rate_limit. */
const struct ap_node *ap_limits_get(const struct ap_node *map, const char *words);
struct ap_str ap_limits_text(const struct ap_node *map, const char *words);
bool ap_limits_get_number(const struct ap_node *map, const char *words, double *ret_number);
bool ap_limits_is(const struct ap_node *map, const char *words, const char *value); /* case folded */
/** All names, tags and paths of the mappings around, for ap_limits_classes(); `narrow`: true if a path, route or class
 *  narrows what is inside. */
struct ap_str ap_limits_around(const struct ap_limits *limits, const struct ap_limit_context *context, bool *ret_narrow);
/** The nearest mapping around (or the last itself) that has the key, or NULL. */
const struct ap_node *ap_limits_outer(const struct ap_limit_context *context, const char *words);

/** Readers of a mapping: true if it is of their form; its limits are added. */
bool ap_limits_kong(struct ap_limits *limits, const struct ap_limit_context *context);
bool ap_limits_aws(struct ap_limits *limits, const struct ap_limit_context *context);
bool ap_limits_waf(struct ap_limits *limits, const struct ap_limit_context *context);
bool ap_limits_envoy(struct ap_limits *limits, const struct ap_limit_context *context);
bool ap_limits_cloudflare(struct ap_limits *limits, const struct ap_limit_context *context);
bool ap_limits_simple(struct ap_limits *limits, const struct ap_limit_context *context);

/** A row of a table or the values of a mapping: `around` is what stands around it. */
bool ap_limits_record(struct ap_limits *limits, const struct ap_small_record *record, struct ap_str around, bool narrow);

/* Texts: true if the text is of their form. */
bool ap_limits_nginx(struct ap_limits *limits, struct ap_str text);
bool ap_limits_azure(struct ap_limits *limits, struct ap_str text);
/** Lines of prose. */
void ap_limits_lines(struct ap_limits *limits);

/** Read all limits of the document. */
void ap_limits_read(struct ap_limits *limits);
