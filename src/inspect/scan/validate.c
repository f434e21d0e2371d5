/* Checks that a secret carries in itself: checksums, and forms that must decode.
 * Place in the flow: inspect/scan; a check that fails lowers confidence and never drops a find.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"
#include "port/digest.h"

#define HEADER_MAX 2048u

/* Values of the characters of base64, of both alphabets, each one more than it is; 0: none. */
static const uint8_t base64_values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63,
    ['/'] = 64, ['_'] = 64,
};

size_t
ap_base64_decode(struct ap_str text, char *out, size_t size)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < size; i++) {
        uint32_t value = base64_values[(unsigned char)text.ptr[i]];
        if (value == 0)
            break;
        value--;
        bits = bits << 6 | value;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out[n++] = (char)(bits >> n_bits & 0xff);
        }
    }
    return n;
}

bool
ap_luhn(struct ap_str digits)
{
    unsigned sum = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned d = (unsigned)(digits.ptr[digits.len - 1 - i] - '0');
        if (i % 2) {
            d *= 2;
            d = d > 9 ? d - 9 : d;
        }
        sum += d;
    }
    return sum % 10 == 0;
}

static uint32_t
crc_of(struct ap_str bytes)
{
    return ap_crc32(0, bytes.ptr, bytes.len);
}

/* The number in base 36 or 62 (0-9A-Za-z, or 0-9a-z), as many digits as there are. */
static bool
ends_with_number(struct ap_str secret, size_t n_digits, uint32_t base, uint32_t value)
{
    static const char big[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char small[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < n_digits; i++, value /= base)
        if (secret.ptr[secret.len - 1 - i] != (base == 36 ? small : big)[value % base])
            return false;
    return value == 0;
}

static int
crc62(struct ap_str s)
{
    size_t at = ap_str_find(s, '_') + 1;
    if (s.len < at + 7)
        return 0;
    return ends_with_number(s, 6, 62, crc_of(ap_str_slice(s, at, s.len - 6))) ? 1 : -1;
}

static int
crc_hex(struct ap_str s, bool body)
{
    char hex[9];
    if (s.len < 10)
        return 0;
    struct ap_str before = ap_str_slice(s, 0, s.len - 8);
    if (body) {
        before = ap_str_slice(before, ap_str_find(before, '_') + 1, before.len);
        while (before.len && before.ptr[before.len - 1] == '_')
            before.len--;
    }
    uint32_t crc = crc_of(before);
    for (int i = 7; i >= 0; i--, crc >>= 4)
        hex[i] = "0123456789abcdef"[crc & 15];
    return ap_str_ieq(ap_str_slice(s, s.len - 8, s.len), (struct ap_str){hex, 8}) ? 1 : -1;
}

/* header.payload.signature, the header JSON with "alg". */
static int
jwt(struct ap_str s)
{
    char header[HEADER_MAX];
    size_t n = ap_base64_decode(ap_str_slice(s, 0, ap_str_find(s, '.')), header, sizeof header);
    struct ap_str text = {header, n};
    return n > 0 && header[0] == '{' && ap_str_contains(text, AP_STR("\"alg\"")) ? 1 : -1;
}

static int
base64_size(struct ap_str s, size_t bytes)
{
    char out[HEADER_MAX];
    size_t n = ap_base64_decode(s, out, sizeof out);
    return bytes == 0 ? (n > 0 ? 1 : -1) : (n == bytes ? 1 : -1);
}

static int
base64_json(struct ap_str s)
{
    char out[16];
    size_t at = ap_str_find(s, '_') + 1;
    size_t n = ap_base64_decode(ap_str_slice(s, at < s.len ? at : 0, s.len), out, sizeof out);
    return n > 1 && out[0] == '{' && out[1] == '"' ? 1 : -1;
}

/* Of 48 bits the first says that the next 40 are the account's number, which has at most twelve digits. */
static int
aws_key_id(struct ap_str s)
{
    uint64_t value = 0;
    if (s.len != 20)
        return 0;
    for (size_t i = 4; i < 14; i++) {
        char c = s.ptr[i];
        uint64_t v = ap_is(c, AP_CH_UPPER) ? (uint64_t)(c - 'A') : (uint64_t)(c - '2') + 26;
        value = value << 5 | (v & 31);
    }
    uint64_t head = value >> 2;
    uint64_t account = (head & 0x7fffffffff80ull) >> 7;
    return (head & 0x800000000000ull) && account > 999999999999ull ? -1 : 0;
}

int
ap_validate(enum ap_validator validator, struct ap_str s)
{
    switch (validator) {
    case AP_VALIDATOR_CRC62:
        return crc62(s);
    case AP_VALIDATOR_CRC_HEX:
        return crc_hex(s, false);
    case AP_VALIDATOR_CRC_BODY:
        return crc_hex(s, true);
    case AP_VALIDATOR_CRC_BASE36:
        return s.len < 12                                                          ? 0
               : ends_with_number(s, 7, 36, crc_of(ap_str_slice(s, 0, s.len - 7))) ? 1
                                                                                   : -1;
    case AP_VALIDATOR_JWT:
        return jwt(s);
    case AP_VALIDATOR_BASE64:
        return base64_size(s, 0);
    case AP_VALIDATOR_BASE64_JSON:
        return base64_json(s);
    case AP_VALIDATOR_BASE64_32:
        return base64_size(s, 32);
    case AP_VALIDATOR_BASE64_64:
        return base64_size(s, 64);
    case AP_VALIDATOR_AWS_ID:
        return aws_key_id(s);
    case AP_VALIDATOR_NONE:
        break;
    }
    return 0;
}
