/* Credentials of HTTP: Authorization of every scheme, and a scheme with credentials anywhere else.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define BASIC_MAX 512u
#define LEAST     16u /* characters of a token */

enum form { FORM_TOKEN, FORM_BASIC, FORM_PARAMETERS };

static const struct scheme {
    const char *word;
    enum form form;
} schemes[] = {
    {"bearer", FORM_TOKEN},      {"token", FORM_TOKEN},
    {"apikey", FORM_TOKEN},      {"api-key", FORM_TOKEN},
    {"ssws", FORM_TOKEN},        {"basic", FORM_BASIC},
    {"negotiate", FORM_TOKEN},   {"ntlm", FORM_TOKEN},
    {"dpop", FORM_TOKEN},        {"sharedaccesssignature", FORM_PARAMETERS},
    {"digest", FORM_PARAMETERS}, {"hawk", FORM_PARAMETERS},
    {"oauth", FORM_PARAMETERS},  {"aws4-hmac-sha256", FORM_PARAMETERS},
    {"genie", FORM_TOKEN},       {"genie-key", FORM_TOKEN},
    {"geniekey", FORM_TOKEN},    {"key", FORM_TOKEN},
    {"sharedkey", FORM_TOKEN},   {"splunk", FORM_TOKEN},
    {"aws", FORM_TOKEN},
};

static const struct scheme *
scheme_at(struct ap_str text, size_t at, size_t *ret_after)
{
    for (size_t i = 0; i < AP_COUNT(schemes); i++) {
        size_t end = at + strlen(schemes[i].word);
        if (!ap_word_at(text, at, schemes[i].word))
            continue;
        char c;
        size_t n = ap_char_at(text, end, &c);
        if (n == 0 || !(ap_is_blank(c) || c == ':' || (c == '+' && n == 1) || c == '='))
            continue;
        do {
            end += n;
            n = ap_char_at(text, end, &c);
        } while (n && ap_is_blank(c));
        *ret_after = end;
        return &schemes[i];
    }
    return NULL;
}

static size_t
run_end(struct ap_str text, size_t at)
{
    while (at < text.len && (ap_is(text.ptr[at], AP_CH_TOKEN) || text.ptr[at] == ':' ||
                             text.ptr[at] == '|' || text.ptr[at] == '%'))
        at++;
    while (at > 0 && text.ptr[at - 1] == '.')
        at--;
    return at;
}

static void
basic(struct ap_sight *s, const struct ap_rule *rule, size_t from, const struct ap_named *pair)
{
    char plain[BASIC_MAX];
    size_t to = run_end(s->text, from);
    struct ap_str encoded = ap_str_slice(s->text, from, to);
    size_t n = ap_base64_decode(encoded, plain, sizeof plain);
    struct ap_str text = {plain, n};
    size_t colon = ap_str_find(text, ':');
    if (encoded.len < 4 || colon + 1 >= n || n == sizeof plain)
        return;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)plain[i] < 0x20 || plain[i] == 0x7f)
            return;
    struct ap_str password = ap_str_slice(text, colon + 1, n);
    if (ap_value_is_stand_in(s->sc->rules, password))
        return;
    bool sure = !ap_value_is_wordy(password) || !ap_value_is_wordy(ap_str_slice(text, 0, colon));
    ap_find_add(s, rule, ap_severity_lower(rule, rule->d->severity, !sure), from, to, pair, 0);
}

/* A token needs digits and letters, or great length: "Bearer authentication" is a sentence. */
static void
token(struct ap_sight *s, const struct ap_rule *rule, size_t from, const struct ap_named *pair)
{
    size_t to = run_end(s->text, from);
    struct ap_str value = ap_str_slice(s->text, from, to);
    if (value.len < LEAST || ap_value_is_stand_in(s->sc->rules, value) ||
        (to < s->text.len && s->text.ptr[to] == '*'))
        return;
    enum ap_verdict verdict = ap_value_judge(s->sc->rules, AP_QUALITY_RANDOM, value, true, rule);
    if (verdict == AP_VALUE_NO && value.len >= 64 && !ap_value_is_wordy(value))
        verdict = AP_VALUE_WEAK;
    if (verdict == AP_VALUE_NO)
        return;
    ap_find_add(
        s, rule,
        ap_severity_lower(rule, rule->d->severity, verdict == AP_VALUE_WEAK && value.len < 32),
        from, to, pair, 0);
}

/* Digest, Hawk, AWS4: a signature of one request; it is worth less than a key. */
static void
parameters(struct ap_sight *s, const struct ap_rule *rule, size_t from, const struct ap_named *pair)
{
    static const char *const names[] = {
        "response=", "signature=", "mac=", "oauth_signature=", "sig="};
    size_t end = from;
    while (end < s->text.len && end < from + 1024 && s->text.ptr[end] != '\n')
        end++;
    struct ap_str line = ap_str_slice(s->text, from, end);
    for (size_t i = 0; i < AP_COUNT(names); i++)
        for (size_t at = 0; at + 8 < line.len; at++) {
            if (!ap_word_at(line, at, names[i]))
                continue;
            size_t value = at + strlen(names[i]);
            char c;
            size_t n = ap_char_at(line, value, &c);
            value += n && c == '"' ? n : 0;
            value += value < line.len && line.ptr[value] == '"'; /* doubled in a table's cell */
            size_t to = run_end(line, value);
            struct ap_str secret = ap_str_slice(line, value, to);
            if (secret.len >= LEAST && !ap_value_is_stand_in(s->sc->rules, secret))
                ap_find_add(s, rule, ap_severity_lower(rule, rule->d->severity, 1), from + value,
                            from + to, pair, 0);
            return;
        }
}

static bool
read_scheme(struct ap_sight *s, const struct ap_rule *rule, size_t at, const struct ap_named *pair)
{
    size_t after;
    const struct scheme *scheme = scheme_at(s->text, at, &after);
    if (!scheme)
        return false;
    switch (scheme->form) {
    case FORM_TOKEN:
        token(s, rule, after, pair);
        break;
    case FORM_BASIC:
        basic(s, rule, after, pair);
        break;
    case FORM_PARAMETERS:
        parameters(s, rule, after, pair);
        break;
    }
    return true;
}

void
ap_read_scheme(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to)
{
    (void)to;
    if (ap_is_word_start(s->text, from))
        (void)read_scheme(s, rule, from, NULL);
}

void
ap_read_credentials(struct ap_sight *s, const struct ap_rule *rule, const struct ap_named *pair)
{
    if (read_scheme(s, rule, pair->from, pair))
        return;
    size_t to = run_end(s->text, pair->from);
    if (to < s->text.len && ap_is(s->text.ptr[to], AP_CH_BLANK) && to + 1 < pair->to)
        return; /* words */
    token(s, rule, pair->from, pair);
}
