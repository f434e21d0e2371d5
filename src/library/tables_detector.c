/* The table of detectors: what the scan looks for.
 * Place in the flow: library; inspect/scan/ compiles what it reads.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"
#include "schema/rows.h"

#define STRUCT ap_detector
#define NEEDED (AP_F_MERGED | AP_F_NONEMPTY)

const struct ap_schema ap_library_detector_schema = {
    .name = "detector",
    .doc = "One kind of secret, personal data or payload that the scan looks for",
    .fields =
        (const struct ap_field[]){
            AP_ROW("id", AP_T_ID, id, AP_F_REQUIRED, "Id, shown as the rule of a finding"),
            AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
            AP_ROW_WORD("class", cls, 0, ap_detector_class_words, "secret", "What it is"),
            AP_ROW_WORD("severity", severity, 0, ap_severity_words, "blocker",
                        "How much it weighs; a secret that is a blocker is never packed"),
            AP_ROW("keywords", AP_T_STRS, keywords, 0,
                   "Words of which one must be there, at least three characters, case does not "
                   "count; `name$`: one that ends a name"),
            AP_ROW("pattern", AP_T_REF, pattern, AP_F_NONEMPTY,
                   "Regular expression that begins at the keyword; group 1 is the secret"),
            AP_ROW_WORD("anchor", anchor, 0, ap_anchor_words, "keyword",
                        "Begin the pattern at the keyword, or at the start of the token around it"),
            AP_ROW_SWITCH("inside", inside, "The keyword may stand within a longer word"),
            AP_ROW_SWITCH("open_end", open_end, "Letters and digits may follow the match"),
            AP_ROW("keys", AP_T_STRS, keys, AP_F_NONEMPTY,
                   "Names whose value it is; `*` stands for anything, case and _ - . do not count"),
            AP_ROW("not_keys", AP_T_STRS, not_keys, 0, "Names that are excepted"),
            AP_ROW("value", AP_T_REF, value, AP_F_NONEMPTY,
                   "Regular expression that the whole value must match"),
            AP_ROW_WORD("quality", quality, 0, ap_quality_words, "random",
                        "What the value must look like"),
            AP_ROW("near", AP_T_STRS, near, AP_F_NONEMPTY,
                   "Words of which one must stand within 256 bytes"),
            AP_ROW_WORD("reader", reader, 0, ap_reader_words, "none",
                        "Form that no pattern can tell"),
            AP_ROW_WORD("validator", validator, 0, ap_validator_words, "none",
                        "Check that raises or lowers the confidence"),
            AP_ROW("min_entropy", AP_T_REF, min_entropy, AP_F_NONEMPTY,
                   "Least entropy in bits a character, e.g. 3.2"),
            {.key = "min_length",
             .type = AP_T_INT,
             .offset = AP_ROW_AT(min_length),
             .doc = "Least length of the secret",
             .min = 1,
             .max = 4096,
             .fallback = "8"},
            AP_ROW("allow", AP_T_REFS, allow, AP_F_NONEMPTY,
                   "Regular expressions of what is no secret"),
            AP_ROW_SWITCH("fixed", fixed, "What it is found in never raises its severity"),
            AP_ROW("finds", AP_T_STRS, finds, 0, "At least two examples that must be found"),
            AP_ROW("ignores", AP_T_STRS, ignores, 0, "At least two examples that must not"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct ap_detector),
    .place_offset = AP_ROW_AT(place),
};
