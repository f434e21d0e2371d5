/* Rows of schema tables in short. STRUCT names the struct of the table that is being written.
 * Place in the flow: schema; the tables of library and workspace are written in these.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

#include "schema/schema.h"

#define AP_ROW_AT(member) offsetof(struct STRUCT, member)
#define AP_ROW(name, kind, member, need, text)                                                     \
    {                                                                                              \
        .key = (name), .type = (kind), .flags = (need), .offset = AP_ROW_AT(member), .doc = (text) \
    }
#define AP_ROW_ID(text) AP_ROW("id", AP_T_ID, id, AP_F_REQUIRED, text)
#define AP_ROW_WORD(name, member, need, words, otherwise, text)                                    \
    {                                                                                              \
        .key = (name), .type = AP_T_CHOICE, .flags = (need), .offset = AP_ROW_AT(member),          \
        .doc = (text), .choices = (words), .fallback = (otherwise)                                 \
    }
#define AP_ROW_COUNT(name, member, least, most, otherwise, text)                                   \
    {                                                                                              \
        .key = (name), .type = AP_T_INT, .offset = AP_ROW_AT(member), .doc = (text),               \
        .min = (least), .max = (most), .fallback = (otherwise)                                     \
    }
#define AP_ROW_SWITCH(name, member, text)                                                          \
    {                                                                                              \
        .key = (name), .type = AP_T_BOOL, .offset = AP_ROW_AT(member), .doc = (text),              \
        .fallback = "false"                                                                        \
    }
