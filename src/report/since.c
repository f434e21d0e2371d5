/* Changes between two packs as text, Markdown and JSON.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/since.h"

#include "base/cleanup.h"
#include "base/utf8.h"
#include "report/escape.h"

const struct ap_since_words ap_since_words[AP_N_SINCE] = {
    [AP_SINCE_NEWLY_SATISFIED] = {"newly_satisfied", "Newly satisfied"},
    [AP_SINCE_REGRESSED] = {"regressed", "Regressed"},
    [AP_SINCE_STILL_OPEN] = {"still_open", "Still open"},
    [AP_SINCE_RENEWED] = {"renewed", "Renewed: satisfied by other bytes"},
    [AP_SINCE_SAME_BYTES] = {"unchanged_bytes", "Unchanged: satisfied by the very same bytes"},
    [AP_SINCE_OWNER_CHANGED] = {"owner_changed", "Owner changed"},
    [AP_SINCE_ADDED] = {"added", "Added: not asked for before"},
    [AP_SINCE_REMOVED] = {"removed", "Removed: not asked for any more"},
};

const enum ap_since_change ap_since_order[AP_N_SINCE] = {
    AP_SINCE_REGRESSED, AP_SINCE_NEWLY_SATISFIED, AP_SINCE_STILL_OPEN, AP_SINCE_ADDED,
    AP_SINCE_REMOVED,   AP_SINCE_OWNER_CHANGED,   AP_SINCE_RENEWED,    AP_SINCE_SAME_BYTES};

static const struct ap_since_fact *
fact_of(const struct ap_since_row *row)
{
    return row->new ? row->new : row->old;
}

struct ap_str
ap_since_side_str(const struct ap_since_side *side, struct ap_arena *mem)
{
    return ap_arena_printf(mem, "%.*s..%.*s, as of %.*s, audience %.*s", AP_FMT(side->from),
                           AP_FMT(side->to), AP_FMT(side->as_of), AP_FMT(side->audience));
}

struct ap_str
ap_since_row_str(const struct ap_since_row *row, enum ap_since_change change, struct ap_arena *mem)
{
    const struct ap_str none = AP_STR("nobody");
    if (change == AP_SINCE_OWNER_CHANGED)
        return ap_arena_join(mem, row->old->owner.len ? row->old->owner : none, " -> ",
                             row->new->owner.len ? row->new->owner : none);
    if (!row->old || !row->new)
        return fact_of(row)->state;
    if (ap_str_eq(row->old->state, row->new->state))
        return row->new->state;
    return ap_arena_join(mem, row->old->state, " -> ", row->new->state);
}

struct ap_str
ap_since_doubt(const struct ap_since *since, struct ap_arena *mem)
{
    const struct ap_since_side *old = &since->old;
    const struct ap_since_side *new = &since->new;
    if (!ap_str_eq(old->organization, new->organization) || !ap_str_eq(old->product, new->product))
        return AP_STR("The packs are of different organizations or products.");
    if (!ap_str_eq(old->audience, new->audience))
        return ap_arena_printf(
            mem,
            "The packs are for different audiences (%.*s, %.*s): what one of them does "
            "not list counts as added or removed.",
            AP_FMT(old->audience), AP_FMT(new->audience));
    return AP_STR_NONE;
}

struct ap_str
ap_since_summary(const struct ap_since *since, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    for (size_t i = 0; i < AP_N_SINCE; i++) {
        struct ap_str title = ap_str_from(ap_since_words[ap_since_order[i]].title);
        size_t n = since->counts[ap_since_order[i]];
        if (n)
            ap_buf_printf(&text, "%s%zu %.*s", text.len ? ", " : "", n,
                          AP_FMT(ap_str_slice(title, 0, ap_str_find(title, ':'))));
    }
    return ap_arena_printf(mem, "%.*s; compared with %.*s", AP_FMT(ap_buf_str(&text)),
                           AP_FMT(ap_since_side_str(&since->old, mem)));
}

/** How a row of words is set. */
struct setting {
    void (*escape)(struct ap_buf *out, struct ap_str text);
    const char *before, *between, *before_state, *behind;
};

static void
add_rows(const struct ap_since *since, enum ap_since_change change, const struct setting *set,
         struct ap_arena *mem, struct ap_buf *out)
{
    for (size_t i = 0; i < since->n_rows; i++) {
        const struct ap_since_row *row = &since->rows[i];
        if (!row->changes[change])
            continue;
        ap_buf_add_c(out, set->before);
        set->escape(out, fact_of(row)->ref);
        ap_buf_add_c(out, set->between);
        set->escape(out, fact_of(row)->title);
        ap_buf_add_c(out, set->before_state);
        set->escape(out, ap_since_row_str(row, change, mem));
        ap_buf_add_c(out, set->behind);
    }
}

static void
add_doubt(const struct ap_since *since, void (*escape)(struct ap_buf *out, struct ap_str text),
          struct ap_arena *mem, struct ap_buf *out)
{
    struct ap_str doubt = ap_since_doubt(since, mem);
    if (doubt.len == 0)
        return;
    ap_buf_add_char(out, '\n');
    escape(out, doubt);
    ap_buf_add_char(out, '\n');
}

/* --- text ------------------------------------------------------------------------------------------- */

static void
add_text_side(struct ap_buf *out, const char *label, const struct ap_since_side *side,
              struct ap_arena *mem)
{
    ap_buf_printf(out, "%-5s", label);
    ap_text_escape(out, ap_since_side_str(side, mem));
    ap_buf_printf(out, "\n     pack id %.*s\n", AP_FMT(side->pack_id));
}

static const struct setting as_text = {ap_text_escape, "  ", "  ", ": ", "\n"};

void
ap_since_text(const struct ap_since *since, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    add_text_side(out, "old", &since->old, &mem);
    add_text_side(out, "new", &since->new, &mem);
    add_doubt(since, ap_text_escape, &mem, out);
    for (size_t i = 0; i < AP_N_SINCE; i++) {
        enum ap_since_change change = ap_since_order[i];
        if (since->counts[change] == 0)
            continue;
        ap_buf_printf(out, "\n%s (%zu)\n", ap_since_words[change].title, since->counts[change]);
        add_rows(since, change, &as_text, &mem, out);
    }
    if (since->n_rows == 0)
        ap_buf_add_c(out, "\nNeither pack lists a requirement.\n");
}

/* --- Markdown --------------------------------------------------------------------------------------- */

static const struct setting as_markdown = {ap_markdown_escape, "| ", " | ", " | ", " |\n"};

void
ap_since_markdown(const struct ap_since *since, int level, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *marks = &"####"[level > 3 ? 1 : 4 - level];
    ap_buf_printf(out, "%s %s\n\n", marks, level == 1 ? "What changed" : "Since last time");
    ap_buf_add_c(out, "Compared with the pack of ");
    ap_markdown_escape(out, ap_since_side_str(&since->old, &mem));
    ap_buf_printf(out, " (pack id %.*s).\n", AP_FMT(since->old.pack_id));
    add_doubt(since, ap_markdown_escape, &mem, out);
    for (size_t i = 0; i < AP_N_SINCE; i++) {
        enum ap_since_change change = ap_since_order[i];
        if (since->counts[change] == 0)
            continue;
        ap_buf_printf(out, "\n%s# %s (%zu)\n\n| Requirement | What | State |\n|---|---|---|\n",
                      marks, ap_since_words[change].title, since->counts[change]);
        add_rows(since, change, &as_markdown, &mem, out);
    }
    ap_buf_add_char(out, '\n');
}

/* --- JSON ------------------------------------------------------------------------------------------- */

static void
add_json_side(struct ap_json *json, const char *key, const struct ap_since_side *side)
{
    ap_json_key(json, key);
    ap_json_object_open(json);
    ap_json_kv_str(json, "pack_id", side->pack_id);
    ap_json_kv_str(json, "organization", side->organization);
    ap_json_kv_str(json, "product", side->product);
    ap_json_key(json, "window");
    ap_json_object_open(json);
    ap_json_kv_str(json, "from", side->from);
    ap_json_kv_str(json, "to", side->to);
    ap_json_object_close(json);
    ap_json_kv_str(json, "as_of", side->as_of);
    ap_json_kv_str(json, "audience", side->audience);
    ap_json_kv_bool(json, "complete", side->complete);
    ap_json_object_close(json);
}

static void
add_json_fact(struct ap_json *json, const char *key, const struct ap_since_fact *fact)
{
    ap_json_key(json, key);
    if (!fact) {
        ap_json_null(json);
        return;
    }
    ap_json_object_open(json);
    ap_json_kv_str(json, "state", fact->state);
    ap_json_kv_bool(json, "open", fact->is_open);
    ap_json_kv_str_opt(json, "owner", fact->owner);
    ap_json_kv_strs(json, "sha256", &fact->digests);
    ap_json_object_close(json);
}

static void
add_json_changes(struct ap_json *json, const bool changes[AP_N_SINCE])
{
    ap_json_key(json, "changes");
    ap_json_array_open(json);
    for (int change = 0; change < AP_N_SINCE; change++)
        if (changes[change])
            ap_json_str(json, ap_str_from(ap_since_words[change].key));
    ap_json_array_close(json);
}

/** The rows of one control, from `first` on; gives the index behind them. */
static size_t
add_json_control(struct ap_json *json, const struct ap_since *since, size_t first)
{
    struct ap_str control = fact_of(&since->rows[first])->control;
    bool changes[AP_N_SINCE] = {false};
    size_t end = first;
    for (; end < since->n_rows && ap_str_eq(fact_of(&since->rows[end])->control, control); end++)
        for (int change = 0; change < AP_N_SINCE; change++)
            changes[change] = changes[change] || since->rows[end].changes[change];
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", control);
    add_json_changes(json, changes);
    ap_json_key(json, "requirements");
    ap_json_array_open(json);
    for (size_t i = first; i < end; i++) {
        const struct ap_since_row *row = &since->rows[i];
        ap_json_object_open(json);
        ap_json_kv_str(json, "id", fact_of(row)->ref);
        ap_json_kv_str(json, "title", fact_of(row)->title);
        add_json_changes(json, row->changes);
        add_json_fact(json, "old", row->old);
        add_json_fact(json, "new", row->new);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
    ap_json_object_close(json);
    return end;
}

void
ap_since_json(struct ap_json *json, const struct ap_since *since)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    ap_json_object_open(json);
    ap_json_kv_c(json, "schema", "apipack.dev/diff/v1");
    add_json_side(json, "old", &since->old);
    add_json_side(json, "new", &since->new);
    ap_json_kv_str_opt(json, "doubt", ap_since_doubt(since, &mem));
    ap_json_key(json, "summary");
    ap_json_object_open(json);
    for (int change = 0; change < AP_N_SINCE; change++)
        ap_json_kv_int(json, ap_since_words[change].key, (int64_t)since->counts[change]);
    ap_json_object_close(json);
    for (int change = 0; change < AP_N_SINCE; change++) {
        ap_json_key(json, ap_since_words[change].key);
        ap_json_array_open(json);
        for (size_t i = 0; i < since->n_rows; i++)
            if (since->rows[i].changes[change])
                ap_json_str(json, fact_of(&since->rows[i])->ref);
        ap_json_array_close(json);
    }
    ap_json_key(json, "controls");
    ap_json_array_open(json);
    for (size_t i = 0; i < since->n_rows;)
        i = add_json_control(json, since, i);
    ap_json_array_close(json);
    ap_json_object_close(json);
}
