/* A workspace in a temporary folder, with a small library, for tests of the evidence stage.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/path.h"
#include "base/vec.h"
#include "evidence/evidence.h"
#include "library/library.h"
#include "port/fs.h"
#include "tmp_folder.h"
#include "workspace/workspace.h"

#define SIDECAR(name) "evidence/" name ".meta.yaml"
#define STANDARD      "APIAuth-Standard-v1.0-Approved.md"
#define TICKET        "APIAuth-Ticket-2026-Q2.md"
#define SHARED        "APILogging-Shared-2026-Q2.md"

static const char fixture_library[] =
    "schema: apipack.dev/library/v1\n"
    "library: {id: small, version: 1.0.0, title: Small}\n"
    "areas:\n"
    "  - {id: auth, title: Authentication, prefix: APIAuth}\n"
    "  - {id: logging, title: Logging, prefix: APILogging}\n"
    "  - {id: abuse, title: Abuse detection, prefix: APIAbuse}\n"
    "sections: [{id: one, number: 1, title: One}]\n"
    "naming:\n"
    "  patterns: ['{area}-{artifact}-{period}[-{seq}].{ext}', '{area}-{artifact}-{version}-{status}.{ext}']\n"
    "metadata:\n"
    "  - {key: title, label: Evidence Title, type: text, required: true, column: A}\n"
    "  - {key: control, label: Control ID, type: control-ids, required: true, column: B}\n"
    "  - {key: area, label: API Control Area, type: area, required: true, column: C}\n"
    "  - {key: framework, label: Framework, type: frameworks, column: D}\n"
    "  - {key: owner, label: Evidence Owner, type: person, required: true, column: E}\n"
    "  - {key: period, label: Period Covered, type: period, required: true, column: F}\n"
    "  - {key: source, label: Source System, type: text, required: true, column: G}\n"
    "  - {key: review, label: Review Status, type: review, required: true, column: H}\n"
    "  - {key: env, label: Environment, type: choice, choices: [prod, staging], column: I}\n"
    "  - {key: reviewed_on, label: Reviewed On, type: date, column: J}\n"
    "  - {key: home, label: Home Page, type: url, column: K}\n"
    "  - {key: size, label: Size, type: number, column: L}\n"
    "  - {key: also, label: Also, type: control-ids, column: M}\n"
    "  - {key: month, label: Month, type: period, column: N}\n"
    "  - {key: keeper, label: Keeper, type: person, column: O}\n"
    "audiences: [{id: internal, title: Internal}, {id: auditor, title: Auditor}, {id: buyer, title: Buyer}]\n"
    "controls:\n"
    "  - id: AUTH-01\n    title: Standard\n    area: auth\n    section: one\n"
    "    maps: {soc2: [CC1], iso-2026: ['1']}\n"
    "    requires:\n"
    "      - {id: standard, title: Authentication standard, proof: requirement, accepts: [APIAuth-Standard], cadence: once}\n"
    "      - {id: ticket, title: Rotation ticket, proof: operation, accepts: [APIAuth-Ticket], cadence: quarterly}\n"
    "  - id: LOG-01\n    title: Logging\n    area: logging\n    section: one\n"
    "    maps: {soc2: [CC1]}\n"
    "    requires:\n"
    "      - {id: review, title: Log review, proof: review, accepts: [APILogging-Shared, APILogging-Review], cadence: quarterly}\n"
    "  - id: LOG-02\n    title: Retention\n    area: abuse\n    section: one\n"
    "    maps: {soc2: [CC1]}\n"
    "    requires:\n"
    "      - {id: retention, title: Retention, proof: configuration, accepts: [APILogging-Shared], cadence: quarterly}\n";

static const struct {
    const char *file, *text;
} fixture_frameworks[] = {
    {"lib/soc2.yaml", "schema: apipack.dev/library/v1\n"
                      "framework: {id: soc2, title: SOC 2 Trust Services Criteria, edition: '2017', status: current}\n"
                      "ids: [{id: CC1, label: One}]\n"},
    {"lib/iso-old.yaml", "schema: apipack.dev/library/v1\n"
                         "framework: {id: iso-2015, title: ISO/IEC 27017, edition: '2015', status: withdrawn, "
                         "replaced_by: iso-2026}\n"
                         "ids: [{id: '1', label: One}]\n"},
    {"lib/iso.yaml", "schema: apipack.dev/library/v1\n"
                     "framework: {id: iso-2026, title: ISO/IEC 27017, edition: '2026', status: current}\n"
                     "ids: [{id: '1', label: One}]\n"},
};

struct workspace {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library *lib;
    struct ap_workspace *ws;
    struct ap_evidence *ev;
    int rc;
};

static inline void
put(struct workspace *w, const char *name, const char *text)
{
    struct ap_str dir = ap_path_dir(ap_str_from(name));
    if (dir.len)
        assert_int_equal(ap_fs_make_dirs(tmp_path(&w->mem, &w->tmp, ap_arena_copy(&w->mem, dir).ptr)), AP_OK);
    tmp_write(&w->tmp, name, text);
}

/** `more`: lines of apipack.yaml; `evidence` is one of them. */
static inline void
workspace_open(struct workspace *w, const char *more)
{
    *w = (struct workspace){.tmp = tmp_open()};
    ap_diag_init(&w->dg, &w->mem);
    put(w, "apipack.yaml",
        ap_arena_printf(&w->mem,
                        "schema: apipack.dev/workspace/v1\norganization: Acme\nproduct: API\n"
                        "library: {base: lib}\n"
                        "audit: {from: 2026-04-01, to: 2026-06-30, frameworks: [soc2, iso-2026]}\n"
                        "people: [{id: ann, name: Ann Owner, email: ann@acme.example}, {id: bob, name: Bob}]\n%s",
                        more)
            .ptr);
    put(w, "lib/library.yaml", fixture_library);
    for (size_t i = 0; i < AP_COUNT(fixture_frameworks); i++)
        put(w, fixture_frameworks[i].file, fixture_frameworks[i].text);
    assert_int_equal(ap_fs_make_dirs(tmp_path(&w->mem, &w->tmp, "evidence")), AP_OK);
}

static inline void
workspace_load(struct workspace *w)
{
    struct ap_str dir = ap_str_from(w->tmp.path);
    struct ap_library_source source = {.base = ap_path_join(&w->mem, dir, AP_STR("lib")), .root = dir};
    int rc = ap_workspace_load(dir, &w->mem, &w->ws, &w->dg);
    if (rc == AP_OK)
        rc = ap_library_load(&source, &w->mem, &w->lib, &w->dg);
    for (size_t i = 0; rc != AP_OK && i < w->dg.n; i++)
        print_message("%.*s\n", AP_FMT(w->dg.items[i].message));
    assert_int_equal(rc, AP_OK);
    w->rc = ap_evidence_load(w->ws, w->lib, &w->mem, &w->ev, &w->dg);
}

static inline void
workspace_close(struct workspace *w)
{
    if (w->ev)
        ap_evidence_close(w->ev);
    tmp_close(&w->tmp);
    ap_arena_release(&w->mem);
}

static inline struct ap_item *
item_of(const struct workspace *w, const char *rel)
{
    for (size_t i = 0; i < w->ev->items.n; i++)
        if (ap_str_is(w->ev->items.items[i].rel, rel))
            return &w->ev->items.items[i];
    fail_msg("no item %s", rel);
    return NULL;
}

/** The codes of all findings in the order they were made, joined by blanks; `!` marks what invalidates. */
static inline struct ap_str
codes(struct workspace *w)
{
    struct ap_str text = AP_STR("");
    for (size_t i = 0; i < w->ev->findings.n; i++) {
        const struct ap_finding *f = w->ev->findings.items[i];
        struct ap_str code =
            ap_arena_printf(&w->mem, "%s%s", ap_code_info(f->code)->id, f->invalidates ? "!" : "");
        text = i ? ap_arena_join(&w->mem, text, " ", code) : code;
    }
    return text;
}

static inline const struct ap_finding *
finding(const struct workspace *w, enum ap_code code)
{
    for (size_t i = 0; i < w->ev->findings.n; i++)
        if (w->ev->findings.items[i]->code == code)
            return w->ev->findings.items[i];
    fail_msg("no finding %s", ap_code_info(code)->id);
    return NULL;
}

static inline struct ap_str
joined(struct workspace *w, const struct ap_strs *list)
{
    struct ap_str text = AP_STR("");
    for (size_t i = 0; i < list->n; i++)
        text = i ? ap_arena_join(&w->mem, text, " ", list->items[i]) : list->items[i];
    return text;
}

/** References of the requirements it serves. */
static inline struct ap_str
served(struct workspace *w, const struct ap_item *item)
{
    struct ap_str text = AP_STR("");
    for (size_t i = 0; i < item->n_requirements; i++)
        text = ap_arena_join(&w->mem, text, i ? " " : "", w->lib->requirements[item->requirements[i]]->ref);
    return text;
}

/** Files with the usual owner and source in their sidecars are complete. */
#define FULL "owner: ann\nsource: Wiki\n"
