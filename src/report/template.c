/* Templates rendered: names looked up from the innermost place outwards, lists made element by element.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/escape.h"
#include "report/template_parts.h"

/* --- values --------------------------------------------------------------------------------------- */

void
ap_fields_value(struct ap_fields *fields, struct ap_str key, struct ap_value value)
{
    *ap_vec_push(fields->mem, fields) = (struct ap_field_value){key, value};
}

void
ap_fields_text(struct ap_fields *fields, const char *key, struct ap_str text)
{
    ap_fields_value(fields, ap_str_from(key),
                    (struct ap_value){.kind = AP_VALUE_TEXT, .text = text});
}

void
ap_fields_markup(struct ap_fields *fields, const char *key, struct ap_str markup)
{
    ap_fields_value(fields, ap_str_from(key),
                    (struct ap_value){.kind = AP_VALUE_TEXT, .text = markup, .markup = true});
}

void
ap_fields_number(struct ap_fields *fields, const char *key, uint64_t number)
{
    ap_fields_text(fields, key, ap_arena_printf(fields->mem, "%llu", (unsigned long long)number));
}

void
ap_fields_flag(struct ap_fields *fields, const char *key, bool flag)
{
    ap_fields_value(fields, ap_str_from(key),
                    (struct ap_value){.kind = AP_VALUE_FLAG, .flag = flag});
}

void
ap_fields_list(struct ap_fields *fields, const char *key, size_t n, ap_element_fn *element,
               const void *self)
{
    ap_fields_value(
        fields, ap_str_from(key),
        (struct ap_value){.kind = AP_VALUE_LIST, .n = n, .element = element, .self = self});
}

struct ap_fields *
ap_fields_new(struct ap_value *out, struct ap_arena *mem)
{
    struct ap_fields *fields = ap_arena_new(mem, struct ap_fields);
    fields->mem = mem;
    *out = (struct ap_value){.kind = AP_VALUE_FIELDS, .fields = fields};
    return fields;
}

/* --- templates by name ---------------------------------------------------------------------------- */

struct ap_templates *
ap_templates_new(ap_template_source_fn *source, const void *self, struct ap_arena *mem,
                 struct ap_diag *dg)
{
    struct ap_templates *templates = ap_arena_new(mem, struct ap_templates);
    *templates = (struct ap_templates){.source = source, .self = self, .mem = mem, .dg = dg};
    return templates;
}

/** `indent` before each line that is not the empty rest behind the last one. */
static struct ap_str
indented(struct ap_arena *mem, struct ap_str text, struct ap_str indent)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    if (indent.len == 0)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        if (i == 0 || text.ptr[i - 1] == '\n')
            ap_buf_add_str(&out, indent);
        ap_buf_add_char(&out, text.ptr[i]);
    }
    return ap_arena_copy(mem, ap_buf_str(&out));
}

int
ap_template_get(struct ap_templates *templates, struct ap_str name, struct ap_str indent,
                struct ap_template **ret_template)
{
    for (size_t i = 0; i < templates->list.n; i++) {
        struct ap_template *known = templates->list.items[i];
        if (ap_str_eq(known->name, name) && ap_str_eq(known->indent, indent)) {
            *ret_template = known;
            return AP_OK;
        }
    }
    struct ap_template *made = ap_arena_new(templates->mem, struct ap_template);
    struct ap_str text;
    if (templates->list.n == AP_TEMPLATE_MAX_LIST)
        return AP_E_LIMIT;
    int r = templates->source(templates->self, name, &text, &made->file);
    if (r)
        return r;
    made->name = name;
    made->indent = indent;
    made->source = indented(templates->mem, text, indent);
    r = ap_template_compile(templates, made);
    if (r)
        return r;
    *ap_vec_push(templates->mem, &templates->list) = made;
    *ret_template = made;
    return AP_OK;
}

static int
check(struct ap_templates *templates, struct ap_template *template)
{
    template->checked = true;
    for (size_t i = 0; i < template->tokens.n; i++) {
        const struct ap_token *token = &template->tokens.items[i];
        struct ap_template *partial;
        if (token->kind != AP_TOKEN_PARTIAL)
            continue;
        int r = ap_template_get(templates, token->text, AP_STR_NONE, &partial);
        if (r == AP_E_NOTFOUND)
            return ap_template_fault(templates, template, token->offset, r,
                                     "there is no template \"%.*s\"", AP_FMT(token->text));
        if (r == AP_OK && !partial->checked)
            r = check(templates, partial);
        if (r)
            return r;
    }
    return AP_OK;
}

int
ap_templates_check(struct ap_templates *templates, struct ap_str name)
{
    struct ap_template *template;
    int r = ap_template_get(templates, name, AP_STR_NONE, &template);
    return r ? r : check(templates, template);
}

/* --- rendering ------------------------------------------------------------------------------------ */

struct renderer {
    struct ap_templates *templates;
    const void *user;
    struct ap_buf *out;
    struct ap_arena *mem; /* of list elements: given back behind each */
    struct ap_value stack[AP_TEMPLATE_MAX_DEPTH];
    size_t n_stack;
    size_t n_partials; /* within each other */
    size_t n_steps;
};

static bool
field_of(const struct ap_fields *fields, struct ap_str key, struct ap_value *ret_value)
{
    for (size_t i = 0; i < fields->n; i++)
        if (ap_str_eq(fields->items[i].key, key)) {
            *ret_value = fields->items[i].value;
            return true;
        }
    return false;
}

/* `a.b.c`: the first name from the innermost place outwards, the others only within what it named. */
static struct ap_value
look_up(const struct renderer *in, struct ap_str name)
{
    struct ap_value value = {.kind = AP_VALUE_NONE};
    if (ap_str_is(name, "."))
        return in->stack[in->n_stack - 1];
    struct ap_str first = ap_str_cut(&name, '.');
    for (size_t i = in->n_stack; i-- > 0;)
        if (in->stack[i].kind == AP_VALUE_FIELDS && field_of(in->stack[i].fields, first, &value))
            break;
    while (name.ptr) {
        struct ap_str key = ap_str_cut(&name, '.');
        if (value.kind != AP_VALUE_FIELDS || !field_of(value.fields, key, &value))
            return (struct ap_value){.kind = AP_VALUE_NONE};
    }
    return value;
}

static bool
is_true(const struct ap_value *value)
{
    switch (value->kind) {
    case AP_VALUE_FLAG:
        return value->flag;
    case AP_VALUE_TEXT:
        return value->text.len > 0;
    case AP_VALUE_FIELDS:
        return true;
    case AP_VALUE_LIST:
        return value->n > 0;
    case AP_VALUE_NONE:
        break;
    }
    return false;
}

static int render_range(struct renderer *in, struct ap_template *template, size_t from, size_t to);

static void
add_variable(const struct renderer *in, const struct ap_token *token)
{
    struct ap_value value = look_up(in, token->text);
    if (value.kind == AP_VALUE_FLAG)
        ap_buf_add_c(in->out, value.flag ? "true" : "false");
    if (value.kind != AP_VALUE_TEXT)
        return;
    if (token->kind == AP_TOKEN_RAW && value.markup)
        ap_buf_add_str(in->out, value.text);
    else
        ap_html_escape(in->out, value.text);
}

static int
render_within(struct renderer *in, struct ap_template *template, size_t at, struct ap_value value)
{
    const struct ap_token *token = &template->tokens.items[at];
    if (in->n_stack == AP_TEMPLATE_MAX_DEPTH)
        return ap_template_fault(in->templates, template, token->offset, AP_E_LIMIT,
                                 "more than %u sections within each other", AP_TEMPLATE_MAX_DEPTH);
    in->stack[in->n_stack++] = value;
    int r = render_range(in, template, at + 1, token->end);
    in->n_stack--;
    return r;
}

static int
render_list(struct renderer *in, struct ap_template *template, size_t at,
            const struct ap_value *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct ap_arena_mark mark = ap_arena_mark(in->mem);
        struct ap_value element = {.kind = AP_VALUE_NONE};
        list->element(in->user, list->self, i, &element, in->mem);
        int r = render_within(in, template, at, element);
        ap_arena_rewind(in->mem, mark);
        if (r)
            return r;
    }
    return AP_OK;
}

static int
render_section(struct renderer *in, struct ap_template *template, size_t at)
{
    const struct ap_token *token = &template->tokens.items[at];
    struct ap_value value = look_up(in, token->text);
    if (token->kind == AP_TOKEN_INVERTED)
        return is_true(&value) ? AP_OK : render_range(in, template, at + 1, token->end);
    if (value.kind == AP_VALUE_LIST)
        return render_list(in, template, at, &value);
    return is_true(&value) ? render_within(in, template, at, value) : AP_OK;
}

static int
render_partial(struct renderer *in, const struct ap_template *template,
               const struct ap_token *token)
{
    struct ap_template *partial;
    if (in->n_partials == AP_TEMPLATE_MAX_PARTIAL)
        return ap_template_fault(in->templates, template, token->offset, AP_E_LIMIT,
                                 "more than %u templates within each other",
                                 AP_TEMPLATE_MAX_PARTIAL);
    int r = ap_template_get(in->templates, token->text, token->indent, &partial);
    if (r == AP_E_NOTFOUND)
        return AP_OK;
    if (r)
        return r;
    in->n_partials++;
    r = render_range(in, partial, 0, partial->tokens.n);
    in->n_partials--;
    return r;
}

static int
render_token(struct renderer *in, struct ap_template *template, size_t at)
{
    const struct ap_token *token = &template->tokens.items[at];
    if (++in->n_steps > AP_TEMPLATE_MAX_STEPS || in->out->len > AP_TEMPLATE_MAX_OUTPUT)
        return ap_template_fault(in->templates, template, token->offset, AP_E_LIMIT,
                                 "the template makes more than a page can hold");
    switch (token->kind) {
    case AP_TOKEN_TEXT:
        ap_buf_add_str(in->out, token->text);
        return AP_OK;
    case AP_TOKEN_VARIABLE:
    case AP_TOKEN_RAW:
        add_variable(in, token);
        return AP_OK;
    case AP_TOKEN_SECTION:
    case AP_TOKEN_INVERTED:
        return render_section(in, template, at);
    case AP_TOKEN_PARTIAL:
        return render_partial(in, template, token);
    }
    return AP_E_BUG;
}

static int
render_range(struct renderer *in, struct ap_template *template, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        const struct ap_token *token = &template->tokens.items[at];
        bool section = token->kind == AP_TOKEN_SECTION || token->kind == AP_TOKEN_INVERTED;
        size_t next = section ? token->end : at + 1;
        int r = render_token(in, template, at);
        if (r)
            return r;
        at = next;
    }
    return AP_OK;
}

int
ap_template_render(struct ap_templates *templates, struct ap_str name, const struct ap_fields *root,
                   const void *user, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_template *template;
    int r = ap_template_get(templates, name, AP_STR_NONE, &template);
    if (r)
        return r;
    struct renderer in = {.templates = templates, .user = user, .out = out, .mem = &mem};
    in.stack[in.n_stack++] = (struct ap_value){.kind = AP_VALUE_FIELDS, .fields = root};
    return render_range(&in, template, 0, template->tokens.n);
}
