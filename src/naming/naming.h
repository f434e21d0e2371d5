/* The naming grammar: compiled from YAML patterns; parses, explains, corrects.
 * Place in the flow: naming; the library compiles it, the evidence stage uses it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/evidence.h"
#include "model/library.h"

struct ap_naming;

/** Compile the library's patterns. Parts `area`, `artifact`, `period`, `seq`, `version`, `status`, `ext` are predefined; others come from rules->parts.
 *  `[…]` is optional and does not nest. Area prefixes and the accepted evidence names are given for matching and suggestions.
 *
 *  errors AP_E_INVALID: a pattern that does not compile (LIB013), can never match (LIB014), or that
 *         together with another gives one name two parses (LIB015); all are reported
 *  owns   lives in `mem`, borrows from the arguments */
AP_CHECKED int ap_naming_compile(const struct ap_naming_rules *rules, const struct ap_areas *areas,
                                 const struct ap_strs *known_names, struct ap_arena *mem,
                                 struct ap_naming **ret_naming, struct ap_diag *dg);

/** Take a file name apart. AP_OK with ret_name->ok, or AP_E_SYNTAX. */
AP_CHECKED int ap_naming_parse(const struct ap_naming *naming, struct ap_str file_name, struct ap_name *ret_name);

/** Why a name does not parse. */
struct ap_name_fault {
    struct ap_str part;      /* "period" */
    struct ap_str found;     /* "2026-13" */
    struct ap_str expected;  /* "YYYY-MM, YYYY-Qn, YYYY-Hn or YYYY" */
    struct ap_str nearest;   /* the nearest known evidence name, or empty */
    struct ap_str corrected; /* the exact corrected file name when there is one and only one, or empty */
    size_t at;               /* byte offset of the part */
};

/** Explain the best partial match. `mem` owns the strings. */
void ap_naming_explain(const struct ap_naming *naming, struct ap_str file_name, struct ap_arena *mem,
                       struct ap_name_fault *ret_fault);

/** The known evidence name nearest to `stem`, if one and only one is near; else an empty view. */
struct ap_str ap_naming_nearest(const struct ap_naming *naming, struct ap_str stem);

/** What a file name shall say; a part that is left out is not in it. */
struct ap_name_parts {
    struct ap_str stem;             /* "APIAuth-OAuthScopeModel": area prefix and artifact */
    const struct ap_period *period; /* NULL: none */
    struct ap_str version;
    enum ap_doc_status status;
    struct ap_str seq;
    struct ap_str ext;
};

/** The file name of these parts: `APIAuth-X-2026-Q2.pdf`, `APIRunbook-Y-v1.0-Approved.pdf`; by the first pattern that
 *  holds exactly them. In `mem`; empty when no pattern can write it. */
struct ap_str ap_naming_write(const struct ap_naming *naming, const struct ap_name_parts *parts, struct ap_arena *mem);
