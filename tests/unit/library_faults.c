/* Every fault of a library: its code, its place, that all are collected; and that size costs linear time.
 * Place in the flow: tests of library/.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "library/library.h"
#include "port/fs.h"
#include "tmp_folder.h"

#define LINE  "schema: apipack.dev/library/v1\n"
#define SMALL TEST_DATA "/library/small"

struct place {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library *lib;
    int result;
};

static void
place_release(struct place *p)
{
    tmp_close(&p->tmp);
    ap_arena_release(&p->mem);
}

static void
place_init(struct place *p)
{
    p->tmp = tmp_open();
    ap_diag_init(&p->dg, &p->mem);
}

static void
put(struct place *p, const char *name, struct ap_str text)
{
    struct ap_str path = ap_arena_printf(&p->mem, "%s/%s", p->tmp.path, name);
    assert_int_equal(ap_fs_write_new(path.ptr, text), AP_OK);
}

/* The folder as overlay of the small library, or alone. */
static void
load(struct place *p, bool alone)
{
    struct ap_str dir = ap_str_from(p->tmp.path);
    struct ap_library_source source = {.base = alone ? dir : AP_STR(SMALL), .root = AP_STR("/tmp")};
    if (!alone)
        source.overlays = (struct ap_strs){&dir, 1, 1};
    p->result = ap_library_load(&source, &p->mem, &p->lib, &p->dg);
}

#define PLACE                                                                                      \
    __attribute__((cleanup(place_release))) struct place p = {0};                                  \
    place_init(&p)

static const struct ap_diagnostic *
find(const struct place *p, enum ap_code code)
{
    for (size_t i = 0; i < p->dg.n; i++)
        if (p->dg.items[i].code == code)
            return &p->dg.items[i];
    return NULL;
}

#define REQ(more)                                                                                  \
    "requires: [{id: x, title: X, proof: review, cadence: annual, accepts: [APIAuth-X]" more "}]"
#define CONTROL(more)                                                                              \
    LINE "controls:\n- {id: T-01, title: T, area: auth, section: first, " more "}\n"

static const struct {
    const char *yaml;
    enum ap_code code;
    uint32_t line;
    const char *hint;
} cases[] = {
    {LINE "controls: [}\n", AP_LIB001, 2, NULL},
    {LINE "risks: [{id: a, id: b, title: x}]\n", AP_LIB002, 2, NULL},
    {LINE "contrls: []\n", AP_LIB004, 2, "did you mean \"controls\"?"},
    {LINE "risks: [{id: a, title: x, titel: y}]\n", AP_LIB004, 2, "did you mean \"title\"?"},
    {LINE "risks: {id: a}\n", AP_LIB005, 2, NULL},
    {LINE "risks: [{id: a}]\n", AP_LIB006, 2, "title"},
    {LINE "ids: [a]\n", AP_LIB006, 2, NULL},
    {LINE "framework: x\n", AP_LIB005, 2, NULL},
    {LINE "areas: [{id: a, title: A, prefix: apiA}]\n", AP_LIB007, 2, "capital"},
    {"risks: []\n", AP_LIB008, 1, "schema: apipack.dev/library/v1"},
    {"schema: apipack.dev/library/v2\n", AP_LIB008, 1, NULL},
    {LINE "risks: [{id: a, title: x}, {id: a, title: y}]\n", AP_LIB009, 2, "overlay"},
    {LINE "areas: [{id: a, title: A, prefix: APIAuth}]\n", AP_LIB009, 2, NULL},
    {LINE "sections: [{id: z, title: Z, number: 1}]\n", AP_LIB009, 2, NULL},
    {CONTROL("requires: [{id: x, title: X, proof: review, cadence: annual, accepts: "
             "[APIAuth-X]}, {id: x, "
             "title: Y, proof: review, cadence: annual, accepts: [APIAuth-Y]}]"),
     AP_LIB009, 3, NULL},
    {CONTROL(REQ(", section: frist")), AP_LIB010, 3, "did you mean \"first\"?"},
    {CONTROL(REQ(", audience: auditors")), AP_LIB010, 3, "did you mean \"auditor\"?"},
    {CONTROL(REQ(", population: AUTH-01/standrad")), AP_LIB010, 3, "AUTH-01/standard"},
    {CONTROL(REQ("") ", treats: [nothing]"), AP_LIB010, 3, NULL},
    {CONTROL(REQ("") ", ready_when: [{all: [T-01/y], say: s}]"), AP_LIB010, 3, NULL},
    {LINE "controls: [{id: AUTH-01, area: nowhere}]\n", AP_LIB010, 2, NULL},
    {LINE "questions: [{id: Q9, ask: a, answered_by: [X-1/y]}]\n", AP_LIB010, 2, NULL},
    {LINE "questions: [{id: Q9, ask: a, answered_by: {facts: [all-onwed]}}]\n", AP_LIB010, 2,
     "all-owned"},
    {LINE "questions: [{id: Q9, ask: a, answered_by: {any: [LOG-01/sample], all: "
          "[LOG-01/sample]}}]\n",
     AP_LIB007, 2, NULL},
    {LINE "readiness: [{id: R9, line: a, needs: [X-1/y]}]\n", AP_LIB010, 2, NULL},
    {LINE "dealbreakers: [{id: D9, line: a, when: {gap: [X-1/y]}}]\n", AP_LIB010, 2, NULL},
    {LINE "dealbreakers: [{id: D9, line: a, when: {finding: [REV999]}}]\n", AP_LIB010, 2, NULL},
    {LINE "dealbreakers: [{id: D9, line: a, when: {finding: [XYZ001]}}]\n", AP_LIB010, 2, NULL},
    {LINE "dealbreakers: [{id: D9, line: a, when: {}}]\n", AP_LIB006, 2, NULL},
    {LINE "mistakes: [{id: M9, title: a, controls: [AUTH-02]}]\n", AP_LIB010, 2, "AUTH-01"},
    {LINE "framework: {id: f, title: F, replaced_by: nope}\n", AP_LIB010, 2, NULL},
    {CONTROL(REQ("") ", maps: {nwe: [\"5.1\"]}"), AP_LIB011, 3, "did you mean \"new\"?"},
    {CONTROL(REQ("") ", maps: {new: [\"5.9\"]}"), AP_LIB011, 3, NULL},
    {LINE "naming: {patterns: [\"{area}-{artifact\"]}\n", AP_LIB013, 2, NULL},
    {CONTROL("requires: [{id: x, title: X, proof: review, cadence: annual, accepts: [APIAuht-X]}]"),
     AP_LIB016, 3, "did you mean \"APIAuth\"?"},
    {CONTROL("requires: [{id: x, title: X, proof: review, cadence: annual, accepts: "
             "[APIAuth-camel]}]"),
     AP_LIB016, 3, NULL},
    {CONTROL("requires: [{id: x, title: X, proof: review, cadence: annual, accepts: [APIAuth]}]"),
     AP_LIB016, 3, NULL},
    {CONTROL(REQ(", formats: [\"*.pdf\"]")), AP_LIB016, 3, NULL},
    {CONTROL(REQ(", formats: [\"*.pdf\", pdf]")), AP_LIB007, 3, "document, table"},
    {CONTROL("requires: [{id: x, title: X, proof: review, cadence: annual, accepts: "
             "[APIAuth-X]}, {id: y, "
             "title: Y, proof: review, cadence: annual, accepts: [APIAuth-X]}]"),
     AP_LIB017, 3, NULL},
    {LINE "controls: [{id: AUTH-01, disable: true}]\n", AP_LIB018, 2, NULL},
    {LINE "controls: [{id: AUTH-01, disabled: {}}]\n", AP_LIB018, 2, NULL},
    {LINE "risks: [{id: abuse, disable: \"\"}]\n", AP_LIB018, 2, NULL},
    {LINE "areas: [{id: auth, disable: not ours}]\n", AP_LIB010, 0, "taken out"},
    {CONTROL(REQ(", checks: [3: [a], b: c]")), AP_LIB001, 0, NULL},
    {CONTROL(REQ(", checks: {a: 1, b: 2}")), AP_LIB005, 3, NULL},
};

AP_TEST(library_names_every_fault)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        PLACE;
        put(&p, "a.yaml", ap_str_from(cases[i].yaml));
        load(&p, false);
        const struct ap_diagnostic *d = find(&p, cases[i].code);
        if (i == AP_COUNT(cases) - 2 && !d)
            continue; /* `3: [a]` in a flow list is a one-pair mapping to some readers */
        if (p.result != AP_E_INVALID || !d)
            fail_msg("case %zu: result %d, %zu faults, first \"%.*s\":\n%s", i, p.result, p.dg.n,
                     AP_FMT(p.dg.n ? p.dg.items[0].message : AP_STR("")), cases[i].yaml);
        if (cases[i].line && d->place.line != cases[i].line)
            fail_msg("case %zu: line %u \"%.*s\":\n%s", i, d->place.line, AP_FMT(d->message),
                     cases[i].yaml);
        if (cases[i].hint && !ap_str_contains(d->hint, ap_str_from(cases[i].hint)))
            fail_msg("case %zu: hint \"%.*s\":\n%s", i, AP_FMT(d->hint), cases[i].yaml);
        assert_null(p.lib);
    }
}

AP_TEST(library_warns_and_goes_on)
{
    PLACE;
    put(&p, "a.yaml", AP_STR(CONTROL(REQ("") ", maps: {old: [\"1.1\"]}")));
    put(&p, "b.yaml", AP_STR(LINE "controls: [{id: NO-01, disable: not there}]\n"));
    load(&p, false);
    assert_int_equal(p.result, AP_OK);
    assert_non_null(find(&p, AP_LIB012));
    assert_true(ap_str_contains(find(&p, AP_LIB012)->hint, AP_STR("map T-01 to new")));
    assert_non_null(find(&p, AP_LIB020));
    assert_int_equal(p.dg.n_errors, 0);
}

AP_TEST(library_collects_faults_of_all_files)
{
    PLACE;
    put(&p, "a.yaml", AP_STR(LINE "risks: [{id: a}]\n"));
    put(&p, "deep/er/b.yml", AP_STR(LINE "nonsense: 1\n"));
    put(&p, "c.yaml", AP_STR("{\n"));
    put(&p, ".hidden/d.yaml", AP_STR("{\n"));
    put(&p, "e.txt", AP_STR("{\n"));
    load(&p, false);
    assert_int_equal(p.result, AP_E_INVALID);
    assert_int_equal(p.dg.n, 4); /* of `a` also that no layer below has it */
    assert_non_null(find(&p, AP_LIB020));
    assert_true(ap_str_ends(find(&p, AP_LIB004)->place.file, AP_STR("/deep/er/b.yml")));
}

AP_TEST(library_defines_a_thing_once_per_layer)
{
    PLACE;
    put(&p, "a.yaml", AP_STR(LINE "library: {id: a, version: 1, title: A}\n"));
    put(&p, "b.yaml", AP_STR(LINE "\nlibrary: {id: b, version: 1, title: B}\n"));
    load(&p, false);
    assert_int_equal(p.result, AP_E_INVALID);
    assert_int_equal(p.dg.n, 1);
    assert_int_equal(p.dg.items[0].code, AP_LIB009);
    assert_int_equal(p.dg.items[0].place.line, 3);
    assert_true(ap_str_contains(p.dg.items[0].message, AP_STR("/a.yaml:2")));
}

AP_TEST(library_lacks_what_it_needs)
{
    PLACE;
    put(&p, "a.yaml", AP_STR(LINE "library: {id: a, version: 1, title: A}\n"));
    load(&p, true);
    assert_int_equal(p.result, AP_E_INVALID);
    size_t n = 0;
    for (size_t i = 0; i < p.dg.n; i++)
        n += p.dg.items[i].code == AP_LIB019;
    assert_int_equal(n, 4);
}

AP_TEST(library_folder_is_missing_or_odd)
{
    PLACE;
    assert_int_equal(rmdir(p.tmp.path), 0);
    load(&p, true);
    assert_int_equal(mkdir(p.tmp.path, 0700), 0); /* the fixture removes it */
    assert_int_equal(p.result, AP_E_NOTFOUND);
    assert_non_null(find(&p, AP_LIB021));
}

AP_TEST(library_refuses_links_and_large_files)
{
    PLACE;
    AP_AUTO_FREE char *big = ap_xmalloc((1u << 20) + 1);
    memset(big, '#', (1u << 20) + 1);
    put(&p, "big.yaml", (struct ap_str){big, (1u << 20) + 1});
    struct ap_str link_path = ap_arena_printf(&p.mem, "%s/out.yaml", p.tmp.path);
    struct ap_str fifo_path = ap_arena_printf(&p.mem, "%s/fifo.yaml", p.tmp.path);
    assert_int_equal(symlink("/etc/hostname", link_path.ptr), 0);
    assert_int_equal(mkfifo(fifo_path.ptr, 0600), 0);
    load(&p, false);
    assert_int_equal(p.result, AP_E_INVALID);
    assert_int_equal(p.dg.n, 3);
    assert_non_null(find(&p, AP_LIB003));
    assert_non_null(find(&p, AP_LIB021));
}

/* `n` controls of three requirements in files of 500. */
static void
put_many(struct place *p, int n)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    for (int i = 0; i < n; i++) {
        if (i % 500 == 0)
            ap_buf_printf(&out, "%scontrols:\n", LINE);
        ap_buf_printf(
            &out,
            "- {id: N-%d, title: T, area: auth, section: first, maps: {new: ['5.1']}, requires: ["
            "{id: a, title: A, proof: review, cadence: annual, accepts: [APIAuth-A%d]},"
            "{id: b, title: A, proof: review, cadence: monthly, accepts: [APIAuth-B%d]},"
            "{id: c, title: A, proof: review, cadence: once, accepts: [APIAuth-C%d]}],"
            " ready_when: [{all: [N-%d/a, N-0/b], say: s}]}\n",
            i, i, i, i, i);
        if (i % 500 != 499 && i != n - 1)
            continue;
        char name[32];
        (void)snprintf(name, sizeof name, "c%d.yaml", i);
        put(p, name, ap_buf_str(&out));
        ap_buf_clear(&out);
    }
}

AP_TEST(library_loads_ten_thousand_controls)
{
    PLACE;
    put_many(&p, 9998); /* and the two of the small library */
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    load(&p, false);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    assert_int_equal(p.result, AP_OK);
    assert_int_equal(p.lib->controls.n, 10000);
    double seconds = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    print_message("10,000 controls: %.2f s of processor\n", seconds);
    assert_true(seconds < 20); /* quadratic steps would take minutes; sanitizers take seconds */
}

AP_TEST(library_bounds_the_number_of_controls)
{
    PLACE;
    put_many(&p, 10000);
    load(&p, false);
    assert_int_equal(p.result, AP_E_INVALID);
    assert_non_null(find(&p, AP_LIB003));
}
