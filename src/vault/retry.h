/* What to do after a reply, as a table: repeat, wait, sign in anew, look at what is there, or give up.
 * Place in the flow: vault; every request's outcome is judged here and nowhere else.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "port/http.h"

/** Whom a request spoke to; the same status means other things at other places. */
enum ap_retry_where {
    AP_AT_LOGIN = 1,
    AP_AT_GRAPH = 2,
    AP_AT_SESSION = 4,  /* an uploadUrl */
    AP_AT_DOWNLOAD = 8, /* a pre-authenticated download */
    AP_AT_ANY = 15,
};

enum ap_retry_class {
    AP_RETRY_DONE,  /* 2xx and 3xx: a result */
    AP_RETRY_LATER, /* did not get through: repeat with growing waits, a bounded number of times */
    AP_RETRY_BUSY, /* throttled: wait as long as the server says; no try is counted, the waiting is */
    AP_RETRY_TOKEN,         /* the token is not taken: once with a new one */
    AP_RETRY_CHANGED,       /* the item moved on meanwhile: read again, a few times */
    AP_RETRY_SESSION_TAKEN, /* another upload session holds the name */
    AP_RETRY_LOCKED,        /* a person has it open */
    AP_RETRY_LOOK,          /* 416: the server knows better which bytes it has */
    AP_RETRY_GONE,          /* the session is over: finished, or expired */
    AP_RETRY_ANEW,          /* the session's own permission ended: a new session */
    AP_RETRY_SMALLER,       /* the fragment is too large */
    AP_RETRY_CONFLICT,      /* the name is taken */
    AP_RETRY_MISSING,       /* 404 where it is an answer */
    AP_RETRY_NEVER,         /* for good */
    AP_N_RETRY
};

/** How often and how long, by class. */
struct ap_retry_policy {
    const char *name;
    int max_tries; /* repetitions of one step; 0: none; -1: no limit but the budget of waiting */
    int64_t base_ms, cap_ms; /* growing from base to cap, with full jitter */
    bool jitter;
};
extern const struct ap_retry_policy ap_retry_policies[AP_N_RETRY];

/** Judge a reply. `code` is the deepest known error code of its body, or empty; `message` of the one case that only words tell apart. */
enum ap_retry_class ap_retry_classify(enum ap_retry_where where, const struct ap_http_reply *reply,
                                      struct ap_str code, struct ap_str message);

/** What the server asks to wait, in milliseconds: Retry-After in seconds or as a date, RateLimit-Reset; the longer of both. -1: nothing.
 *  `now_s` serves dates. Bounded by a day. */
int64_t ap_retry_asked_ms(const struct ap_http_reply *reply, int64_t now_s);

/** The wait before repetition number `n_tries` (from 0): what was asked for plus a little, or a random part of the growing span.
 *  `random` is any number. */
int64_t ap_retry_wait_ms(enum ap_retry_class cls, int n_tries, int64_t asked_ms, uint32_t random);

/** Seconds since 1970 of an HTTP date (RFC 9110, its preferred form); -1 when it is none. */
int64_t ap_http_date(struct ap_str text);
