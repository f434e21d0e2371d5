/* Gathers a small document and finds values in it.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/small.h"

#include <string.h>

#include "inspect/extract/protocol.h"
#include "port/yaml.h"

#define FIRST_ROOM   (64u << 10)
#define AREAS_MAX    2000u  /* merged areas of a workbook */
#define HOLLOW_BYTES 80u    /* a longer value says something */
#define LINE_BYTES   16384u /* of a line that are searched for a name */
#define SAID_BYTES   200u   /* of a sentence that follows a name */

static void
take_areas(struct ap_subject *s, struct ap_small_state *state, struct ap_str lines)
{
    while (lines.ptr) {
        struct ap_small_area area = {.sheet = s->place.sheet};
        if (ap_xlsx_area_parse(ap_str_cut(&lines, '\n'), &area.at) && state->areas.n < AREAS_MAX)
            *ap_vec_push(s->scratch, &state->areas) = area;
    }
}

/* Notes and drawings of a workbook are no rows. */
static bool
take_part(struct ap_subject *s, struct ap_small_state *state)
{
    struct ap_small_part *last = state->parts.n ? &state->parts.items[state->parts.n - 1] : NULL;
    if (s->place.sheet == 0)
        return false;
    if (last && last->serial == s->place.serial)
        return true;
    *ap_vec_push(s->scratch, &state->parts) =
        (struct ap_small_part){.from = state->n,
                               .to = state->n,
                               .line = ap_subject_first_line(s),
                               .sheet = s->place.sheet,
                               .serial = s->place.serial,
                               .hidden = s->sheets.items[s->place.sheet - 1].hidden};
    return true;
}

void
ap_small_take(struct ap_subject *s, struct ap_small_state *state, const struct ap_block *block)
{
    bool of_sheet = s->sniff.kind == AP_KIND_XLSX;
    if (of_sheet && s->place.flags & AP_SEGMENT_AREAS) {
        take_areas(s, state, (struct ap_str){block->bytes, block->n});
        return;
    }
    if (of_sheet && !take_part(s, state))
        return;
    size_t room = AP_SMALL_BYTES - state->n;
    size_t n = block->n < room ? block->n : room;
    state->cut |= n < block->n;
    if (state->n + n > state->cap) {
        size_t cap = state->cap ? state->cap : FIRST_ROOM;
        while (cap < state->n + n)
            cap *= 2;
        char *bytes = ap_arena_alloc(s->scratch, cap);
        if (state->n > 0)
            memcpy(bytes, state->bytes, state->n);
        state->bytes = bytes;
        state->cap = cap;
    }
    if (n > 0)
        memcpy(state->bytes + state->n, block->bytes, n);
    state->n += n;
    if (of_sheet)
        state->parts.items[state->parts.n - 1].to = state->n;
}

void
ap_check_small_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    ap_small_take(s, call->state, block);
}

/* --- what was read ----------------------------------------------------------------------------- */

struct ap_small_record *
ap_small_add_row(struct ap_small *doc, uint32_t line, unsigned depth, unsigned table)
{
    if (doc->rows.n >= AP_SMALL_ROWS) {
        doc->cut = true;
        return NULL;
    }
    struct ap_small_record *row = ap_vec_push(doc->mem, &doc->rows);
    *row = (struct ap_small_record){.line = line, .depth = depth, .table = table};
    return row;
}

void
ap_small_add_field(struct ap_small *doc, struct ap_small_record *record, struct ap_str key,
                   struct ap_str value, uint32_t line, bool loose)
{
    if (doc->n_fields >= AP_SMALL_FIELDS) {
        doc->cut = true;
        return;
    }
    doc->n_fields++;
    struct ap_small_field *field = ap_vec_push(doc->mem, &record->fields);
    field->key = ap_words_norm(doc->mem, key);
    field->value = ap_str_trim(value);
    field->line = line;
    field->loose = loose;
}

static struct ap_str
first_visible(struct ap_str text)
{
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf")))
        text = ap_str_slice(text, 3, text.len);
    return ap_str_trim(text);
}

static bool
looks_like_json(struct ap_str text)
{
    return text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[');
}

/* A page, whatever its extension: prose in tags. */
static bool
looks_like_html(struct ap_str text)
{
    struct ap_str head = ap_str_slice(text, 0, 16);
    return ap_str_icontains(head, AP_STR("<!doctype html")) ||
           ap_str_icontains(head, AP_STR("<html"));
}

static void
read_by_kind(struct ap_small *doc, enum ap_kind kind, const struct ap_small_parts *parts)
{
    struct ap_str text = first_visible(doc->text);
    if (kind == AP_KIND_XLSX) {
        ap_small_read_sheets(doc, parts);
    } else if (kind == AP_KIND_CSV) {
        ap_small_read_csv(doc);
    } else if (kind == AP_KIND_JSON || kind == AP_KIND_JSONL ||
               (looks_like_json(text) && kind != AP_KIND_YAML && kind != AP_KIND_MARKDOWN &&
                doc->numbered)) {
        ap_small_read_json(doc);
    } else if (kind == AP_KIND_YAML) {
        ap_small_read_yaml(doc);
    } else if (kind == AP_KIND_XML) {
        doc->prose = true;
        doc->numbered = false;
        ap_small_read_prose(doc, ap_small_from_xml(doc->mem, text));
    } else if (looks_like_html(text)) {
        doc->prose = true;
        doc->numbered = false;
        doc->text = ap_small_from_html(doc->mem, text);
        ap_small_read_prose(doc, doc->text);
    } else {
        doc->prose = true;
        ap_small_read_prose(doc, doc->text);
    }
    /* What cannot be parsed as a tree is read as the text that it is: templates, excerpts, several records. */
    if (!doc->prose && doc->n_roots == 0 && kind != AP_KIND_CSV) {
        doc->prose = true;
        ap_small_read_prose(doc, doc->text);
    }
}

bool
ap_small_read(struct ap_subject *s, const struct ap_small_state *state, struct ap_small *ret_doc)
{
    bool extracted = !(AP_IN(s->sniff.kind) & AP_IN_TEXT);
    *ret_doc = (struct ap_small){
        .s = s,
        .mem = s->scratch,
        .text = {state->bytes, state->n},
        .cut = state->cut,
        .numbered = !extracted || s->sniff.kind == AP_KIND_XLSX,
        .tabbed = AP_IN(s->sniff.kind) & AP_IN_OFFICE,
    };
    /* A statement that nothing happened holds no record to judge. */
    if (s->item->extraction.present && s->item->extraction.records == 0)
        return false;
    if (s->record->fault || ap_str_trim(ret_doc->text).len == 0)
        return false;
    ret_doc->hollow = ap_names_of(s->scratch, s->lib, AP_STR("hollow_values"));
    read_by_kind(ret_doc, s->text_kind, &state->parts);
    return true;
}

uint32_t
ap_small_at(const struct ap_small *doc, uint32_t line)
{
    return doc->numbered && doc->s->sniff.kind != AP_KIND_GZIP ? line : 0;
}

/* --- look-ups ---------------------------------------------------------------------------------- */

/* `[name]`, `<date>`: a place that a form leaves to be filled in. A list has commas, an address its sign. */
static bool
is_place(struct ap_str value)
{
    if (value.len < 3)
        return false;
    char last = value.ptr[value.len - 1];
    bool within = (value.ptr[0] == '[' && last == ']') || (value.ptr[0] == '<' && last == '>');
    for (size_t i = 1; within && i + 1 < value.len; i++)
        within = ap_is_letter(value.ptr[i]) || value.ptr[i] == ' ' || value.ptr[i] == '-' ||
                 value.ptr[i] == '_';
    return within;
}

bool
ap_small_hollow(const struct ap_small *doc, struct ap_str value, bool none_says)
{
    if (value.len > HOLLOW_BYTES)
        return false;
    struct ap_str norm = ap_words_norm(doc->mem, value);
    if (norm.len == 0 || (doc->prose && is_place(ap_str_trim(value))))
        return true;
    for (size_t i = 0; i < doc->hollow.n; i++)
        if (ap_names_in(&doc->hollow.items[i], norm, true))
            return !(none_says && ap_str_is(doc->hollow.items[i].id, "none"));
    return false;
}

static enum ap_fit_of
fit(struct ap_str key, struct ap_str name, bool loose)
{
    if (ap_str_eq(key, name))
        return AP_FIT_IS;
    if (loose || key.len <= name.len || !ap_words_has(key, name, NULL))
        return AP_FIT_NOT;
    if (ap_str_ends(key, name) && key.ptr[key.len - name.len - 1] == ' ')
        return AP_FIT_ENDS;
    return ap_str_starts(key, name) ? AP_FIT_BEGINS : AP_FIT_HOLDS;
}

static bool
says(const struct ap_small *doc, const struct ap_names *names, struct ap_str value)
{
    return names->all_says ? value.len > 0 : !ap_small_hollow(doc, value, names->none_says);
}

const struct ap_small_field *
ap_small_find(const struct ap_small *doc, const struct ap_small_record *record,
              const struct ap_names *names)
{
    const struct ap_small_field *best = NULL;
    enum ap_fit_of best_fit = names->least > 0 ? (enum ap_fit_of)(names->least - 1) : AP_FIT_NOT;
    for (size_t w = 0; w < names->words.n; w++) {
        for (size_t i = 0; i < record->fields.n; i++) {
            const struct ap_small_field *field = &record->fields.items[i];
            enum ap_fit_of now = fit(field->key, names->words.items[w], field->loose);
            if (now > best_fit && says(doc, names, field->value)) {
                best = field;
                best_fit = now;
            }
        }
        if (best_fit == AP_FIT_IS && best)
            break;
    }
    return best;
}

bool
ap_small_named(const struct ap_small_record *record, const struct ap_names *names)
{
    for (size_t w = 0; w < names->words.n; w++)
        for (size_t i = 0; i < record->fields.n; i++)
            if (fit(record->fields.items[i].key, names->words.items[w],
                    record->fields.items[i].loose) != AP_FIT_NOT)
                return true;
    return false;
}

void
ap_small_of_record(const struct ap_small *doc, const struct ap_small_record *record,
                   struct ap_small *ret_doc)
{
    struct ap_small one = *doc;
    one.doc = *record;
    one.rows = (struct ap_small_records){0};
    one.lines = (struct ap_small_lines){0};
    if (doc->n_roots > 0)
        ap_small_add_texts(&one, record);
    *ret_doc = one;
}

static bool
is_letter(char c)
{
    return ap_is_letter(c) || (unsigned char)c >= 0x80;
}

/* Where the name ends in the text, case folded, at word boundaries; 0: not there. Blanks fit `-` and `_` too. */
static size_t
end_in_text(struct ap_str text, struct ap_str name)
{
    for (size_t at = 0; at + name.len <= text.len; at++) {
        if (at > 0 && is_letter(text.ptr[at - 1]))
            continue;
        size_t k = 0;
        while (k < name.len) {
            char c = text.ptr[at + k];
            char low = ap_lower(c);
            if (low != name.ptr[k] && !(name.ptr[k] == ' ' && (c == '-' || c == '_')))
                break;
            k++;
        }
        if (k == name.len && (at + k == text.len || !is_letter(text.ptr[at + k])))
            return at + k;
    }
    return 0;
}

/* "on", "at", "by" and punctuation between a name and its value. */
static struct ap_str
behind_joint(struct ap_str rest)
{
    static const char *const joints[] = {"on", "at", "by", "is", "was", "id", "no", "number"};
    for (;;) {
        size_t skip = 0;
        while (skip < rest.len && strchr(" :=#.-\t", rest.ptr[skip]))
            skip++;
        rest = ap_str_slice(rest, skip, rest.len);
        struct ap_str word = ap_str_slice(rest, 0, ap_str_find(rest, ' '));
        bool joint = false;
        for (size_t i = 0; i < AP_COUNT(joints); i++)
            joint |= ap_str_ieq(word, ap_str_from(joints[i]));
        if (!joint)
            return rest;
        rest = ap_str_slice(rest, word.len, rest.len);
    }
}

static struct ap_str
sentence(struct ap_str rest)
{
    rest = ap_str_slice(rest, 0, SAID_BYTES);
    for (size_t i = 0; i + 1 < rest.len; i++)
        if ((rest.ptr[i] == '.' || rest.ptr[i] == ';') && rest.ptr[i + 1] == ' ')
            return ap_str_slice(rest, 0, i);
    return ap_str_trim(rest);
}

bool
ap_small_said(const struct ap_small *doc, const struct ap_names *names, struct ap_small_walk *walk,
              struct ap_str *ret_value, uint32_t *ret_line)
{
    for (; walk->word < names->words.n; walk->word++, walk->line = 0) {
        struct ap_str name = names->words.items[walk->word];
        while (walk->line < doc->lines.n) {
            const struct ap_small_line *line = &doc->lines.items[walk->line++];
            size_t end = end_in_text(ap_str_slice(line->text, 0, LINE_BYTES), name);
            if (end == 0)
                continue;
            struct ap_str value =
                sentence(behind_joint(ap_str_slice(line->text, end, line->text.len)));
            if (!says(doc, names, value))
                continue;
            *ret_value = value;
            *ret_line = line->line;
            return true;
        }
    }
    return false;
}
