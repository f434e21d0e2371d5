/* Decides whether one name can be taken apart in two ways: exactly, by the product of two automata.
 * Place in the flow: naming; part of compiling, see docs/adr/0007-naming-grammar.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "naming/grammar.h"

/* Steps for all pairs together; the built-in patterns need a few thousand. */
#define MAX_STEPS 4000000u

/** Both automata after the same bytes; `differs` once a byte belonged to different parts. */
struct pair {
    uint32_t a, b;
    uint32_t from; /* index of the pair before, AP_NONE at the beginning */
    char byte;
    bool differs;
};

struct product {
    const struct ap_variant *a, *b;
    struct pair *queue;
    size_t n, cap;
    uint8_t *seen; /* bit 0: reached, bit 1: reached and differs */
    struct ap_arena *mem;
    uint32_t steps;
};

static const struct ap_part *
part_at(const struct ap_variant *variant, uint32_t at)
{
    return variant->elements[variant->positions[at].element].part;
}

/** A byte that both positions take, or 0; printable ones of the usual kinds first. */
static char
common_byte(const struct ap_position *a, const struct ap_position *b)
{
    uint64_t high = a->bytes[1] & b->bytes[1];
    uint64_t low = a->bytes[0] & b->bytes[0];
    for (int i = 63; high && i >= 0; i--)
        if (high >> i & 1)
            return (char)(64 + i);
    for (int i = 63; low && i > 0; i--)
        if (low >> i & 1)
            return (char)i;
    return 0;
}

static void
reach(struct product *p, uint32_t from, uint32_t a, uint32_t b)
{
    char byte = common_byte(&p->a->positions[a], &p->b->positions[b]);
    if (!byte)
        return;
    bool differs =
        part_at(p->a, a) != part_at(p->b, b) || (from != AP_NONE && p->queue[from].differs);
    uint8_t bit = differs ? 2 : 1;
    uint8_t *seen = &p->seen[(size_t)a * p->b->n_positions + b];
    if (*seen & bit)
        return;
    *seen = (uint8_t)(*seen | bit);
    p->queue = ap_vec_room(p->mem, p->queue, sizeof *p->queue, p->n, &p->cap);
    p->queue[p->n++] = (struct pair){a, b, from, byte, differs};
}

static void
step(struct product *p, uint32_t from)
{
    uint32_t at_a = from == AP_NONE ? AP_NONE : p->queue[from].a;
    uint32_t at_b = from == AP_NONE ? AP_NONE : p->queue[from].b;
    for (uint32_t i = 0, a; (a = ap_variant_successor(p->a, at_a, i)) != AP_NONE; i++)
        for (uint32_t j = 0, b; (b = ap_variant_successor(p->b, at_b, j)) != AP_NONE; j++) {
            p->steps++;
            reach(p, from, a, b);
        }
}

static struct ap_str
witness(const struct product *p, uint32_t last)
{
    size_t n = 0;
    for (uint32_t i = last; i != AP_NONE; i = p->queue[i].from)
        n++;
    char *text = ap_arena_alloc(p->mem, n);
    size_t at = n;
    for (uint32_t i = last; i != AP_NONE; i = p->queue[i].from)
        text[--at] = p->queue[i].byte;
    return (struct ap_str){text, n};
}

/** The shortest name that both take apart differently: AP_E_EXISTS; AP_OK when there is none; AP_E_LIMIT. */
static int
find_witness(struct product *p, struct ap_str *ret_name)
{
    p->seen = ap_arena_alloc(p->mem, (size_t)p->a->n_positions * p->b->n_positions);
    step(p, AP_NONE);
    for (size_t i = 0; i < p->n; i++) {
        const struct pair *pair = &p->queue[i];
        if (pair->differs && ap_variant_ends(p->a, pair->a) && ap_variant_ends(p->b, pair->b)) {
            *ret_name = witness(p, (uint32_t)i);
            return AP_E_EXISTS;
        }
        if (p->steps > MAX_STEPS)
            return AP_E_LIMIT;
        step(p, (uint32_t)i);
    }
    return AP_OK;
}

/** Two parts with nothing between them. */
static bool
has_neighbours(const struct ap_variant *variant)
{
    for (uint32_t i = 1; i < variant->n_elements; i++)
        if (variant->elements[i - 1].part && variant->elements[i].part)
            return true;
    return false;
}

static void
report(const struct ap_naming *naming, const struct product *p, struct ap_str name,
       struct ap_diag *dg)
{
    const struct ap_ref *a = &naming->rules->patterns.items[p->a->pattern];
    const struct ap_ref *b = &naming->rules->patterns.items[p->b->pattern];
    if (p->a == p->b && has_neighbours(p->a))
        ap_diag_add(dg, AP_LIB013, a->place,
                    "pattern '%.*s' has parts with nothing between them to tell where one ends, as "
                    "in '%.*s'",
                    AP_FMT(a->text), AP_FMT(name));
    else if (a == b)
        ap_diag_add(dg, AP_LIB015, a->place, "pattern '%.*s' takes '%.*s' apart in two ways",
                    AP_FMT(a->text), AP_FMT(name));
    else
        ap_diag_add(dg, AP_LIB015, b->place,
                    "patterns '%.*s' and '%.*s' take '%.*s' apart in two ways", AP_FMT(a->text),
                    AP_FMT(b->text), AP_FMT(name));
}

/** Already told about these two patterns? Their variants would only say it again. */
static bool
told(uint32_t *pairs, uint32_t a, uint32_t b)
{
    bool before = pairs[a] >> b & 1;
    pairs[a] |= 1u << b;
    return before;
}

int
ap_naming_check_ambiguity(const struct ap_naming *naming, struct ap_diag *dg)
{
    uint32_t told_pairs[AP_PATTERN_MAX] = {0};
    uint32_t steps = 0;
    int result = AP_OK;
    for (size_t i = 0; i < naming->n_variants; i++)
        for (size_t j = i; j < naming->n_variants; j++) {
            AP_AUTO_ARENA struct ap_arena scratch = {0};
            struct product p = {.a = &naming->variants[i],
                                .b = &naming->variants[j],
                                .mem = &scratch,
                                .steps = steps};
            struct ap_str name = AP_STR_NONE;
            int rc = find_witness(&p, &name);
            if (rc == AP_E_EXISTS && !told(told_pairs, p.a->pattern, p.b->pattern))
                report(naming, &p, name, dg);
            if (rc)
                result = AP_E_INVALID;
            steps = p.steps;
            if (rc == AP_E_LIMIT) {
                ap_diag_add(dg, AP_LIB013, naming->rules->place,
                            "the patterns are too many or too long to be checked for ambiguity");
                return AP_E_INVALID;
            }
        }
    return result;
}
