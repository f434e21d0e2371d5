/* Writes the file name that a pattern gives to evidence.
 * Place in the flow: naming; expected names, corrections of names, canonical names in the pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "naming/grammar.h"

/** True when the variant holds exactly the parts that there are values for. */
static bool
fits(const struct ap_variant *variant, const struct ap_str values[AP_N_PREDEFINED])
{
    if (variant->has_custom)
        return false;
    for (int kind = 0; kind < AP_N_PREDEFINED; kind++)
        if (variant->has[kind] != (values[kind].len > 0))
            return false;
    return true;
}

struct ap_str
ap_naming_write(const struct ap_naming *naming, const struct ap_name_parts *parts,
                struct ap_arena *mem)
{
    struct ap_str stem = parts->stem;
    size_t dash = ap_str_find(stem, '-');
    struct ap_str values[AP_N_PREDEFINED] = {
        [AP_PART_AREA] = ap_str_slice(stem, 0, dash),
        [AP_PART_ARTIFACT] = ap_str_slice(stem, dash + 1, stem.len),
        [AP_PART_SEQ] = parts->seq,
        [AP_PART_VERSION] = parts->version,
        [AP_PART_EXT] = parts->ext,
    };
    if (parts->status != AP_DOCSTATUS_NONE)
        values[AP_PART_STATUS] = ap_str_from(ap_word(ap_doc_status_words, (int)parts->status));
    if (parts->period)
        values[AP_PART_PERIOD] = ap_period_str(mem, *parts->period);
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < naming->n_variants; i++) {
        const struct ap_variant *variant = &naming->variants[i];
        if (!fits(variant, values))
            continue;
        ap_buf_clear(&out);
        for (uint32_t e = 0; e < variant->n_elements; e++) {
            const struct ap_element *element = &variant->elements[e];
            ap_buf_add_str(&out, element->part ? values[element->part->kind] : element->literal);
        }
        struct ap_name parsed;
        /* A day would read as a month and a number: what was written must be what is read. */
        if (ap_naming_parse(naming, ap_buf_str(&out), &parsed) == AP_OK &&
            ap_str_eq(parsed.period_text, values[AP_PART_PERIOD]))
            return ap_arena_copy(mem, ap_buf_str(&out));
    }
    return AP_STR_NONE;
}
