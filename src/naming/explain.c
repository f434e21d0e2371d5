/* Says why a name does not parse: the part, what was found, what was expected, the right name.
 * Place in the flow: naming; the evidence stage makes a finding of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "naming/lenient.h"

#define MIN_PREFIX_END 3 /* letters */

static struct ap_str
shown(struct ap_arena *mem, struct ap_str text)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    ap_text_escape(&buf, text);
    return ap_arena_copy(mem, ap_buf_str(&buf));
}

static const struct ap_choice_made *
choice_of(const struct ap_alignment *a, enum ap_part_kind kind)
{
    for (size_t i = 0; i < a->n_made; i++)
        if (a->made[i].element->part && a->made[i].element->part->kind == kind)
            return &a->made[i];
    return NULL;
}

/** The spelling of a part in the corrected name, or as it stands. */
static struct ap_str
text_of(const struct ap_lenient *l, const struct ap_choice_made *made)
{
    return made->guess.text.ptr ? made->guess.text : ap_words_raw(&l->words, made->from, made->n);
}

static const struct ap_known *
known_stem(const struct ap_naming *naming, struct ap_str stem)
{
    uint32_t index = ap_map_get(&naming->known_by_name, stem);
    return index == AP_NONE ? NULL : &naming->known[index];
}

/** The one known name with this artifact, or NULL. */
static const struct ap_known *
only_with_artifact(const struct ap_naming *naming, struct ap_str artifact)
{
    const struct ap_known *only = NULL;
    for (size_t i = 0; i < naming->n_known; i++) {
        /* The analyzer does not see that n_known counts known. NOLINTNEXTLINE(clang-analyzer-*) */
        if (!ap_str_eq(naming->known[i].artifact, artifact))
            continue;
        if (only)
            return NULL;
        only = &naming->known[i];
    }
    return only;
}

static unsigned
nearness(size_t len)
{
    return len / 4 < 8 ? (unsigned)(len / 4) : 8;
}

/** The longest known name that `stem` begins with: what follows it does not belong there. */
static const struct ap_known *
longest_beginning(const struct ap_naming *naming, struct ap_str stem)
{
    const struct ap_known *longest = NULL;
    for (size_t i = 0; i < naming->n_known; i++) {
        struct ap_str name = naming->known[i].name;
        if (ap_str_starts(stem, name) && stem.len > name.len && stem.ptr[name.len] == '-' &&
            (!longest || name.len > longest->name.len))
            longest = &naming->known[i];
    }
    return longest;
}

struct ap_str
ap_naming_nearest(const struct ap_naming *naming, struct ap_str stem)
{
    const struct ap_known *known = known_stem(naming, stem);
    size_t dash = ap_str_find(stem, '-');
    if (!known)
        known = only_with_artifact(naming, ap_str_slice(stem, dash + 1, stem.len));
    if (!known)
        known = ap_known_nearest(naming, stem, nearness(stem.len));
    if (!known)
        known = longest_beginning(naming, stem);
    return known ? known->name : AP_STR_NONE;
}

/** The end of the prefix, as in `Auth` for `APIAuth`. */
static bool
is_end_of(struct ap_str prefix, struct ap_str word)
{
    return word.len >= MIN_PREFIX_END && word.len < prefix.len &&
           ap_str_ieq(ap_str_slice(prefix, prefix.len - word.len, prefix.len), word);
}

/** Without an area that is known, the artifact alone may say which it must be. */
static void
supply_area(const struct ap_lenient *l, struct ap_alignment *a)
{
    for (size_t i = 0; i < a->n_made; i++) {
        struct ap_choice_made *made = &a->made[i];
        const struct ap_choice_made *artifact = choice_of(a, AP_PART_ARTIFACT);
        bool area = made->element->part && made->element->part->kind == AP_PART_AREA;
        if (!area || made->guess.text.ptr || !artifact->guess.text.ptr || artifact->guess.edits)
            continue;
        const struct ap_known *known = only_with_artifact(l->naming, artifact->guess.text);
        if (known && (made->missing ||
                      is_end_of(known->prefix, ap_words_raw(&l->words, made->from, made->n)))) {
            made->guess.text = known->prefix;
            made->supplied = true;
        }
    }
}

static struct ap_str
stem_of(const struct ap_lenient *l, const struct ap_alignment *a)
{
    return ap_arena_join(l->mem, text_of(l, choice_of(a, AP_PART_AREA)), "-",
                         text_of(l, choice_of(a, AP_PART_ARTIFACT)));
}

/** The whole name in its right form, or an empty view when a part has none. */
static struct ap_str
corrected(const struct ap_lenient *l, const struct ap_alignment *a)
{
    const struct ap_choice_made *area = choice_of(a, AP_PART_AREA);
    const struct ap_choice_made *artifact = choice_of(a, AP_PART_ARTIFACT);
    struct ap_str name = AP_STR("");
    struct ap_str ext = l->words.ext;
    if (a->n_used < l->words.n || !l->words.ext_ok)
        return AP_STR_NONE;
    for (size_t i = 0; i < a->n_made; i++) {
        if (!a->made[i].guess.text.ptr)
            return AP_STR_NONE;
        name = ap_arena_join(l->mem, name, "", a->made[i].guess.text);
    }
    if (!ap_str_ends(name, AP_STR(".")))
        name = ap_arena_join(l->mem, name, "", AP_STR("."));
    name = ap_arena_join(l->mem, name, "", ap_arena_lower(l->mem, ext));
    /* A mended stem must be one that is known; otherwise the mend is a guess. */
    bool mended =
        area->guess.edits || area->supplied ||
        !ap_str_eq(artifact->guess.text, ap_words_raw(&l->words, artifact->from, artifact->n));
    struct ap_name parsed;
    if ((mended && !known_stem(l->naming, stem_of(l, a))) ||
        ap_naming_parse(l->naming, name, &parsed))
        return AP_STR_NONE;
    return name;
}

/** Where word `at` begins; behind the last word, where it ends. */
static size_t
offset_of(const struct ap_words *words, size_t at)
{
    if (at < words->n)
        return (size_t)(words->items[at].ptr - words->name.ptr);
    return words->n ? (size_t)(words->items[words->n - 1].ptr - words->name.ptr) +
                          words->items[words->n - 1].len
                    : 0;
}

/** All parts are right, so the text between them is not. */
static void
separator_fault(const struct ap_lenient *l, struct ap_str right, struct ap_name_fault *fault)
{
    struct ap_str name = l->words.name;
    size_t at = 0;
    while (at < name.len && at < right.len && name.ptr[at] == right.ptr[at])
        at++;
    fault->part = AP_STR("separator");
    fault->at = at;
    size_t end = at;
    if (at < name.len)
        (void)ap_utf8_next(name, &end);
    fault->found = ap_str_slice(name, at, end);
    bool wanted = at < right.len && !ap_is_alnum(right.ptr[at]);
    fault->expected = wanted ? ap_arena_printf(l->mem, "'%c'", right.ptr[at]) : AP_STR("nothing");
}

static bool
part_fault(const struct ap_lenient *l, const struct ap_alignment *a, struct ap_name_fault *fault)
{
    for (size_t i = 0; i < a->n_made; i++) {
        const struct ap_choice_made *made = &a->made[i];
        if (made->guess.cost == 0)
            continue;
        const struct ap_part *part = made->element->part;
        fault->part = part ? part->name : AP_STR("fixed text");
        fault->expected = part ? part->expected : made->element->literal;
        fault->found = ap_words_raw(&l->words, made->from, made->n);
        fault->at = offset_of(&l->words, made->from);
        return true;
    }
    return false;
}

static void
fill_fault(const struct ap_lenient *l, const struct ap_alignment *a, struct ap_str right,
           struct ap_name_fault *fault)
{
    if (part_fault(l, a, fault))
        return;
    if (a->n_used < l->words.n) {
        fault->part = AP_STR("extra");
        fault->found = ap_words_raw(&l->words, a->n_used, l->words.n - a->n_used);
        fault->expected = AP_STR("nothing between the last part and the extension");
        fault->at = offset_of(&l->words, a->n_used);
    } else if (l->words.copy_mark.len) {
        fault->part = AP_STR("extra");
        fault->found = l->words.copy_mark;
        fault->expected = AP_STR("no mark of a copy");
        fault->at = (size_t)(l->words.copy_mark.ptr - l->words.name.ptr);
    } else if (!l->words.ext_ok || l->words.ext_at + 1 + l->words.ext.len < l->words.name.len) {
        fault->part = AP_STR("ext");
        fault->found = ap_str_slice(l->words.name, l->words.ext_at + 1, l->words.name.len);
        fault->expected = ap_part_find(l->naming, AP_STR("ext"))->expected;
        fault->at = l->words.ext_at;
    } else {
        separator_fault(l, right, fault);
    }
}

/** Where a part is missing, other patterns may want another one there: name them all. */
static void
add_alternatives(const struct ap_lenient *l, const struct ap_alignment *all, size_t n,
                 struct ap_name_fault *fault)
{
    if (fault->found.len || ap_str_is(fault->part, "ext"))
        return;
    for (size_t i = 0; i < n; i++) {
        struct ap_name_fault other = {0};
        if (!part_fault(l, &all[i], &other) || other.found.len || other.at != fault->at ||
            ap_str_contains(fault->expected, other.expected))
            continue;
        fault->expected = ap_arena_join(l->mem, fault->expected, ", or ", other.expected);
    }
}

static bool
whole_name_fault(struct ap_str name, struct ap_name_fault *fault)
{
    size_t bad = ap_utf8_bad_at(name);
    if (name.len <= AP_NAME_MAX_BYTES && name.len > 0 && bad == name.len)
        return false;
    *fault = (struct ap_name_fault){.part = AP_STR("name"),
                                    .found = ap_str_slice(name, 0, AP_NAME_MAX_BYTES)};
    fault->expected = bad < name.len ? AP_STR("UTF-8") : AP_STR("1 to 255 bytes");
    fault->at = bad < name.len ? bad : 0;
    return true;
}

/** The index of the cheapest alignment; *ret_right is its corrected name, empty when another as
 * cheap says otherwise. */
static size_t
choose(struct ap_lenient *l, struct ap_alignment *all, size_t n, struct ap_str *ret_right)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        ap_lenient_align(l, &l->naming->variants[i], &all[i]);
        supply_area(l, &all[i]);
        if (all[i].cost < all[best].cost)
            best = i;
    }
    struct ap_str right = corrected(l, &all[best]);
    for (size_t i = 0; right.ptr && i < n; i++) {
        struct ap_str other =
            i != best && all[i].cost == all[best].cost ? corrected(l, &all[i]) : AP_STR_NONE;
        if (other.ptr && !ap_str_eq(other, right))
            right = AP_STR_NONE;
    }
    *ret_right = right;
    return best;
}

void
ap_naming_explain(const struct ap_naming *naming, struct ap_str file_name, struct ap_arena *mem,
                  struct ap_name_fault *ret_fault)
{
    struct ap_name_fault fault = {0};
    if (!whole_name_fault(file_name, &fault)) {
        struct ap_lenient *l = ap_arena_new(mem, struct ap_lenient);
        struct ap_alignment *all = ap_arena_array(mem, struct ap_alignment, naming->n_variants);
        struct ap_str right = AP_STR_NONE;
        l->naming = naming;
        l->mem = mem;
        ap_words_split(file_name, &l->words);
        size_t best = choose(l, all, naming->n_variants, &right);
        fill_fault(l, &all[best], right, &fault);
        add_alternatives(l, all, naming->n_variants, &fault);
        fault.nearest = ap_naming_nearest(naming, stem_of(l, &all[best]));
        fault.corrected = right;
    }
    fault.found = shown(mem, fault.found);
    *ret_fault = fault;
}
