/* Takes a file name apart: a walk through the automaton of each variant.
 * Place in the flow: naming; the evidence stage calls it for every file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "naming/grammar.h"

uint32_t
ap_variant_successor(const struct ap_variant *variant, uint32_t at, uint32_t k)
{
    uint32_t element = 0;
    if (at != AP_NONE) {
        const struct ap_position *position = &variant->positions[at];
        if (position->loops && k-- == 0)
            return at;
        if (!position->last)
            return k == 0 ? at + 1 : AP_NONE;
        element = position->element + 1u;
    }
    if (element >= variant->n_elements || k >= variant->elements[element].n_starts)
        return AP_NONE;
    return variant->elements[element].starts[k];
}

bool
ap_variant_ends(const struct ap_variant *variant, uint32_t at)
{
    return variant->positions[at].last &&
           variant->positions[at].element + 1u == variant->n_elements;
}

/** A depth-first walk that visits each (position, byte) once, so its time is bounded by their product. */
struct walk {
    const struct ap_variant *variant;
    struct ap_str name;
    uint8_t element_of[AP_NAME_MAX_BYTES];
    uint64_t seen[AP_POSITION_MAX * (AP_NAME_MAX_BYTES + 1) / 64];
};

static bool
first_visit(struct walk *w, uint32_t at, size_t i)
{
    size_t bit = at * w->name.len + i;
    uint64_t mask = (uint64_t)1 << (bit & 63);
    if (w->seen[bit >> 6] & mask)
        return false;
    w->seen[bit >> 6] |= mask;
    return true;
}

/** Match name[i…] behind position `at`; the depth is the name's length. */
static bool
walk_from(struct walk *w, uint32_t at, size_t i)
{
    if (i == w->name.len)
        return at != AP_NONE && ap_variant_ends(w->variant, at);
    for (uint32_t k = 0;; k++) {
        uint32_t next = ap_variant_successor(w->variant, at, k);
        if (next == AP_NONE)
            return false;
        const struct ap_position *position = &w->variant->positions[next];
        if (!ap_position_takes(position, (unsigned char)w->name.ptr[i]) || !first_visit(w, next, i))
            continue;
        w->element_of[i] = position->element;
        if (walk_from(w, next, i + 1))
            return true;
    }
}

static bool
match_variant(struct walk *w, const struct ap_variant *variant)
{
    w->variant = variant;
    memset(w->seen, 0, (variant->n_positions * w->name.len / 64 + 1) * sizeof w->seen[0]);
    return walk_from(w, AP_NONE, 0);
}

/** Views of the parts, by kind. */
static void
collect(const struct walk *w, struct ap_str parts[AP_N_PREDEFINED])
{
    for (size_t from = 0, to; from < w->name.len; from = to) {
        uint8_t element = w->element_of[from];
        for (to = from; to < w->name.len && w->element_of[to] == element; to++)
            ;
        const struct ap_part *part = w->variant->elements[element].part;
        if (part && part->kind < AP_PART_CAMEL_CASE)
            parts[part->kind] = ap_str_slice(w->name, from, to);
    }
}

/** "Prefix-Artifact" as it stands in the name; where a pattern orders them otherwise, the known name. */
static struct ap_str
stem_of(const struct ap_naming *naming, struct ap_str prefix, struct ap_str artifact)
{
    if (!prefix.ptr || !artifact.ptr)
        return AP_STR_NONE;
    if (prefix.ptr + prefix.len + 1 == artifact.ptr && artifact.ptr[-1] == '-')
        return (struct ap_str){prefix.ptr, prefix.len + 1 + artifact.len};
    char joined[2 * AP_NAME_MAX_BYTES + 1];
    memcpy(joined, prefix.ptr, prefix.len);
    joined[prefix.len] = '-';
    memcpy(joined + prefix.len + 1, artifact.ptr, artifact.len);
    uint32_t known =
        ap_map_get(&naming->known_by_name, (struct ap_str){joined, prefix.len + 1 + artifact.len});
    return known == AP_NONE ? AP_STR_NONE : naming->known[known].name;
}

static bool
fill(const struct ap_naming *naming, const struct walk *w, struct ap_name *name)
{
    struct ap_str parts[AP_N_PREDEFINED] = {{0}};
    collect(w, parts);
    *name = (struct ap_name){
        .prefix = parts[AP_PART_AREA],
        .artifact = parts[AP_PART_ARTIFACT],
        .period_text = parts[AP_PART_PERIOD],
        .seq = parts[AP_PART_SEQ],
        .version = parts[AP_PART_VERSION],
        .ext = parts[AP_PART_EXT],
    };
    name->stem = stem_of(naming, name->prefix, name->artifact);
    name->has_period = name->period_text.len > 0;
    if (name->has_period && ap_period_parse(name->period_text, &name->period))
        return false;
    int status = ap_word_value(ap_doc_status_words, parts[AP_PART_STATUS]);
    name->status = status > 0 ? (enum ap_doc_status)status : AP_DOCSTATUS_NONE;
    name->ok = true;
    return true;
}

int
ap_naming_parse(const struct ap_naming *naming, struct ap_str file_name, struct ap_name *ret_name)
{
    if (file_name.len == 0 || file_name.len > AP_NAME_MAX_BYTES)
        return AP_E_SYNTAX;
    struct walk w;
    w.name = file_name;
    for (size_t i = 0; i < naming->n_variants; i++) {
        struct ap_name name;
        if (match_variant(&w, &naming->variants[i]) && fill(naming, &w, &name)) {
            *ret_name = name;
            return AP_OK;
        }
    }
    return AP_E_SYNTAX;
}
