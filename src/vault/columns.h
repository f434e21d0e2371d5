/* The columns of a document library: those that the control library declares, those that are there, and values in both directions.
 * Place in the flow: vault; provision makes them, upload writes them, pull reads them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"
#include "vault/place.h"

enum ap_column_kind {
    AP_COLUMN_TEXT,
    AP_COLUMN_CHOICE,
    AP_COLUMN_CHOICES, /* several at once */
    AP_COLUMN_DATE,
    AP_COLUMN_PERSON,
    AP_COLUMN_NUMBER,
    AP_COLUMN_OTHER,
};
const char *ap_column_kind_name(enum ap_column_kind kind);

struct ap_column {
    struct ap_str name; /* internal: ASCII letters and digits */
    struct ap_str label;
    enum ap_column_kind kind;
    struct ap_strs choices;
    int64_t max_length; /* of a text */
    bool indexed;
    bool open_choices; /* other texts are taken too */
    bool required;
    struct ap_str key; /* of the metadata field, or of the extra column, that it carries */
};
AP_VEC(ap_columns, struct ap_column);

/** The columns that `lib` asks for: its metadata fields, then those that tie a file to its pack and its approval to its bytes:
 *  ApSha256 (key "sha256"), ApPackId ("pack_id"), ApReviewer ("review.by"), ApReviewDate ("review.date"). */
void ap_columns_wanted(const struct ap_library *lib, struct ap_arena *mem,
                       struct ap_columns *ret_columns);
/** Those that the library has. Errors as ap_graph_pages() */
AP_CHECKED int ap_columns_read(struct ap_remote *remote, const struct ap_remote_place *place,
                               struct ap_arena *mem, struct ap_columns *ret_columns);
const struct ap_column *ap_columns_find(const struct ap_columns *columns, struct ap_str name);
/** The body that makes a column. */
struct ap_str ap_column_json(const struct ap_column *column, struct ap_arena *mem);

/** People of a site, by the id that person columns hold. */
struct ap_site_people {
    struct ap_strs ids, names, emails; /* of equal length */
};
AP_CHECKED int ap_site_people_read(struct ap_remote *remote, const struct ap_remote_place *place,
                                   struct ap_arena *mem, struct ap_site_people *ret_people);

/** The values of a column in the fields of an item: of a person the e-mail, else the name; of a date its day. Several texts in a text
 *  column are separated by `;`. */
void ap_column_values(const struct ap_column *column, const struct ap_node *fields,
                      const struct ap_site_people *people, struct ap_arena *mem,
                      struct ap_strs *ret_values);
/** Put `"Name": value` for a fields PATCH. False: the values do not fit the column; *ret_why says why. */
bool ap_column_put(struct ap_json *json, const struct ap_column *column,
                   const struct ap_strs *values, const struct ap_site_people *people,
                   struct ap_arena *mem, const char **ret_why);
