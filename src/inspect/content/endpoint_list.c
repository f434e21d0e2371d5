/* END001 to END004: all privileged kinds are answered, every operation has a class, privileged ones an admin-only scope.
 * Place in the flow: inspect; on request of PRIV-01 and whoever names endpoint-list.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: records; privileged-operation (key: method and path, value: kind), privileged-scope (key: scope).
 * Arguments: kinds (privileged_endpoints). OpenAPI documents are turned into rows by openapi.c. */
#include "base/map.h"
#include "inspect/content/openapi.h"
#include "inspect/content/registers.h"

#define FACTS_MAX 1000u

struct endpoints {
    struct ap_rowset set;
    const struct ap_catalog *kinds;
    bool openapi;
    bool *answered;                /* by kind */
    struct ap_map ordinary_scopes; /* that an endpoint without privilege needs */
    size_t n_privileged;
    struct ap_row_list classless, open;
};

static struct ap_str
text_of(const struct endpoints *e, const struct ap_rowset_row *row, const char *id)
{
    return ap_rowset_text(&e->set, row, id);
}

static bool
is_word_of(const struct endpoints *e, const char *catalog, struct ap_str text)
{
    return ap_value_is(ap_library_catalog(e->set.s->lib, ap_str_from(catalog)), text);
}

static struct ap_str
label_of(struct endpoints *e, const struct ap_rowset_row *row)
{
    struct ap_str path = text_of(e, row, "path");
    struct ap_str method = text_of(e, row, "method");
    if (path.len == 0)
        return text_of(e, row, "kind");
    return method.len > 0 ? ap_arena_join(e->set.s->scratch, method, " ", path) : path;
}

/* `word` stands in `text`, both folded: "createUser" holds "create user". */
static bool
holds(struct ap_str text, struct ap_str word)
{
    char a[AP_FIELD_BYTES];
    char b[AP_FIELD_BYTES];
    struct ap_str folded = {a, ap_field_fold(text, a, sizeof a)};
    struct ap_str wanted = {b, ap_field_fold(word, b, sizeof b)};
    return wanted.len > 0 && ap_str_contains(folded, wanted);
}

/* The kind that a text names, or AP_NONE; by its id and title first, then by its words. */
static uint32_t
kind_in(const struct endpoints *e, struct ap_str text)
{
    for (size_t i = 0; e->kinds && text.len > 0 && i < e->kinds->steps.n; i++)
        if (holds(text, e->kinds->steps.items[i].id) || holds(text, e->kinds->steps.items[i].say))
            return (uint32_t)i;
    for (size_t i = 0; e->kinds && text.len > 0 && i < e->kinds->steps.n; i++)
        for (size_t k = 0; k < e->kinds->steps.items[i].words.n; k++)
            if (holds(text, e->kinds->steps.items[i].words.items[k]))
                return (uint32_t)i;
    return AP_NONE;
}

/* Reading is privileged only where it takes data out in bulk. */
static bool
only_reads(const struct endpoints *e, const struct ap_rowset_row *row, uint32_t kind)
{
    struct ap_str method = text_of(e, row, "method");
    bool reads = ap_str_ieq(method, AP_STR("get")) || ap_str_ieq(method, AP_STR("head"));
    return reads && !(kind != AP_NONE && ap_str_is(e->kinds->steps.items[kind].id, "bulk-export"));
}

static uint32_t
kind_of(const struct endpoints *e, const struct ap_rowset_row *row)
{
    uint32_t kind = kind_in(e, text_of(e, row, "kind"));
    if (kind != AP_NONE || !e->openapi)
        return kind;
    kind = kind_in(e, text_of(e, row, "path"));
    return kind != AP_NONE && only_reads(e, row, kind) ? AP_NONE : kind;
}

/* In the path any such word says so; beside it only one of several words does: `none` as a scope means no scope. */
static bool
is_offered(const struct endpoints *e, const struct ap_rowset_row *row)
{
    static const char *const ids[] = {"path", "method", "class", "scope", "kind"};
    for (size_t i = 0; i < AP_COUNT(ids); i++) {
        uint16_t number = ap_fields_id(&e->set.fields, ids[i]);
        struct ap_str text = number < AP_ROWSET_CELLS ? row->cells[number].text : AP_STR_NONE;
        bool several = ap_str_find(text, ' ') < text.len;
        if (text.len > 0 && (i == 0 || several) && is_word_of(e, "endpoint_not_offered", text))
            return false;
    }
    return true;
}

static bool
is_privileged(const struct endpoints *e, const struct ap_rowset_row *row, uint32_t kind)
{
    struct ap_str said = text_of(e, row, "privileged");
    if (ap_value_is_yes(said) || ap_str_ieq(text_of(e, row, "class"), AP_STR("admin")))
        return true;
    if (said.len > 0 && !ap_value_is_yes(said) && e->openapi)
        return false;
    return kind != AP_NONE && !(e->openapi && only_reads(e, row, kind));
}

static void
gather_ordinary(struct endpoints *e, const struct ap_rowset_row *row)
{
    struct ap_scope_walk walk = ap_scopes_of(text_of(e, row, "scope"));
    struct ap_str scope;
    while (ap_scope_next(&walk, e->set.s->lib, &scope))
        (void)ap_map_put(&e->ordinary_scopes, e->set.s->scratch, scope, 1);
}

static bool
is_standard_scope(const struct endpoints *e, struct ap_str scope)
{
    return ap_map_get(&e->ordinary_scopes, scope) != AP_NONE ||
           ap_value_is(ap_library_catalog(e->set.s->lib, AP_STR("scopes")), scope) ||
           (scope.len >= 5 && ap_str_ieq(ap_str_slice(scope, 0, 4), AP_STR("read")));
}

/* The next scope of the walk that ordinary endpoints do not share. */
static bool
next_admin_scope(const struct endpoints *e, struct ap_scope_walk *walk, struct ap_str *ret_scope)
{
    while (ap_scope_next(walk, e->set.s->lib, ret_scope)) {
        if (is_word_of(e, "no_scope", *ret_scope))
            continue;
        if (ap_scope_is_privileged(e->set.s->lib, *ret_scope) || !is_standard_scope(e, *ret_scope))
            return true;
    }
    return false;
}

static bool
has_admin_scope(const struct endpoints *e, struct ap_str scopes)
{
    struct ap_scope_walk walk = ap_scopes_of(scopes);
    struct ap_str scope;
    return next_admin_scope(e, &walk, &scope);
}

/* Why somebody without an admin-only scope comes in, behind the endpoint's name; a view without pointer: nobody does. */
static struct ap_str
open_by(const struct endpoints *e, const struct ap_rowset_row *row)
{
    if (!row->ways_in)
        return has_admin_scope(e, text_of(e, row, "scope")) ? AP_STR_NONE : AP_STR("");
    for (size_t i = 0; i < row->ways_in->n; i++) {
        struct ap_str way = row->ways_in->items[i];
        if (has_admin_scope(e, way))
            continue;
        if (row->ways_in->n == 1)
            return AP_STR("");
        return ap_str_trim(way).len == 0
                   ? AP_STR(", without a scope")
                   : ap_arena_printf(e->set.s->scratch, ", by alternative %zu of %zu", i + 1,
                                     row->ways_in->n);
    }
    return AP_STR_NONE;
}

static void
add_admin_scopes(const struct endpoints *e, const struct ap_rowset_row *row, struct ap_str label)
{
    struct ap_scope_walk walk = ap_scopes_of(text_of(e, row, "scope"));
    struct ap_str scope;
    while (next_admin_scope(e, &walk, &scope))
        (void)ap_fact_add(e->set.s, "privileged-scope", scope, label, row->line);
}

static void
judge_row(struct endpoints *e, const struct ap_rowset_row *row)
{
    uint32_t kind = kind_of(e, row);
    bool offered = is_offered(e, row);
    if (kind != AP_NONE)
        e->answered[kind] = true;
    if (!offered)
        return;
    if ((e->openapi || ap_rowset_has(&e->set, "class")) && text_of(e, row, "class").len == 0)
        ap_row_list_add(&e->classless, row, label_of(e, row), 0);
    if (!is_privileged(e, row, kind))
        return;
    if (e->n_privileged++ < FACTS_MAX)
        (void)ap_fact_add(e->set.s, "privileged-operation", label_of(e, row),
                          kind != AP_NONE ? e->kinds->steps.items[kind].id : AP_STR(""), row->line);
    struct ap_str label = label_of(e, row);
    struct ap_str open = open_by(e, row);
    add_admin_scopes(e, row, label);
    if (open.ptr)
        ap_row_list_add(&e->open, row, ap_arena_join(e->set.s->scratch, label, "", open),
                        ap_rowset_cell(&e->set, row, "scope")->column);
}

static void
say_kinds(struct endpoints *e)
{
    struct ap_buf missing = {0};
    size_t n = 0;
    size_t all = e->kinds ? e->kinds->steps.n : 0;
    for (size_t i = 0; i < all; i++)
        if (!e->answered[i])
            ap_buf_printf(&missing, "%s%.*s", n++ ? ", " : "",
                          AP_FMT(e->kinds->steps.items[i].say));
    if (n > 0)
        (void)ap_subject_fault(e->set.s, AP_END002, 0,
                               "%zu of %zu kinds of privileged endpoints are not answered: %.*s", n,
                               all, AP_FMT(ap_buf_str(&missing)));
    ap_buf_release(&missing);
}

static bool
read_rows(struct ap_subject *s, const struct ap_call *call, struct endpoints *e)
{
    struct ap_small doc;
    const struct ap_small_state *state = call->state;
    if (s->record->fault || state->n == 0)
        return false;
    const struct ap_node *tree = ap_rowset_tree(s, state, &doc);
    e->openapi = tree && ap_openapi_is(tree);
    if (!e->openapi)
        return ap_rowset_read(s, state, "endpoint_fields", AP_END001, "endpoints", &e->set);
    ap_rowset_begin(s, "endpoint_fields", &e->set);
    ap_openapi_rows(tree, &e->set);
    (void)ap_fact_add_count(s, "records", e->set.rows.n);
    if (e->set.rows.n == 0)
        (void)ap_subject_fault(
            s, AP_END001, 0,
            "no endpoints can be read: the OpenAPI document describes no operation");
    return e->set.rows.n > 0;
}

void
ap_check_endpoint_list_end(struct ap_subject *s, const struct ap_call *call)
{
    struct endpoints *e = ap_arena_new(s->scratch, struct endpoints);
    if (!read_rows(s, call, e))
        return;
    e->kinds = ap_check_catalog(s->lib, call->args, "kinds", "privileged_endpoints");
    e->answered = ap_arena_array(s->scratch, bool, e->kinds ? e->kinds->steps.n : 1);
    for (size_t i = 0; i < e->set.rows.n; i++) {
        const struct ap_rowset_row *row = &e->set.rows.items[i];
        if (!is_privileged(e, row, kind_of(e, row)))
            gather_ordinary(e, row);
    }
    for (size_t i = 0; i < e->set.rows.n; i++)
        judge_row(e, &e->set.rows.items[i]);
    say_kinds(e);
    (void)ap_row_list_say(s, &e->classless, AP_END003, e->set.rows.n, "operations",
                          "belong to no class");
    (void)ap_row_list_say(s, &e->open, AP_END004, e->n_privileged, "privileged endpoints",
                          "need no admin-only scope");
}
