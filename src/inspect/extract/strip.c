/* The text of an XML part without its tags: paragraphs become lines.
 * Place in the flow: inspect, in apipack-extract; constant memory, no entities but the five and numbers, no DTD.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/strip.h"

#include <string.h>

static int
flush(struct ap_strip *strip)
{
    struct ap_str text = {strip->out, strip->n_out};
    strip->n_out = 0;
    return text.len > 0 && strip->sink ? strip->sink(strip->ctx, text) : AP_OK;
}

static int
put(struct ap_strip *strip, char c)
{
    strip->visible += (unsigned char)c > ' ';
    if (strip->within && !strip->is_within)
        return AP_OK;
    if (strip->n_out == sizeof strip->out) {
        int r = flush(strip);
        if (r < 0)
            return r;
    }
    strip->out[strip->n_out++] = c;
    return AP_OK;
}

static int
put_code_point(struct ap_strip *strip, uint32_t c)
{
    if (c < 0x80)
        return put(strip, (char)c);
    unsigned tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint32_t leads[] = {0, 0xc0, 0xe0, 0xf0};
    int r = put(strip, (char)(leads[tails] | c >> (6 * tails)));
    for (unsigned i = tails; r == AP_OK && i-- > 0;)
        r = put(strip, (char)(0x80 | (c >> (6 * i) & 0x3f)));
    return r;
}

/* Elements that end a line, and those that stand for a space, by local name. Runs within a paragraph are joined. */
static const struct breaking {
    const char *name;
    bool closing; /* at </name>, else at <name/> */
    char gives;
} breakings[] = {
    {"p", true, '\n'},  {"si", true, '\n'},  {"is", true, '\n'},
    {"br", false, ' '}, {"tab", false, ' '},
};

/* `end`: the character behind the name, '/' of an element without content. */
static int
take_name(struct ap_strip *strip, char end)
{
    struct ap_str name = {strip->name, strip->n_name};
    bool closing = name.len > 0 && name.ptr[0] == '/';
    name = ap_str_slice(name, closing, name.len);
    size_t colon = ap_str_find(name, ':');
    if (colon < name.len)
        name = ap_str_slice(name, colon + 1, name.len);
    strip->n_name = 0;
    int r = AP_OK;
    for (size_t i = 0; i < AP_COUNT(breakings); i++)
        if (breakings[i].closing == closing && ap_str_is(name, breakings[i].name))
            r = put(strip, breakings[i].gives);
    if (strip->within && ap_str_is(name, strip->within))
        strip->is_within = !closing && end != '/';
    return r;
}

static int64_t
number_of(struct ap_str digits, unsigned base)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 99;
        if (digit >= base)
            return -1;
        value = value * base + digit;
    }
    return digits.len > 0 && value > 0 && value <= 0x10ffff ? value : -1;
}

static int
put_entity(struct ap_strip *strip)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    struct ap_str name = {strip->name, strip->n_name};
    strip->n_name = 0;
    for (size_t i = 0; i < AP_COUNT(known); i++)
        if (ap_str_is(name, known[i].name))
            return put(strip, known[i].c);
    int64_t c = -1;
    if (ap_str_starts(name, AP_STR("#x")))
        c = number_of(ap_str_slice(name, 2, name.len), 16);
    else if (ap_str_starts(name, AP_STR("#")))
        c = number_of(ap_str_slice(name, 1, name.len), 10);
    return c < 0 ? put(strip, '?') : put_code_point(strip, (uint32_t)c);
}

static int
in_text(struct ap_strip *strip, char c)
{
    if (c == '<')
        strip->state = AP_STRIP_OPEN;
    else if (c == '&')
        strip->state = AP_STRIP_ENTITY;
    else
        return put(strip,
                   c == '\n' || c == '\r' ? ' ' : c); /* line ends of the XML are no paragraphs */
    return AP_OK;
}

static int
in_open(struct ap_strip *strip, char c)
{
    bool ends = c == '>' || c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
                (c == '/' && strip->n_name > 0);
    if (!ends) {
        if (strip->n_name < sizeof strip->name)
            strip->name[strip->n_name++] = c;
        struct ap_str name = {strip->name, strip->n_name};
        bool comment = ap_str_is(name, "!--"), cdata = ap_str_is(name, "![CDATA[");
        if (comment || cdata) {
            strip->state = comment ? AP_STRIP_COMMENT : AP_STRIP_CDATA;
            strip->n_name = 0;
            strip->run = 0;
        }
        return AP_OK;
    }
    strip->state = c == '>' ? AP_STRIP_TEXT : AP_STRIP_TAG;
    return take_name(strip, c);
}

static void
in_tag(struct ap_strip *strip, char c)
{
    if (c == '>') {
        strip->state = AP_STRIP_TEXT;
    } else if (c == '"' || c == '\'') {
        strip->quote = c;
        strip->state = AP_STRIP_QUOTED;
    }
}

static int
in_entity(struct ap_strip *strip, char c)
{
    bool more = c != ';' && c != '<' && c != '&' && strip->n_name < sizeof strip->name;
    if (more) {
        strip->name[strip->n_name++] = c;
        return AP_OK;
    }
    strip->state = c == '<' ? AP_STRIP_OPEN : c == '&' ? AP_STRIP_ENTITY : AP_STRIP_TEXT;
    return put_entity(strip);
}

static void
in_comment(struct ap_strip *strip, char c)
{
    if (c == '>' && strip->run >= 2)
        strip->state = AP_STRIP_TEXT;
    strip->run = c == '-' ? strip->run + 1 : 0;
}

/* Brackets wait until it is known that they are not the end. */
static int
in_cdata(struct ap_strip *strip, char c)
{
    int r = AP_OK;
    if (c == ']') {
        strip->run++;
        return r;
    }
    bool ends = c == '>' && strip->run >= 2;
    for (strip->run -= ends ? 2 : 0; r == AP_OK && strip->run > 0; strip->run--)
        r = put(strip, ']');
    strip->run = 0;
    if (ends)
        strip->state = AP_STRIP_TEXT;
    else if (r == AP_OK)
        r = put(strip, c);
    return r;
}

int
ap_strip_feed(struct ap_strip *strip, struct ap_str piece)
{
    int r = AP_OK;
    for (size_t i = 0; r >= 0 && i < piece.len; i++) {
        char c = piece.ptr[i];
        switch (strip->state) {
        case AP_STRIP_TEXT:
            r = in_text(strip, c);
            break;
        case AP_STRIP_OPEN:
            r = in_open(strip, c);
            break;
        case AP_STRIP_TAG:
            in_tag(strip, c);
            break;
        case AP_STRIP_QUOTED:
            if (c == strip->quote)
                strip->state = AP_STRIP_TAG;
            break;
        case AP_STRIP_COMMENT:
            in_comment(strip, c);
            break;
        case AP_STRIP_CDATA:
            r = in_cdata(strip, c);
            break;
        case AP_STRIP_ENTITY:
            r = in_entity(strip, c);
            break;
        }
    }
    return r;
}

int
ap_strip_end(struct ap_strip *strip)
{
    int r = strip->within ? AP_OK : put(strip, '\n');
    return r < 0 ? r : flush(strip);
}
