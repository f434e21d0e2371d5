/* What stands in for a secret: masks, placeholders, variables, references, hashes, words of documents.
 * Place in the flow: inspect/scan; asked before a value is judged.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define WORD_MAX 20u

/* Whole values, lower case. */
static const char *const words[] = {
    "null",
    "nil",
    "none",
    "true",
    "false",
    "undefined",
    "unset",
    "empty",
    "blank",
    "n/a",
    "na",
    "string",
    "str",
    "text",
    "varchar",
    "bool",
    "boolean",
    "integer",
    "number",
    "object",
    "array",
    "bytes",
    "password",
    "passwd",
    "pwd",
    "pass",
    "secret",
    "token",
    "key",
    "apikey",
    "value",
    "redacted",
    "masked",
    "hidden",
    "filtered",
    "removed",
    "confidential",
    "encrypted",
    "hashed",
    "required",
    "optional",
    "default",
    "enabled",
    "disabled",
    "expired",
    "invalid",
    "valid",
    "unknown",
    "missing",
    "changed",
    "reset",
    "revoked",
    "bearer",
    "basic",
    "digest",
    "negotiate",
    "oauth",
    "oauth2",
    "jwt",
    "saml",
    "mtls",
    "plain",
    "bcrypt",
    "scrypt",
    "argon2",
    "argon2id",
    "pbkdf2",
    "sha256",
    "aes256",
    "static",
    "dynamic",
    "manual",
    "automatic",
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "access_token",
    "id_token",
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "x-api-key",
    "api_key",
    "cookie",
    "header",
    "query",
    "session",
};
/* Anywhere in the value, lower case. */
static const char *const parts[] = {
    "***",
    "[redact",
    "<redact",
    "(redact",
    "{redact",
    "redacted",
    "[mask",
    "<mask",
    "[filter",
    "[hidden",
    "[removed",
    "[secret",
    "...",
    "\xe2\x80\xa6",
    "\xe2\x80\xa2\xe2\x80\xa2",
    "\xe2\x97\x8f\xe2\x97\x8f",
    "xxxxx",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "placeholder",
    "example",
    "your_",
    "your-",
    "yourkey",
    "yourtoken",
    "yoursecret",
    "yourpass",
    "yourapi",
    "insert_",
    "insert-",
    "replace_",
    "replace-me",
    "replaceme",
    "dummy",
    "notasecret",
    "not-a-secret",
    "fake-",
    "fake_",
    "todo",
    "fixme",
    "lorem",
    "my_secret",
    "my-secret",
    "mysecret",
    "my_password",
    "my-password",
    "mypassword",
    "my_token",
    "my-token",
    "my_api_key",
    "some_secret",
    "0000000000",
    "1234567890abcdef",
    "123456789012345",
    "abcdefghijkl",
    "deadbeefdeadbeef",
    "<your",
    "{your",
};
/* At its beginning, lower case. */
static const char *const beginnings[] = {
    "vault:",
    "vault/",
    "op://",
    "arn:",
    "ssm:",
    "secretsmanager:",
    "secret://",
    "secret:",
    "keyvault:",
    "env:",
    "env.",
    "file:",
    "kms:",
    "enc[",
    "enc(",
    "awskms",
    "gcpkms",
    "sops:",
    "!vault",
    "!ref",
    "!secret",
    "!sub",
    "!getatt",
    "projects/",
    "@microsoft.keyvault",
    "process.env",
    "os.environ",
    "os.getenv",
    "system.getenv",
    "getenv",
    "secrets.",
    "var.",
    "local.",
    "data.",
    "config.",
    "env[",
    "sha1:",
    "sha1=",
    "sha256:",
    "sha256=",
    "sha384-",
    "sha512-",
    "sha512:",
    "sha256-",
    "md5:",
    "bcrypt:",
    "$2a$",
    "$2b$",
    "$2y$",
    "$argon2",
    "$5$",
    "$6$",
    "$1$",
    "$scrypt",
    "$pbkdf2",
    "{ssha",
    "{sha",
    "pbkdf2",
    "hmac:",
    "fp:",
    "tok_",
    "crypt:",
    "cipher",
    "http://",
    "https://",
    "/run/secrets",
    "/etc/",
    "/var/",
    "/vault/",
    "./",
    "../",
    "~/",
    "urn:",
    "data:",
    "://",
    "age1",
    "-----begin public",
    "-----begin cert",
    "ssh-rsa ",
    "ssh-ed25519 ",
    "request.",
    "response.",
    "self.",
    "this.",
    "req.",
    "res.",
};

static bool
is_framed(struct ap_str v, const char *open, const char *close)
{
    return v.ptr[0] == open[0] && v.len >= strlen(open) + strlen(close) &&
           ap_str_starts(v, ap_str_from(open)) && ap_str_ends(v, ap_str_from(close));
}

/* "${", "$(", "{{" or "<%" stand in it. */
static bool
holds_opening(struct ap_str v)
{
    for (size_t i = 0; i + 1 < v.len; i++) {
        char c = v.ptr[i];
        char next = v.ptr[i + 1];
        if ((next == '{' && (c == '$' || c == '{')) || (c == '$' && next == '(') ||
            (c == '<' && next == '%'))
            return true;
    }
    return false;
}

/* <…>, ${…}, {{…}}, %VAR%, $VAR, #{…}, @VAR@, __VAR__, %s, :name */
static bool
is_variable(struct ap_str v)
{
    static const char *const frames[][2] = {{"<", ">"},  {"{{", "}}"}, {"{", "}"}, {"[", "]"},
                                            {"(", ")"},  {"__", "__"}, {"@", "@"}, {"#{", "}"},
                                            {"%{", "}"}, {"%(", ")s"}};
    for (size_t i = 0; i < AP_COUNT(frames); i++)
        if (is_framed(v, frames[i][0], frames[i][1]))
            return true;
    if (holds_opening(v))
        return true;
    if (v.len > 1 && v.ptr[0] == '%' && (v.len == 2 || v.ptr[v.len - 1] == '%'))
        return true;
    if (v.len < 2 || (v.ptr[0] != '$' && v.ptr[0] != ':' && v.ptr[0] != '&' && v.ptr[0] != '*'))
        return false;
    size_t i = 1;
    while (i < v.len &&
           (ap_is(v.ptr[i], AP_CH_LETTER) || v.ptr[i] == '_' || v.ptr[i] == ':' || v.ptr[i] == '.'))
        i++;
    return i == v.len;
}

/* One character over and over, or a mask with the last ones shown: ****9f3c, xxxx-1234. */
static bool
is_mask(struct ap_str v)
{
    size_t same = 1;
    size_t most = 1;
    for (size_t i = 1; i < v.len; i++) {
        same = v.ptr[i] == v.ptr[i - 1] ? same + 1 : 1;
        most = same > most ? same : most;
    }
    return most >= 6 || most * 2 > v.len ||
           (most >= 4 && (v.ptr[0] == 'x' || v.ptr[0] == 'X') && v.ptr[1] == v.ptr[0]);
}

void
ap_stand_ins_build(struct ap_automaton *a, struct ap_arena *mem)
{
    struct ap_str all[AP_COUNT(parts)];
    for (size_t i = 0; i < AP_COUNT(parts); i++)
        all[i] = ap_str_from(parts[i]);
    ap_automaton_build(a, all, AP_COUNT(parts), mem);
}

/* `%24%7BTOKEN%7D` says ${TOKEN}. */
static struct ap_str
decoded(struct ap_str v, char *room, size_t size)
{
    size_t n = 0;
    if (v.len > size || ap_str_find(v, '%') == v.len)
        return v;
    for (size_t i = 0, step; i < v.len && (step = ap_char_at(v, i, &room[n])) > 0; i += step)
        n++;
    return (struct ap_str){room, n};
}

bool
ap_value_is_stand_in(const struct ap_scan_rules *rules, struct ap_str v)
{
    char room[256];
    v = decoded(ap_str_trim(v), room, sizeof room);
    if (v.len == 0 || is_mask(v) || is_variable(v))
        return true;
    char first = ap_lower(v.ptr[0]); /* most values are told apart by it */
    for (size_t i = 0; i < AP_COUNT(words) && v.len <= WORD_MAX; i++)
        if (words[i][0] == first && ap_str_ieq(v, ap_str_from(words[i])))
            return true;
    for (size_t i = 0; i < AP_COUNT(beginnings); i++)
        if (beginnings[i][0] == first && ap_word_at(v, 0, beginnings[i]))
            return true;
    return ap_automaton_has(&rules->stand_ins, ap_str_slice(v, 0, 256));
}
