/* The scopes that a model defines and those that registrations grant, for the check that compares them.
 * Place in the flow: inspect; for the requirements that the catalogue `scope_sources` names; finds no fault itself.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: model-scope or scope (key: the scope, value: who holds it). Tables, JSON and YAML are read by their columns; in
 * other text every word such as `read:users` is a scope. */
#include "base/map.h"
#include "inspect/content/registers.h"

#define FACTS_MAX 1500u

struct list {
    struct ap_rowset set;
    const char *kind;
    struct ap_map seen;
    size_t n;
};

static void
add_scope(struct list *l, struct ap_str scope, struct ap_str holder, uint32_t line)
{
    if (l->n < FACTS_MAX && ap_map_put(&l->seen, l->set.s->scratch, scope, 0) == AP_NONE)
        l->n += ap_fact_add(l->set.s, l->kind, scope, holder, line);
}

static bool
is_scope_char(char c)
{
    return ap_is_alnum(c) || c == '_' || c == '-' || c == ':' || c == '.';
}

/* `read:users`: letters on both sides of one colon; no time of the day, no URL. */
static bool
is_scope_word(struct ap_str word)
{
    size_t colon = ap_str_find(word, ':');
    if (colon < 2 || colon + 2 >= word.len || ap_str_rfind(word, ':') != colon)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != ':' && !(ap_is_lower(word.ptr[i]) || word.ptr[i] == '_' ||
                                    word.ptr[i] == '-' || word.ptr[i] == '.'))
            return false;
    return true;
}

static void
take_words(struct list *l, struct ap_str text)
{
    uint32_t line = 1;
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && is_scope_char(text.ptr[i]))
            i++;
        struct ap_str word = ap_str_slice(text, from, i);
        while (word.len > 0 && (word.ptr[word.len - 1] == '.' || word.ptr[word.len - 1] == ':'))
            word.len--;
        if (is_scope_word(word))
            add_scope(l, word, AP_STR_NONE, l->set.s->sheets.n > 0 ? 0 : line);
        if (i == from) {
            line += text.ptr[i] == '\n';
            i++;
        }
    }
}

static void
take_rows(struct list *l)
{
    for (size_t i = 0; i < l->set.rows.n; i++) {
        const struct ap_rowset_row *row = &l->set.rows.items[i];
        struct ap_scope_walk walk = ap_scopes_of(ap_rowset_text(&l->set, row, "scopes"));
        struct ap_str scope;
        while (ap_scope_next(&walk, l->set.s->lib, &scope))
            add_scope(l, scope, ap_rowset_text(&l->set, row, "integration"), row->line);
    }
}

static bool
serves(const struct ap_subject *s, const struct ap_catalog_entry *entry)
{
    for (size_t i = 0; i < s->item->n_requirements; i++)
        if (ap_strs_has(&entry->words, s->lib->requirements[s->item->requirements[i]]->ref))
            return true;
    return false;
}

void
ap_check_scope_list_begin(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_scope_list_state *state = call->state;
    const struct ap_catalog *list = ap_library_catalog(s->lib, AP_STR("scope_sources"));
    for (size_t i = 0; list && i < list->steps.n; i++)
        if (serves(s, &list->steps.items[i]))
            state->kind = ap_str_is(list->steps.items[i].id, "model") ? "model-scope" : "scope";
}

void
ap_check_scope_list_block(struct ap_subject *s, const struct ap_call *call,
                          const struct ap_block *block)
{
    struct ap_scope_list_state *state = call->state;
    if (state->kind)
        ap_small_take(s, &state->small, block);
}

void
ap_check_scope_list_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_scope_list_state *state = call->state;
    struct ap_small doc;
    if (!state->kind || state->small.n == 0 || s->record->fault)
        return;
    struct list *l = ap_arena_new(s->scratch, struct list);
    l->kind = state->kind;
    (void)ap_rowset_gather(s, &state->small, "scope_fields", &l->set, &doc);
    if (ap_rowset_has(&l->set, "scopes"))
        take_rows(l);
    else
        take_words(l, (struct ap_str){state->small.bytes, state->small.n});
}
