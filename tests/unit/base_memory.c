/* Arena, buffer, vector, the out-of-memory hook.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ap_test.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/vec.h"

static bool
is_zero(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i])
            return false;
    return true;
}

AP_TEST(arena_pieces_are_aligned_zeroed_and_apart)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    unsigned char *before = NULL;
    size_t n_before = 0;
    for (size_t n = 0; n < 3000; n++) {
        unsigned char *piece = ap_arena_alloc(&mem, n);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        assert_true(is_zero(piece, n));
        memset(piece, 0xa5, n);
        if (n_before)
            assert_true(before[n_before - 1] == 0xa5);
        before = piece;
        n_before = n;
    }
    assert_true(mem.used_bytes >= 3000 * 2999 / 2);
}

AP_TEST(arena_gives_large_pieces_their_own_block)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    char *small = ap_arena_alloc(&mem, 10);
    unsigned char *large = ap_arena_alloc(&mem, 5u << 20);
    char *after = ap_arena_alloc(&mem, 10);
    memset(small, 'x', 10);
    memset(after, 'y', 10);
    assert_true(is_zero(large, 5u << 20));
}

AP_TEST(arena_rewind_forgets_and_zeroes_again)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    unsigned char *kept = ap_arena_alloc(&mem, 100);
    memset(kept, 1, 100);
    size_t used = mem.used_bytes;
    for (size_t round = 0; round < 50; round++) {
        struct ap_arena_mark mark = ap_arena_mark(&mem);
        for (size_t i = 0; i < 40; i++) {
            unsigned char *piece = ap_arena_alloc(&mem, 1000 * i + round);
            assert_true(is_zero(piece, 1000 * i + round));
            memset(piece, 0xff, 1000 * i + round);
        }
        ap_arena_rewind(&mem, mark);
        assert_int_equal(mem.used_bytes, used);
    }
    assert_int_equal(kept[99], 1);
}

AP_TEST(arena_rewind_to_the_empty_mark_releases_all)
{
    struct ap_arena mem = {0};
    struct ap_arena_mark mark = ap_arena_mark(&mem);
    (void)ap_arena_alloc(&mem, 10);
    ap_arena_rewind(&mem, mark);
    assert_null(mem.head);
    assert_int_equal(mem.used_bytes, 0);
    ap_arena_rewind(&mem, mark); /* an empty arena stays empty */
    ap_arena_release(&mem);
}

AP_TEST(arena_marks_nest)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    (void)ap_arena_alloc(&mem, 7);
    struct ap_arena_mark outer = ap_arena_mark(&mem);
    size_t used_outer = mem.used_bytes;
    (void)ap_arena_alloc(&mem, 3u << 20);
    struct ap_arena_mark inner = ap_arena_mark(&mem);
    size_t used_inner = mem.used_bytes;
    (void)ap_arena_alloc(&mem, 200000);
    ap_arena_rewind(&mem, inner);
    assert_int_equal(mem.used_bytes, used_inner);
    ap_arena_rewind(&mem, outer);
    assert_int_equal(mem.used_bytes, used_outer);
}

AP_TEST(arena_text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str copy = ap_arena_copy(&mem, AP_STR("abc"));
    assert_str(copy, "abc");
    assert_int_equal(copy.ptr[3], '\0');
    struct ap_str empty = ap_arena_copy(&mem, AP_STR_NONE);
    assert_non_null(empty.ptr);
    assert_int_equal(empty.len, 0);
    assert_int_equal(empty.ptr[0], '\0');
    assert_str(ap_arena_printf(&mem, "%s-%d", "x", 42), "x-42");
    assert_str(ap_arena_printf(&mem, "%s", ""), "");
    assert_int_equal(ap_arena_printf(&mem, "%100000d", 1).len, 100000);
    assert_str(ap_arena_join(&mem, AP_STR("a"), "/", AP_STR("b")), "a/b");
    assert_str(ap_arena_join(&mem, AP_STR_NONE, "", AP_STR_NONE), "");
    assert_int_equal(ap_arena_join(&mem, AP_STR("a"), "--", AP_STR_NONE).ptr[3], '\0');
}

AP_TEST(buf_grows_and_stays_terminated)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    for (int i = 0; i < 1000; i++) {
        ap_buf_add_char(&buf, (char)('a' + i % 26));
        assert_int_equal(buf.ptr[buf.len], '\0');
    }
    assert_int_equal(buf.len, 1000);
    assert_int_equal(buf.ptr[999], 'a' + 999 % 26);
    ap_buf_clear(&buf);
    assert_int_equal(buf.len, 0);
    assert_int_equal(buf.ptr[0], '\0');
    ap_buf_add_c(&buf, "one ");
    ap_buf_add_str(&buf, AP_STR("two "));
    ap_buf_add(&buf, "\0x", 2);
    ap_buf_add_str(&buf, AP_STR_NONE);
    ap_buf_printf(&buf, " %d%%", 7);
    ap_buf_printf(&buf, "%s", "");
    assert_memory_equal(buf.ptr, "one two \0x 7%", 14);
    assert_int_equal(ap_buf_str(&buf).len, 13);
}

AP_TEST(buf_prints_what_is_longer_than_its_room)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    ap_buf_printf(&buf, "<%5000d>", 3);
    assert_int_equal(buf.len, 5002);
    assert_int_equal(buf.ptr[5001], '>');
}

AP_TEST(buf_clear_and_release_of_nothing)
{
    struct ap_buf buf = {0};
    ap_buf_clear(&buf);
    assert_null(buf.ptr);
    ap_buf_add(&buf, NULL, 0);
    assert_int_equal(buf.ptr[0], '\0');
    ap_buf_release(&buf);
    ap_buf_release(&buf);
}

AP_VEC(numbers, uint64_t);

AP_TEST(vec_keeps_items_and_zeroes_new_ones)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct numbers v = {0};
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t *slot = ap_vec_push(&mem, &v);
        assert_int_equal(*slot, 0);
        *slot = i * i + 1;
    }
    assert_int_equal(v.n, 10000);
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(v.items[i], i * i + 1);
    v.n = 5; /* popped */
    assert_int_equal(*ap_vec_push(&mem, &v), 0);
}

static jmp_buf hook_jump;
static size_t hook_bytes;

static void
jumping_hook(size_t bytes)
{
    hook_bytes = bytes;
    longjmp(hook_jump, 1);
}

AP_TEST(oom_hook_is_told_what_was_wanted)
{
    static struct ap_arena mem;
    ap_set_oom_hook(jumping_hook);
    volatile int n_calls = 0;
    if (setjmp(hook_jump) == 0)
        (void)ap_arena_alloc(&mem, SIZE_MAX - 5);
    else
        n_calls++;
    assert_int_equal(hook_bytes, SIZE_MAX - 5);
    if (setjmp(hook_jump) == 0)
        (void)ap_arena_calloc(&mem, SIZE_MAX / 2, 3);
    else
        n_calls++;
    if (setjmp(hook_jump) == 0) {
        struct ap_buf buf = {0};
        ap_buf_add(&buf, NULL, SIZE_MAX);
    } else {
        n_calls++;
    }
    ap_set_oom_hook(NULL);
    assert_int_equal(n_calls, 3);
    ap_arena_release(&mem);
}

static int
exit_code_of_oom(ap_oom_hook hook)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        ap_set_oom_hook(hook);
        ap_oom(1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
returning_hook(size_t bytes)
{
    (void)bytes;
}

AP_TEST(oom_ends_with_5_without_a_hook_and_with_one_that_returns)
{
    assert_int_equal(exit_code_of_oom(NULL), 5);
    assert_int_equal(exit_code_of_oom(returning_hook), 5);
}

AP_TEST(xmalloc_of_nothing)
{
    AP_AUTO_FREE void *nothing = ap_xmalloc(0);
    assert_non_null(nothing);
    nothing = ap_xrealloc(nothing, 0);
    assert_non_null(nothing);
}

AP_TEST(arena_joins_lists)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str items[] = {AP_STR("a"), AP_STR_NONE, AP_STR("bc")};
    struct ap_strs list = {items, 0, 3};
    assert_str(ap_arena_join_all(&mem, &list, "; "), "");
    list.n = 1;
    assert_str(ap_arena_join_all(&mem, &list, "; "), "a");
    list.n = 3;
    assert_str(ap_arena_join_all(&mem, &list, "; "), "a; ; bc");
    assert_str(ap_arena_join_all(&mem, &list, ""), "abc");
}
