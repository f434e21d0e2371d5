/* Byte views: a pointer and a length, passed by value, never owned.
 * Place in the flow: base; every name, path and text in the program is one of these.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/ascii.h"
#include "base/base.h"

/** A view of `len` bytes. Not NUL-terminated unless it came from an arena copy (those always are). */
struct ap_str {
    const char *ptr;
    size_t len;
};

#define AP_STR(literal) ((struct ap_str){(literal), sizeof(literal) - 1})
#define AP_STR_NONE ((struct ap_str){NULL, 0})

/** For printf: `printf("%.*s", AP_FMT(s))`. */
#define AP_FMT(s) ((int)((s).len > INT32_MAX ? INT32_MAX : (s).len)), ((s).ptr ? (s).ptr : "")

struct ap_str ap_str_from(const char *c_string); /* NULL gives the empty view */
bool ap_str_eq(struct ap_str a, struct ap_str b);
bool ap_str_is(struct ap_str a, const char *c_string);
bool ap_str_ieq(struct ap_str a, struct ap_str b); /* ASCII case folded */
int ap_str_cmp(struct ap_str a, struct ap_str b);  /* bytewise, shorter first */
bool ap_str_starts(struct ap_str s, struct ap_str prefix);
bool ap_str_ends(struct ap_str s, struct ap_str suffix);
bool ap_str_iends(struct ap_str s, struct ap_str suffix);
bool ap_str_contains(struct ap_str s, struct ap_str needle);
bool ap_str_icontains(struct ap_str s, struct ap_str needle);
/** First position of `c`, or s.len. */
size_t ap_str_find(struct ap_str s, char c);
size_t ap_str_rfind(struct ap_str s, char c);
/** Of one character or more, all of the class. */
bool ap_str_is_digits(struct ap_str s);
bool ap_str_is_alnum(struct ap_str s);
bool ap_str_is_camel_case(struct ap_str s); /* letters and digits, the first a capital */
/** Where the ASCII digits that stand at `at` end; `at` where none does. */
size_t ap_str_digits_end(struct ap_str s, size_t at);
/** Bytes from..to (to exclusive); both are clamped to the view. */
struct ap_str ap_str_slice(struct ap_str s, size_t from, size_t to);
struct ap_str ap_str_trim(struct ap_str s); /* ASCII white space at both ends */
/** Cut at the first `sep`: returns the part before it, leaves the rest in *s; at the end *s is AP_STR_NONE.
 *  Loop: `while (s.ptr) { part = ap_str_cut(&s, ','); … }`. */
struct ap_str ap_str_cut(struct ap_str *s, char sep);
/** Strict decimal without sign, at most INT64_MAX. */
AP_CHECKED int ap_str_to_int(struct ap_str s, int64_t *ret_value);
/** Damerau-Levenshtein distance, ASCII case folded; views longer than 64 bytes give a large number. */
unsigned ap_str_distance(struct ap_str a, struct ap_str b);
/** Glob over a path with '/': `*` and `?` stop at '/', `**` crosses it, and a segment that is `**` stands for
 *  none or more folders. A pattern without '/' matches the last segment. Linear in pattern × text: no
 *  exponential blow-up. A pattern of more than AP_GLOB_MAX bytes matches nothing. */
#define AP_GLOB_MAX 4096
bool ap_str_glob(struct ap_str pattern, struct ap_str path);

/** An array of views as it lies in a vector (base/vec.h). */
struct ap_strs {
    struct ap_str *items;
    size_t n;
    size_t cap;
};
bool ap_strs_has(const struct ap_strs *list, struct ap_str s);
/** The nearest entry to `s`, if near enough to be worth suggesting (distance <= max(1, len/3)); else the shortest one that
 *  begins with it, in whatever case; else none. */
struct ap_str ap_strs_nearest(const struct ap_strs *list, struct ap_str s);
