/* The parts of names and the language of each.
 * Place in the flow: naming; compile.c puts them together.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "naming/grammar.h"

/* Languages are unions of templates: a byte, or a set in brackets, each perhaps repeated (`+`). Any
 * regular language without nesting can be said so, and the automaton stays a set of chains. */
#define ALNUM  "[A-Za-z0-9]"
#define YEAR_A "[1][9][0-9][0-9]"
#define YEAR_B "[2-9][0-9][0-9][0-9]"

static const char *const camel_case[] = {"[A-Z]", "[A-Z]" ALNUM "+", NULL};
static const char *const period_in_year[] = {YEAR_A "-0[1-9]", YEAR_A "-1[0-2]", YEAR_A "-Q[1-4]",
                                             YEAR_A "-H[12]",  YEAR_B "-0[1-9]", YEAR_B "-1[0-2]",
                                             YEAR_B "-Q[1-4]", YEAR_B "-H[12]",  NULL};
static const char *const bare_year[] = {YEAR_A, YEAR_B, NULL};
static const char *const sequence[] = {"[0-9][0-9]", "[0-9][0-9][0-9]", "[0-9][0-9][0-9][0-9]",
                                       NULL};
static const char *const version[] = {"v[0-9]+", "v[0-9]+.[0-9]+", "v[0-9]+.[0-9]+.[0-9]+", NULL};
static const char *const extension[] = {ALNUM "+", "[Ll][Ii][Nn][Kk].[Yy][Aa][Mm][Ll]", NULL};
static const char *const word[] = {ALNUM "+", NULL};
static const char *const digits[] = {"[0-9]+", NULL};

/** By kind; NULL: a closed list. */
static const struct {
    const char *name; /* predefined parts and types of own parts */
    const char *const *templates;
    size_t min_bytes;
    const char *expected;
} kinds[] = {
    [AP_PART_AREA] = {"area", NULL, 0, NULL},
    [AP_PART_ARTIFACT] = {"artifact", camel_case, 1, "a CamelCase name of letters and digits"},
    [AP_PART_PERIOD] = {"period", period_in_year, 4, "YYYY-MM, YYYY-Qn, YYYY-Hn or YYYY"},
    [AP_PART_SEQ] = {"seq", sequence, 2,
                     "a number of 2 to 4 digits after a month, quarter or half"},
    [AP_PART_VERSION] = {"version", version, 2, "v1, v1.0 or v1.2.3"},
    [AP_PART_STATUS] = {"status", NULL, 0, NULL},
    [AP_PART_EXT] = {"ext", extension, 1, "one extension of letters and digits"},
    [AP_PART_CAMEL_CASE] = {"camel-case", camel_case, 1, "a CamelCase word of letters and digits"},
    [AP_PART_WORD] = {"word", word, 1, "a word of letters and digits"},
    [AP_PART_NUMBER] = {"number", digits, 1, "a number"},
    [AP_PART_CHOICE] = {"choice", NULL, 0, NULL},
};

static struct ap_str
list_expected(struct ap_arena *mem, const struct ap_strs *words)
{
    struct ap_str text = AP_STR("one of");
    for (size_t i = 0; i < words->n && i < 16; i++)
        text = ap_arena_join(mem, text, i ? ", " : " ", words->items[i]);
    return words->n > 16 ? ap_arena_join(mem, text, ", ", AP_STR("…")) : text;
}

static void
add_areas(struct ap_part *part, const struct ap_areas *areas, struct ap_arena *mem)
{
    for (size_t i = 0; i < areas->n; i++) {
        const struct ap_area *area = &areas->items[i];
        *ap_vec_push(mem, &part->words) = area->prefix;
        for (size_t k = 0; k < area->former.n; k++) {
            *ap_vec_push(mem, &part->former) = area->former.items[k];
            *ap_vec_push(mem, &part->now) = area->prefix;
        }
    }
}

static void
add_predefined(struct ap_naming *naming, enum ap_part_kind kind, const struct ap_areas *areas,
               struct ap_arena *mem)
{
    struct ap_part *part = &naming->parts[naming->n_parts++];
    *part = (struct ap_part){.name = ap_str_from(kinds[kind].name),
                             .kind = kind,
                             .expected = ap_str_from(kinds[kind].expected)};
    if (kind == AP_PART_AREA)
        add_areas(part, areas, mem);
    if (kind == AP_PART_STATUS)
        for (const struct ap_choice *c = ap_doc_status_words; c->word; c++)
            if (c->value != AP_DOCSTATUS_NONE)
                *ap_vec_push(mem, &part->words) = ap_str_from(c->word);
    if (!kinds[kind].templates)
        part->expected = list_expected(mem, &part->words);
}

const struct ap_part *
ap_part_find(const struct ap_naming *naming, struct ap_str name)
{
    for (size_t i = 0; i < naming->n_parts; i++)
        if (ap_str_eq(naming->parts[i].name, name))
            return &naming->parts[i];
    return NULL;
}

static int
own_kind(struct ap_str type)
{
    for (int kind = AP_PART_CAMEL_CASE; kind <= AP_PART_CHOICE; kind++)
        if (ap_str_is(type, kinds[kind].name))
            return kind;
    return -1;
}

/** A predefined part may be declared again only as what it is. */
static bool
same_as_predefined(const struct ap_part *part, int kind)
{
    return (part->kind == AP_PART_ARTIFACT && kind == AP_PART_CAMEL_CASE) ||
           (part->kind == AP_PART_SEQ && kind == AP_PART_NUMBER);
}

static int
add_own(struct ap_naming *naming, const struct ap_naming_part *given, struct ap_arena *mem,
        struct ap_diag *dg)
{
    int kind = own_kind(given->type);
    if (kind < 0) {
        struct ap_diagnostic *d =
            ap_diag_add(dg, AP_LIB013, given->place, "part '%.*s' has the unknown type '%.*s'",
                        AP_FMT(given->name), AP_FMT(given->type));
        ap_diag_hint(dg, d, "use camel-case, word, number or choice");
        return AP_E_INVALID;
    }
    const struct ap_part *former = ap_part_find(naming, given->name);
    if (former && same_as_predefined(former, kind))
        return AP_OK;
    if (former) {
        ap_diag_add(dg, AP_LIB013, given->place, "part '%.*s' is %s", AP_FMT(given->name),
                    former->kind < AP_PART_CAMEL_CASE ? "predefined and cannot change its type"
                                                      : "declared twice");
        return AP_E_INVALID;
    }
    struct ap_part *part = &naming->parts[naming->n_parts++];
    *part = (struct ap_part){.name = given->name,
                             .kind = (enum ap_part_kind)kind,
                             .words = given->choices,
                             .expected = ap_str_from(kinds[kind].expected)};
    if (kind == AP_PART_CHOICE)
        part->expected = list_expected(mem, &part->words);
    return AP_OK;
}

int
ap_parts_make(const struct ap_naming_rules *rules, const struct ap_areas *areas,
              struct ap_arena *mem, struct ap_naming *naming, struct ap_diag *dg)
{
    int rc = AP_OK;
    naming->parts = ap_arena_array(mem, struct ap_part, AP_N_PREDEFINED + rules->parts.n);
    for (int kind = 0; kind < AP_N_PREDEFINED; kind++)
        add_predefined(naming, (enum ap_part_kind)kind, areas, mem);
    for (size_t i = 0; i < rules->parts.n; i++)
        if (add_own(naming, &rules->parts.items[i], mem, dg))
            rc = AP_E_INVALID;
    return rc;
}

size_t
ap_part_min_bytes(const struct ap_part *part)
{
    if (kinds[part->kind].templates)
        return kinds[part->kind].min_bytes;
    size_t shortest = SIZE_MAX;
    for (size_t i = 0; i < part->words.n; i++)
        if (part->words.items[i].len > 0 && part->words.items[i].len < shortest)
            shortest = part->words.items[i].len;
    return shortest;
}

static void
take_byte(struct ap_position *position, unsigned char byte)
{
    if (byte < 128)
        position->bytes[byte >> 6] |= (uint64_t)1 << (byte & 63);
}

/** One byte or bracketed set, with its `+`; returns what follows. */
static const char *
read_set(const char *t, struct ap_position *position)
{
    if (*t != '[') {
        take_byte(position, (unsigned char)*t++);
    } else {
        for (t++; *t != ']'; t++) {
            unsigned char from = (unsigned char)*t;
            unsigned char to = from;
            if (t[1] == '-') {
                to = (unsigned char)t[2];
                t += 2;
            }
            for (unsigned c = from; c <= to; c++)
                take_byte(position, (unsigned char)c);
        }
        t++;
    }
    position->loops = *t == '+';
    return position->loops ? t + 1 : t;
}

struct builder {
    struct ap_variant *variant;
    struct ap_element *element;
    uint8_t index;
};

static struct ap_position *
add_position(struct builder *b, bool starts)
{
    struct ap_variant *v = b->variant;
    if (v->n_positions == AP_POSITION_MAX)
        return NULL;
    if (starts)
        b->element->starts[b->element->n_starts++] = v->n_positions;
    struct ap_position *position = &v->positions[v->n_positions++];
    *position = (struct ap_position){.element = b->index};
    b->element->n_positions++;
    return position;
}

static bool
add_template(struct builder *b, const char *t)
{
    struct ap_position *position = NULL;
    for (bool starts = true; *t; starts = false) {
        position = add_position(b, starts);
        if (!position)
            return false;
        t = read_set(t, position);
    }
    if (position)
        position->last = true;
    return true;
}

static bool
add_word(struct builder *b, struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        struct ap_position *position = add_position(b, i == 0);
        if (!position)
            return false;
        take_byte(position, (unsigned char)text.ptr[i]);
        position->last = i + 1 == text.len;
    }
    return true;
}

static bool
add_templates(struct builder *b, const char *const *templates)
{
    for (; *templates; templates++)
        if (!add_template(b, *templates))
            return false;
    return true;
}

bool
ap_element_build(struct ap_variant *variant, uint32_t element, struct ap_arena *mem)
{
    struct ap_element *e = &variant->elements[element];
    const struct ap_part *part = e->part;
    struct builder b = {variant, e, (uint8_t)element};
    size_t most_starts = part && part->words.n > 16 ? part->words.n : 16;
    e->first = variant->n_positions;
    e->starts = ap_arena_array(mem, uint32_t, most_starts);
    if (!part)
        return add_word(&b, e->literal);
    if (kinds[part->kind].templates) {
        /* A bare year takes no sequence number, so that YYYY-NN is always a month. */
        bool year = part->kind == AP_PART_PERIOD && !variant->has[AP_PART_SEQ];
        return add_templates(&b, kinds[part->kind].templates) &&
               (!year || add_templates(&b, bare_year));
    }
    for (size_t i = 0; i < part->words.n; i++)
        if (!add_word(&b, part->words.items[i]))
            return false;
    return true;
}
