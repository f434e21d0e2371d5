/* RFC 3161 over HTTP: one request, one reply, held to all that it must say before it is kept.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/stamp.h"

#include <errno.h>

#include "port/http.h"
#include "port/timestamp.h"

static int
refused(const struct ap_seal *seal, const char *fmt, struct ap_str words, struct ap_diag *dg)
{
    (void)ap_diag_add(dg, AP_PCK009, (struct ap_place){.file = ap_url_shown(seal->timestamp_url)},
                      "%s%.*s", fmt, AP_FMT(words));
    return AP_E_REMOTE;
}

static int
unreachable(const struct ap_seal *seal, struct ap_str words, struct ap_diag *dg)
{
    (void)ap_diag_add(dg, AP_PCK010, (struct ap_place){.file = ap_url_shown(seal->timestamp_url)},
                      "%.*s", AP_FMT(words));
    return AP_E_AGAIN;
}

static int
report_fault(const struct ap_seal *seal, const struct ap_http_reply *reply, struct ap_diag *dg)
{
    switch (reply->fault) {
    case AP_HTTP_CANCELLED:
        return AP_E_CANCELLED;
    case AP_HTTP_UNREACHABLE:
    case AP_HTTP_BROKEN:
        return unreachable(seal, reply->why, dg);
    default:
        return refused(seal, "", reply->why, dg);
    }
}

static int
check_status(const struct ap_seal *seal, const struct ap_http_reply *reply, struct ap_arena *mem,
             struct ap_diag *dg)
{
    enum { OK = 200, TOO_MANY = 429, SERVER_FAULT = 500, NOT_IMPLEMENTED = 501 };
    struct ap_str words =
        ap_arena_printf(mem, "the server answered with status %ld", reply->status);
    if (reply->status == TOO_MANY ||
        (reply->status >= SERVER_FAULT && reply->status != NOT_IMPLEMENTED))
        return unreachable(seal, words, dg);
    if (reply->status != OK)
        return refused(seal, "", words, dg);
    struct ap_str type = ap_http_header(reply, "Content-Type");
    if (!ap_str_ieq(ap_str_trim(ap_str_slice(type, 0, ap_str_find(type, ';'))),
                    AP_STR("application/timestamp-reply")))
        return refused(seal, "the reply is no time stamp: its type is ",
                       type.len ? type : AP_STR("not told"), dg);
    return AP_OK;
}

static int
check_reply(const struct ap_seal *seal, const struct ap_http_reply *reply, struct ap_str subject,
            struct ap_str request, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_timestamp_facts facts;
    if (ap_timestamp_verify(reply->body, subject, request, seal->tsa_ca, mem, &facts) != AP_OK)
        return refused(seal, "the stamp does not hold: ", ap_str_from(facts.why), dg);
    if (seal->tsa_ca.len && !facts.chains)
        return refused(seal, "the authority is not one of --ca: ", ap_str_from(facts.chain_why),
                       dg);
    return AP_OK;
}

int
ap_stamp_get(const struct ap_seal *seal, struct ap_str subject, struct ap_arena *mem,
             struct ap_str *ret_reply, struct ap_diag *dg)
{
    struct ap_http *http = NULL;
    struct ap_http_options options = {.cacert = seal->cacert, .cancel = seal->cancel};
    struct ap_http_reply reply = {0};
    /* Plain http is how most authorities are reached: the stamp is signed, and only a digest is sent. */
    struct ap_http_request request = {.method = "POST",
                                      .url = seal->timestamp_url,
                                      .allow_plain = true,
                                      .max_reply = AP_TIMESTAMP_BYTES_MAX};
    int rc = ap_timestamp_request(subject, mem, &request.body);
    if (rc != AP_OK)
        return refused(seal, "no request can be made: ", ap_str_from(ap_error_text(errno)), dg);
    rc = ap_http_new(&options, &http);
    if (rc != AP_OK)
        return refused(seal, "no connection can be made: the file of --cacert cannot be used",
                       AP_STR_NONE, dg);
    ap_http_add_header(&request, mem, "Content-Type", AP_STR("application/timestamp-query"));
    ap_http_add_header(&request, mem, "Accept", AP_STR("application/timestamp-reply"));
    rc = ap_http_send(http, &request, mem, &reply);
    rc = rc == AP_OK ? check_status(seal, &reply, mem, dg) : report_fault(seal, &reply, dg);
    if (rc == AP_OK)
        rc = check_reply(seal, &reply, subject, request.body, mem, dg);
    if (rc == AP_OK)
        *ret_reply = reply.body;
    ap_http_free(http);
    return rc;
}
