/* The table of replies, the table of policies, and the waiting.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/retry.h"

#include "base/date.h"

#define MINUTE 60000ll

const struct ap_retry_policy ap_retry_policies[AP_N_RETRY] = {
    [AP_RETRY_DONE] = {"done", 0, 0, 0, false},
    [AP_RETRY_LATER] = {"later", 8, 1000, MINUTE, true},
    [AP_RETRY_BUSY] = {"busy", -1, 2000, 2 * MINUTE, true},
    [AP_RETRY_TOKEN] = {"token", 1, 0, 0, false},
    [AP_RETRY_CHANGED] = {"changed", 5, 500, 8000, true},
    [AP_RETRY_SESSION_TAKEN] = {"session taken", -1, MINUTE / 2, MINUTE / 2, false},
    [AP_RETRY_LOCKED] = {"locked", 3, MINUTE / 2, MINUTE, false},
    [AP_RETRY_LOOK] = {"look", 8, 0, 0, false},
    [AP_RETRY_GONE] = {"gone", 8, 0, 0, false},
    [AP_RETRY_ANEW] = {"anew", 8, 0, 0, false},
    [AP_RETRY_SMALLER] = {"smaller", 5, 0, 0, false},
    [AP_RETRY_CONFLICT] = {"conflict", 0, 0, 0, false},
    [AP_RETRY_MISSING] = {"missing", 0, 0, 0, false},
    [AP_RETRY_NEVER] = {"never", 0, 0, 0, false},
};

/** The first row that fits decides: place, status, then the code where one is named. */
static const struct {
    unsigned where;
    long status; /* 0: any */
    const char *code;
    enum ap_retry_class cls;
} rows[] = {
    {AP_AT_ANY, 408, NULL, AP_RETRY_LATER},
    {AP_AT_ANY, 429, NULL, AP_RETRY_BUSY},
    {AP_AT_ANY, 503, NULL, AP_RETRY_BUSY},
    {AP_AT_ANY, 509, NULL, AP_RETRY_BUSY},
    {AP_AT_ANY, 500, NULL, AP_RETRY_LATER},
    {AP_AT_ANY, 502, NULL, AP_RETRY_LATER},
    {AP_AT_ANY, 504, NULL, AP_RETRY_LATER},
    {AP_AT_ANY, 507, NULL, AP_RETRY_NEVER},
    {AP_AT_GRAPH, 401, NULL, AP_RETRY_TOKEN},
    {AP_AT_SESSION, 401, NULL, AP_RETRY_ANEW},
    {AP_AT_SESSION, 403, NULL, AP_RETRY_ANEW},
    {AP_AT_SESSION, 404, NULL, AP_RETRY_GONE},
    {AP_AT_SESSION, 410, NULL, AP_RETRY_GONE},
    {AP_AT_SESSION, 413, NULL, AP_RETRY_SMALLER},
    {AP_AT_SESSION, 416, NULL, AP_RETRY_LOOK},
    {AP_AT_DOWNLOAD, 401, NULL, AP_RETRY_ANEW},
    {AP_AT_DOWNLOAD, 403, NULL, AP_RETRY_ANEW},
    {AP_AT_DOWNLOAD, 404, NULL, AP_RETRY_ANEW},
    {AP_AT_DOWNLOAD, 416, NULL, AP_RETRY_LOOK},
    {AP_AT_GRAPH, 423, NULL, AP_RETRY_LOCKED},
    {AP_AT_SESSION, 423, NULL, AP_RETRY_LOCKED},
    {AP_AT_ANY, 409, "nameAlreadyExists", AP_RETRY_CONFLICT},
    {AP_AT_GRAPH, 409, "resourceModified", AP_RETRY_CHANGED},
    {AP_AT_GRAPH, 412, NULL, AP_RETRY_CHANGED},
    {AP_AT_GRAPH, 404, NULL, AP_RETRY_MISSING},
};

/** 409 whose words alone tell that another session holds the name: the one place where a message is read. */
static bool
is_session_taken(long status, struct ap_str message)
{
    return status == 409 && (ap_str_icontains(message, AP_STR("upload session already exists")) ||
                             ap_str_icontains(message, AP_STR("currently being uploaded")));
}

enum ap_retry_class
ap_retry_classify(enum ap_retry_where where, const struct ap_http_reply *reply, struct ap_str code,
                  struct ap_str message)
{
    if (reply->fault == AP_HTTP_UNREACHABLE || reply->fault == AP_HTTP_BROKEN)
        return AP_RETRY_LATER;
    if (reply->fault != AP_HTTP_OK)
        return AP_RETRY_NEVER;
    if (reply->status >= 200 && reply->status < 400)
        return AP_RETRY_DONE;
    if (is_session_taken(reply->status, message))
        return AP_RETRY_SESSION_TAKEN;
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        if ((rows[i].where & (unsigned)where) && rows[i].status == reply->status &&
            (!rows[i].code || ap_str_is(code, rows[i].code)))
            return rows[i].cls;
    return reply->status >= 500 ? AP_RETRY_LATER : AP_RETRY_NEVER;
}

static int
month_of(struct ap_str name)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; name.len == 3 && i < 12; i++)
        if (ap_str_eq(name, (struct ap_str){names + (size_t)3 * (size_t)i, 3}))
            return i + 1;
    return 0;
}

int64_t
ap_http_date(struct ap_str text)
{
    /* Sun, 06 Nov 1994 08:49:37 GMT */
    static const size_t from[] = {5, 12, 17, 20, 23};
    static const size_t to[] = {7, 16, 19, 22, 25};
    int64_t number[AP_COUNT(from)];
    if (text.len != 29 || !ap_str_ends(text, AP_STR(" GMT")) || text.ptr[19] != ':' ||
        text.ptr[22] != ':')
        return -1;
    for (size_t i = 0; i < AP_COUNT(from); i++)
        if (ap_str_to_int(ap_str_slice(text, from[i], to[i]), &number[i]))
            return -1;
    int month = month_of(ap_str_slice(text, 8, 11));
    if (!month || number[0] < 1 || number[0] > 31 || number[1] < 1970 || number[2] > 23 ||
        number[3] > 59 || number[4] > 60 || number[0] > ap_days_in_month((int)number[1], month))
        return -1;
    ap_day day = ap_day_from_civil((int)number[1], month, (int)number[0]);
    return (int64_t)day * AP_DAY_SECONDS + number[2] * 3600 + number[3] * 60 + number[4];
}

static int64_t
seconds_of(struct ap_str value, int64_t now_s)
{
    int64_t seconds;
    if (value.len == 0)
        return -1;
    if (ap_str_to_int(value, &seconds))
        seconds = ap_http_date(value) < 0 ? -1 : ap_http_date(value) - now_s;
    if (seconds < 0)
        return ap_http_date(value) < 0 ? -1 : 0;
    return seconds < AP_DAY_SECONDS ? seconds : AP_DAY_SECONDS;
}

int64_t
ap_retry_asked_ms(const struct ap_http_reply *reply, int64_t now_s)
{
    int64_t after = seconds_of(ap_http_header(reply, "Retry-After"), now_s);
    int64_t reset = seconds_of(ap_http_header(reply, "RateLimit-Reset"), now_s);
    int64_t asked = after > reset ? after : reset;
    return asked < 0 ? -1 : asked * 1000;
}

int64_t
ap_retry_wait_ms(enum ap_retry_class cls, int n_tries, int64_t asked_ms, uint32_t random)
{
    const struct ap_retry_policy *policy = &ap_retry_policies[cls];
    if (asked_ms >= 0) /* never earlier, and not all clients at one moment */
        return asked_ms + (int64_t)(random % 250);
    int64_t span = policy->base_ms;
    for (int i = 0; i < n_tries && span < policy->cap_ms; i++)
        span *= 2;
    if (span > policy->cap_ms)
        span = policy->cap_ms;
    return policy->jitter && span ? (int64_t)(random % (uint64_t)span) : span;
}
