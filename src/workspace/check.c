/* Checks of apipack.yaml that need nothing else: paths stay inside, ids are unique, the window is one.
 * Place in the flow: workspace, right after the tables have read the file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/path.h"
#include "workspace/load.h"

struct checker {
    struct ap_workspace *ws;
    const struct ap_node *root;
    struct ap_arena *mem;
    struct ap_diag *dg;
    bool valid;
};

static struct ap_diagnostic *
fault(struct checker *c, enum ap_code code, struct ap_place place, struct ap_str message)
{
    c->valid = false;
    return ap_diag_add(c->dg, code, place, "%.*s", AP_FMT(message));
}

/* The value of `key`, or of `key` within `group`. */
static const struct ap_node *
value_at(const struct checker *c, const char *group, const char *key)
{
    const struct ap_node *map = c->root;
    if (group && map->kind == AP_NODE_MAP)
        map = ap_node_get(map, group);
    return map && map->kind == AP_NODE_MAP ? ap_node_get(map, key) : NULL;
}

/* --- paths ---------------------------------------------------------------------------------------- */

/* `./controls/` is what people write for `controls`. */
static struct ap_str
tidy(struct ap_str path)
{
    while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
        path = ap_str_slice(path, 2, path.len);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static void
confine(struct checker *c, const char *what, struct ap_str *path, struct ap_place place)
{
    if (!path->len)
        return;
    *path = tidy(*path);
    if (ap_path_is_confined(*path))
        return;
    struct ap_diagnostic *d =
        fault(c, AP_WSP014, place,
              ap_arena_printf(c->mem, "%s \"%.*s\" is not a path inside the workspace", what,
                              AP_FMT(*path)));
    ap_diag_hint(c->dg, d, "write a path relative to the workspace, without \"..\": evidence/2026");
}

static void
confine_ref(struct checker *c, const char *what, struct ap_ref *ref)
{
    confine(c, what, &ref->text, ref->place);
}

static void
check_paths(struct checker *c)
{
    struct ap_workspace *ws = c->ws;
    const struct ap_node *folder = value_at(c, "evidence", "folder");
    const struct ap_node *reg = value_at(c, "evidence", "register");
    confine(c, "evidence.folder", &ws->evidence.folder,
            folder ? folder->place : ws->evidence.place);
    confine(c, "evidence.register", &ws->evidence.register_file,
            reg ? reg->place : ws->evidence.place);
    confine_ref(c, "samples", &ws->samples_file);
    confine_ref(c, "requests", &ws->requests_file);
    confine_ref(c, "registers.risks", &ws->register_risks);
    confine_ref(c, "registers.actions", &ws->register_actions);
    confine_ref(c, "registers.findings", &ws->register_findings);
    for (size_t i = 0; i < ws->library_overlays.n; i++)
        confine_ref(c, "library.overlays", &ws->library_overlays.items[i]);
}

/* --- ids ------------------------------------------------------------------------------------------ */

static void
twice(struct checker *c, const char *what, struct ap_str id, struct ap_place place,
      struct ap_place first, const char *mend)
{
    struct ap_diagnostic *d =
        fault(c, AP_WSP016, place,
              ap_arena_printf(c->mem, "%s \"%.*s\" is there twice", what, AP_FMT(id)));
    ap_diag_hint(c->dg, d, "the first one is in line %u; %s", first.line, mend);
}

/* Words that name a person must name one only, or owner and reviewer cannot be told apart. */
static void
claim_word(struct checker *c, struct ap_map *words, struct ap_str word, uint32_t person)
{
    if (!word.len)
        return;
    uint32_t first = ap_map_put(words, c->mem, ap_arena_lower(c->mem, word), person);
    if (first != AP_NONE && first != person)
        twice(c, "the person", word, c->ws->people.items[person].place,
              c->ws->people.items[first].place, "rename one of them");
}

static void
check_people(struct checker *c)
{
    struct ap_map words = {0};
    for (size_t i = 0; i < c->ws->people.n; i++) {
        const struct ap_person *person = &c->ws->people.items[i];
        claim_word(c, &words, person->id, (uint32_t)i);
        claim_word(c, &words, person->email, (uint32_t)i);
        for (size_t k = 0; k < person->aliases.n; k++)
            claim_word(c, &words, person->aliases.items[k], (uint32_t)i);
        if (person->members.n && person->kind != AP_TEAM)
            ap_diag_hint(
                c->dg,
                fault(c, AP_WSP007, person->place,
                      ap_arena_printf(c->mem, "person \"%.*s\" has members", AP_FMT(person->id))),
                "add kind: team");
    }
}

static void
check_exceptions(struct checker *c)
{
    struct ap_map ids = {0};
    for (size_t i = 0; i < c->ws->exceptions.n; i++) {
        struct ap_exception *exception = &c->ws->exceptions.items[i];
        if (exception->period_text.text.len &&
            ap_period_parse(exception->period_text.text, &exception->period) != AP_OK)
            c->valid = false; /* the tables reported it */
        if (exception->granted != AP_DAY_NONE && exception->expires != AP_DAY_NONE &&
            exception->expires < exception->granted)
            ap_diag_hint(
                c->dg,
                fault(c, AP_WSP007, exception->place,
                      ap_arena_printf(c->mem, "the exception \"%.*s\" ends before it begins",
                                      AP_FMT(exception->id))),
                "granted is its first day, expires its last");
        uint32_t first = AP_NONE;
        if (exception->id.len)
            first = ap_map_put(&ids, c->mem, exception->id, (uint32_t)i);
        if (first != AP_NONE)
            twice(c, "the exception", exception->id, exception->place,
                  c->ws->exceptions.items[first].place, "rename one of them");
    }
}

static void
check_applicability(struct checker *c)
{
    struct ap_map ids = {0};
    for (size_t i = 0; i < c->ws->applicability.n; i++) {
        const struct ap_applicability *entry = &c->ws->applicability.items[i];
        uint32_t first = AP_NONE;
        if (entry->control.text.len)
            first = ap_map_put(&ids, c->mem, entry->control.text, (uint32_t)i);
        if (first != AP_NONE)
            twice(c, "applicability of", entry->control.text, entry->place,
                  c->ws->applicability.items[first].place, "keep one of the two");
    }
}

/* --- the rest ------------------------------------------------------------------------------------- */

/* A point audit happens at one day: `from` follows `to`. */
static void
check_audit(struct checker *c)
{
    struct ap_audit *audit = &c->ws->audit;
    if (audit->from != AP_DAY_NONE || value_at(c, "audit", "from"))
        return;
    if (audit->type == AP_AUDIT_POINT) {
        audit->from = audit->to;
    } else if (value_at(c, NULL, "audit")) {
        struct ap_diagnostic *d =
            fault(c, AP_WSP006, audit->place, AP_STR("audit needs the key \"from\""));
        ap_diag_hint(c->dg, d, "add from: the first day of the window, or type: point");
    }
}

static void
check_defaults(struct checker *c)
{
    for (size_t i = 0; i < c->ws->evidence.defaults.n; i++) {
        const struct ap_default_rule *rule = &c->ws->evidence.defaults.items[i];
        struct ap_period period;
        if (rule->period.len && ap_period_parse(rule->period, &period) != AP_OK)
            ap_diag_hint(c->dg,
                         fault(c, AP_WSP007, rule->place,
                               ap_arena_printf(c->mem, "period \"%.*s\" is not a period",
                                               AP_FMT(rule->period))),
                         "write 2026-05, 2026-Q2, 2026, a day or a range A..B");
    }
}

static void
check_sharepoint(struct checker *c)
{
    const struct ap_node *url = value_at(c, "sharepoint", "library");
    if (!url || !c->ws->sharepoint_library.len ||
        ap_str_starts(c->ws->sharepoint_library, AP_STR("https://")))
        return;
    ap_diag_hint(c->dg,
                 fault(c, AP_WSP007, url->place, AP_STR("sharepoint.library is no https:// URL")),
                 "copy the address of the document library from the browser");
}

bool
ap_workspace_check(struct ap_workspace *ws, const struct ap_node *root, struct ap_arena *mem,
                   struct ap_diag *dg)
{
    struct checker c = {ws, root, mem, dg, true};
    check_paths(&c);
    check_people(&c);
    check_exceptions(&c);
    check_applicability(&c);
    check_audit(&c);
    check_defaults(&c);
    check_sharepoint(&c);
    return c.valid;
}
