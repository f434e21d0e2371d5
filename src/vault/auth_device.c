/* Sign-in of a person with a code typed into a browser elsewhere (RFC 8628).
 * Place in the flow: vault; only on --auth device.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "vault/auth.h"

#define NO_PLACE   ((struct ap_place){AP_STR_NONE, 0, 0})
#define SCOPES     "Sites.ReadWrite.All"
#define SLOWER_S   5
#define INTERVAL_S 5
#define LASTS_S    900

bool
ap_auth_device_is_set(const struct ap_outside *out)
{
    (void)out;
    return false;
}

struct device {
    struct ap_str code;
    int64_t interval_s;
    int64_t ends;
};

static int
start(struct ap_remote *remote, struct ap_arena *scratch, struct device *device)
{
    AP_AUTO_BUF struct ap_buf form = {0};
    struct ap_outcome answer;
    const struct ap_node *root;
    ap_form_add(&form, "client_id", remote->client, scratch);
    ap_form_add(&form, "scope", ap_arena_join(scratch, remote->graph, "/", AP_STR(SCOPES)),
                scratch);
    int result = ap_auth_post(remote, "devicecode", ap_buf_str(&form), scratch, &answer);
    if (result)
        return result;
    if (answer.cls != AP_RETRY_DONE || ap_reply_parse(answer.http.body, scratch, &root))
        return ap_auth_refused(remote, &answer, scratch);
    int64_t lasts = ap_reply_number(root, "expires_in");
    int64_t interval = ap_reply_number(root, "interval");
    struct ap_str where = ap_reply_text(root, "verification_uri");
    struct ap_str user_code = ap_reply_text(root, "user_code");
    *device = (struct device){
        .code = ap_reply_text(root, "device_code"),
        .interval_s = interval > 0 && interval <= LASTS_S ? interval : INTERVAL_S,
        .ends = remote->out.now_s() + (lasts > 0 && lasts <= LASTS_S ? lasts : LASTS_S),
    };
    ap_outside_say(&remote->out, "To sign in, open %.*s and enter the code %.*s", AP_FMT(where),
                   AP_FMT(user_code));
    return AP_OK;
}

/** AP_OK: signed in, or to be asked again (*ret_again). */
static int
poll(struct ap_remote *remote, struct ap_arena *scratch, struct device *device, bool *ret_again)
{
    AP_AUTO_BUF struct ap_buf form = {0};
    struct ap_outcome answer;
    const struct ap_node *root = NULL;
    ap_form_add(&form, "grant_type", AP_STR("urn:ietf:params:oauth:grant-type:device_code"),
                scratch);
    ap_form_add(&form, "client_id", remote->client, scratch);
    ap_form_add(&form, "device_code", device->code, scratch);
    int result = ap_auth_post(remote, "token", ap_buf_str(&form), scratch, &answer);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE)
        return ap_auth_keep(remote, &answer, scratch);
    (void)!ap_reply_parse(answer.http.body, scratch, &root);
    struct ap_str error = ap_reply_text(root, "error");
    *ret_again = true;
    if (ap_str_is(error, "slow_down"))
        device->interval_s += SLOWER_S;
    else if (!ap_str_is(error, "authorization_pending"))
        return ap_auth_refused(remote, &answer, scratch);
    return AP_OK;
}

int
ap_auth_device(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct device device = {0};
    bool again = true;
    int result = start(remote, scratch, &device);
    while (result == AP_OK && again) {
        again = false;
        result = remote->out.pause(remote->out.ctx, device.interval_s * 1000);
        if (result == AP_OK && remote->out.now_s() >= device.ends) {
            (void)ap_diag_add(remote->dg, AP_VLT003, NO_PLACE, "nobody entered the code in time");
            return AP_E_REMOTE;
        }
        if (result == AP_OK)
            result = poll(remote, scratch, &device, &again);
    }
    return result;
}
