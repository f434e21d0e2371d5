/* Forms that no pattern tells: credentials in URLs, private keys.
 * Place in the flow: inspect/scan; called from the keyword "://" and "-----begin".
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define USERINFO_MAX 512u
#define BODY_LEAST   40u /* base64 characters of the shortest key */

static bool
ends_authority(char c)
{
    return c == '/' || c == '?' || c == '#' || c == ' ' || c == '\n' || c == '\r' || c == '\t' ||
           c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '\\' || c == '|' ||
           c == ',' || c == ';';
}

/* The public key of a client that reports faults: 32 digits of hex without a password. */
static bool
is_client_key(struct ap_str user)
{
    for (size_t i = 0; i < user.len; i++)
        if (!ap_is(user.ptr[i], AP_CH_HEX))
            return false;
    return user.len == 32;
}

/* scheme://user:password@host; the last `@` before the path counts. */
void
ap_read_userinfo(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to)
{
    struct ap_str text = s->text;
    if (from == 0 || !ap_is(text.ptr[from - 1], AP_CH_ALNUM))
        return;
    size_t end = to + USERINFO_MAX < text.len ? to + USERINFO_MAX : text.len;
    size_t at_sign = end;
    size_t colon = end;
    for (size_t i = to; i < end && !ends_authority(text.ptr[i]); i++) {
        if (text.ptr[i] == '@')
            at_sign = i;
        else if (text.ptr[i] == ':' && colon == end && at_sign == end)
            colon = i;
    }
    if (at_sign == end || at_sign + 1 >= text.len ||
        !(ap_is(text.ptr[at_sign + 1], AP_CH_ALNUM) || text.ptr[at_sign + 1] == '['))
        return;
    bool pair = colon < at_sign;
    size_t begin = pair ? colon + 1 : to;
    struct ap_str secret = ap_str_slice(text, begin, at_sign);
    struct ap_str user = pair ? ap_str_slice(text, to, colon) : AP_STR_NONE;
    if (secret.len == 0 || ap_str_ieq(secret, AP_STR("x-oauth-basic")))
        return;
    if (!pair && is_client_key(secret))
        return;
    enum ap_verdict verdict = ap_value_judge(
        s->sc->rules, pair ? AP_QUALITY_PASSWORD : AP_QUALITY_RANDOM, secret, true, rule);
    if (!pair && secret.len < 20)
        return;
    if (verdict == AP_VALUE_NO && pair && !ap_value_is_stand_in(s->sc->rules, secret) &&
        (secret.len >= 16 || (secret.len >= 8 && !ap_value_is_wordy(secret))))
        verdict = AP_VALUE_WEAK;
    if (verdict == AP_VALUE_NO || (pair && ap_str_ieq(user, secret)))
        return;
    ap_find_add(s, rule, ap_severity_lower(rule, rule->d->severity, verdict == AP_VALUE_WEAK),
                begin, at_sign, NULL, 0);
}

/* --- private keys --------------------------------------------------------------------------------- */

/* `-----BEGIN RSA PRIVATE KEY-----`: gives the bytes of the line, 0 when it is another. */
static size_t
begin_line(struct ap_str text, size_t from, bool *ret_encrypted)
{
    struct ap_str line = ap_str_slice(text, from, from + 80);
    size_t n = 5;
    while (n < line.len && (ap_is(line.ptr[n], AP_CH_UPPER | AP_CH_DIGIT) || line.ptr[n] == ' ' ||
                            line.ptr[n] == '_'))
        n++;
    struct ap_str label = ap_str_slice(line, 5, n);
    *ret_encrypted = ap_str_contains(label, AP_STR("ENCRYPTED"));
    if (!ap_str_starts(label, AP_STR("BEGIN ")) || !ap_str_contains(label, AP_STR("PRIVATE KEY")))
        return 0;
    return ap_word_at(line, n, "-----") ? n + 5 : 0;
}

/* The base64 characters of the body; headers such as Proc-Type and escapes are passed over. */
struct body {
    size_t end; /* behind the last of them, or behind the end line */
    size_t n;
    char first[12];
    bool encrypted;
};

/* Behind the line that ends the key, `at` being where its `-----END` stands. */
static size_t
end_of_end_line(struct ap_str text, size_t at)
{
    size_t end = at + 8;
    while (end < text.len && text.ptr[end] != '-' && text.ptr[end] != '\n')
        end++;
    return ap_word_at(text, end, "-----") ? end + 5 : end;
}

static bool
is_header(struct ap_str text, size_t at)
{
    return ap_word_at(text, at, "proc-type:") || ap_word_at(text, at, "dek-info:") ||
           ap_word_at(text, at, "comment:") || ap_word_at(text, at, "version:");
}

static struct body
read_body(struct ap_str text, size_t at)
{
    struct body b = {.end = at};
    size_t most = at + AP_SCAN_AHEAD - 128 < text.len ? at + AP_SCAN_AHEAD - 128 : text.len;
    while (at < most) {
        if (ap_word_at(text, at, "-----end")) {
            b.end = end_of_end_line(text, at);
            return b;
        }
        if (is_header(text, at)) {
            b.encrypted |= ap_lower(text.ptr[at]) == 'p';
            char c = '\0';
            for (size_t n; at < most && c != '\n' && (n = ap_char_at(text, at, &c)) > 0;)
                at += n;
            continue;
        }
        char c = '\0';
        size_t n = ap_char_at(text, at, &c);
        if (n == 1 && (ap_is(c, AP_CH_ALNUM) || c == '+' || c == '/')) {
            if (b.n < sizeof b.first)
                b.first[b.n] = c;
            b.n++;
            b.end = at + 1;
        } else if (c != '\n' && c != '\r' && c != ' ' && c != '\t' && c != '=' && c != '"' &&
                   c != '\'' && c != ',' && c != '+' && c != '>' && c != '|') {
            break;
        }
        at += n;
    }
    return b;
}

void
ap_read_pem(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to)
{
    bool encrypted;
    (void)to;
    size_t n = begin_line(s->text, from, &encrypted);
    if (n == 0)
        return;
    struct body body = read_body(s->text, from + n);
    if (body.n < BODY_LEAST || ap_value_entropy(ap_str_slice(s->text, from + n, body.end)) < 3.5)
        return;
    /* A DER sequence begins with 0x30, `M`; OpenSSH's own form and PGP's have their own beginnings. */
    bool known = body.first[0] == 'M' || memcmp(body.first, "b3BlbnNzaC", 10) == 0 ||
                 body.first[0] == 'l' || body.first[0] == 'x';
    unsigned steps = (unsigned)(encrypted || body.encrypted || !known);
    ap_find_add(s, rule, ap_severity_lower(rule, rule->d->severity, steps), from, body.end, NULL,
                n);
}
