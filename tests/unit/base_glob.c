/* Globs: examples, every short pattern against a naive matcher, no blow-up.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "ap_test.h"

static void
assert_glob(const char *pattern, const char *path, bool expected)
{
    if (ap_str_glob(ap_str_from(pattern), ap_str_from(path)) != expected)
        fail_msg("\"%s\" on \"%s\": expected %d", pattern, path, expected);
}

AP_TEST(glob_examples)
{
    assert_glob("gateway/**", "gateway/a.json", true);
    assert_glob("gateway/**", "gateway/kong/a.json", true);
    assert_glob("gateway/**", "gateways/a.json", false);
    assert_glob("gateway/**", "x/gateway/a.json", false);
    assert_glob("*.tmp", "a.tmp", true);
    assert_glob("*.tmp", "deep/er/a.tmp", true);
    assert_glob("*.tmp", "a.tmp/b", false);
    assert_glob("a/*.tmp", "a/b.tmp", true);
    assert_glob("a/*.tmp", "a/b/c.tmp", false);
    assert_glob("**/x", "x", true);
    assert_glob("**/x", "a/b/x", true);
    assert_glob("**/x", "ax", false);
    assert_glob("a/**/b", "a/b", true);
    assert_glob("a/**/b", "a/c/d/b", true);
    assert_glob("a/**/b", "a/cb", false);
    assert_glob("a**b/c", "ax/y/b/c", true);
    assert_glob("RATE-03/*", "RATE-03/tenant-throttling", true);
    assert_glob("RATE-03/*", "RATE-031/x", false);
    assert_glob("?.txt", "a.txt", true);
    assert_glob("?.txt", ".txt", false);
    assert_glob("a?b/", "a/b/", false);
    assert_glob("~$*", "dir/~$report.docx", true);
    assert_glob("", "", true);
    assert_glob("", "a", false);
    assert_glob("**", "a/b", true);
    assert_glob("A.txt", "a.txt", false);
}

/* The same rules, as slowly as they are said. */
static bool
naive(const char *pattern, const char *p, const char *t)
{
    if (*p == '\0')
        return *t == '\0';
    if (strncmp(p, "**/", 3) == 0 && (p == pattern || p[-1] == '/')) {
        if (naive(pattern, p + 3, t))
            return true;
        for (size_t i = 0; t[i]; i++) {
            if (t[i] == '/' && (i == 0 || t[i - 1] == '/'))
                return false; /* a folder has a name */
            if (t[i] == '/' && naive(pattern, p + 3, t + i + 1))
                return true;
        }
        return false;
    }
    if (p[0] == '*') {
        bool crosses = p[1] == '*';
        for (;; t++) {
            if (naive(pattern, p + 1 + crosses, t))
                return true;
            if (*t == '\0' || (*t == '/' && !crosses))
                return false;
        }
    }
    bool same = *p == '?' ? *t && *t != '/' : *p == *t;
    return same && *t && naive(pattern, p + 1, t + 1);
}

static bool
naive_glob(const char *pattern, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!strchr(pattern, '/') && slash)
        path = slash + 1;
    return naive(pattern, pattern, path);
}

/* The number-th text over an alphabet, the empty one first. */
static void
spell(size_t number, const char *alphabet, char *out)
{
    size_t base = strlen(alphabet), len = 0;
    for (; number > 0; number = (number - 1) / base)
        out[len++] = alphabet[(number - 1) % base];
    out[len] = '\0';
}

AP_TEST(glob_agrees_with_the_naive_matcher)
{
    for (size_t i = 0; i < 5461; i++) { /* all patterns up to six bytes */
        char pattern[16];
        spell(i, "a/*?", pattern);
        for (size_t j = 0; j < 364; j++) { /* all texts up to five bytes */
            char path[16];
            spell(j, "ab/", path);
            assert_glob(pattern, path, naive_glob(pattern, path));
        }
    }
}

AP_TEST(glob_random_long_ones_agree_too)
{
    uint64_t random = 88172645463325252u;
    for (int round = 0; round < 20000; round++) {
        char pattern[13], path[25];
        for (size_t i = 0; i < sizeof pattern - 1 + sizeof path - 1; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if (i < sizeof pattern - 1)
                pattern[i] = "ab/***?/"[random % 8];
            else
                path[i - (sizeof pattern - 1)] = "aab/"[random % 4];
        }
        pattern[random / 8 % sizeof pattern] = '\0';
        pattern[sizeof pattern - 1] = path[sizeof path - 1] = '\0';
        path[random / 256 % sizeof path] = '\0';
        assert_glob(pattern, path, naive_glob(pattern, path));
    }
}

AP_TEST(glob_does_not_blow_up)
{
    static char pattern[AP_GLOB_MAX + 2], path[4097];
    for (size_t i = 0; i < AP_GLOB_MAX; i += 2) {
        pattern[i] = '*';
        pattern[i + 1] = 'a';
    }
    memset(path, 'a', 4096);
    path[4095] = 'b';
    clock_t begin = clock();
    assert_glob(pattern, path, false);
    assert_true(clock() - begin < 20 * CLOCKS_PER_SEC);
    path[4095] = 'a';
    assert_glob(pattern, path, true);
    pattern[AP_GLOB_MAX] = '*';
    assert_glob(pattern, path, false); /* too long to be meant */
}
