/* Personal data that has no keyword: e-mail at '@'; cards, IBANs, US social security numbers and IP addresses at digits.
 * Place in the flow: inspect/scan; looks at '@' and at runs of digits, so text without them costs almost nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/path.h"
#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

enum { IBAN_LEAST = 10, SSN_LEAST = 11, CARD_LEAST = 13 }; /* numeric characters in a row */

/* --- e-mail --------------------------------------------------------------------------------------- */

static const char *const role_names[] = {
    "abuse",        "admin",    "api",        "billing", "compliance", "contact", "devops",
    "do-not-reply", "dpo",      "feedback",   "git",     "hello",      "help",    "helpdesk",
    "hostmaster",   "hr",       "info",       "it",      "jobs",       "legal",   "mail",
    "marketing",    "no-reply", "noreply",    "office",  "operations", "ops",     "partner",
    "partners",     "platform", "postmaster", "press",   "privacy",    "root",    "sales",
    "secops",       "security", "service",    "soc",     "support",    "team",    "webmaster",
};
/* Last labels that are no domain of a person: reserved ones, and ends of file names. */
static const char *const no_domains[] = {
    "example", "test", "invalid", "localhost", "local", "internal", "png",  "jpg",
    "jpeg",    "gif",  "svg",     "webp",      "css",   "js",       "json", "html",
    "yaml",    "yml",  "git",     "lan",       "corp",  "home",
};

static bool
is_among(struct ap_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ap_str_ieq(word, ap_str_from(list[i])))
            return true;
    return false;
}

static bool
is_own(const struct ap_strs *own, struct ap_str domain)
{
    for (size_t i = 0; own && i < own->n; i++) {
        struct ap_str d = own->items[i];
        if (ap_str_ieq(d, domain) || (domain.len > d.len + 1 && ap_str_iends(domain, d) &&
                                      domain.ptr[domain.len - d.len - 1] == '.'))
            return true;
    }
    return false;
}

/* What a number is called, if it stands behind a name: `"ts": 17…`. */
static bool
is_called(struct ap_str text, size_t from, const char *const *names, size_t n)
{
    size_t to = from;
    while (to > 0 && from - to < 8 && !ap_is(text.ptr[to - 1], AP_CH_ALNUM))
        to--;
    size_t at = to;
    while (at > 0 && to - at < 32 && ap_is(text.ptr[at - 1], AP_CH_NAME))
        at--;
    struct ap_str name = ap_str_slice(text, at, to);
    for (size_t i = 0; i < n; i++)
        if (ap_str_iends(name, ap_str_from(names[i])))
            return true;
    return false;
}

/* The name of a message, which only looks like an address. */
static bool
is_message_id(struct ap_str text, size_t from)
{
    static const char *const names[] = {"message_id",  "message-id", "messageid", "in-reply-to",
                                        "references",  "content-id", "msgid",     "msg_id",
                                        "in_reply_to", "contentid",  "content_id"};
    return is_called(text, from, names, AP_COUNT(names));
}

void
ap_email_find(struct ap_sight *s, size_t at)
{
    struct ap_str text = s->text;
    const struct ap_rule *rule = s->sc->rules->email;
    if (!rule)
        return;
    size_t from = at;
    size_t to = at + 1;
    while (from > 0 && at - from < 64 &&
           (ap_is(text.ptr[from - 1], AP_CH_NAME) || text.ptr[from - 1] == '+'))
        from--;
    while (to < text.len && to - at < 254 &&
           (ap_is(text.ptr[to], AP_CH_ALNUM) || text.ptr[to] == '.' || text.ptr[to] == '-'))
        to++;
    while (to > at && !ap_is(text.ptr[to - 1], AP_CH_ALNUM))
        to--;
    while (from < at && !ap_is(text.ptr[from], AP_CH_ALNUM))
        from++;
    if (from > 1 && text.ptr[from - 1] == '\\' &&
        (text.ptr[from] == 'n' || text.ptr[from] == 't') && at - from > 1)
        from++;
    struct ap_str local = ap_str_slice(text, from, at);
    struct ap_str domain = ap_str_slice(text, at + 1, to);
    size_t dot = ap_str_rfind(domain, '.');
    if (local.len == 0 || dot == domain.len || dot == 0 || domain.len - dot < 3)
        return;
    struct ap_str top = ap_str_slice(domain, dot + 1, domain.len);
    for (size_t i = 0; i < top.len; i++)
        if (!ap_is(top.ptr[i], AP_CH_LETTER))
            return;
    if (is_among(top, no_domains, AP_COUNT(no_domains)))
        return;
    struct ap_str owner = ap_str_slice(domain, 0, dot);
    owner = ap_str_slice(
        owner, ap_str_rfind(owner, '.') == owner.len ? 0 : ap_str_rfind(owner, '.') + 1, owner.len);
    /* user:password@host, and git@host:path, are no addresses. */
    bool url = from > 0 && (text.ptr[from - 1] == ':' || text.ptr[from - 1] == '/') &&
               !(from >= 7 && ap_word_at(text, from - 7, "mailto:"));
    if (ap_str_ieq(owner, AP_STR("example")) || url ||
        (ap_str_ieq(local, AP_STR("git")) && to < text.len && text.ptr[to] == ':'))
        return;
    bool harmless = is_own(s->sc->own_domains, domain) || is_message_id(text, from) ||
                    is_among(local, role_names, AP_COUNT(role_names));
    ap_find_add(s, rule, harmless ? AP_INFO : rule->d->severity, from, to, NULL, 0);
}

/* --- numbers -------------------------------------------------------------------------------------- */

static bool
is_card_number(struct ap_str d)
{
    unsigned four = (unsigned)((d.ptr[0] - '0') * 1000 + (d.ptr[1] - '0') * 100 +
                               (d.ptr[2] - '0') * 10 + (d.ptr[3] - '0'));
    bool brand = (d.ptr[0] == '4' && (d.len == 13 || d.len == 16 || d.len == 19)) ||
                 (four >= 5100 && four <= 5599 && d.len == 16) ||
                 (four >= 2221 && four <= 2720 && d.len == 16) ||
                 ((four / 100 == 34 || four / 100 == 37) && d.len == 15) ||
                 ((four == 6011 || four / 100 == 65) && d.len >= 16);
    if (!brand || !ap_luhn(d))
        return false;
    unsigned seen = 0;
    for (size_t i = 0; i < d.len; i++)
        seen |= 1u << (d.ptr[i] - '0');
    unsigned kinds = 0;
    for (; seen; seen &= seen - 1)
        kinds++;
    /* 4111 1111 1111 1111, 4242 4242 4242 4242, 5555 5555 5555 4444: numbers for tests. */
    return kinds > 2;
}

static void
find_card(struct ap_sight *s, size_t from, size_t to)
{
    static const char *const others[] = {
        "id",     "ts",      "time",    "timestamp", "epoch", "bytes",  "seq",     "sequence",
        "offset", "size",    "nonce",   "trace",     "span",  "count",  "version", "serial",
        "ref",    "ns",      "us",      "ms",        "no",    "nr",     "order",   "invoice",
        "req",    "request", "uuid",    "guid",      "key",   "cursor", "hash",    "digest",
        "etag",   "imei",    "msisdn",  "ean",       "gtin",  "isbn",   "sku",     "tracking",
        "page",   "token",   "session", "txn",       "build"};
    const struct ap_rule *rule = s->sc->rules->card;
    char digits[20];
    size_t n = 0;
    size_t end = from;
    for (size_t i = from; i < to && n < sizeof digits; i++) {
        char c = s->text.ptr[i];
        if (ap_is(c, AP_CH_DIGIT)) {
            digits[n++] = c;
            end = i + 1;
        } else if (n == 0 || !ap_is(s->text.ptr[i - 1], AP_CH_DIGIT)) {
            break; /* two separators */
        }
    }
    if (n < 13 || n > 19 || !is_card_number((struct ap_str){digits, n}) ||
        is_called(s->text, from, others, AP_COUNT(others)))
        return;
    if ((from > 0 && ap_is(s->text.ptr[from - 1], AP_CH_NAME)) || ap_is_word_more(s->text, end))
        return;
    /* A part of a path, or of a number that goes on. */
    if (from > 0 && (s->text.ptr[from - 1] == '/' || s->text.ptr[from - 1] == '#'))
        return;
    if (end < s->text.len && (s->text.ptr[end] == '/' || s->text.ptr[end] == '-'))
        return;
    ap_find_add(s, rule, rule->d->severity, from, end, NULL, 0);
}

static void
find_ssn(struct ap_sight *s, size_t from, size_t to)
{
    struct ap_str t = ap_str_slice(s->text, from, to);
    const struct ap_rule *rule = s->sc->rules->ssn;
    if (t.len < 11 || t.ptr[3] != '-' || t.ptr[6] != '-' ||
        (t.len > 11 && (t.ptr[11] == '-' || ap_is(t.ptr[11], AP_CH_DIGIT))))
        return;
    for (size_t i = 0; i < 11; i++)
        if (i != 3 && i != 6 && !ap_is(t.ptr[i], AP_CH_DIGIT))
            return;
    unsigned area = (unsigned)((t.ptr[0] - '0') * 100 + (t.ptr[1] - '0') * 10 + t.ptr[2] - '0');
    bool group = t.ptr[4] != '0' || t.ptr[5] != '0';
    bool serial = memcmp(t.ptr + 7, "0000", 4) != 0;
    if (area == 0 || area == 666 || area >= 900 || !group || !serial ||
        ap_is_word_more(s->text, from + 11) ||
        (from > 0 && ap_is(s->text.ptr[from - 1], AP_CH_NAME)))
        return;
    /* Numbers of the forms printed on samples. */
    if (memcmp(t.ptr, "123-45-6789", 11) == 0 || memcmp(t.ptr, "078-05-1120", 11) == 0)
        return;
    ap_find_add(s, rule, rule->d->severity, from, from + 11, NULL, 0);
}

/* The four numbers of a dotted address; gives the byte behind it, or 0 when it is none. */
static size_t
ip_parts(const struct ap_sight *s, size_t from, size_t to, unsigned part[4])
{
    size_t i = from;
    for (unsigned n = 0; n < 4; n++) {
        size_t start = i;
        while (i < to && ap_is(s->text.ptr[i], AP_CH_DIGIT) && i - start < 4)
            part[n] = part[n] * 10 + (unsigned)(s->text.ptr[i++] - '0');
        if (i == start || i - start > 3 || part[n] > 255 ||
            (i - start > 1 && s->text.ptr[start] == '0'))
            return 0;
        if (n < 3 && (i >= to || s->text.ptr[i++] != '.'))
            return 0;
    }
    return i;
}

/* Private, local, documentation, multicast and unusable addresses are nobody's. */
static bool
is_nobodys_ip(const unsigned part[4])
{
    unsigned a = part[0];
    unsigned b = part[1];
    unsigned c = part[2];
    return a == 0 || a == 10 || a == 127 || a >= 224 || (a == 172 && b >= 16 && b < 32) ||
           (a == 192 && b == 168) || (a == 169 && b == 254) || (a == 100 && b >= 64 && b < 128) ||
           (a == 192 && b == 0 && (c == 2 || c == 0)) || (a == 198 && b == 51 && c == 100) ||
           (a == 203 && b == 0 && c == 113) || (a == 198 && (b == 18 || b == 19));
}

/* "LibreOffice/7.4.7.2": four small numbers behind the name of a program. */
static bool
is_version(const struct ap_sight *s, size_t from, const unsigned part[4])
{
    return from > 1 && s->text.ptr[from - 1] == '/' && ap_is(s->text.ptr[from - 2], AP_CH_NAME) &&
           part[0] < 32 && part[1] < 32 && part[2] < 32 && part[3] < 32;
}

static void
judge_ip(struct ap_sight *s, size_t from, size_t i, const unsigned part[4])
{
    const struct ap_rule *rule = s->sc->rules->ip;
    bool more = ap_is_word_more(s->text, i) || (i + 1 < s->text.len && s->text.ptr[i] == '.' &&
                                                ap_is(s->text.ptr[i + 1], AP_CH_DIGIT));
    if (more || (from > 0 && ap_is(s->text.ptr[from - 1], AP_CH_NAME)))
        return;
    if (is_nobodys_ip(part) || is_version(s, from, part))
        return;
    static const char *const versions[] = {"version", "ver",    "release", "v",
                                           "build",   "chrome", "chromium"};
    if (is_called(s->text, from, versions, AP_COUNT(versions)) ||
        (part[0] < 16 && part[1] < 32 && part[2] == 0 && part[3] == 0))
        return;
    ap_find_add(s, rule, rule->d->severity, from, i, NULL, 0);
}

/* Gives the end of the dotted address at `from`, or 0 when there is none. */
static size_t
find_ip(struct ap_sight *s, size_t from, size_t to)
{
    unsigned part[4] = {0};
    size_t end = ip_parts(s, from, to, part);
    if (end > 0)
        judge_ip(s, from, end, part);
    return end;
}

/* --- IBAN ------------------------------------------------------------------------------------------ */

static const char iban_lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18"
    "FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IS26IT27JO30KW30KZ20LB28LI21LT20LU20LV21MC27"
    "MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29VA"
    "22VG24XK20";

static size_t
iban_length(const char *country)
{
    for (size_t i = 0; i + 4 < sizeof iban_lengths; i += 4)
        if (memcmp(iban_lengths + i, country, 2) == 0)
            return (size_t)((iban_lengths[i + 2] - '0') * 10 + iban_lengths[i + 3] - '0');
    return 0;
}

/* The country and check digits go to the end; letters count 10 to 35. */
static bool
iban_holds(const char *iban, size_t n)
{
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        char c = iban[(i + 4) % n];
        unsigned v = ap_is(c, AP_CH_DIGIT) ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
        rest = (rest * (v > 9 ? 100 : 10) + v) % 97;
    }
    return rest == 1;
}

/* An IBAN that begins at `from`: gives its end, or 0. */
static size_t
iban_end(struct ap_str text, size_t from)
{
    char iban[34];
    size_t n = 0;
    if (from + 15 > text.len || !ap_is_word_start(text, from))
        return 0;
    size_t length = iban_length(text.ptr + from);
    if (length == 0 || !ap_is(text.ptr[from + 2], AP_CH_DIGIT) ||
        !ap_is(text.ptr[from + 3], AP_CH_DIGIT))
        return 0;
    size_t i = from;
    for (; i < text.len && n < length; i++) {
        char c = text.ptr[i];
        if (ap_is(c, AP_CH_DIGIT | AP_CH_UPPER))
            iban[n++] = c;
        else if (c != ' ' || text.ptr[i - 1] == ' ')
            return 0;
    }
    return n == length && !ap_is_word_more(text, i) && iban_holds(iban, n) ? i : 0;
}

static void
find_iban(struct ap_sight *s, size_t at)
{
    size_t least = at > 30 ? at - 30 : 0;
    for (size_t i = at + 1; i-- > least;) {
        char c = s->text.ptr[i];
        if (!ap_is(c, AP_CH_DIGIT | AP_CH_UPPER) && c != ' ')
            return;
        if (!ap_is(c, AP_CH_UPPER) || i + 1 >= s->text.len ||
            !ap_is(s->text.ptr[i + 1], AP_CH_UPPER))
            continue;
        size_t end = iban_end(s->text, i);
        if (end) {
            ap_find_add(s, s->sc->rules->iban, s->sc->rules->iban->d->severity, i, end, NULL, 0);
            return;
        }
    }
}

/* --- the anchors ------------------------------------------------------------------------------------ */

/* What stands in a run of numeric characters. */
enum { DIGIT = 1, BLANK = 2, DASH = 4, DOT = 8 };
static const unsigned char numeric_kinds[256] = {
    ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,
    ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
    [' '] = BLANK, ['-'] = DASH,  ['.'] = DOT,
};

static inline unsigned
numeric_kind(struct ap_str text, size_t at)
{
    return numeric_kinds[(unsigned char)text.ptr[at]];
}

/* A run that holds no number that is looked for: no card with so few, no address without a dot, no IBAN of ten with a
 * dash, no social security number without its two dashes. Dates and parts of digests are such. */
static bool
is_too_little(struct ap_str run, unsigned kinds)
{
    if (run.len >= CARD_LEAST || (kinds & DOT))
        return false;
    if (run.len < IBAN_LEAST)
        return true;
    for (size_t i = 0; i + SSN_LEAST <= run.len; i++)
        if (run.ptr[i + 3] == '-' && run.ptr[i + 6] == '-')
            return false;
    return (kinds & DASH) != 0;
}

/* All numbers in the run of numeric characters around `at`, as far as it goes before the next mark in it. */
void
ap_numbers_find(struct ap_sight *s, size_t at)
{
    struct ap_str text = s->text;
    const struct ap_scan_rules *rules = s->sc->rules;
    size_t from = at;
    size_t least = at > 64 ? at - 64 : 0;
    size_t most = at + AP_MARK_PIECE + 64 < text.len ? at + AP_MARK_PIECE + 64 : text.len;
    size_t to = at;
    unsigned kinds = 0;
    unsigned kind = 0;
    while (from > least && numeric_kind(text, from - 1))
        from--;
    while (to < most && (kind = numeric_kind(text, to)) != 0) {
        kinds |= kind;
        to++;
    }
    if (is_too_little(ap_str_slice(text, from, to), kinds))
        return;
    if (rules->iban && to - from >= IBAN_LEAST)
        find_iban(s, at + AP_MARK_NUMERIC - 1);
    for (size_t i = from; i < to; i++) {
        if (!ap_is(text.ptr[i], AP_CH_DIGIT) || (i > from && ap_is(text.ptr[i - 1], AP_CH_DIGIT)))
            continue;
        size_t n = 1;
        while (i + n < to && ap_is(text.ptr[i + n], AP_CH_DIGIT))
            n++;
        if (rules->card && (n == 4 || n >= CARD_LEAST) && to - i >= CARD_LEAST)
            find_card(s, i, to);
        if (rules->ssn && n == 3 && to - i >= SSN_LEAST && text.ptr[i + 3] == '-')
            find_ssn(s, i, to);
        if (rules->ip && n <= 3 && i + n < to && text.ptr[i + n] == '.' &&
            !(i > from && text.ptr[i - 1] == '.')) {
            size_t end = find_ip(s, i, to);
            n = end > i ? end - i : n;
        }
        i += n - 1;
    }
}
