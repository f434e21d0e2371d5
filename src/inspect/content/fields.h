/* Lists of the library as record checks use them: names of fields, values that decide, numbers of days.
 * Place in the flow: inspect, below the checks on records; see controls/record-fields.yaml.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"
#include "tables/field_names.h"

#define AP_FIELDS_MAX 64u

/** The fields of one catalogue: field k has the number base + k. Entries `tenant` and `tenant+mine` are one field. */
struct ap_fields {
    struct {
        struct ap_str id, say;
    } list[AP_FIELDS_MAX];
    size_t n;
    uint16_t base;
};

/** Add the names of a catalogue's fields; an unknown catalogue has none. */
void ap_fields_add(struct ap_fields *fields, const struct ap_library *lib, struct ap_str catalog,
                   uint16_t base, struct ap_field_names *names);
/** The number of the field, or AP_FIELD_NONE. */
uint16_t ap_fields_id(const struct ap_fields *fields, const char *id);

/** True when the value is one of the catalogue's words; case and punctuation do not matter. */
bool ap_value_is(const struct ap_catalog *catalog, struct ap_str value);
/** True when one of the catalogue's words stands in the value. */
bool ap_value_has(const struct ap_catalog *catalog, struct ap_str value);
/** True for what stands for no value: nothing, `-`, `null`, `none`, `n/a`. */
bool ap_value_is_empty(struct ap_str value);
/** yes, true, 1, y, x. */
bool ap_value_is_yes(struct ap_str value);

/** Arguments of a `checks:` entry; `otherwise` where they are not given. */
struct ap_str ap_check_arg(const struct ap_node *args, const char *key, const char *otherwise);
int64_t ap_check_number(const struct ap_node *args, const char *key, int64_t otherwise);
int32_t ap_check_days(const struct ap_node *args, const char *key, int32_t otherwise);
const struct ap_catalog *ap_check_catalog(const struct ap_library *lib, const struct ap_node *args,
                                          const char *key, const char *otherwise);
