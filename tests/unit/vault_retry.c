/* Every row of the retry table: what a reply means, by place, status and code; and the waits that follow.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "vault/retry.h"

static enum ap_retry_class
judge(enum ap_retry_where where, long status, const char *code, const char *message)
{
    const struct ap_http_reply reply = {.status = status};
    return ap_retry_classify(where, &reply, ap_str_from(code), ap_str_from(message));
}

AP_TEST(retry_results)
{
    static const long done[] = {200, 201, 202, 204, 206, 302, 304};
    for (size_t i = 0; i < AP_COUNT(done); i++)
        assert_int_equal(judge(AP_AT_GRAPH, done[i], "", ""), AP_RETRY_DONE);
}

AP_TEST(retry_network_faults)
{
    static const enum ap_http_fault later[] = {AP_HTTP_UNREACHABLE, AP_HTTP_BROKEN};
    static const enum ap_http_fault never[] = {AP_HTTP_BAD_URL, AP_HTTP_UNTRUSTED,
                                               AP_HTTP_TOO_LARGE, AP_HTTP_SINK, AP_HTTP_BODY};
    for (size_t i = 0; i < AP_COUNT(later); i++) {
        const struct ap_http_reply reply = {.fault = later[i]};
        assert_int_equal(ap_retry_classify(AP_AT_GRAPH, &reply, AP_STR_NONE, AP_STR_NONE),
                         AP_RETRY_LATER);
    }
    for (size_t i = 0; i < AP_COUNT(never); i++) {
        const struct ap_http_reply reply = {.fault = never[i]};
        assert_int_equal(ap_retry_classify(AP_AT_GRAPH, &reply, AP_STR_NONE, AP_STR_NONE),
                         AP_RETRY_NEVER);
    }
}

AP_TEST(retry_server_errors_come_again_everywhere)
{
    static const enum ap_retry_where places[] = {AP_AT_LOGIN, AP_AT_GRAPH, AP_AT_SESSION,
                                                 AP_AT_DOWNLOAD};
    for (size_t i = 0; i < AP_COUNT(places); i++) {
        assert_int_equal(judge(places[i], 408, "", ""), AP_RETRY_LATER);
        assert_int_equal(judge(places[i], 500, "", ""), AP_RETRY_LATER);
        assert_int_equal(judge(places[i], 502, "", ""), AP_RETRY_LATER);
        assert_int_equal(judge(places[i], 504, "", ""), AP_RETRY_LATER);
        assert_int_equal(judge(places[i], 599, "", ""), AP_RETRY_LATER);
        assert_int_equal(judge(places[i], 429, "", ""), AP_RETRY_BUSY);
        assert_int_equal(judge(places[i], 503, "", ""), AP_RETRY_BUSY);
        assert_int_equal(judge(places[i], 509, "", ""), AP_RETRY_BUSY);
        assert_int_equal(judge(places[i], 507, "quotaLimitReached", ""), AP_RETRY_NEVER);
        assert_int_equal(judge(places[i], 400, "invalidRequest", ""), AP_RETRY_NEVER);
    }
}

AP_TEST(retry_at_graph)
{
    assert_int_equal(judge(AP_AT_GRAPH, 401, "", ""), AP_RETRY_TOKEN);
    assert_int_equal(judge(AP_AT_GRAPH, 403, "accessDenied", ""), AP_RETRY_NEVER);
    assert_int_equal(judge(AP_AT_GRAPH, 404, "itemNotFound", ""), AP_RETRY_MISSING);
    assert_int_equal(judge(AP_AT_GRAPH, 409, "nameAlreadyExists", ""), AP_RETRY_CONFLICT);
    assert_int_equal(judge(AP_AT_GRAPH, 409, "resourceModified", ""), AP_RETRY_CHANGED);
    assert_int_equal(judge(AP_AT_GRAPH, 412, "", ""), AP_RETRY_CHANGED);
    assert_int_equal(judge(AP_AT_GRAPH, 423, "resourceLocked", ""), AP_RETRY_LOCKED);
    assert_int_equal(judge(AP_AT_GRAPH, 413, "", ""), AP_RETRY_NEVER);
    assert_int_equal(judge(AP_AT_GRAPH, 409, "other", ""), AP_RETRY_NEVER);
    assert_int_equal(judge(AP_AT_GRAPH, 409, "resourceModified",
                           "An upload session already exists for this file."),
                     AP_RETRY_SESSION_TAKEN);
    assert_int_equal(judge(AP_AT_GRAPH, 409, "", "The file is currently being uploaded."),
                     AP_RETRY_SESSION_TAKEN);
}

AP_TEST(retry_at_an_upload_session)
{
    assert_int_equal(judge(AP_AT_SESSION, 401, "expiredToken", ""), AP_RETRY_ANEW);
    assert_int_equal(judge(AP_AT_SESSION, 403, "accessDenied", ""), AP_RETRY_ANEW);
    assert_int_equal(judge(AP_AT_SESSION, 404, "itemNotFound", ""), AP_RETRY_GONE);
    assert_int_equal(judge(AP_AT_SESSION, 410, "", ""), AP_RETRY_GONE);
    assert_int_equal(judge(AP_AT_SESSION, 413, "", ""), AP_RETRY_SMALLER);
    assert_int_equal(judge(AP_AT_SESSION, 416, "fragmentOverlap", ""), AP_RETRY_LOOK);
    assert_int_equal(judge(AP_AT_SESSION, 423, "", ""), AP_RETRY_LOCKED);
    assert_int_equal(judge(AP_AT_SESSION, 409, "nameAlreadyExists", ""), AP_RETRY_CONFLICT);
}

AP_TEST(retry_at_a_download_and_at_the_sign_in)
{
    assert_int_equal(judge(AP_AT_DOWNLOAD, 401, "", ""), AP_RETRY_ANEW);
    assert_int_equal(judge(AP_AT_DOWNLOAD, 403, "", ""), AP_RETRY_ANEW);
    assert_int_equal(judge(AP_AT_DOWNLOAD, 404, "", ""), AP_RETRY_ANEW);
    assert_int_equal(judge(AP_AT_DOWNLOAD, 416, "", ""), AP_RETRY_LOOK);
    assert_int_equal(judge(AP_AT_LOGIN, 400, "", ""), AP_RETRY_NEVER);
    assert_int_equal(judge(AP_AT_LOGIN, 401, "", ""), AP_RETRY_NEVER);
}

AP_TEST(retry_every_class_has_a_policy)
{
    for (int i = 0; i < AP_N_RETRY; i++) {
        const struct ap_retry_policy *p = &ap_retry_policies[i];
        assert_non_null(p->name);
        assert_true(p->base_ms <= p->cap_ms);
    }
    assert_int_equal(ap_retry_policies[AP_RETRY_LATER].max_tries, 8);
    assert_int_equal(ap_retry_policies[AP_RETRY_TOKEN].max_tries, 1);
    assert_int_equal(ap_retry_policies[AP_RETRY_CHANGED].max_tries, 5);
    assert_int_equal(ap_retry_policies[AP_RETRY_LOCKED].max_tries, 3);
    assert_int_equal(ap_retry_policies[AP_RETRY_NEVER].max_tries, 0);
}

AP_TEST(retry_waits_grow_with_full_jitter_within_bounds)
{
    for (int n = 0; n < 12; n++) {
        int64_t span = n < 6 ? 1000ll << n : 60000;
        if (span > 60000)
            span = 60000;
        for (uint32_t random = 0; random < 100; random++) {
            int64_t ms = ap_retry_wait_ms(AP_RETRY_LATER, n, -1, random * 40503077u);
            assert_true(ms >= 0 && ms < span);
        }
    }
    assert_int_equal(ap_retry_wait_ms(AP_RETRY_LOCKED, 0, -1, 7), 30000);
    assert_int_equal(ap_retry_wait_ms(AP_RETRY_LOCKED, 1, -1, 7), 60000);
    assert_int_equal(ap_retry_wait_ms(AP_RETRY_LOOK, 3, -1, 7), 0);
}

AP_TEST(retry_never_comes_earlier_than_asked)
{
    for (uint32_t random = 0; random < 1000; random++) {
        int64_t ms = ap_retry_wait_ms(AP_RETRY_BUSY, 0, 17000, random);
        assert_true(ms >= 17000 && ms < 17250);
    }
}

static int64_t
asked(const char *after, const char *reset)
{
    struct ap_http_header headers[] = {{AP_STR("retry-after"), ap_str_from(after)},
                                       {AP_STR("RateLimit-Reset"), ap_str_from(reset)}};
    const struct ap_http_reply reply = {.headers = {headers, 2, 2}};
    return ap_retry_asked_ms(&reply, 784111777);
}

AP_TEST(retry_after_in_both_forms)
{
    assert_int_equal(asked("120", ""), 120000);
    assert_int_equal(asked("0", ""), 0);
    assert_int_equal(asked("3", "40"), 40000);
    assert_int_equal(asked("40", "3"), 40000);
    assert_int_equal(asked("Sun, 06 Nov 1994 08:50:37 GMT", ""), 60000);
    assert_int_equal(asked("Sun, 06 Nov 1994 08:00:00 GMT", ""), 0); /* past */
    assert_int_equal(asked("", ""), -1);
    assert_int_equal(asked("soon", ""), -1);
    assert_int_equal(asked("-5", ""), -1);
    assert_int_equal(asked("99999999", ""), 86400000);
    assert_int_equal(asked("99999999999999999999", ""), -1);
}

AP_TEST(retry_http_dates)
{
    assert_int_equal(ap_http_date(AP_STR("Sun, 06 Nov 1994 08:49:37 GMT")), 784111777);
    static const char *const bad[] = {
        "Sun, 06 Nov 1994 08:49:37 CET",  "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",  "Sun, 06 Nop 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 0094 08:49:37 GMT",  ""};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_http_date(ap_str_from(bad[i])), -1);
}
