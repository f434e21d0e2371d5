/* Templates cut into tokens: tags, the text between them, tags that stand alone on their line.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "report/template_parts.h"

int
ap_template_fault(const struct ap_templates *templates, const struct ap_template *at, size_t offset,
                  int result, const char *fmt, ...)
{
    struct ap_place place = {.file = at->file, .line = 1, .column = 1};
    for (size_t i = 0; i < offset && i < at->source.len; i++) {
        bool ends = at->source.ptr[i] == '\n';
        place.line += ends;
        place.column = ends ? 1 : place.column + 1;
    }
    va_list args;
    va_start(args, fmt);
    struct ap_str words = ap_arena_vprintf(templates->mem, fmt, args);
    va_end(args);
    (void)ap_diag_add(templates->dg, AP_CLI030, place, "%.*s", AP_FMT(words));
    return result;
}

struct scanner {
    const struct ap_templates *templates;
    struct ap_template *out;
    struct ap_str source;
    size_t at;
    struct ap_str open, close;              /* delimiters */
    size_t sections[AP_TEMPLATE_MAX_DEPTH]; /* tokens of those that are open */
    size_t n_sections;
};

/** One tag of the source. */
struct tag {
    size_t from, to;    /* with its delimiters */
    char sigil;         /* # ^ / > ! = & {, or 0 */
    struct ap_str name; /* trimmed */
};

static bool
starts_at(struct ap_str s, size_t at, struct ap_str what)
{
    return s.len - at >= what.len && memcmp(s.ptr + at, what.ptr, what.len) == 0;
}

/** The first `what` at or behind `from`, or the length. */
static size_t
find(struct ap_str s, size_t from, struct ap_str what)
{
    for (size_t at = from; at + what.len <= s.len; at++)
        if (s.ptr[at] == what.ptr[0] && starts_at(s, at, what))
            return at;
    return s.len;
}

static int
read_tag(struct scanner *in, size_t from, struct tag *ret_tag)
{
    struct tag tag = {.from = from};
    size_t at = from + in->open.len;
    bool braces = ap_str_is(in->open, "{{") && at < in->source.len && in->source.ptr[at] == '{';
    struct ap_str close = in->close;
    if (braces) {
        close = AP_STR("}}}");
    } else if (at < in->source.len && in->source.ptr[at] == '=') {
        close = ap_arena_join(in->templates->mem, AP_STR("="), "", in->close);
        at++;
        tag.sigil = '=';
    }
    size_t end = find(in->source, at, close);
    if (end == in->source.len)
        return ap_template_fault(in->templates, in->out, from, AP_E_INVALID,
                                 "the tag is not closed: %.*s is missing", AP_FMT(close));
    struct ap_str inner = ap_str_trim(ap_str_slice(in->source, at, end));
    if (tag.sigil == 0 && inner.len && ap_str_find(AP_STR("#^/>!&{"), inner.ptr[0]) < 7) {
        tag.sigil = inner.ptr[0];
        inner = ap_str_trim(ap_str_slice(inner, 1, inner.len));
    }
    tag.name = inner;
    tag.to = end + close.len;
    *ret_tag = tag;
    return AP_OK;
}

/* --- tags that stand alone ------------------------------------------------------------------------ */

static size_t
begin_of_line(struct ap_str s, size_t at)
{
    while (at > 0 && s.ptr[at - 1] != '\n')
        at--;
    return at;
}

/** Nothing but blanks is on its lines beside the tag: they are no output. */
static bool
stands_alone(struct ap_str s, const struct tag *tag, size_t *ret_from, size_t *ret_to)
{
    size_t from = begin_of_line(s, tag->from);
    for (size_t i = from; i < tag->from; i++)
        if (!ap_is_blank(s.ptr[i]))
            return false;
    size_t to = tag->to;
    while (to < s.len && ap_is_blank(s.ptr[to]))
        to++;
    if (to < s.len && s.ptr[to] == '\r' && to + 1 < s.len && s.ptr[to + 1] == '\n')
        to++;
    if (to < s.len && s.ptr[to] != '\n')
        return false;
    *ret_from = from;
    *ret_to = to < s.len ? to + 1 : to;
    return true;
}

/* --- tokens --------------------------------------------------------------------------------------- */

static int
add_token(struct scanner *in, struct ap_token token)
{
    if (in->out->tokens.n == AP_TEMPLATE_MAX_TOKENS)
        return ap_template_fault(in->templates, in->out, token.offset, AP_E_LIMIT,
                                 "more than %u tags", AP_TEMPLATE_MAX_TOKENS / 2);
    *ap_vec_push(in->templates->mem, &in->out->tokens) = token;
    return AP_OK;
}

static int
add_text(struct scanner *in, size_t from, size_t to)
{
    if (from >= to)
        return AP_OK;
    struct ap_token token = {
        .kind = AP_TOKEN_TEXT, .text = ap_str_slice(in->source, from, to), .offset = from};
    return add_token(in, token);
}

static int
open_section(struct scanner *in, const struct tag *tag)
{
    if (in->n_sections == AP_TEMPLATE_MAX_DEPTH)
        return ap_template_fault(in->templates, in->out, tag->from, AP_E_LIMIT,
                                 "more than %u sections within each other", AP_TEMPLATE_MAX_DEPTH);
    in->sections[in->n_sections++] = in->out->tokens.n;
    return add_token(
        in, (struct ap_token){.kind = tag->sigil == '#' ? AP_TOKEN_SECTION : AP_TOKEN_INVERTED,
                              .text = tag->name,
                              .offset = tag->from});
}

static int
close_section(struct scanner *in, const struct tag *tag)
{
    if (in->n_sections == 0)
        return ap_template_fault(in->templates, in->out, tag->from, AP_E_INVALID,
                                 "no section \"%.*s\" is open here", AP_FMT(tag->name));
    struct ap_token *section = &in->out->tokens.items[in->sections[--in->n_sections]];
    if (!ap_str_eq(section->text, tag->name))
        return ap_template_fault(in->templates, in->out, tag->from, AP_E_INVALID,
                                 "section \"%.*s\" ends here, and \"%.*s\" is open",
                                 AP_FMT(tag->name), AP_FMT(section->text));
    section->end = in->out->tokens.n;
    return AP_OK;
}

static int
set_delimiters(struct scanner *in, const struct tag *tag)
{
    size_t end = 0;
    while (end < tag->name.len && !ap_is_blank(tag->name.ptr[end]) && tag->name.ptr[end] != '\n')
        end++;
    struct ap_str open = ap_str_slice(tag->name, 0, end);
    struct ap_str close = ap_str_trim(ap_str_slice(tag->name, end, tag->name.len));
    bool right = open.len && close.len && ap_str_find(open, '=') == open.len &&
                 ap_str_find(close, '=') == close.len;
    for (size_t i = 0; i < close.len; i++)
        right = right && !ap_is_blank(close.ptr[i]) && close.ptr[i] != '\n';
    if (!right)
        return ap_template_fault(in->templates, in->out, tag->from, AP_E_INVALID,
                                 "two delimiters are expected, as in {{=<%% %%>=}}");
    in->open = open;
    in->close = close;
    return AP_OK;
}

static int
take_tag(struct scanner *in, const struct tag *tag, struct ap_str indent)
{
    static const struct {
        char sigil;
        enum ap_token_kind kind;
    } kinds[] = {
        {0, AP_TOKEN_VARIABLE}, {'&', AP_TOKEN_RAW}, {'{', AP_TOKEN_RAW}, {'>', AP_TOKEN_PARTIAL}};
    if (tag->sigil == '!')
        return AP_OK;
    if (tag->sigil == '=')
        return set_delimiters(in, tag);
    if (tag->name.len == 0)
        return ap_template_fault(in->templates, in->out, tag->from, AP_E_INVALID,
                                 "the tag has no name");
    if (tag->sigil == '#' || tag->sigil == '^')
        return open_section(in, tag);
    if (tag->sigil == '/')
        return close_section(in, tag);
    struct ap_token token = {.text = tag->name, .indent = indent, .offset = tag->from};
    for (size_t i = 0; i < AP_COUNT(kinds); i++)
        if (kinds[i].sigil == tag->sigil)
            token.kind = kinds[i].kind;
    return add_token(in, token);
}

/** One tag and the text before it. */
static int
step(struct scanner *in, size_t from)
{
    struct tag tag = {0};
    int r = read_tag(in, from, &tag);
    if (r)
        return r;
    size_t text_end = tag.from;
    size_t next = tag.to;
    bool may_stand_alone = tag.sigil && tag.sigil != '&' && tag.sigil != '{';
    bool alone = may_stand_alone && stands_alone(in->source, &tag, &text_end, &next);
    struct ap_str indent = alone ? ap_str_slice(in->source, text_end, tag.from) : AP_STR_NONE;
    r = add_text(in, in->at, text_end);
    if (r == AP_OK)
        r = take_tag(in, &tag, indent);
    in->at = next;
    return r;
}

int
ap_template_compile(const struct ap_templates *templates, struct ap_template *ret)
{
    struct scanner in = {.templates = templates,
                         .out = ret,
                         .source = ret->source,
                         .open = AP_STR("{{"),
                         .close = AP_STR("}}")};
    if (ret->source.len > AP_TEMPLATE_MAX_BYTES)
        return ap_template_fault(templates, ret, 0, AP_E_LIMIT,
                                 "the template is larger than %u KiB",
                                 AP_TEMPLATE_MAX_BYTES / 1024);
    size_t bad = ap_utf8_bad_at(ret->source);
    if (bad < ret->source.len)
        return ap_template_fault(templates, ret, bad, AP_E_INVALID, "the template is not UTF-8");
    for (;;) {
        size_t from = find(in.source, in.at, in.open);
        if (from == in.source.len)
            break;
        int r = step(&in, from);
        if (r)
            return r;
    }
    if (in.n_sections) {
        const struct ap_token *open = &ret->tokens.items[in.sections[in.n_sections - 1]];
        return ap_template_fault(templates, ret, open->offset, AP_E_INVALID,
                                 "section \"%.*s\" is not closed", AP_FMT(open->text));
    }
    return add_text(&in, in.at, in.source.len);
}
