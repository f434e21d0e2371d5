/* Examples of detectors: written with placeholders, made at run time, held against the rules.
 * Place in the flow: inspect/scan; `lint` and the tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"
#include "port/digest.h"

#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static const struct {
    const char *name;
    const char *set;
} sets[] = {
    {"alnum", DIGITS UPPER LOWER},
    {"lower", DIGITS LOWER},
    {"upper", DIGITS UPPER},
    {"letter", UPPER LOWER},
    {"digit", DIGITS},
    {"hex", DIGITS "abcdef"},
    {"HEX", DIGITS "ABCDEF"},
    {"b64", UPPER LOWER DIGITS "+/"},
    {"b64url", UPPER LOWER DIGITS "-_"},
    {"b32", UPPER "234567"},
    {"small", LOWER},
    {"bech32", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"},
};

/* The same characters for the same place in an example, always. */
static char
next_char(uint64_t *state, const char *set)
{
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return set[(*state >> 33) % strlen(set)];
}

/* What the checksum is of: from the last quote, blank or sign on; `body`: behind its first underscore. */
static struct ap_str
checked_part(const struct ap_buf *out, bool body)
{
    struct ap_str s = ap_buf_str(out);
    size_t from = s.len;
    while (from > 0 &&
           (ap_is(s.ptr[from - 1], AP_CH_TOKEN) && (s.ptr[from - 1] != '=' || from == s.len)))
        from--;
    s = ap_str_slice(s, from, s.len);
    return body ? ap_str_slice(s, ap_str_find(s, '_') + 1, s.len) : s;
}

static bool
add_checksum(struct ap_str name, struct ap_buf *out)
{
    char text[9] = {0};
    bool all = ap_str_is(name, "crchexall");
    struct ap_str part = checked_part(out, !all && !ap_str_is(name, "crc36"));
    uint32_t crc;
    if (ap_str_is(name, "crc62") || ap_str_is(name, "crc36")) {
        uint32_t base = ap_str_is(name, "crc62") ? 62 : 36;
        size_t n = base == 62 ? 6 : 7;
        crc = ap_crc32(0, part.ptr, part.len);
        for (size_t i = n; i-- > 0; crc /= base)
            text[i] = (base == 62 ? DIGITS UPPER LOWER : DIGITS LOWER)[crc % base];
    } else if (ap_str_is(name, "crchex") || all) {
        while (!all && part.len && part.ptr[part.len - 1] == '_')
            part.len--;
        crc = ap_crc32(0, part.ptr, part.len);
        (void)snprintf(text, sizeof text, all ? "%08X" : "%08x", crc);
    } else {
        return false;
    }
    ap_buf_add_c(out, text);
    return true;
}

/* `{kind:count}`: gives its bytes, 0 when it is none. */
static size_t
add_placeholder(struct ap_str text, uint64_t *state, struct ap_buf *out)
{
    size_t end = ap_str_find(text, '}');
    if (end == text.len || end > 20)
        return 0;
    struct ap_str inner = ap_str_slice(text, 1, end);
    if (add_checksum(inner, out))
        return end + 1;
    struct ap_str name = ap_str_cut(&inner, ':');
    int64_t count;
    if (!inner.ptr || ap_str_to_int(inner, &count) != AP_OK || count > 4096)
        return 0;
    for (size_t i = 0; i < AP_COUNT(sets); i++)
        if (ap_str_is(name, sets[i].name)) {
            for (int64_t k = 0; k < count; k++)
                ap_buf_add_char(out, next_char(state, sets[i].set));
            return end + 1;
        }
    return 0;
}

void
ap_scan_example(struct ap_str example, struct ap_buf *out)
{
    uint64_t state = 20260501;
    for (size_t i = 0; i < example.len; i++)
        state = (state ^ (unsigned char)example.ptr[i]) * 1099511628211ull;
    for (size_t i = 0; i < example.len;) {
        size_t n = example.ptr[i] == '{'
                       ? add_placeholder(ap_str_slice(example, i, example.len), &state, out)
                       : 0;
        if (n == 0)
            ap_buf_add_char(out, example.ptr[i]);
        i += n ? n : 1;
    }
}

/* --- holding them against the rules ------------------------------------------------------------------ */

struct looking {
    const struct ap_detector *for_one;
    bool found;
    const struct ap_detector *other;
};

static void
look(void *ctx, const struct ap_leak *leak)
{
    struct looking *l = ctx;
    l->found |= leak->detector == l->for_one;
    if (leak->detector != l->for_one)
        l->other = leak->detector;
}

static bool
check_one(struct ap_scanner *sc, const struct ap_detector *d, struct ap_str example, bool must,
          struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_buf text = {0};
    struct looking l = {.for_one = d};
    ap_scan_example(example, &text);
    bool whole = ap_scanner_text(sc, ap_buf_str(&text), NULL, look, &l);
    ap_buf_release(&text);
    if (whole && l.found == must)
        return true;
    struct ap_str why = !whole ? AP_STR("a pattern takes too many steps on")
                        : must ? AP_STR("does not find")
                               : AP_STR("finds");
    struct ap_str also = must && l.other
                             ? ap_arena_printf(mem, "; \"%.*s\" does", AP_FMT(l.other->id))
                             : AP_STR_NONE;
    (void)ap_diag_add(dg, AP_LIB024, d->place, "detector \"%.*s\" %.*s its example \"%.*s\"%.*s",
                      AP_FMT(d->id), AP_FMT(why), AP_FMT(ap_str_slice(example, 0, 160)),
                      AP_FMT(also));
    return false;
}

int
ap_scan_check_examples(const struct ap_library *lib, const struct ap_scan_rules *rules,
                       struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_scanner *sc = ap_scanner_new(rules);
    bool ok = true;
    for (size_t i = 0; i < lib->detectors.n; i++) {
        const struct ap_detector *d = &lib->detectors.items[i];
        if (d->finds.n < 2 || d->ignores.n < 2) {
            (void)ap_diag_add(dg, AP_LIB024, d->place,
                              "detector \"%.*s\" needs two examples in finds and two in ignores",
                              AP_FMT(d->id));
            ok = false;
        }
        for (size_t k = 0; k < d->finds.n; k++)
            ok = check_one(sc, d, d->finds.items[k], true, mem, dg) && ok;
        for (size_t k = 0; k < d->ignores.n; k++)
            ok = check_one(sc, d, d->ignores.items[k], false, mem, dg) && ok;
    }
    ap_scanner_free(sc);
    return ok ? AP_OK : AP_E_INVALID;
}
