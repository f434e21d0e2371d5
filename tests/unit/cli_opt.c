/* The option parser: forms, order, faults and suggestions.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "cli/opt.h"

static const struct ap_opt_spec own[] = {
    {AP_OPT_STRICT, 0, "strict", NULL, ""},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};
static const struct ap_opt_spec common[] = {
    {AP_OPT_OUTPUT, 'o', "output", "FILE", ""}, {AP_OPT_QUIET, 'q', "quiet", NULL, ""},
    {AP_OPT_VERBOSE, 'v', "verbose", NULL, ""}, {AP_OPT_FORMAT, 0, "format", "F", ""},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

/** One parse and what it gave. */
struct fixture {
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_command_line line;
    struct ap_words words;
};

/** `text`: words between blanks. */
static int
parse(struct fixture *f, const char *text, enum ap_opt_extent extent)
{
    *f = (struct fixture){0};
    ap_diag_init(&f->dg, &f->mem);
    f->words.items = ap_arena_array(&f->mem, char *, 32);
    struct ap_str rest = ap_str_from(text);
    while (rest.ptr && f->words.n < 32) {
        struct ap_str word = ap_arena_copy(&f->mem, ap_str_cut(&rest, ' '));
        char *copy = ap_arena_alloc(&f->mem, word.len + 1);
        memcpy(copy, word.ptr, word.len);
        f->words.items[f->words.n++] = copy;
    }
    return ap_opt_parse(&f->words, own, common, extent, &f->mem, &f->line, &f->dg);
}

AP_TEST(opt_value_forms)
{
    static const char *const forms[] = {"--output a.zip", "--output=a.zip", "-o a.zip",
                                        "-oa.zip",        "-qo a.zip",      "-qvoa.zip"};
    for (size_t i = 0; i < AP_COUNT(forms); i++) {
        struct fixture f;
        assert_int_equal(parse(&f, forms[i], AP_OPT_TO_END), AP_OK);
        assert_str(ap_opt_value(&f.line, AP_OPT_OUTPUT), "a.zip");
        assert_int_equal(f.line.args.n, 0);
        ap_arena_release(&f.mem);
    }
}

AP_TEST(opt_switches_and_arguments_mix)
{
    struct fixture f;
    assert_int_equal(parse(&f, "one --strict - -q two", AP_OPT_TO_END), AP_OK);
    assert_true(ap_opt_given(&f.line, AP_OPT_STRICT));
    assert_true(ap_opt_given(&f.line, AP_OPT_QUIET));
    assert_false(ap_opt_given(&f.line, AP_OPT_VERBOSE));
    assert_int_equal(f.line.args.n, 3);
    assert_str(f.line.args.items[1], "-");
    ap_arena_release(&f.mem);
}

AP_TEST(opt_double_dash_ends_options)
{
    struct fixture f;
    assert_int_equal(parse(&f, "-- --strict -q", AP_OPT_TO_END), AP_OK);
    assert_false(ap_opt_given(&f.line, AP_OPT_STRICT));
    assert_int_equal(f.line.args.n, 2);
    assert_str(f.line.args.items[0], "--strict");
    ap_arena_release(&f.mem);
}

AP_TEST(opt_last_value_wins_and_all_are_kept)
{
    struct fixture f;
    assert_int_equal(parse(&f, "--format a --format=b -o x -oy", AP_OPT_TO_END), AP_OK);
    assert_str(ap_opt_value(&f.line, AP_OPT_OUTPUT), "y");
    struct ap_strs formats = ap_opt_values(&f.line, AP_OPT_FORMAT, &f.mem);
    assert_int_equal(formats.n, 2);
    assert_str(formats.items[0], "a");
    assert_str(formats.items[1], "b");
    ap_arena_release(&f.mem);
}

AP_TEST(opt_to_argument_stops_after_the_command)
{
    struct fixture f;
    assert_int_equal(parse(&f, "-q build --nonsense", AP_OPT_TO_ARGUMENT), AP_OK);
    assert_str(f.line.args.items[0], "build");
    assert_int_equal(f.words.at, 2);
    ap_arena_release(&f.mem);
}

AP_TEST(opt_faults)
{
    static const struct {
        const char *text;
        enum ap_code code;
        const char *message, *hint;
    } rows[] = {
        {"--strct", AP_CLI002, "unknown option --strct", "did you mean --strict?"},
        {"--outptu=x", AP_CLI002, "unknown option --outptu", "did you mean --output?"},
        {"--zzzzzzzz", AP_CLI002, "unknown option --zzzzzzzz",
         "apipack help COMMAND lists its options"},
        {"-x", AP_CLI002, "unknown option -x in -x", "apipack help COMMAND lists its options"},
        {"-qx", AP_CLI002, "unknown option -x in -qx", "apipack help COMMAND lists its options"},
        {"--output", AP_CLI003, "--output needs a value: FILE", "give the value"},
        {"-o", AP_CLI003, "-o needs a value: FILE", "give the value"},
        {"--output=", AP_CLI003, "--output needs a value: FILE",
         "the value that was given is empty; give it, or leave the option out"},
        {"--quiet=yes", AP_CLI004, "--quiet takes no value",
         "apipack help COMMAND says what it takes"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct fixture f;
        assert_int_equal(parse(&f, rows[i].text, AP_OPT_TO_END), AP_E_INVALID);
        assert_int_equal(f.dg.n, 1);
        assert_int_equal(f.dg.items[0].code, rows[i].code);
        assert_str(f.dg.items[0].message, rows[i].message);
        assert_str(f.dg.items[0].hint, rows[i].hint);
        ap_arena_release(&f.mem);
    }
}

AP_TEST(opt_all_faults_are_reported)
{
    struct fixture f;
    assert_int_equal(parse(&f, "--strct --quite -x", AP_OPT_TO_END), AP_E_INVALID);
    assert_int_equal(f.dg.n, 3);
    ap_arena_release(&f.mem);
}
