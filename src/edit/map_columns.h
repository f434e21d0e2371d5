/* The columns of MAP.csv, once for the writer and the reader.
 * Place in the flow: edit; private to map.c and map_read.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

enum ap_map_column {
    AP_MAP_FILE,
    AP_MAP_REQUIREMENT,
    AP_MAP_PERIOD,
    AP_MAP_VERSION,
    AP_MAP_STATUS,
    AP_MAP_OWNER,
    AP_MAP_SOURCE,
    AP_MAP_TITLE,
    AP_MAP_SAMPLES,
    /* what triage tells a person; add does not read it */
    AP_MAP_CONFIDENCE,
    AP_MAP_CHOICE_1,
    AP_MAP_CHOICE_2,
    AP_MAP_CHOICE_3,
    AP_MAP_WHY,
    AP_MAP_N_COLUMNS
};

extern const char *const ap_map_header[AP_MAP_N_COLUMNS];
