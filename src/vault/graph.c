/* Calls to Graph and what their refusals mean.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/graph.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})

/** A whole address must be Graph's own: it would get the bearer. */
static int
address_of(struct ap_remote *remote, struct ap_str path, struct ap_arena *scratch,
           struct ap_str *ret_url)
{
    struct ap_url url;
    if (ap_str_starts(path, AP_STR("/"))) {
        *ret_url = ap_arena_printf(scratch, "%.*s/v1.0%.*s", AP_FMT(remote->graph), AP_FMT(path));
        return AP_OK;
    }
    if (ap_url_parse(path, scratch, &url) == AP_OK &&
        ap_url_same_origin(&url, &remote->graph_url)) {
        *ret_url = path;
        return AP_OK;
    }
    (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE,
                      "it sends us to %.*s, which is not %.*s: no token goes there",
                      AP_FMT(ap_str_slice(ap_url_shown(path), 0, 200)), AP_FMT(remote->graph));
    return AP_E_REMOTE;
}

static int
send_once(struct ap_remote *remote, const struct ap_graph_call *call, struct ap_str url,
          struct ap_arena *scratch, struct ap_outcome *ret_answer)
{
    struct ap_http_request request = {.method = call->method, .url = url, .body = call->json};
    int result = ap_remote_sign_in(remote);
    if (result)
        return result;
    if (call->raw && call->file_bytes) {
        request.from_fd = true;
        request.body_fd = call->fd;
        request.body_bytes = call->file_bytes;
    }
    ap_http_add_header(&request, scratch, "Authorization",
                       ap_arena_join(scratch, AP_STR("Bearer"), " ", remote->token.text));
    ap_http_add_header(&request, scratch, "Accept", AP_STR("application/json"));
    ap_http_add_header(&request, scratch, "client-request-id", ap_vault_guid(scratch));
    if (call->raw)
        ap_http_add_header(&request, scratch, "Content-Type", AP_STR("application/octet-stream"));
    else if (call->json.len)
        ap_http_add_header(&request, scratch, "Content-Type", AP_STR("application/json"));
    return ap_remote_send(remote, AP_AT_GRAPH, &request, call->once ? AP_SEND_ONCE : AP_SEND_AGAIN,
                          scratch, ret_answer);
}

int
ap_graph_call(struct ap_remote *remote, const struct ap_graph_call *call, struct ap_arena *scratch,
              struct ap_outcome *ret_answer)
{
    struct ap_str url;
    int n_tokens = 0;
    int n_locked = 0;
    int n_changed = 0;
    int result = address_of(remote, call->path, scratch, &url);
    while (result == AP_OK) {
        result = send_once(remote, call, url, scratch, ret_answer);
        if (result)
            return result;
        if (ret_answer->cls == AP_RETRY_BUSY) /* waited out */
            continue;
        if (ret_answer->cls == AP_RETRY_LOCKED) {
            result = ap_remote_wait(remote, ret_answer, &n_locked);
            continue;
        }
        if (ret_answer->cls == AP_RETRY_CHANGED) { /* an item moves for a while after it arrived */
            result = ap_remote_wait(remote, ret_answer, &n_changed);
            continue;
        }
        if (ret_answer->cls != AP_RETRY_TOKEN)
            return AP_OK;
        ap_remote_forget_token(remote);
        if (n_tokens++ < ap_retry_policies[AP_RETRY_TOKEN].max_tries)
            continue;
        bool claims = ap_str_contains(ap_http_header(&ret_answer->http, "WWW-Authenticate"),
                                      AP_STR("claims="));
        (void)ap_diag_add(remote->dg, AP_VLT003, NO_PLACE, "Graph does not take the token: %.*s%s",
                          AP_FMT(ret_answer->error.message),
                          claims ? " (a conditional access policy asks for more)" : "");
        return AP_E_REMOTE;
    }
    return result;
}

int
ap_graph_json(struct ap_remote *remote, const struct ap_outcome *answer, struct ap_arena *scratch,
              const struct ap_node **ret_root)
{
    if (answer->http.status / 100 == 3) {
        (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE,
                          "it answered %ld and sends us elsewhere: that is not followed",
                          answer->http.status);
        return AP_E_REMOTE;
    }
    if (ap_reply_parse(answer->http.body, scratch, ret_root) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE, "its answer (%ld) is no JSON object",
                      answer->http.status);
    return AP_E_REMOTE;
}

int
ap_graph_lacks(struct ap_remote *remote, const char *field)
{
    (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE, "its answer lacks \"%s\"", field);
    return AP_E_REMOTE;
}

int
ap_graph_get(struct ap_remote *remote, struct ap_str path, struct ap_arena *scratch,
             struct ap_outcome *ret_answer, const struct ap_node **ret_root)
{
    const struct ap_graph_call call = {.method = "GET", .path = path};
    *ret_root = NULL;
    int result = ap_graph_call(remote, &call, scratch, ret_answer);
    if (result || ret_answer->cls != AP_RETRY_DONE)
        return result;
    return ap_graph_json(remote, ret_answer, scratch, ret_root);
}

/** A page without a list is no empty page: what is not told would count as gone. */
static int
give_entries(struct ap_remote *remote, const struct ap_node *root, ap_graph_entry_fn fn, void *ctx)
{
    const struct ap_node *value = ap_reply_member(root, "value");
    if (!value || value->kind != AP_NODE_SEQ)
        return ap_graph_lacks(remote, "value");
    for (size_t i = 0; i < value->n; i++) {
        int result = fn(ctx, value->items[i]);
        if (result)
            return result;
    }
    return AP_OK;
}

int
ap_graph_pages(struct ap_remote *remote, struct ap_str path, const char *what, ap_graph_entry_fn fn,
               void *ctx, struct ap_arena *mem, struct ap_str *ret_last)
{
    struct ap_arena pages[2] = {{0}, {0}}; /* one lives while the next address is read from it */
    int result = AP_OK;
    for (size_t n = 0; result == AP_OK && path.len; n++) {
        struct ap_arena *page = &pages[n % 2];
        struct ap_outcome answer;
        const struct ap_node *root;
        ap_arena_release(page);
        result = n < AP_GRAPH_PAGES ? ap_graph_get(remote, path, page, &answer, &root) : AP_E_LIMIT;
        if (result)
            break;
        if (answer.cls != AP_RETRY_DONE) {
            result = answer.http.status == 410
                         ? AP_E_NOTFOUND
                         : ap_graph_refused(remote, &answer, what, AP_STR_NONE);
            break;
        }
        result = give_entries(remote, root, fn, ctx);
        path = ap_reply_text(root, "@odata.nextLink");
        if (path.len == 0 && ret_last)
            *ret_last = ap_arena_copy(mem, ap_reply_text(root, "@odata.deltaLink"));
    }
    ap_arena_release(&pages[0]);
    ap_arena_release(&pages[1]);
    return result;
}

int
ap_graph_refused(struct ap_remote *remote, const struct ap_outcome *answer, const char *what,
                 struct ap_str subject)
{
    static const struct {
        long status;
        enum ap_code code;
    } rows[] = {{401, AP_VLT003}, {403, AP_VLT009}, {404, AP_VLT010},
                {409, AP_VLT011}, {423, AP_VLT012}, {507, AP_VLT013}};
    enum ap_code code = AP_VLT014;
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        if (rows[i].status == answer->http.status)
            code = rows[i].code;
    struct ap_str words = answer->error.message;
    (void)ap_diag_add(remote->dg, code, (struct ap_place){.file = subject},
                      "cannot %s: it answered %ld%s%.*s%s%.*s", what, answer->http.status,
                      answer->error.code.len ? " " : "", AP_FMT(answer->error.code),
                      words.len ? ": " : "", AP_FMT(words));
    return AP_E_REMOTE;
}
