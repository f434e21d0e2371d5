/* The table reader: types, defaults, shorthands, lists of one, and every fault with its place and hint.
 * Place in the flow: tests of schema/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "port/yaml.h"
#include "schema/schema.h"

struct part {
    struct ap_str name;
    int64_t weight;
    struct ap_str key;
    struct ap_place place;
};
AP_VEC(parts, struct part);

static const struct ap_schema part_schema = {
    .name = "part",
    .fields = (const struct ap_field[]){{.key = "name",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED,
                                         .offset = offsetof(struct part, name)},
                                        {.key = "weight",
                                         .type = AP_T_INT,
                                         .offset = offsetof(struct part, weight),
                                         .min = -1,
                                         .max = 9},
                                        {.key = NULL}},
    .size = sizeof(struct part),
    .place_offset = offsetof(struct part, place),
    .shorthand = "name",
};

enum color { RED = 3, BLUE = 7 };
static const struct ap_choice colors[] = {{"red", RED}, {"blue", BLUE}, {NULL, 0}};

struct thing {
    struct ap_str id, title, digest;
    struct ap_ref ref, period;
    int64_t count;
    bool on;
    enum color color;
    ap_day day, at;
    int32_t days, none;
    struct ap_periods periods;
    struct ap_strs words;
    struct ap_refs refs;
    struct part inner;
    struct part *maybe;
    struct parts list, map;
    const struct ap_node *node;
};

#define F(k, t, m, ...)                                                                            \
    {                                                                                              \
        .key = k, .type = t, .offset = offsetof(struct thing, m), __VA_ARGS__                      \
    }
static const struct ap_schema thing_schema = {
    .name = "thing",
    .fields =
        (const struct ap_field[]){
            F("id", AP_T_ID, id, .flags = AP_F_REQUIRED, .doc = "Its id"),
            F("title", AP_T_STR, title, .flags = AP_F_NONEMPTY),
            F("digest", AP_T_SHA256, digest, .flags = 0),
            F("ref", AP_T_REF, ref, .flags = 0),
            F("period", AP_T_PERIOD, period, .flags = 0),
            F("count", AP_T_INT, count, .min = 1, .max = 5, .fallback = "2"),
            F("on", AP_T_BOOL, on, .fallback = "true"),
            F("color", AP_T_CHOICE, color, .choices = colors, .fallback = "blue"),
            F("day", AP_T_DAY, day, .flags = 0),
            F("at", AP_T_TIME_DAY, at, .flags = 0),
            F("days", AP_T_DURATION, days, .fallback = "10d"),
            F("none", AP_T_DURATION, none, .min = -1),
            F("periods", AP_T_PERIODS, periods, .flags = 0),
            F("words", AP_T_STRS, words, .flags = AP_F_NONEMPTY),
            F("refs", AP_T_REFS, refs, .flags = 0),
            F("inner", AP_T_STRUCT, inner, .sub = &part_schema),
            F("maybe", AP_T_STRUCT_PTR, maybe, .sub = &part_schema),
            F("list", AP_T_LIST, list, .sub = &part_schema),
            F("map", AP_T_MAP, map, .sub = &part_schema, .key_offset = offsetof(struct part, key)),
            F("node", AP_T_NODE, node, .flags = 0),
            {.key = NULL}},
    .size = sizeof(struct thing),
    .place_offset = AP_NO_PLACE,
};

struct fixture {
    struct ap_arena mem;
    struct ap_diag dg;
    struct thing thing;
    int result;
};

static void
fixture_release(struct fixture *f)
{
    ap_arena_release(&f->mem);
}

static void
read_thing(struct fixture *f, const char *yaml)
{
    struct ap_node *root = NULL;
    ap_diag_init(&f->dg, &f->mem);
    assert_int_equal(ap_yaml_parse(ap_str_from(yaml), AP_STR("t.yaml"), AP_MET001,
                                   &ap_yaml_default_limits, &f->mem, &root, &f->dg),
                     AP_OK);
    f->result = ap_schema_read(&thing_schema, root, &f->thing, AP_MET001, &f->mem, &f->dg);
}
#define READ(yaml)                                                                                 \
    __attribute__((cleanup(fixture_release))) struct fixture f = {0};                              \
    read_thing(&f, yaml)

AP_TEST(schema_reads_every_type)
{
    READ("id: a-1\ntitle: 2026\ndigest: "
         "9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\nref: X\nperiod: 2026\n"
         "count: 5\non: false\ncolor: red\nday: 2026-02-28\nat: 2026-07-01T23:30:00Z\ndays: 400d\n"
         "periods: [2026-05, 2026-Q2]\nwords: [a, b]\nrefs: [x]\ninner: {name: n, weight: 0}\n"
         "maybe: {name: m}\nlist: [{name: p}, q]\nmap: {k1: v1, k2: {name: v2, weight: 3}}\nnode: "
         "[1]\n");
    const struct thing *t = &f.thing;
    assert_int_equal(f.result, AP_OK);
    assert_str(t->id, "a-1");
    assert_str(t->title, "2026");
    assert_int_equal(t->digest.len, 64);
    assert_str(t->period.text, "2026");
    assert_int_equal(t->period.place.line, 5);
    assert_int_equal(t->count, 5);
    assert_false(t->on);
    assert_int_equal(t->color, RED);
    assert_int_equal(t->day, ap_day_from_civil(2026, 2, 28));
    assert_int_equal(t->at, ap_day_from_civil(2026, 7, 1));
    assert_int_equal(t->days, 400);
    assert_int_equal(t->periods.n, 2);
    assert_int_equal(t->words.n, 2);
    assert_int_equal(t->inner.weight, 0);
    assert_non_null(t->maybe);
    assert_int_equal(t->maybe->weight, -1);
    assert_str(t->list.items[1].name, "q");
    assert_int_equal(t->list.items[1].place.line, 17);
    assert_str(t->map.items[0].key, "k1");
    assert_str(t->map.items[0].name, "v1");
    assert_int_equal(t->map.items[1].weight, 3);
    assert_int_equal(t->node->kind, AP_NODE_SEQ);
}

AP_TEST(schema_fills_defaults)
{
    READ("id: a\n");
    assert_int_equal(f.result, AP_OK);
    assert_int_equal(f.thing.count, 2);
    assert_true(f.thing.on);
    assert_int_equal(f.thing.color, BLUE);
    assert_int_equal(f.thing.day, AP_DAY_NONE);
    assert_int_equal(f.thing.at, AP_DAY_NONE);
    assert_int_equal(f.thing.days, 10);
    assert_int_equal(f.thing.none, -1);
    assert_int_equal(f.thing.inner.weight, -1);
    assert_null(f.thing.maybe);
}

AP_TEST(schema_takes_one_for_a_list_and_nothing_for_an_empty_one)
{
    READ("id: a\nwords: one\nrefs: r\nperiods: 2026-Q1\nlist: {name: p}\nmap:\n");
    assert_int_equal(f.result, AP_OK);
    assert_int_equal(f.thing.words.n, 1);
    assert_int_equal(f.thing.refs.n, 1);
    assert_int_equal(f.thing.periods.n, 1);
    assert_int_equal(f.thing.list.n, 1);
    assert_int_equal(f.thing.map.n, 0);
}

static void
expect(const struct fixture *f, size_t at, enum ap_code code, uint32_t line, uint32_t column,
       const char *message, const char *hint)
{
    assert_true(at < f->dg.n);
    const struct ap_diagnostic *d = &f->dg.items[at];
    assert_str(d->message, message);
    assert_int_equal(d->code, code);
    assert_int_equal(d->place.line, line);
    assert_int_equal(d->place.column, column);
    if (hint && !ap_str_contains(d->hint, ap_str_from(hint)))
        fail_msg("hint \"%.*s\" does not hold \"%s\"", AP_FMT(d->hint), hint);
}

AP_TEST(schema_collects_all_faults)
{
    READ("titel: x\ncount: 9\non: yes\ncolor: blu\nday: 2026-13-01\nwords: []\ninner: [1]\n"
         "list: [{weight: 1}]\nmap: [1]\n");
    assert_int_equal(f.result, AP_E_INVALID);
    assert_int_equal(f.dg.n, 9 + 1);
    expect(&f, 0, AP_MET004, 1, 1, "unknown key \"titel\" in thing", "did you mean \"title\"?");
    expect(&f, 1, AP_MET006, 1, 1, "thing needs the key \"id\"", "add id: Its id");
    expect(&f, 2, AP_MET007, 2, 8, "count \"9\" must lie between 1 and 5", NULL);
    expect(&f, 3, AP_MET005, 3, 5, "on must be true or false, found \"yes\"", NULL);
    expect(&f, 4, AP_MET007, 4, 8, "color \"blu\" is not allowed",
           "did you mean \"blue\"? allowed: red, blue");
    expect(&f, 5, AP_MET007, 5, 6, "day \"2026-13-01\" is not a day of the calendar (YYYY-MM-DD)",
           NULL);
    expect(&f, 6, AP_MET007, 6, 8, "words must not be empty", NULL);
    expect(&f, 7, AP_MET005, 7, 8, "name must be text, found a list", NULL);
    expect(&f, 8, AP_MET006, 8, 8, "part needs the key \"name\"", NULL);
    expect(&f, 9, AP_MET005, 9, 6, "map must be a mapping, found a list", NULL);
}

AP_TEST(schema_refuses_what_only_looks_right)
{
    static const char *const bad[] = {
        "id: a b\n",
        "id: \"\"\n",
        "id: a\ntitle: ''\n",
        "id: a\ntitle:\n",
        "id: a\ncount: \"3\"\n",
        "id: a\ncount: 03\n",
        "id: a\ncount: 2.0\n",
        "id: a\ncount: x\n",
        "id: a\non: \"true\"\n",
        "id: a\nday: 2026-1-1\n",
        "id: a\nperiod: 2026-Q5\n",
        "id: a\ndays: 5\n",
        "id: a\ndays: 40000d\n",
        "id: a\ndigest: 9f86\n",
        "id: a\nperiods: {a: b}\n",
        "id: a\nlist: 3\nmap: x\n",
        "id: a\nat: noon\n",
        "id: a\ncolor: RED\n",
        "- id\n",
        "",
    };
    for (size_t i = 0; i < AP_COUNT(bad); i++) {
        READ(bad[i]);
        if (f.result != AP_E_INVALID || f.dg.n_errors == 0)
            fail_msg("accepted: %s", bad[i]);
    }
}

/* A struct that may hold itself. */
static const struct ap_schema loop_schema = {
    .name = "loop",
    .fields = (const struct ap_field[]){{.key = "in", .type = AP_T_STRUCT_PTR, .sub = &loop_schema},
                                        {.key = NULL}},
    .size = sizeof(void *),
    .place_offset = AP_NO_PLACE,
};

AP_TEST(schema_bounds_its_depth)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_node *root = ap_arena_new(&mem, struct ap_node);
    root->kind = AP_NODE_MAP;
    for (int i = 0; i < 100000; i++) {
        struct ap_node *outer = ap_arena_new(&mem, struct ap_node);
        outer->kind = AP_NODE_MAP;
        outer->n = 1;
        outer->pairs = ap_arena_new(&mem, struct ap_pair);
        outer->pairs[0] = (struct ap_pair){.key = AP_STR("in"), .value = root};
        root = outer;
    }
    void *out = NULL;
    assert_int_equal(ap_schema_read(&loop_schema, root, &out, AP_LIB001, &mem, &dg), AP_E_INVALID);
    assert_int_equal(dg.n, 1);
    assert_int_equal(dg.items[0].code, AP_LIB003);
}

AP_TEST(schema_checks_the_schema_line)
{
    static const struct {
        const char *yaml;
        bool required;
        int result;
    } cases[] = {
        {"schema: x/v1\n", true, AP_OK},
        {"schema: x/v1\n", false, AP_OK},
        {"schema: x/v2\n", false, AP_E_INVALID},
        {"a: 1\n", true, AP_E_INVALID},
        {"a: 1\n", false, AP_OK},
        {"schema: [x/v1]\n", true, AP_E_INVALID},
        {"[1]\n", true, AP_E_INVALID},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        struct ap_diag dg;
        ap_diag_init(&dg, &mem);
        struct ap_node *root = NULL;
        assert_int_equal(ap_yaml_parse(ap_str_from(cases[i].yaml), AP_STR("t"), AP_LIB001,
                                       &ap_yaml_default_limits, &mem, &root, &dg),
                         AP_OK);
        assert_int_equal(ap_schema_line(root, "x/v1", cases[i].required, AP_LIB001, &dg),
                         cases[i].result);
        if (cases[i].result != AP_OK)
            assert_int_equal(dg.items[0].code, AP_LIB008);
    }
}

AP_TEST(schema_checks_keys_alone)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_node *root = NULL;
    assert_int_equal(ap_yaml_parse(AP_STR("idd: 1\ncolor: nonsense\n"), AP_STR("t"), AP_LIB001,
                                   &ap_yaml_default_limits, &mem, &root, &dg),
                     AP_OK);
    assert_int_equal(ap_schema_check_keys(&thing_schema, root, AP_LIB001, &mem, &dg), AP_E_INVALID);
    assert_int_equal(dg.n, 1);
    assert_int_equal(dg.items[0].code, AP_LIB004);
}
