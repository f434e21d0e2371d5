/* Patterns of the library compiled: braces, options, parts, and what a pattern must hold.
 * Place in the flow: naming; the library stage calls it once.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "naming/grammar.h"

struct compiler {
    struct ap_naming *naming;
    struct ap_arena *mem;
    struct ap_diag *dg;
    const struct ap_ref *pattern;
    uint32_t pattern_index;
    bool failed;
};

AP_PRINTF(3, 4)
static void
fail(struct compiler *c, enum ap_code code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str what = ap_arena_vprintf(c->mem, fmt, args);
    va_end(args);
    ap_diag_add(c->dg, code, c->pattern->place, "pattern '%.*s' %.*s", AP_FMT(c->pattern->text),
                AP_FMT(what));
    c->failed = true;
}

static bool
literal_is_fine(struct compiler *c, struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '/')
            fail(c, AP_LIB014, "can never match: a file name holds no '/'");
        else if (byte < 0x20 || byte > 0x7e)
            fail(c, AP_LIB013, "has fixed text that is not printable ASCII");
        else if (byte == ']' || byte == '}')
            fail(c, AP_LIB013, "has a '%c' that closes nothing", byte);
        else
            continue;
        return false;
    }
    return true;
}

static bool
push_element(struct compiler *c, struct ap_variant *v, struct ap_element element)
{
    if (v->n_elements == AP_ELEMENT_MAX) {
        fail(c, AP_LIB013, "has too many pieces");
        return false;
    }
    v->elements[v->n_elements++] = element;
    return true;
}

/** Two pieces of fixed text become one, also across the border of an option. */
static bool
push_literal(struct compiler *c, struct ap_variant *v, struct ap_str text)
{
    if (text.len == 0)
        return true;
    if (!literal_is_fine(c, text))
        return false;
    struct ap_element *before = v->n_elements ? &v->elements[v->n_elements - 1] : NULL;
    if (before && !before->part) {
        before->literal = ap_arena_join(c->mem, before->literal, "", text);
        return true;
    }
    return push_element(c, v, (struct ap_element){.literal = text});
}

static bool
push_part(struct compiler *c, struct ap_variant *v, struct ap_str name)
{
    const struct ap_part *part = ap_part_find(c->naming, name);
    if (!part) {
        fail(c, AP_LIB013, "names the unknown part '%.*s'", AP_FMT(name));
        return false;
    }
    for (uint32_t i = 0; i < v->n_elements; i++)
        if (v->elements[i].part == part) {
            fail(c, AP_LIB013, "holds the part '%.*s' twice", AP_FMT(name));
            return false;
        }
    if (part->kind < AP_PART_CAMEL_CASE)
        v->has[part->kind] = true;
    else
        v->has_custom = true;
    return push_element(c, v, (struct ap_element){.part = part});
}

/** Fixed text and parts, without options. */
static bool
push_run(struct compiler *c, struct ap_variant *v, struct ap_str text)
{
    while (text.len) {
        size_t open = ap_str_find(text, '{');
        if (!push_literal(c, v, ap_str_slice(text, 0, open)))
            return false;
        if (open == text.len)
            return true;
        text = ap_str_slice(text, open + 1, text.len);
        size_t close = ap_str_find(text, '}');
        if (close == text.len) {
            fail(c, AP_LIB013, "has a '{' that is never closed");
            return false;
        }
        if (!push_part(c, v, ap_str_slice(text, 0, close)))
            return false;
        text = ap_str_slice(text, close + 1, text.len);
    }
    return true;
}

/** One variant; bit k of `taken` says whether option k is in it. Counts the options. */
static bool
expand(struct compiler *c, unsigned taken, struct ap_variant *v, unsigned *ret_n_options)
{
    struct ap_str text = c->pattern->text;
    unsigned n = 0;
    while (text.len) {
        size_t open = ap_str_find(text, '[');
        if (!push_run(c, v, ap_str_slice(text, 0, open)))
            return false;
        if (open == text.len)
            break;
        text = ap_str_slice(text, open + 1, text.len);
        size_t close = ap_str_find(text, ']');
        struct ap_str inner = ap_str_slice(text, 0, close);
        if (close == text.len || ap_str_find(inner, '[') < inner.len || inner.len == 0) {
            fail(c, AP_LIB013, "has a '[' that is never closed, is empty, or nests");
            return false;
        }
        if (n == AP_PATTERN_MAX_OPTIONS) {
            fail(c, AP_LIB013, "has too many options");
            return false;
        }
        if ((taken >> n & 1) && !push_run(c, v, inner))
            return false;
        n++;
        text = ap_str_slice(text, close + 1, text.len);
    }
    *ret_n_options = n;
    return true;
}

/** Area, artifact and extension stand in every variant; the extension is last and follows a dot. */
static bool
holds_what_it_must(struct compiler *c, const struct ap_variant *v)
{
    static const enum ap_part_kind needed[] = {AP_PART_AREA, AP_PART_ARTIFACT, AP_PART_EXT};
    for (size_t i = 0; i < AP_COUNT(needed); i++)
        if (!v->has[needed[i]]) {
            fail(c, AP_LIB013, "has no {%.*s} outside brackets",
                 AP_FMT(c->naming->parts[needed[i]].name));
            return false;
        }
    const struct ap_element *last = &v->elements[v->n_elements - 1];
    if (!last->part || last->part->kind != AP_PART_EXT || v->n_elements < 2 || last[-1].part ||
        !ap_str_ends(last[-1].literal, AP_STR("."))) {
        fail(c, AP_LIB013, "must end with .{ext}");
        return false;
    }
    return true;
}

static bool
can_match(struct compiler *c, const struct ap_variant *v)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < v->n_elements; i++) {
        const struct ap_part *part = v->elements[i].part;
        size_t shortest = part ? ap_part_min_bytes(part) : v->elements[i].literal.len;
        if (part && shortest == SIZE_MAX) {
            fail(c, AP_LIB014, "can never match: part '%.*s' has no values", AP_FMT(part->name));
            return false;
        }
        bytes += shortest;
    }
    struct ap_str start = v->elements[0].literal;
    if (ap_str_starts(start, AP_STR(".")) || ap_str_starts(start, AP_STR("~$"))) {
        fail(c, AP_LIB014, "can never match: files whose names begin with '%.*s' are ignored",
             AP_FMT(start));
        return false;
    }
    if (bytes > AP_NAME_MAX_BYTES)
        fail(c, AP_LIB014, "can never match: every name of it is longer than 255 bytes");
    return bytes <= AP_NAME_MAX_BYTES;
}

static bool
build_automaton(struct compiler *c, struct ap_variant *v, struct ap_position *room)
{
    v->positions = room;
    for (uint32_t i = 0; i < v->n_elements; i++)
        if (!ap_element_build(v, i, c->mem)) {
            fail(c, AP_LIB013, "has parts whose lists are too long");
            return false;
        }
    v->positions = ap_arena_array(c->mem, struct ap_position, v->n_positions);
    memcpy(v->positions, room, v->n_positions * sizeof *room);
    return true;
}

static void
compile_pattern(struct compiler *c, struct ap_position *room)
{
    unsigned n_options = 0;
    for (unsigned taken = 0; taken < 1u << n_options || taken == 0; taken++) {
        struct ap_variant v = {.pattern = c->pattern_index};
        if (!expand(c, taken, &v, &n_options) || !holds_what_it_must(c, &v) || !can_match(c, &v))
            return;
        if (c->naming->n_variants == AP_VARIANT_MAX) {
            fail(c, AP_LIB013, "has, with the others, too many options");
            return;
        }
        if (!build_automaton(c, &v, room))
            return;
        c->naming->variants[c->naming->n_variants++] = v;
    }
}

int
ap_naming_compile(const struct ap_naming_rules *rules, const struct ap_areas *areas,
                  const struct ap_strs *known_names, struct ap_arena *mem,
                  struct ap_naming **ret_naming, struct ap_diag *dg)
{
    struct ap_naming *naming = ap_arena_new(mem, struct ap_naming);
    naming->rules = rules;
    int rc = ap_parts_make(rules, areas, mem, naming, dg);
    struct compiler c = {.naming = naming, .mem = mem, .dg = dg, .failed = rc != AP_OK};
    if (rules->patterns.n == 0 || rules->patterns.n > AP_PATTERN_MAX) {
        ap_diag_add(dg, AP_LIB013, rules->place, "there must be 1 to %d patterns", AP_PATTERN_MAX);
        return AP_E_INVALID;
    }
    naming->variants = ap_arena_array(mem, struct ap_variant, AP_VARIANT_MAX);
    struct ap_position *room = ap_arena_array(mem, struct ap_position, AP_POSITION_MAX);
    for (size_t i = 0; i < rules->patterns.n; i++) {
        c.pattern = &rules->patterns.items[i];
        c.pattern_index = (uint32_t)i;
        compile_pattern(&c, room);
    }
    if (c.failed || ap_naming_check_ambiguity(naming, dg))
        return AP_E_INVALID;
    ap_known_index(naming, known_names, mem);
    *ret_naming = naming;
    return AP_OK;
}
