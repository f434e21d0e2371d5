/* Requests sent and repeated, waits counted, tokens kept and wiped.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/remote.h"

#include <string.h>

#include "port/secret_file.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})

uint32_t
ap_vault_random(void)
{
    uint32_t number = 0;
    (void)!ap_random_bytes(&number, sizeof number);
    return number;
}

struct ap_str
ap_vault_guid(struct ap_arena *mem)
{
    uint8_t b[16] = {0};
    (void)!ap_random_bytes(b, sizeof b);
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    return ap_arena_printf(
        mem, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
        b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

/** Host and path alone: a query may be a ticket. */
static void
trace(const struct ap_remote *remote, const struct ap_http_request *request,
      const struct ap_outcome *answer)
{
    struct ap_str id = ap_http_header(&answer->http, "request-id");
    struct ap_str shown = ap_url_shown(request->url);
    if (answer->http.fault)
        ap_outside_trace(&remote->out, "%s %.*s: %.*s", request->method, AP_FMT(shown),
                         AP_FMT(answer->http.why));
    else
        ap_outside_trace(&remote->out, "%s %.*s: %ld %.*s%s%.*s", request->method, AP_FMT(shown),
                         answer->http.status, AP_FMT(answer->error.code),
                         id.len ? " request-id " : "", AP_FMT(id));
}

/** Faults that no repetition mends. */
static int
report_fault(struct ap_remote *remote, const struct ap_http_request *request,
             const struct ap_outcome *answer)
{
    struct ap_str shown = ap_url_shown(request->url);
    switch (answer->http.fault) {
    case AP_HTTP_UNTRUSTED:
        (void)ap_diag_add(remote->dg, AP_VLT007, NO_PLACE, "%.*s: %.*s", AP_FMT(shown),
                          AP_FMT(answer->http.why));
        return AP_E_REMOTE;
    case AP_HTTP_BODY:
        (void)ap_diag_add(remote->dg, AP_VLT016, NO_PLACE,
                          "it became shorter, or cannot be read any more");
        return AP_E_IO;
    case AP_HTTP_SINK:
        return answer->http.sink_result;
    default:
        (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE, "%.*s: %.*s", AP_FMT(shown),
                          AP_FMT(answer->http.why));
        return AP_E_REMOTE;
    }
}

static int
give_up(struct ap_remote *remote, const struct ap_outcome *answer)
{
    struct ap_str words = answer->http.fault ? answer->http.why : answer->error.message;
    enum ap_code code = answer->cls == AP_RETRY_BUSY     ? AP_VLT008
                        : answer->cls == AP_RETRY_LOCKED ? AP_VLT012
                                                         : AP_VLT006;
    if (answer->http.fault)
        (void)ap_diag_add(remote->dg, code, NO_PLACE, "%.*s", AP_FMT(words));
    else
        (void)ap_diag_add(remote->dg, code, NO_PLACE, "it answered %ld%s%.*s%s%.*s",
                          answer->http.status, answer->error.code.len ? " " : "",
                          AP_FMT(answer->error.code), words.len ? ": " : "", AP_FMT(words));
    return answer->cls == AP_RETRY_LOCKED ? AP_E_REMOTE : AP_E_AGAIN;
}

int
ap_remote_wait(struct ap_remote *remote, const struct ap_outcome *answer, int *n_tries)
{
    const struct ap_retry_policy *policy = &ap_retry_policies[answer->cls];
    int64_t asked = ap_retry_asked_ms(&answer->http, remote->out.now_s());
    int64_t ms = ap_retry_wait_ms(answer->cls, *n_tries, asked, ap_vault_random());
    if ((policy->max_tries >= 0 && *n_tries >= policy->max_tries) ||
        ms > remote->max_wait_ms - remote->waited_ms)
        return give_up(remote, answer);
    ++*n_tries;
    remote->waited_ms += ms;
    if (ms >= 5000)
        ap_outside_say(&remote->out, "the server asks to wait: %lld s", (long long)(ms / 1000));
    return ms ? remote->out.pause(remote->out.ctx, ms) : AP_OK;
}

int
ap_remote_send(struct ap_remote *remote, enum ap_retry_where where,
               const struct ap_http_request *request, enum ap_send_mode mode,
               struct ap_arena *scratch, struct ap_outcome *ret_answer)
{
    int n_later = 0;
    int n_busy = 0;
    for (;;) {
        struct ap_outcome answer = {0};
        int result = ap_http_send(remote->http, request, scratch, &answer.http);
        if (result == AP_E_CANCELLED)
            return result;
        if (answer.http.status >= 400)
            answer.error = ap_remote_error_read(answer.http.body, scratch);
        answer.cls =
            ap_retry_classify(where, &answer.http, answer.error.code, answer.error.message);
        trace(remote, request, &answer);
        bool later = answer.cls == AP_RETRY_LATER;
        if (answer.http.fault && !later)
            return report_fault(remote, request, &answer);
        *ret_answer = answer;
        if (!later && answer.cls != AP_RETRY_BUSY)
            return AP_OK;
        if (later && mode == AP_SEND_ONCE)
            return AP_OK;
        result = ap_remote_wait(remote, &answer, later ? &n_later : &n_busy);
        if (result || mode == AP_SEND_ONCE)
            return result;
    }
}

void
ap_remote_keep_token(struct ap_remote *remote, struct ap_str token, int64_t expires_in_s)
{
    enum { EARLY_S = 300 };
    ap_remote_forget_token(remote);
    int64_t early = expires_in_s / 2 < EARLY_S ? expires_in_s / 2 : EARLY_S;
    remote->token.text = ap_arena_copy(&remote->token_mem, token);
    remote->token.renew_at = remote->out.now_s() + expires_in_s - early;
}

/** Through a volatile pointer, so that the writes are made though nobody reads them. */
static void
wipe(struct ap_str text)
{
    volatile char *at = (volatile char *)(uintptr_t)text.ptr;
    for (size_t i = 0; i < text.len; i++)
        at[i] = '\0';
}

void
ap_remote_forget_token(struct ap_remote *remote)
{
    wipe(remote->token.text);
    remote->token = (struct ap_token){AP_STR_NONE, 0};
    ap_arena_release(&remote->token_mem);
}

int
ap_remote_sign_in(struct ap_remote *remote)
{
    if (remote->token.text.len && remote->out.now_s() < remote->token.renew_at)
        return AP_OK;
    struct ap_arena scratch = {0};
    int result = remote->credential->obtain(remote, &scratch);
    ap_arena_release(&scratch);
    return result;
}

void
ap_remote_close(struct ap_remote *remote)
{
    ap_remote_forget_token(remote);
    ap_http_free(remote->http);
    remote->http = NULL;
}

/** The middle part of a JWT; base64 for URLs. */
static bool
decode_part(struct ap_str part, struct ap_arena *mem, struct ap_str *ret_bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *out = ap_arena_alloc(mem, part.len + 1);
    size_t n = 0;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; i < part.len; i++) {
        const char *digit = part.ptr[i] ? strchr(digits, part.ptr[i]) : NULL;
        if (!digit)
            return false;
        bits = (bits << 6) | (uint32_t)(digit - digits);
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out[n++] = (char)(bits >> n_bits);
            bits &= (1u << n_bits) - 1;
        }
    }
    *ret_bytes = (struct ap_str){out, n};
    return true;
}

void
ap_remote_roles(const struct ap_remote *remote, struct ap_arena *mem, struct ap_strs *ret_roles)
{
    struct ap_str rest = remote->token.text;
    struct ap_str claims;
    const struct ap_node *root;
    (void)ap_str_cut(&rest, '.');
    if (!rest.ptr || !decode_part(ap_str_cut(&rest, '.'), mem, &claims) ||
        ap_reply_parse(claims, mem, &root))
        return;
    const struct ap_node *roles = ap_reply_member(root, "roles");
    for (size_t i = 0; roles && roles->kind == AP_NODE_SEQ && i < roles->n; i++)
        if (roles->items[i]->kind == AP_NODE_SCALAR)
            *ap_vec_push(mem, ret_roles) = roles->items[i]->text;
    struct ap_str scopes = ap_reply_text(root, "scp"); /* of a person's token */
    while (scopes.len)
        *ap_vec_push(mem, ret_roles) = ap_str_cut(&scopes, ' ');
}
