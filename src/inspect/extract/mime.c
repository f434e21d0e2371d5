/* The encodings of MIME: base64 and quoted-printable, parameters and encoded words of headers.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/mime.h"

#include <string.h>

#define WORD_MAX 1024u /* of one encoded word */

static int
base64_value(char c)
{
    if (ap_is_upper(c))
        return c - 'A';
    if (ap_is_lower(c))
        return c - 'a' + 26;
    if (ap_is_digit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static size_t
decode_base64(struct ap_mime_decoder *d, struct ap_str piece, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < piece.len; i++) {
        int value = base64_value(piece.ptr[i]);
        if (piece.ptr[i] == '=')
            d->n_bits = 0; /* padding: what comes next begins anew */
        if (value < 0)
            continue;
        d->bits = d->bits << 6 | (uint32_t)value;
        d->n_bits += 6;
        if (d->n_bits >= 8) {
            d->n_bits -= 8;
            out[n++] = (char)(d->bits >> d->n_bits & 0xff);
        }
    }
    return n;
}

/* "=41" is a byte, "=" at the end of a line joins it with the next; anything else stands for itself. */
static size_t
take_held(struct ap_mime_decoder *d, char *out)
{
    size_t n = 0;
    int high = d->n_held > 1 ? ap_hex_value(d->held[1]) : -1;
    int low = d->n_held > 2 ? ap_hex_value(d->held[2]) : -1;
    if (d->held[1] == '\n' || (d->n_held == 3 && d->held[1] == '\r' && d->held[2] == '\n')) {
        d->n_held = 0;
    } else if (d->n_held == 3) {
        if (high >= 0 && low >= 0) {
            out[n++] = (char)(high << 4 | low);
        } else {
            memcpy(out, d->held, 3);
            n = 3;
        }
        d->n_held = 0;
    }
    return n;
}

static size_t
decode_quoted(struct ap_mime_decoder *d, struct ap_str piece, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < piece.len; i++) {
        char c = piece.ptr[i];
        if (d->n_held > 0) {
            d->held[d->n_held++] = c;
            n += take_held(d, out + n);
        } else if (c == '=') {
            d->held[0] = c;
            d->held[1] = 0;
            d->n_held = 1;
        } else {
            out[n++] = c;
        }
    }
    return n;
}

size_t
ap_mime_decode(struct ap_mime_decoder *decoder, struct ap_str piece, char *out)
{
    return decoder->base64 ? decode_base64(decoder, piece, out)
                           : decode_quoted(decoder, piece, out);
}

static bool
is_name_end(char c)
{
    return c == ';' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct ap_str
ap_mime_parameter(struct ap_str value, const char *name)
{
    struct ap_str wanted = ap_str_from(name);
    for (size_t i = 1; i + wanted.len < value.len; i++) {
        if (!is_name_end(value.ptr[i - 1]) ||
            !ap_str_ieq(ap_str_slice(value, i, i + wanted.len), wanted))
            continue;
        size_t at = i + wanted.len;
        at += at < value.len && value.ptr[at] == '*'; /* name*=utf-8''… */
        if (at >= value.len || value.ptr[at] != '=')
            continue;
        struct ap_str rest = ap_str_trim(ap_str_slice(value, at + 1, value.len));
        if (rest.len > 0 && rest.ptr[0] == '"') {
            rest = ap_str_slice(rest, 1, rest.len);
            return ap_str_slice(rest, 0, ap_str_find(rest, '"'));
        }
        size_t n = 0;
        while (n < rest.len && !is_name_end(rest.ptr[n]))
            n++;
        return ap_str_slice(rest, 0, n);
    }
    return AP_STR_NONE;
}

/* =?charset?B?text?= ; gives the bytes that it takes, or 0. */
static size_t
take_word(struct ap_str field, struct ap_buf *out)
{
    size_t charset = ap_str_find(ap_str_slice(field, 2, field.len), '?') + 3;
    if (charset + 2 >= field.len || field.ptr[charset + 1] != '?')
        return 0;
    char how = (char)(field.ptr[charset] | 0x20);
    struct ap_str text = ap_str_slice(field, charset + 2, field.len);
    size_t n = ap_str_find(text, '?');
    if (n > WORD_MAX || n + 1 >= text.len || text.ptr[n + 1] != '=' || (how != 'b' && how != 'q'))
        return 0;
    char words[WORD_MAX];
    char plain[WORD_MAX + 2];
    for (size_t i = 0; i < n; i++)
        words[i] = how == 'q' && text.ptr[i] == '_' ? ' ' : text.ptr[i];
    struct ap_mime_decoder decoder = {.base64 = how == 'b'};
    ap_buf_add(out, plain, ap_mime_decode(&decoder, (struct ap_str){words, n}, plain));
    return charset + 2 + n + 2;
}

/* White space between two encoded words does not count. */
void
ap_mime_words(struct ap_str field, struct ap_buf *out)
{
    for (size_t i = 0; i + 8 < field.len;) {
        size_t used = 0;
        if (field.ptr[i] == '=' && field.ptr[i + 1] == '?')
            used = take_word(ap_str_slice(field, i, field.len), out);
        i += used > 0 ? used : 1;
    }
}
