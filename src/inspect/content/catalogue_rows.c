/* Entries of a catalogue met in a document, and what they lack there.
 * Place in the flow: inspect, below alert_catalogue.c and tenant_protections.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/catalogue_rows.h"

#define KEYED_LEVELS 4u    /* of mappings that are looked into for keys that name entries */
#define MAX_ROWS     2000u /* that are compared with each entry */

uint32_t
ap_entries_line(const struct ap_entry_rows *r, const struct ap_met *met)
{
    return ap_small_at(&r->doc, met->row ? met->row->line : r->doc.lines.items[met->line].line);
}

/* The entry's longest phrase in the text: "bulk export controls" is not the entry "bulk export". 0: none. */
static size_t
likeness(const struct ap_names *entry, struct ap_str norm)
{
    size_t best = 0;
    for (size_t i = 0; i < entry->words.n; i++) {
        struct ap_str word = entry->words.items[i];
        if (word.len > best &&
            (ap_words_has(norm, word, NULL) || (norm.len < 80 && ap_words_all(norm, word))))
            best = word.len;
    }
    return best;
}

/* The entry is the best of all for this text. */
static bool
is_best(const struct ap_entry_rows *r, const struct ap_names *entry, struct ap_str norm)
{
    size_t mine = likeness(entry, norm);
    for (size_t i = 0; mine > 0 && i < r->entries.n; i++)
        if (&r->entries.items[i] != entry && likeness(&r->entries.items[i], norm) > mine)
            return false;
    return mine > 0;
}

/* 3: its name says so, 2: its first value, 1: another value; 0: not. */
static unsigned
row_fits(const struct ap_entry_rows *r, const struct ap_names *entry,
         const struct ap_small_record *row)
{
    struct ap_arena *mem = r->doc.mem;
    struct ap_names name = *ap_names_get(&r->fields, "name");
    name.least = AP_FIT_ENDS;
    unsigned best = 0;
    for (size_t i = 0; i < row->fields.n && i < 40; i++) {
        const struct ap_small_field *field = &row->fields.items[i];
        struct ap_str value = ap_words_norm(mem, ap_str_slice(field->value, 0, 200));
        if (!is_best(r, entry, value))
            continue;
        bool named = false;
        for (size_t w = 0; w < name.words.n; w++)
            named |= ap_str_ends(field->key, name.words.items[w]);
        unsigned now = named ? 3 : i == 0 ? 2 : 1;
        best = now > best ? now : best;
    }
    return best;
}

static struct ap_met
meet(const struct ap_entry_rows *r, const struct ap_names *entry)
{
    struct ap_met met = {0};
    unsigned best = 0;
    for (size_t i = 0; i < r->doc.rows.n && i < MAX_ROWS; i++) {
        const struct ap_small_record *row = &r->doc.rows.items[i];
        unsigned now = row_fits(r, entry, row);
        bool deeper = met.row && now == best && now > 0 && row->depth > met.row->depth;
        if (now > best || deeper) {
            met.row = row;
            best = now;
        }
    }
    met.found = best > 0;
    if (met.found && (best > 1 || !r->doc.prose))
        return met;
    for (size_t i = 0; i < r->doc.lines.n; i++) {
        const struct ap_small_line *line = &r->doc.lines.items[i];
        struct ap_str norm = ap_words_norm(r->doc.mem, ap_str_slice(line->text, 0, 400));
        if (line->cells || likeness(entry, norm) == 0)
            continue;
        return (struct ap_met){.line = i, .found = true};
    }
    return met;
}

struct ap_str
ap_entries_passage(const struct ap_entry_rows *r, const struct ap_names *entry, size_t at)
{
    struct ap_strs parts = {0};
    for (size_t i = at; i < r->doc.lines.n && parts.n < 12; i++) {
        const struct ap_small_line *line = &r->doc.lines.items[i];
        struct ap_str head = ap_words_norm(r->doc.mem, ap_str_slice(line->text, 0, 60));
        bool other = false;
        for (size_t k = 0; i > at && k < r->entries.n; k++)
            other |= &r->entries.items[k] != entry && likeness(&r->entries.items[k], head) > 0;
        if (i > at && (other || line->heading))
            break;
        *ap_vec_push(r->doc.mem, &parts) = line->text;
    }
    return ap_arena_join_all(r->doc.mem, &parts, "\n");
}

bool
ap_entries_has_number(struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ap_is_digit(text.ptr[i]))
            continue;
        size_t from = i;
        i = ap_str_digits_end(text, i);
        struct ap_str digits = ap_str_slice(text, from, i);
        if (!ap_str_is(digits, "429") && !ap_str_is(digits, "401") && !ap_str_is(digits, "403"))
            return true;
    }
    return false;
}

bool
ap_entries_says(const struct ap_entry_rows *r, const char *field, struct ap_str text)
{
    return ap_names_in(ap_names_get(&r->fields, field), ap_words_norm(r->doc.mem, text), false);
}

/* --- what entries lack ------------------------------------------------------------------------------ */

void
ap_entries_lack(struct ap_entry_rows *r, size_t which, const struct ap_names *entry, uint32_t line)
{
    struct ap_lack *lack = &r->lacks[which];
    if (lack->entries.n == 0)
        lack->line = line;
    *ap_vec_push(r->doc.mem, &lack->entries) = entry->say;
}

void
ap_entries_say_lacks(const struct ap_entry_rows *r, const char *entries,
                     const struct ap_lack_words *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct ap_lack *lack = &r->lacks[i];
        if (lack->entries.n == 0)
            continue;
        (void)ap_subject_fault(r->doc.s, words[i].code, lack->line, "%zu of %zu %s %s: %.*s",
                               lack->entries.n, r->entries.n, entries,
                               lack->entries.n == 1 ? words[i].one : words[i].many,
                               AP_FMT(ap_arena_join_all(r->doc.mem, &lack->entries, "; ")));
    }
}

static bool
names_an_entry(const struct ap_entry_rows *r, struct ap_str key)
{
    struct ap_str norm = ap_words_norm(r->doc.mem, ap_str_slice(key, 0, 200));
    for (size_t i = 0; i < r->entries.n; i++)
        if (likeness(&r->entries.items[i], norm) > 0)
            return true;
    return false;
}

/* Keys that name entries make rows of any mapping: {queueing: {…}, retries: 5, alerting: null}. */
static void
add_keyed_rows(struct ap_entry_rows *r, const struct ap_node *node, unsigned levels)
{
    if (levels == KEYED_LEVELS)
        return;
    size_t named = 0;
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n && i < MAX_ROWS; i++)
        named += names_an_entry(r, node->pairs[i].key);
    if (named > 1) {
        if (!ap_small_is_named_list(node)) /* else they are rows already */
            ap_small_add_named_rows(&r->doc, node, 1);
        return;
    }
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n && i < MAX_ROWS; i++)
        add_keyed_rows(r, node->pairs[i].value, levels + 1);
}

void
ap_entries_judge(struct ap_entry_rows *r, ap_judge_entry_fn *judge)
{
    for (size_t i = 0; i < r->doc.n_roots; i++)
        add_keyed_rows(r, r->doc.roots[i], 0);
    for (size_t i = 0; i < r->entries.n; i++) {
        const struct ap_names *entry = &r->entries.items[i];
        struct ap_met met = meet(r, entry);
        if (met.found)
            judge(r, entry, &met);
        else
            ap_entries_lack(r, AP_LACK_MISSING, entry, 0);
    }
}
