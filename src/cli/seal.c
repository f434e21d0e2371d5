/* Keys, certificates and passphrases that options name, read and held to what they must be.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/seal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "port/fs.h"
#include "port/http.h"
#include "port/passphrase.h"

#define KEY_FILE_MAX   (1u << 20)
#define SHORT_BYTES    16
#define PACK_BYTES_MAX 99 /* what 7-Zip takes for AES in a zip */

/** A file that an option names; empty when it is not given. */
static int
read_file(struct ap_cli *cli, enum ap_opt_id id, enum ap_code code, struct ap_str *ret_bytes)
{
    struct ap_str path = ap_opt_value(&cli->line, id);
    *ret_bytes = AP_STR_NONE;
    if (!ap_opt_given(&cli->line, id))
        return AP_OK;
    int rc = ap_fs_read(path.len ? path.ptr : "", KEY_FILE_MAX, cli->mem, ret_bytes);
    if (rc == AP_OK)
        return AP_OK;
    (void)ap_diag_add(cli->dg, code, (struct ap_place){.file = path}, "cannot be read: %s",
                      ap_fs_read_why(rc, KEY_FILE_MAX, cli->mem));
    return AP_E_INVALID;
}

/* --- passphrases ------------------------------------------------------------------------------------ */

static int
check_passphrase(struct ap_cli *cli, struct ap_str passphrase)
{
    if (passphrase.len == 0)
        (void)ap_cli_fault(cli, AP_PCK007, "the passphrase is empty");
    else if (passphrase.len > AP_PASSPHRASE_MAX)
        (void)ap_cli_fault(cli, AP_PCK007, "the passphrase is longer than %d bytes",
                           AP_PASSPHRASE_MAX);
    else if (memchr(passphrase.ptr, '\0', passphrase.len))
        (void)ap_cli_fault(cli, AP_PCK007, "the passphrase holds a zero byte");
    else
        return AP_OK;
    return AP_E_INVALID;
}

/** An empty variable is none. */
static bool
is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0] != '\0';
}

/** The passphrase of a file or of the environment, or what is typed. */
static int
passphrase_from(struct ap_cli *cli, enum ap_opt_id file, const char *variable, const char *prompt,
                struct ap_str *ret_passphrase)
{
    struct ap_str text = AP_STR_NONE;
    if (ap_opt_given(&cli->line, file)) {
        if (read_file(cli, file, AP_PCK007, &text))
            return AP_E_INVALID;
        text = ap_str_slice(text, 0, ap_str_find(text, '\n'));
        if (ap_str_ends(text, AP_STR("\r")))
            text.len--;
    } else if (is_set(variable)) {
        text = ap_arena_copy(cli->mem, ap_str_from(getenv(variable)));
    } else {
        int rc = prompt ? ap_passphrase_ask(prompt, cli->mem, &text) : AP_E_NOTFOUND;
        if (rc != AP_OK)
            return rc == AP_E_CANCELLED ? rc : AP_E_NOTFOUND;
    }
    *ret_passphrase = text;
    return check_passphrase(cli, text);
}

int
ap_cli_passphrase(struct ap_cli *cli, const char *prompt, struct ap_str *ret_passphrase)
{
    return passphrase_from(cli, AP_OPT_PASSPHRASE_FILE, "APIPACK_PASSPHRASE", prompt,
                           ret_passphrase);
}

static int
ask_for_pack(void *ctx, struct ap_str *ret_passphrase)
{
    return ap_cli_passphrase(ctx, "passphrase of the pack: ", ret_passphrase);
}

struct ap_unlock
ap_cli_unlock(struct ap_cli *cli)
{
    return (struct ap_unlock){ask_for_pack, cli};
}

/** Of the key: its own, else the one, unless that is the pack's: who gets a pack must not get the key's. */
static int
key_passphrase(struct ap_cli *cli, struct ap_str *ret_passphrase)
{
    const char *prompt = "passphrase of the key: ";
    bool own = ap_opt_given(&cli->line, AP_OPT_KEY_PASSPHRASE_FILE) ||
               is_set("APIPACK_KEY_PASSPHRASE") || ap_opt_given(&cli->line, AP_OPT_ENCRYPT);
    return own ? passphrase_from(cli, AP_OPT_KEY_PASSPHRASE_FILE, "APIPACK_KEY_PASSPHRASE", prompt,
                                 ret_passphrase)
               : ap_cli_passphrase(cli, prompt, ret_passphrase);
}

/** Others must be able to open the pack, and nobody to guess how. */
static int
judge_new(struct ap_cli *cli, struct ap_str passphrase)
{
    if (passphrase.len > PACK_BYTES_MAX) {
        (void)ap_cli_fault(cli, AP_PCK007, "the passphrase has %zu bytes, and 7-Zip takes %d",
                           passphrase.len, PACK_BYTES_MAX);
        return AP_E_INVALID;
    }
    if (passphrase.len < SHORT_BYTES)
        (void)ap_cli_fault(cli, AP_PCK013, "the passphrase has %zu bytes", passphrase.len);
    if (!ap_str_is_ascii(passphrase))
        (void)ap_cli_fault(cli, AP_PCK013,
                           "the passphrase holds other letters than those of ASCII: programs on "
                           "Windows may encode them in another way, and not open the pack");
    return AP_OK;
}

int
ap_cli_new_passphrase(struct ap_cli *cli, struct ap_str *ret_passphrase)
{
    struct ap_str again = AP_STR_NONE;
    bool typed = !ap_opt_given(&cli->line, AP_OPT_PASSPHRASE_FILE) && !is_set("APIPACK_PASSPHRASE");
    int rc = ap_cli_passphrase(cli, "passphrase of the pack: ", ret_passphrase);
    if (rc == AP_OK && typed)
        rc = ap_passphrase_ask("the same again: ", cli->mem, &again);
    if (rc == AP_E_NOTFOUND)
        (void)ap_cli_fault(cli, AP_PCK007, "--encrypt: no passphrase is given");
    else if (rc == AP_OK && typed && !ap_str_eq(again, *ret_passphrase))
        (void)ap_cli_fault(cli, AP_PCK007, "the two passphrases differ");
    bool same = rc == AP_OK && (!typed || ap_str_eq(again, *ret_passphrase));
    if (same)
        return judge_new(cli, *ret_passphrase);
    return rc == AP_E_CANCELLED ? rc : AP_E_INVALID;
}

/* --- the seal --------------------------------------------------------------------------------------- */

static int
open_signer(struct ap_cli *cli, struct ap_cms_material *material, struct ap_cms_signer **ret_signer)
{
    const char *why = "";
    struct ap_place place = {.file = ap_opt_value(&cli->line, AP_OPT_SIGN)};
    int rc = ap_cms_signer_open(material, ret_signer, &why);
    if (rc == AP_E_NOTFOUND) {
        rc = key_passphrase(cli, &material->passphrase);
        if (rc == AP_E_INVALID || rc == AP_E_CANCELLED)
            return rc;
        material->has_passphrase = rc == AP_OK;
        if (rc != AP_OK) {
            (void)ap_diag_add(cli->dg, AP_PCK007, place,
                              "the key is encrypted, and no passphrase is given");
            return AP_E_INVALID;
        }
        rc = ap_cms_signer_open(material, ret_signer, &why);
    }
    if (rc == AP_OK)
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_PCK004, place, "%s", why);
    return AP_E_INVALID;
}

static int
signer_of(struct ap_cli *cli, struct ap_cms_signer **ret_signer)
{
    struct ap_cms_material material = {.now = (int64_t)time(NULL)};
    if (!ap_opt_given(&cli->line, AP_OPT_SIGN)) {
        if (!ap_opt_given(&cli->line, AP_OPT_CERT))
            return AP_OK;
        (void)ap_cli_fault(cli, AP_CLI004,
                           "--cert is the certificate of a key: --sign KEY is missing");
        return AP_E_INVALID;
    }
    if (read_file(cli, AP_OPT_SIGN, AP_PCK004, &material.key) ||
        read_file(cli, AP_OPT_CERT, AP_PCK004, &material.cert))
        return AP_E_INVALID;
    return open_signer(cli, &material, ret_signer);
}

static int
ca_of(struct ap_cli *cli, struct ap_str *ret_ca)
{
    if (read_file(cli, AP_OPT_CA, AP_VFY038, ret_ca))
        return AP_E_INVALID;
    if (!ap_opt_given(&cli->line, AP_OPT_CA) || ap_cms_is_certificate(*ret_ca))
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_VFY038,
                      (struct ap_place){.file = ap_opt_value(&cli->line, AP_OPT_CA)},
                      "it holds no certificate in PEM, or more than 64");
    return AP_E_INVALID;
}

static int
url_of(struct ap_cli *cli, struct ap_str *ret_url)
{
    *ret_url = ap_opt_value(&cli->line, AP_OPT_TIMESTAMP);
    if (!ap_opt_given(&cli->line, AP_OPT_TIMESTAMP) ||
        ap_str_starts(*ret_url, AP_STR("https://")) || ap_str_starts(*ret_url, AP_STR("http://")))
        return AP_OK;
    ap_cli_bad_value(cli, "--timestamp", ap_url_shown(*ret_url),
                     "the http:// or https:// address of an authority");
    return AP_E_INVALID;
}

int
ap_seal_order(struct ap_cli *cli, struct ap_seal_order *ret_order)
{
    *ret_order = (struct ap_seal_order){
        .seal = {.cacert = ap_opt_value(&cli->line, AP_OPT_CACERT), .cancel = cli->cancel}};
    struct ap_seal *seal = &ret_order->seal;
    int results[] = {signer_of(cli, &ret_order->signer), ca_of(cli, &seal->tsa_ca),
                     url_of(cli, &seal->timestamp_url)};
    struct ap_str ssh_key = ap_opt_value(&cli->line, AP_OPT_SSH_KEY);
    seal->signer = ret_order->signer;
    seal->ssh_key = ap_opt_given(&cli->line, AP_OPT_SSH_KEY) && ssh_key.len ? ssh_key.ptr : NULL;
    if (ap_opt_given(&cli->line, AP_OPT_SSH_KEY) && !seal->ssh_key)
        ap_cli_bad_value(cli, "--ssh-key", ssh_key, "the path of a key");
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i] || (ap_opt_given(&cli->line, AP_OPT_SSH_KEY) && !seal->ssh_key))
            return AP_E_INVALID;
    return AP_OK;
}

void
ap_seal_release(struct ap_seal_order *order)
{
    ap_cms_signer_free(order->signer);
    order->signer = NULL;
    order->seal.signer = NULL;
}

int
ap_seal_trust(struct ap_cli *cli, struct ap_verify_trust *ret_trust)
{
    *ret_trust = (struct ap_verify_trust){.now = (int64_t)time(NULL)};
    if (read_file(cli, AP_OPT_SIGNER, AP_VFY038, &ret_trust->signer) || ca_of(cli, &ret_trust->ca))
        return AP_E_INVALID;
    if (!ap_opt_given(&cli->line, AP_OPT_SIGNER) || ap_verify_is_signer(ret_trust->signer))
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_VFY038,
                      (struct ap_place){.file = ap_opt_value(&cli->line, AP_OPT_SIGNER)},
                      "it holds neither a certificate nor an SSH public key");
    return AP_E_INVALID;
}
