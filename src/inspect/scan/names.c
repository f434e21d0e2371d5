/* Names of values: folded, and which rules take them, remembered.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

size_t
ap_names_fold(struct ap_str name, char out[AP_KEY_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < AP_KEY_MAX; i++)
        if (ap_is(name.ptr[i], AP_CH_ALNUM) || name.ptr[i] == '*')
            out[n++] = ap_lower(name.ptr[i]);
    while (n > 1 && ap_is(out[n - 1], AP_CH_DIGIT))
        n--;
    return n;
}

static bool
any_glob(const struct ap_strs *globs, struct ap_str name)
{
    for (size_t i = 0; i < globs->n; i++)
        if (ap_str_glob(globs->items[i], name))
            return true;
    return false;
}

size_t
ap_names_look_up(const struct ap_scan_rules *all, struct ap_str name, uint16_t out[AP_MEMO_RULES])
{
    char text[AP_KEY_MAX];
    struct ap_str folded = {text, ap_names_fold(name, text)};
    size_t n = 0;
    for (size_t i = 0; i < all->n && n < AP_MEMO_RULES; i++) {
        const struct ap_rule *rule = &all->rules[i];
        if (rule->is_pair && any_glob(&rule->keys, folded) && !any_glob(&rule->not_keys, folded))
            out[n++] = (uint16_t)i;
    }
    return n;
}

static uint64_t
mixed(uint64_t hash, uint64_t part)
{
    hash = (hash ^ part) * 0x9e3779b97f4a7c15ull;
    return hash ^ hash >> 29;
}

/* Eight bytes at a time. It only chooses the place in the memo, so the order of bytes in a word is of no matter. */
static uint64_t
hash_of(struct ap_str name)
{
    uint64_t hash = name.len;
    uint64_t part = 0;
    if (name.len < sizeof part) {
        for (size_t i = 0; i < name.len; i++)
            part = part << 8 | (unsigned char)name.ptr[i];
        return mixed(mixed(hash, part), 0);
    }
    for (size_t i = 0; i + sizeof part < name.len; i += sizeof part) {
        memcpy(&part, name.ptr + i, sizeof part);
        hash = mixed(hash, part);
    }
    memcpy(&part, name.ptr + name.len - sizeof part, sizeof part); /* may overlap the one before */
    return mixed(mixed(hash, part), 0);
}

struct ap_pair_rules
ap_names_rules(struct ap_scanner *sc, struct ap_str name)
{
    name = ap_str_slice(name, name.len > AP_KEY_MAX ? name.len - AP_KEY_MAX : 0, name.len);
    uint64_t hash = hash_of(name);
    struct ap_memo *memo = &sc->memo[hash >> 32 & (AP_MEMO - 1)];
    if (memo->hash != hash || memo->n_key != name.len ||
        memcmp(memo->key, name.ptr, name.len) != 0) {
        memo->hash = hash;
        memo->n_key = (uint8_t)name.len;
        memcpy(memo->key, name.ptr, name.len);
        memo->n = (uint8_t)ap_names_look_up(sc->rules, name, memo->rules);
    }
    return (struct ap_pair_rules){memo->rules, memo->n};
}
