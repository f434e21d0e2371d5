/* Entries of a catalogue met in a document, and what they lack there.
 * Place in the flow: inspect; the checks alert-catalogue and tenant-protections.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An entry is met in a row (of a table, of a list) whose name or kind is one of its words, else in any cell of a row, else
 * in a line of prose with what stands below it. The words are data; see controls/catalogs.yaml. */
#pragma once

#include "inspect/content/documents.h"

/** What was found of one entry. */
struct ap_met {
    const struct ap_small_record *row; /* or NULL: prose */
    size_t line;                       /* index of the line, for prose */
    bool found;
};

/** All entries that lack the same: one finding. */
struct ap_lack {
    struct ap_strs entries;
    uint32_t line; /* of the first */
};

/** What an entry may lack, as a finding says it: "2 of 5 alert kinds have no threshold: …". */
struct ap_lack_words {
    enum ap_code code;
    const char *one, *many;
};
#define AP_LACK_MISSING 0 /* the first of the words of each check */
#define AP_LACKS_MAX    4

/** A document and the catalogue that it is held against; everything lives in the subject's scratch memory. */
struct ap_entry_rows {
    struct ap_small doc;
    struct ap_names_list entries;
    struct ap_names_list fields;
    struct ap_lack lacks[AP_LACKS_MAX];
};

/** Judges an entry that was met: adds what it lacks, and the fact. */
typedef void ap_judge_entry_fn(struct ap_entry_rows *r, const struct ap_names *entry,
                               const struct ap_met *met);
/** Meet every entry; those that are not met lack AP_LACK_MISSING. */
void ap_entries_judge(struct ap_entry_rows *r, ap_judge_entry_fn *judge);

/** The line of the file that an entry was met in; 0: lines of the document are not lines of the file. */
uint32_t ap_entries_line(const struct ap_entry_rows *r, const struct ap_met *met);
/** The line `at` that names the entry and what belongs to it: up to the next line that names another one, or a heading. */
struct ap_str ap_entries_passage(const struct ap_entry_rows *r, const struct ap_names *entry, size_t at);
/** A number, other than the result codes that an alert is about. */
bool ap_entries_has_number(struct ap_str text);
/** A word of the field stands in the text. */
bool ap_entries_says(const struct ap_entry_rows *r, const char *field, struct ap_str text);

void ap_entries_lack(struct ap_entry_rows *r, size_t which, const struct ap_names *entry, uint32_t line);
/** A finding for each of the `n` lacks that an entry has.
 *  entries  what they are, in the plural: "alert kinds" */
void ap_entries_say_lacks(const struct ap_entry_rows *r, const char *entries, const struct ap_lack_words *words,
                          size_t n);

/* alert_routes.c: systems that keep rules and their routes apart (Prometheus and Alertmanager, Grafana). */

/** The document holds rules of such a system: who is told stands elsewhere. */
bool ap_alert_is_routed_elsewhere(const struct ap_small *doc);
/** Leave a fact `alert-route` for each way to somebody that the document configures: key its receiver, value the labels that it
 *  asks of an alert, one a line.
 *  gives  the line of the first route; 0: the document holds none */
uint32_t ap_alert_take_routes(struct ap_small *doc);
/** The labels of the rule at this line, one a line: `severity=critical`. */
struct ap_str ap_alert_labels(const struct ap_small *doc, uint32_t line);
