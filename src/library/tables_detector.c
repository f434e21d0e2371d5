/* The table of detectors: what the scan looks for.
 * Place in the flow: library; inspect/scan/ compiles what it reads.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"

#define AT(member) offsetof(struct ap_detector, member)
#define FIELD(name, kind, member, need, text)                                                      \
    {                                                                                              \
        .key = (name), .type = (kind), .flags = (need), .offset = AT(member), .doc = (text)        \
    }
#define WORD_FIELD(name, member, need, words, otherwise, text)                                     \
    {                                                                                              \
        .key = (name), .type = AP_T_CHOICE, .flags = (need), .offset = AT(member), .doc = (text),  \
        .choices = (words), .fallback = (otherwise)                                                \
    }
#define SWITCH_FIELD(name, member, text)                                                           \
    {                                                                                              \
        .key = (name), .type = AP_T_BOOL, .offset = AT(member), .doc = (text), .fallback = "false" \
    }
#define NEEDED (AP_F_MERGED | AP_F_NONEMPTY)

const struct ap_schema ap_library_detector_schema = {
    .name = "detector",
    .doc = "One kind of secret, personal data or payload that the scan looks for",
    .fields =
        (const struct ap_field[]){
            FIELD("id", AP_T_ID, id, AP_F_REQUIRED, "Id, shown as the rule of a finding"),
            FIELD("title", AP_T_STR, title, NEEDED, "Name for people"),
            WORD_FIELD("class", cls, 0, ap_detector_class_words, "secret", "What it is"),
            WORD_FIELD("severity", severity, 0, ap_severity_words, "blocker",
                       "How much it weighs; a secret that is a blocker is never packed"),
            FIELD("keywords", AP_T_STRS, keywords, 0,
                  "Words of which one must be there, at least three characters, case does not "
                  "count; `name$`: one that ends a name"),
            FIELD("pattern", AP_T_REF, pattern, AP_F_NONEMPTY,
                  "Regular expression that begins at the keyword; group 1 is the secret"),
            WORD_FIELD("anchor", anchor, 0, ap_anchor_words, "keyword",
                       "Begin the pattern at the keyword, or at the start of the token around it"),
            SWITCH_FIELD("inside", inside, "The keyword may stand within a longer word"),
            SWITCH_FIELD("open_end", open_end, "Letters and digits may follow the match"),
            FIELD("keys", AP_T_STRS, keys, AP_F_NONEMPTY,
                  "Names whose value it is; `*` stands for anything, case and _ - . do not count"),
            FIELD("not_keys", AP_T_STRS, not_keys, 0, "Names that are excepted"),
            FIELD("value", AP_T_REF, value, AP_F_NONEMPTY,
                  "Regular expression that the whole value must match"),
            WORD_FIELD("quality", quality, 0, ap_quality_words, "random",
                       "What the value must look like"),
            FIELD("near", AP_T_STRS, near, AP_F_NONEMPTY,
                  "Words of which one must stand within 256 bytes"),
            WORD_FIELD("reader", reader, 0, ap_reader_words, "none",
                       "Form that no pattern can tell"),
            WORD_FIELD("validator", validator, 0, ap_validator_words, "none",
                       "Check that raises or lowers the confidence"),
            FIELD("min_entropy", AP_T_REF, min_entropy, AP_F_NONEMPTY,
                  "Least entropy in bits a character, e.g. 3.2"),
            {.key = "min_length",
             .type = AP_T_INT,
             .offset = AT(min_length),
             .doc = "Least length of the secret",
             .min = 1,
             .max = 4096,
             .fallback = "8"},
            FIELD("allow", AP_T_REFS, allow, AP_F_NONEMPTY,
                  "Regular expressions of what is no secret"),
            SWITCH_FIELD("fixed", fixed, "What it is found in never raises its severity"),
            FIELD("finds", AP_T_STRS, finds, 0, "At least two examples that must be found"),
            FIELD("ignores", AP_T_STRS, ignores, 0, "At least two examples that must not"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct ap_detector),
    .place_offset = AT(place),
};
