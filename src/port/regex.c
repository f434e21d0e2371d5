/* Regular expressions through PCRE2 10: no Unicode, no \C, limits on steps, depth and memory.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "port/regex.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STACK_START (32u << 10)
#define HEAP_KIB    (8u << 10)
#define PARENTHESES 32u
#define GROUPS      4u

struct ap_regex {
    pcre2_code *code;
    bool jit;
};

struct ap_regex_work {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

static void
say_reason(int code, size_t at, char out[AP_REGEX_REASON])
{
    PCRE2_UCHAR words[AP_REGEX_REASON - 24];
    if (pcre2_get_error_message(code, words, sizeof words) < 0)
        (void)snprintf((char *)words, sizeof words, "it is not valid");
    (void)snprintf(out, AP_REGEX_REASON, "%s, at byte %zu", (const char *)words, at);
}

int
ap_regex_compile(struct ap_str pattern, bool anchored, struct ap_regex **ret_regex,
                 char ret_reason[AP_REGEX_REASON])
{
    if (pattern.len == 0 || pattern.len > AP_REGEX_PATTERN_MAX) {
        (void)snprintf(ret_reason, AP_REGEX_REASON, "%s",
                       pattern.len ? "it is longer than 4096 bytes" : "it is empty");
        return pattern.len ? AP_E_LIMIT : AP_E_SYNTAX;
    }
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        ap_oom(sizeof(struct ap_regex));
    (void)pcre2_set_parens_nest_limit(context, PARENTHESES);
    uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C |
                       (anchored ? PCRE2_ANCHORED : 0);
    int code = 0;
    size_t at = 0;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, context);
    pcre2_compile_context_free(context);
    if (!compiled) {
        say_reason(code, at, ret_reason);
        return code == PCRE2_ERROR_PATTERN_TOO_LARGE ? AP_E_LIMIT : AP_E_SYNTAX;
    }
    struct ap_regex *regex = ap_xmalloc(sizeof *regex);
    *regex = (struct ap_regex){compiled, pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0};
    *ret_regex = regex;
    return AP_OK;
}

void
ap_regex_free(struct ap_regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    free(regex);
}

struct ap_regex_work *
ap_regex_work_new(void)
{
    struct ap_regex_work *work = ap_xmalloc(sizeof *work);
    *work = (struct ap_regex_work){pcre2_match_data_create(GROUPS, NULL),
                                   pcre2_match_context_create(NULL),
                                   pcre2_jit_stack_create(STACK_START, AP_REGEX_STACK, NULL)};
    if (!work->data || !work->context || !work->stack)
        ap_oom(AP_REGEX_STACK);
    (void)pcre2_set_match_limit(work->context, AP_REGEX_STEPS);
    (void)pcre2_set_depth_limit(work->context, AP_REGEX_STEPS);
    (void)pcre2_set_heap_limit(work->context, HEAP_KIB);
    pcre2_jit_stack_assign(work->context, NULL, work->stack);
    return work;
}

void
ap_regex_work_free(struct ap_regex_work *work)
{
    if (!work)
        return;
    pcre2_match_data_free(work->data);
    pcre2_match_context_free(work->context);
    pcre2_jit_stack_free(work->stack);
    free(work);
}

int
ap_regex_match(const struct ap_regex *regex, struct ap_regex_work *work, struct ap_str subject,
               size_t at, struct ap_regex_match *ret_match)
{
    PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.ptr ? subject.ptr : "");
    int n = regex->jit
                ? pcre2_jit_match(regex->code, bytes, subject.len, at, 0, work->data, work->context)
                : pcre2_match(regex->code, bytes, subject.len, at, 0, work->data, work->context);
    if (n == PCRE2_ERROR_NOMATCH)
        return AP_E_NOTFOUND;
    if (n < 0)
        return AP_E_LIMIT;
    const size_t *v = pcre2_get_ovector_pointer(work->data);
    bool group = n != 1 && v[2] != PCRE2_UNSET && v[3] >= v[2];
    if (n == 0) /* more groups than are asked for: the first ones hold */
        group = v[2] != PCRE2_UNSET;
    if (v[1] < v[0]) /* \K behind the end */
        return AP_E_NOTFOUND;
    *ret_match = (struct ap_regex_match){v[0], v[1], group ? v[2] : v[0], group ? v[3] : v[1]};
    return AP_OK;
}
