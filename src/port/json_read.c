/* JSON through cJSON into the tree of base/node.h, after a look at the text itself.
 * Place in the flow: port; baselines, server replies and manifests are read with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/json_read.h"

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#define MAX_BYTES        (16u << 20)
#define MAX_DEPTH        64
#define MAX_VALUES       1000000u /* cJSON takes 64 bytes for a value that took two in the text */
#define MAX_NUMBER_BYTES 63u      /* cJSON's buffer */

AP_VEC(number_list, struct ap_str);

/* The first look: cJSON keeps numbers as doubles, recurses a thousand levels deep, and accepts control
 * characters in strings and numbers such as 01. So depth, count and these are settled before, and the texts of all
 * numbers are noted in document order, which is the order of the walk over cJSON's tree. */
struct scan {
    struct ap_str text;
    size_t at;
    int depth;
    size_t n_values;
    struct number_list numbers;
    struct ap_arena *mem;
};

static bool
is_digit_at(const struct scan *scan)
{
    return scan->at < scan->text.len && ap_is_digit(scan->text.ptr[scan->at]);
}

static bool
is_at(const struct scan *scan, const char *any_of)
{
    return scan->at < scan->text.len && scan->text.ptr[scan->at] != '\0' &&
           strchr(any_of, scan->text.ptr[scan->at]);
}

/** One digit or more. */
static bool
skip_digits(struct scan *scan)
{
    size_t begin = scan->at;
    while (is_digit_at(scan))
        scan->at++;
    return scan->at > begin;
}

/** -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? and then no more of the kind. */
static int
scan_number(struct scan *scan)
{
    size_t begin = scan->at;
    if (is_at(scan, "-"))
        scan->at++;
    bool leads_zero = is_at(scan, "0");
    size_t first = scan->at;
    bool ok = skip_digits(scan) && (!leads_zero || scan->at == first + 1);
    if (ok && is_at(scan, ".")) {
        scan->at++;
        ok = skip_digits(scan);
    }
    if (ok && is_at(scan, "eE")) {
        scan->at++;
        if (is_at(scan, "+-"))
            scan->at++;
        ok = skip_digits(scan);
    }
    if (!ok || is_at(scan, "+-.eE"))
        return AP_E_SYNTAX;
    struct ap_str number = ap_str_slice(scan->text, begin, scan->at);
    if (number.len > MAX_NUMBER_BYTES)
        return AP_E_LIMIT;
    *ap_vec_push(scan->mem, &scan->numbers) = number;
    return AP_OK;
}

/** A NUL would cut cJSON's string short, so \u0000 is refused. */
static int
scan_string(struct scan *scan)
{
    for (scan->at++; scan->at < scan->text.len; scan->at++) {
        unsigned char c = (unsigned char)scan->text.ptr[scan->at];
        if (c == '"') {
            scan->at++;
            return AP_OK;
        }
        if (c < 0x20)
            return AP_E_SYNTAX;
        if (c != '\\')
            continue;
        scan->at++;
        if (ap_str_starts(ap_str_slice(scan->text, scan->at, scan->text.len), AP_STR("u0000")))
            return AP_E_SYNTAX;
    }
    return AP_E_SYNTAX;
}

/** White space, punctuation, and the letters of true, false, null: their grammar is cJSON's part. */
static int
scan_sign(struct scan *scan)
{
    char c = scan->text.ptr[scan->at++];
    if (c == '{' || c == '[') {
        scan->n_values++;
        return ++scan->depth > MAX_DEPTH ? AP_E_LIMIT : AP_OK;
    }
    if (c == '}' || c == ']')
        return scan->depth-- > 0 ? AP_OK : AP_E_SYNTAX;
    if (c == ',')
        scan->n_values++;
    bool is_fine = ap_is_lower(c) || (c != '\0' && strchr(" \t\r\n,:", c));
    return is_fine ? AP_OK : AP_E_SYNTAX;
}

static int
scan_text(struct scan *scan)
{
    while (scan->at < scan->text.len) {
        int rc;
        if (is_at(scan, "\""))
            rc = scan_string(scan);
        else if (is_at(scan, "-") || is_digit_at(scan))
            rc = scan_number(scan);
        else
            rc = scan_sign(scan);
        if (rc != AP_OK)
            return rc;
        if (scan->n_values > MAX_VALUES)
            return AP_E_LIMIT;
    }
    return AP_OK;
}

/* --- the tree -------------------------------------------------------------------------------------- */

struct builder {
    struct ap_str file;
    struct ap_arena *mem;
    struct ap_arena *scratch;
    const struct number_list *numbers;
    size_t next_number;
};

static int build(struct builder *b, const cJSON *item, struct ap_node **ret_node);

static size_t
count_children(const cJSON *item)
{
    size_t n = 0;
    for (const cJSON *child = item->child; child; child = child->next)
        n++;
    return n;
}

static int
build_array(struct builder *b, const cJSON *item, struct ap_node *node)
{
    node->kind = AP_NODE_SEQ;
    node->items = ap_arena_array(b->mem, struct ap_node *, count_children(item));
    for (const cJSON *child = item->child; child; child = child->next) {
        int rc = build(b, child, &node->items[node->n]);
        if (rc != AP_OK)
            return rc;
        node->n++;
    }
    return AP_OK;
}

static int
build_object(struct builder *b, const cJSON *item, struct ap_node *node)
{
    struct ap_arena_mark mark = ap_arena_mark(b->scratch);
    struct ap_map seen = {0};
    node->kind = AP_NODE_MAP;
    node->pairs = ap_arena_array(b->mem, struct ap_pair, count_children(item));
    for (const cJSON *child = item->child; child; child = child->next) {
        struct ap_pair *pair = &node->pairs[node->n++];
        pair->key = ap_arena_copy(b->mem, ap_str_from(child->string));
        pair->key_place.file = b->file;
        if (ap_map_put(&seen, b->scratch, pair->key, 0) != AP_NONE)
            return AP_E_INVALID;
        int rc = build(b, child, &pair->value);
        if (rc != AP_OK)
            return rc;
    }
    ap_arena_rewind(b->scratch, mark);
    return AP_OK;
}

static int
build(struct builder *b, const cJSON *item, struct ap_node **ret_node)
{
    struct ap_node *node = ap_arena_new(b->mem, struct ap_node);
    *ret_node = node;
    node->place.file = b->file;
    if (cJSON_IsArray(item))
        return build_array(b, item, node);
    if (cJSON_IsObject(item))
        return build_object(b, item, node);
    node->kind = cJSON_IsNull(item) ? AP_NODE_NULL : AP_NODE_SCALAR;
    node->plain = !cJSON_IsString(item);
    if (cJSON_IsString(item))
        node->text = ap_arena_copy(b->mem, ap_str_from(item->valuestring));
    else if (cJSON_IsBool(item))
        node->text = cJSON_IsTrue(item) ? AP_STR("true") : AP_STR("false");
    else if (cJSON_IsNull(item))
        node->text = AP_STR("null");
    else if (b->next_number < b->numbers->n)
        node->text = ap_arena_copy(b->mem, b->numbers->items[b->next_number++]);
    else
        return AP_E_BUG;
    return AP_OK;
}

static void
set_hooks(void)
{
    cJSON_Hooks hooks = {.malloc_fn = ap_xmalloc, .free_fn = free};
    cJSON_InitHooks(&hooks);
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

int
ap_json_parse(struct ap_str text, struct ap_str file, struct ap_arena *mem,
              struct ap_node **ret_root)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    if (text.len > MAX_BYTES)
        return AP_E_LIMIT;
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf")))
        text = ap_str_slice(text, 3, text.len);
    if (!ap_utf8_valid(text))
        return AP_E_SYNTAX;
    struct scan scan = {.text = text, .mem = &scratch};
    int rc = scan_text(&scan);
    if (rc != AP_OK)
        return rc;
    (void)pthread_once(&once, set_hooks);
    struct ap_str copy =
        ap_arena_copy(&scratch, text); /* ends in NUL, which the scan found none of */
    const char *end = NULL;
    cJSON *tree = cJSON_ParseWithOpts(copy.ptr, &end, 0);
    if (!tree)
        return AP_E_SYNTAX;
    struct builder builder = {file, mem, &scratch, &scan.numbers, 0};
    struct ap_node *root = NULL;
    rc = is_blank(end) ? build(&builder, tree, &root) : AP_E_SYNTAX;
    cJSON_Delete(tree);
    if (rc == AP_OK)
        *ret_root = root;
    return rc;
}
