/* Sign-in by certificate: a JWT signed with its key (PS256), new for every token.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/certificate.h"
#include "port/fs.h"
#include "vault/auth.h"

#define FILE_MAX (1u << 20)
#define LASTS_S  600

bool
ap_auth_certificate_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "AZURE_CLIENT_CERTIFICATE_PATH").len > 0;
}

static int
read_certificate(struct ap_remote *remote, struct ap_arena *scratch,
                 struct ap_certificate **ret_cert)
{
    struct ap_str path;
    struct ap_str bytes;
    const char *why = NULL;
    int result = ap_auth_need(remote, "AZURE_CLIENT_CERTIFICATE_PATH", &path);
    if (result)
        return result;
    result = ap_fs_read(path.ptr, FILE_MAX, scratch, &bytes);
    if (result)
        why = ap_fs_read_why(result, FILE_MAX, scratch);
    else if (ap_certificate_read(bytes,
                                 ap_outside_env(&remote->out, "AZURE_CLIENT_CERTIFICATE_PASSWORD"),
                                 ret_cert, &why) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT004, (struct ap_place){.file = path}, "%s", why);
    return AP_E_INVALID;
}

/** A part of the assertion: what `body` holds, encoded. Closes it. */
static struct ap_str
part(struct ap_json_text *body, struct ap_arena *mem)
{
    return ap_base64_url(mem, ap_json_text_close(body, mem));
}

static struct ap_str
header_part(const struct ap_certificate *cert, struct ap_arena *mem)
{
    struct ap_json_text body;
    uint8_t digest[AP_SHA256_BYTES];
    ap_certificate_digest(cert, digest);
    ap_json_text_open(&body);
    ap_json_kv_c(&body.json, "alg", "PS256");
    ap_json_kv_c(&body.json, "typ", "JWT");
    ap_json_kv_str(&body.json, "x5t#S256",
                   ap_base64_url(mem, (struct ap_str){(const char *)digest, sizeof digest}));
    return part(&body, mem);
}

static struct ap_str
claims_part(const struct ap_remote *remote, struct ap_arena *mem)
{
    struct ap_json_text body;
    int64_t now = remote->out.now_s();
    ap_json_text_open(&body);
    ap_json_kv_str(&body.json, "aud",
                   ap_arena_printf(mem, "%.*s/%.*s/oauth2/v2.0/token", AP_FMT(remote->authority),
                                   AP_FMT(remote->tenant)));
    ap_json_kv_str(&body.json, "iss", remote->client);
    ap_json_kv_str(&body.json, "sub", remote->client);
    ap_json_kv_str(&body.json, "jti", ap_vault_guid(mem));
    ap_json_kv_int(&body.json, "nbf", now);
    ap_json_kv_int(&body.json, "iat", now);
    ap_json_kv_int(&body.json, "exp", now + LASTS_S);
    return part(&body, mem);
}

int
ap_auth_certificate(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_certificate *cert = NULL;
    struct ap_str signature;
    int result = read_certificate(remote, scratch, &cert);
    if (result)
        return result;
    struct ap_str head = header_part(cert, scratch);
    struct ap_str text = ap_arena_join(scratch, head, ".", claims_part(remote, scratch));
    result = ap_certificate_sign_ps256(cert, text, scratch, &signature);
    ap_certificate_free(cert);
    if (result) {
        (void)ap_diag_add(remote->dg, AP_VLT004, (struct ap_place){AP_STR_NONE, 0, 0},
                          "OpenSSL does not sign with its key");
        return AP_E_INVALID;
    }
    return ap_auth_by_assertion(
        remote, ap_arena_join(scratch, text, ".", ap_base64_url(scratch, signature)), scratch);
}
