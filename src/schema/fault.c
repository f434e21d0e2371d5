/* The words for what is wrong in a document: which key, what was found, what is meant or allowed.
 * Place in the flow: schema; used by the reader only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "schema/internal.h"

#define SHOWN_BYTES 60

/* The part of a value that a message shows. */
static struct ap_str
shown(struct ap_str text)
{
    return ap_str_slice(text, 0, SHOWN_BYTES);
}

static const char *
more(struct ap_str text)
{
    return text.len > SHOWN_BYTES ? "..." : "";
}

static struct ap_diagnostic *
report(struct ap_schema_reader *r, enum ap_doc_fault fault, struct ap_place place,
       struct ap_str message)
{
    r->bad = true;
    return ap_diag_add(r->dg, AP_DOC_CODE(r->family, fault), place, "%.*s", AP_FMT(message));
}

/* Hints cost a search; past the bound nobody sees them. */
static bool
is_full(const struct ap_schema_reader *r)
{
    return r->dg->n_dropped > 0;
}

static void
join_words(struct ap_buf *out, const struct ap_strs *words)
{
    for (size_t i = 0; i < words->n; i++) {
        ap_buf_add_c(out, i ? ", " : "");
        ap_buf_add_str(out, words->items[i]);
    }
}

static void
hint_nearest(struct ap_schema_reader *r, struct ap_diagnostic *d, struct ap_str given,
             const struct ap_strs *words, const char *label)
{
    struct ap_str nearest = ap_strs_nearest(words, given);
    struct ap_buf all = {0};
    join_words(&all, words);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"? %s: %.*s", AP_FMT(nearest), label,
                     AP_FMT(ap_buf_str(&all)));
    else
        ap_diag_hint(r->dg, d, "%s: %.*s", label, AP_FMT(ap_buf_str(&all)));
    ap_buf_release(&all);
}

void
ap_schema_fault_unknown(struct ap_schema_reader *r, const struct ap_schema *schema,
                        const struct ap_pair *pair)
{
    struct ap_diagnostic *d =
        report(r, AP_DOC_UNKNOWN_KEY, pair->key_place,
               ap_arena_printf(r->mem, "unknown key \"%.*s%s\" in %s", AP_FMT(shown(pair->key)),
                               more(pair->key), schema->name));
    if (is_full(r))
        return;
    struct ap_strs keys = {0};
    for (const struct ap_field *f = schema->fields; f->key; f++)
        if (!(f->flags & AP_F_HIDDEN))
            *ap_vec_push(r->mem, &keys) = ap_str_from(f->key);
    hint_nearest(r, d, pair->key, &keys, "known keys");
}

void
ap_schema_fault_missing(struct ap_schema_reader *r, const struct ap_schema *schema,
                        const struct ap_field *field, struct ap_place place)
{
    struct ap_diagnostic *d =
        report(r, AP_DOC_MISSING_KEY, place,
               ap_arena_printf(r->mem, "%s needs the key \"%s\"", schema->name, field->key));
    if (field->doc)
        ap_diag_hint(r->dg, d, "add %s: %s", field->key, field->doc);
}

/** `{to: …, reason: …}`: the required keys of the table, or those that it has. */
static struct ap_str
form_of(struct ap_schema_reader *r, const struct ap_schema *schema)
{
    struct ap_buf form = {0};
    bool any_required = false;
    for (const struct ap_field *f = schema->fields; f->key; f++)
        any_required |= (f->flags & AP_F_REQUIRED) != 0;
    for (const struct ap_field *f = schema->fields; f->key; f++)
        if (!(f->flags & AP_F_HIDDEN) && (!any_required || (f->flags & AP_F_REQUIRED)))
            ap_buf_printf(&form, "%s%s: \u2026", form.len ? ", " : "{", f->key);
    struct ap_str text = ap_arena_printf(r->mem, "%.*s}", AP_FMT(ap_buf_str(&form)));
    ap_buf_release(&form);
    return text;
}

void
ap_schema_fault_no_map(struct ap_schema_reader *r, const struct ap_schema *schema,
                       const struct ap_node *found)
{
    size_t before = r->dg->n;
    ap_schema_fault_type(r, schema->name, "a mapping", found);
    if (r->dg->n > before)
        ap_diag_hint(r->dg, &r->dg->items[before], "write %s as a mapping: %.*s", schema->name,
                     AP_FMT(form_of(r, schema)));
}

void
ap_schema_fault_type(struct ap_schema_reader *r, const char *name, const char *expected,
                     const struct ap_node *found)
{
    struct ap_str message;
    if (found->kind == AP_NODE_SCALAR)
        message = ap_arena_printf(r->mem, "%s must be %s, found \"%.*s%s\"", name, expected,
                                  AP_FMT(shown(found->text)), more(found->text));
    else
        message = ap_arena_printf(r->mem, "%s must be %s, found %s", name, expected,
                                  ap_node_kind_name(found->kind));
    struct ap_diagnostic *d = report(r, AP_DOC_WRONG_TYPE, found->place, message);
    ap_diag_hint(r->dg, d, "write %s as %s", name, expected);
}

void
ap_schema_fault_value(struct ap_schema_reader *r, const struct ap_field *field,
                      const struct ap_node *found, const char *rule)
{
    struct ap_str message;
    if (found->kind == AP_NODE_SCALAR)
        message = ap_arena_printf(r->mem, "%s \"%.*s%s\" %s", field->key,
                                  AP_FMT(shown(found->text)), more(found->text), rule);
    else
        message = ap_arena_printf(r->mem, "%s %s", field->key, rule);
    struct ap_diagnostic *d = report(r, AP_DOC_BAD_VALUE, found->place, message);
    if (field->doc)
        ap_diag_hint(r->dg, d, "%s: %s", field->key, field->doc);
}

void
ap_schema_fault_choice(struct ap_schema_reader *r, const struct ap_field *field,
                       const struct ap_node *found)
{
    struct ap_diagnostic *d =
        report(r, AP_DOC_BAD_VALUE, found->place,
               ap_arena_printf(r->mem, "%s \"%.*s%s\" is not allowed", field->key,
                               AP_FMT(shown(found->text)), more(found->text)));
    if (is_full(r))
        return;
    struct ap_strs words = {0};
    for (const struct ap_choice *c = field->choices; c->word; c++)
        *ap_vec_push(r->mem, &words) = ap_str_from(c->word);
    hint_nearest(r, d, found->text, &words, "allowed");
}

void
ap_schema_fault_depth(struct ap_schema_reader *r, struct ap_place place)
{
    (void)report(r, AP_DOC_LIMIT, place, AP_STR("nested too deeply"));
}
