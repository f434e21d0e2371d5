/* Rows by field: from CSV and lines through the record reader, from YAML and JSON through their tree.
 * Place in the flow: inspect, below the checks on registers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/rowset.h"

#include "tables/csv.h"
#include "tables/stamp.h"

#define LABEL_BYTES 40u
#define NAMED       4u /* rows named in one message */

/* --- reading --------------------------------------------------------------------------------- */

/* The place of a name among the words of its field: an earlier word is a better name. */
static size_t
rank(const struct ap_rowset *set, uint16_t id, struct ap_str name)
{
    char a[AP_FIELD_BYTES];
    char b[AP_FIELD_BYTES];
    struct ap_str folded = {a, ap_field_fold(name, a, sizeof a)};
    for (size_t i = 0; i < set->catalog->steps.n; i++) {
        const struct ap_catalog_entry *entry = &set->catalog->steps.items[i];
        if (!ap_str_eq(ap_str_slice(entry->id, 0, ap_str_find(entry->id, '+')),
                       set->fields.list[id].id))
            continue;
        for (size_t k = 0; k < entry->words.n; k++) {
            size_t n = ap_field_fold(entry->words.items[k], b, sizeof b);
            if (ap_str_ends(folded, (struct ap_str){b, n}))
                return k;
        }
    }
    return SIZE_MAX;
}

static void
put_cell(struct ap_rowset *set, struct ap_rowset_row *row, bool *inherited,
         const struct ap_record_field *f)
{
    struct ap_rowset_cell *cell = &row->cells[f->id];
    struct ap_arena *mem = set->s->scratch;
    struct ap_str text = ap_str_trim(f->text);
    set->has[f->id] = true;
    if (f->kind == AP_IS_OBJECT || f->kind == AP_IS_ARRAY || text.len == 0)
        return;
    bool fresh = cell->text.len == 0 || (inherited[f->id] && !f->inherited);
    bool same = !fresh && ap_str_eq(cell->name, f->name) && inherited[f->id] == f->inherited;
    if (same) { /* a further value of a list */
        cell->text = ap_arena_join(mem, cell->text, "\n", text);
        return;
    }
    if (!fresh && (f->inherited || rank(set, f->id, f->name) >= rank(set, f->id, cell->name)))
        return;
    *cell = (struct ap_rowset_cell){ap_arena_copy(mem, text), ap_arena_copy(mem, f->name), f->line,
                                    f->column};
    inherited[f->id] = f->inherited;
}

static void
take_row(void *ctx, const struct ap_record_of *record)
{
    struct ap_rowset *set = ctx;
    bool inherited[AP_ROWSET_CELLS] = {false};
    if (set->rows.n == AP_ROWSET_ROWS) {
        set->cut = true;
        return;
    }
    struct ap_rowset_row *row = ap_vec_push(set->s->scratch, &set->rows);
    *row = (struct ap_rowset_row){.line = record->line, .of_sheet = set->s->sheets.n > 0};
    for (size_t i = 0; i < record->n; i++)
        put_cell(set, row, inherited, &record->fields[i]);
}

const struct ap_node *
ap_rowset_tree(struct ap_subject *s, const struct ap_small_state *state, struct ap_small *ret_doc)
{
    struct ap_str text = {state->bytes, state->n};
    *ret_doc = (struct ap_small){.s = s, .mem = s->scratch, .text = text, .numbered = true};
    if (s->text_kind == AP_KIND_JSON)
        return ap_small_json_tree(ret_doc, text);
    if (s->text_kind == AP_KIND_YAML && ap_small_yaml_trees(ret_doc, text) > 0)
        return ret_doc->roots[0];
    return NULL;
}

void
ap_rowset_begin(struct ap_subject *s, const char *catalog, struct ap_rowset *ret_set)
{
    *ret_set = (struct ap_rowset){.s = s,
                                  .catalog = ap_library_catalog(s->lib, ap_str_from(catalog)),
                                  .names = {.mem = s->scratch},
                                  .day = s->item->collected,
                                  .from = AP_DAY_NONE};
    ap_fields_add(&ret_set->fields, s->lib, ap_str_from(catalog), 0, &ret_set->names);
    for (size_t i = 0; i < s->item->periods.n; i++) {
        struct ap_span span = s->item->periods.items[i].span;
        ret_set->from = i == 0 || span.from < ret_set->from ? span.from : ret_set->from;
        if (s->item->collected == AP_DAY_NONE && (i == 0 || span.to - 1 > ret_set->day))
            ret_set->day = span.to - 1;
    }
    if (s->day != AP_DAY_NONE && (ret_set->day == AP_DAY_NONE || ret_set->day > s->day))
        ret_set->day = s->day;
}

/* A tree that cannot be read, no row in it. */
static void
say_unread(struct ap_subject *s, enum ap_code code, const char *what, const struct ap_small *doc)
{
    if (doc->broken.len > 0)
        (void)ap_subject_fault(s, code, doc->broken_line, "no %s can be read: %.*s", what,
                               AP_FMT(doc->broken));
    else if (AP_IN(s->text_kind) &
             (AP_IN(AP_KIND_CSV) | AP_IN(AP_KIND_JSON) | AP_IN(AP_KIND_JSONL) |
              AP_IN(AP_KIND_YAML) | AP_IN(AP_KIND_XLSX)))
        (void)ap_subject_fault(
            s, code, 0, "no %s can be read: no column or key has a name that is known", what);
    else
        ap_subject_note(s, code, 0,
                        "no %s can be read: only CSV, workbooks, JSON and YAML are looked into",
                        what)
            ->severity = AP_LOW;
}

uint64_t
ap_rowset_gather(struct ap_subject *s, const struct ap_small_state *state, const char *catalog,
                 struct ap_rowset *ret_set, struct ap_small *ret_doc)
{
    ap_rowset_begin(s, catalog, ret_set);
    ret_set->cut = state->cut;
    ret_set->state = state;
    ret_set->tree = ap_rowset_tree(s, state, ret_doc);
    uint64_t n = 0;
    uint16_t key = ap_fields_id(&ret_set->fields, "id"); /* else the first field names a row */
    if (key == AP_FIELD_NONE && ret_set->fields.n > 0)
        key = ret_set->fields.base;
    if (ret_set->tree) {
        for (size_t i = 0; i < (ret_doc->n_roots > 0 ? ret_doc->n_roots : 1); i++)
            n += ap_records_of_node(ret_doc->n_roots > 0 ? ret_doc->roots[i] : ret_set->tree,
                                    &ret_set->names, key, s->scratch, take_row, ret_set);
    } else if (ret_doc->broken.len == 0) {
        struct ap_records *records = ap_records_new(&ret_set->names, s->scratch, take_row, ret_set);
        if (s->sheets.n > 0)
            ap_rowset_feed_sheets(ret_set, records);
        else
            ap_records_feed(records, ret_doc->text);
        n = ap_records_end(records).n;
        for (size_t i = 0; i < ret_set->fields.n && i < AP_ROWSET_CELLS; i++)
            ret_set->has[i] |= ap_records_has(records, (uint16_t)i);
    }
    return n;
}

bool
ap_rowset_read(struct ap_subject *s, const struct ap_small_state *state, const char *catalog,
               enum ap_code code, const char *what, struct ap_rowset *ret_set)
{
    struct ap_small doc = {.s = s};
    if (s->record->fault || (state->n == 0 && s->text_kind != AP_KIND_XLSX))
        return false;
    uint64_t n = ap_rowset_gather(s, state, catalog, ret_set, &doc);
    bool known = false;
    if (ap_sheets_is_hollow(s, &ret_set->sheets, n))
        return false;
    for (size_t i = 0; i < AP_ROWSET_CELLS; i++)
        known |= ret_set->has[i];
    if (n == 0 || !known) {
        say_unread(s, code, what, &doc);
        return false;
    }
    ap_rowset_fill_areas(ret_set);
    ap_sheets_say(s, &ret_set->sheets);
    (void)ap_fact_add_count(s, "records", n);
    return true;
}

/* --- cells ----------------------------------------------------------------------------------- */

const struct ap_rowset_cell *
ap_rowset_cell(const struct ap_rowset *set, const struct ap_rowset_row *row, const char *id)
{
    static const struct ap_rowset_cell none;
    uint16_t number = ap_fields_id(&set->fields, id);
    return number < AP_ROWSET_CELLS && !ap_value_is_empty(row->cells[number].text)
               ? &row->cells[number]
               : &none;
}

struct ap_str
ap_rowset_text(const struct ap_rowset *set, const struct ap_rowset_row *row, const char *id)
{
    return ap_rowset_cell(set, row, id)->text;
}

bool
ap_rowset_has(const struct ap_rowset *set, const char *id)
{
    uint16_t number = ap_fields_id(&set->fields, id);
    return number < AP_ROWSET_CELLS && set->has[number];
}

ap_day
ap_rowset_day(struct ap_str text)
{
    struct ap_stamp stamp;
    struct ap_moment moment;
    ap_day day;
    text = ap_str_trim(text);
    if (ap_stamp_parse(text, &stamp) == AP_OK)
        return stamp.local;
    if (ap_cell_day(text, &day) == AP_OK)
        return day;
    return ap_moment_find(text, &moment) == AP_OK ? moment.day : AP_DAY_NONE;
}

bool
ap_rowset_is_recent(const struct ap_rowset *set, ap_day day, int32_t days)
{
    if (day == AP_DAY_NONE || (set->s->day != AP_DAY_NONE && day > set->s->day))
        return false;
    return set->day == AP_DAY_NONE || day >= set->day - days ||
           (set->from != AP_DAY_NONE && day >= set->from);
}

/* --- messages -------------------------------------------------------------------------------- */

void
ap_row_list_add(struct ap_row_list *list, const struct ap_rowset_row *row, struct ap_str label,
                uint32_t column)
{
    if (list->n++ == 0) {
        list->line = row->line;
        list->column = column;
    }
    if (list->n > NAMED)
        return;
    label = ap_str_slice(label, 0, ap_str_find(label, '\n'));
    bool cut = label.len > LABEL_BYTES;
    size_t n = cut ? LABEL_BYTES : label.len;
    while (cut && n > 0 && ((unsigned char)label.ptr[n] & 0xc0) == 0x80)
        n--;
    ap_buf_printf(&list->names, "%s%.*s%s", list->n > 1 ? ", " : "", (int)n, n ? label.ptr : "",
                  cut ? "…" : "");
    ap_buf_printf(&list->names, "%s%s %u%s", n ? " (" : "", row->of_sheet ? "row" : "line",
                  row->of_sheet ? row->line & AP_ROW_MASK : row->line, n ? ")" : "");
}

/* "have no expiry" of one: "has no expiry". */
static struct ap_str
of_one(struct ap_arena *mem, struct ap_str words)
{
    static const struct {
        const char *many, *one;
    } verbs[] = {{"have", "has"}, {"are", "is"}, {"were", "was"}};
    struct ap_str rest = words;
    struct ap_str verb = ap_str_cut(&rest, ' ');
    for (size_t i = 0; i < AP_COUNT(verbs); i++)
        if (ap_str_is(verb, verbs[i].many))
            return ap_arena_join(mem, ap_str_from(verbs[i].one), " ", rest);
    return ap_arena_join(mem, verb, "s ", rest);
}

struct ap_finding *
ap_row_list_say(struct ap_subject *s, struct ap_row_list *list, enum ap_code code, size_t of,
                const char *what, const char *words)
{
    struct ap_finding *f = NULL;
    if (list->n > NAMED)
        ap_buf_printf(&list->names, " and %zu more", list->n - NAMED);
    if (list->n > 0) {
        struct ap_str say = ap_str_from(words);
        if (list->n == 1)
            say = of_one(s->scratch, say);
        f = ap_subject_fault(s, code, list->line, "%zu of %zu %s %.*s: %.*s", list->n, of, what,
                             AP_FMT(say), AP_FMT(ap_buf_str(&list->names)));
        f->place.column = list->column;
    }
    ap_buf_release(&list->names);
    return f;
}
