/* What the readers of the single forms share.
 * Place in the flow: tables; private to records*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tables/records.h"

#define AP_SNIFF_BYTES   65536u /* of the text by which its form is told */
#define AP_KNOWN_KEYS    1024u  /* a power of two */
#define AP_KNOWN_BYTES   48u    /* longer keys are looked up each time */
#define AP_WRAPPER_DEPTH 4u

/** What a key under a given parent is; a cache by hash, overwritten on collision. */
struct ap_known_key {
    uint64_t hash; /* of parent and key; 0: free */
    uint16_t id;
    uint8_t len;
    char key[AP_KNOWN_BYTES];
    struct ap_str path; /* in the reader's memory; empty where id is AP_FIELD_NONE */
};

/** An open object or array of JSON. */
struct ap_json_level {
    bool array;
    bool some;         /* it has a member already */
    uint64_t hash;     /* of the path */
    struct ap_str key; /* raw; of an array: that of the field it is the value of */
    uint16_t id;       /* of that field */
    struct ap_str path;
};

struct ap_column {
    uint16_t id;
    struct ap_str name;
};

/** A place in the text while it is read. */
struct ap_cursor {
    const char *begin, *p, *end;
    const char *line_start; /* NULL: before the window, `before` bytes of the line */
    uint64_t before;
    uint32_t line;
};
uint32_t ap_cursor_column(const struct ap_cursor *c, const char *at);
/** One more line begins at `at`. */
void ap_cursor_newline(struct ap_cursor *c, const char *at);

enum ap_walk { AP_WALK_OK, AP_WALK_MORE, AP_WALK_BAD };

/** Where the reading of JSON stands between records. */
enum ap_json_at { AP_JSON_TOP, AP_JSON_IN_WRAPPER, AP_JSON_IN_ROWS };

struct ap_records {
    const struct ap_field_names *names;
    struct ap_arena *mem;
    ap_record_fn fn;
    void *ctx;
    struct ap_records_end sum;
    bool sniffed, skipping; /* skipping: to the end of a line that is too long */
    bool stopped;           /* nothing more can be read */

    char *held; /* the beginning of a record that is not complete */
    size_t n_held, cap_held;
    size_t retry_at; /* bytes from which another try is worth while */
    uint32_t line;   /* of the next byte */
    uint64_t column; /* bytes of that line before it */

    char *decoded; /* values without their escapes, until the record was given */
    size_t n_decoded, cap_decoded;
    struct ap_record_field fields[AP_RECORD_FIELDS];
    size_t n_fields;
    uint64_t has[1024]; /* bits by id */

    struct ap_known_key *known;
    struct ap_known_key unknown; /* one that has no place there */
    unsigned n_kept; /* paths that were kept for it */
    bool quiet;      /* names do not count now */
    struct ap_json_level levels[AP_RECORD_DEPTH];
    enum ap_json_at json_at;
    struct ap_str wrapper[AP_WRAPPER_DEPTH]; /* keys that lead to the rows */
    size_t n_wrapper, in_wrapper;

    char delimiter;
    struct ap_column *columns;
    size_t n_columns;
    bool has_header;
    bool probing;         /* a sheet whose rows are not given */
    unsigned least_names; /* of a header */
    unsigned header_rows; /* looked at */
    unsigned titles;      /* lines above the header of a CSV */
};

/** One step of a form: a record, or something skipped. False: the window ends within a record. `final`: nothing follows. */
typedef bool (*ap_record_step)(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_json(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_json_line(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_csv(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_logfmt(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_error(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_cells(struct ap_records *r, struct ap_cursor *c, bool final);
bool ap_step_access(struct ap_records *r, struct ap_cursor *c, bool final);

/** Take what is left as whole. */
void ap_records_rest(struct ap_records *r, struct ap_str rest);
void ap_records_add_column(struct ap_records *r, struct ap_str name);
/** How many different known names stand in a row of cells. */
size_t ap_records_known(const struct ap_records *r, struct ap_str row, char delimiter);

/** Tell the form from the beginning of the text. */
void ap_records_sniff(struct ap_records *r, struct ap_str head);
/** Read an object that begins at c->p. */
enum ap_walk ap_json_object(struct ap_records *r, struct ap_cursor *c);
/** Pass over a value of any kind. */
enum ap_walk ap_json_skip(struct ap_records *r, struct ap_cursor *c);
/** Pass over a string that begins at c->p; its inside, still escaped. */
enum ap_walk ap_json_string(struct ap_cursor *c, struct ap_str *ret_inside, bool *ret_escaped);
void ap_json_blanks(struct ap_cursor *c);
/** True where the text looks like an access log line, like key=value pairs. */
bool ap_is_access_line(struct ap_str line);
bool ap_is_error_line(struct ap_str line);
bool ap_is_logfmt_line(struct ap_str line);
/** True for a word that begins with a year. */
bool ap_looks_like_time(struct ap_str word);

/** Cut the next line off; false when it is not complete. Line and column are those of its first byte until the next call. */
bool ap_cursor_line(struct ap_cursor *c, bool final, struct ap_str *ret_line);
/** NULL: the record has too many. `at`: where the value stands in the window. */
struct ap_record_field *ap_records_add(struct ap_records *r, const struct ap_cursor *c, uint16_t id,
                                       struct ap_str name, struct ap_str text, const char *at);
/** Give the record at hand. */
void ap_records_give(struct ap_records *r, uint32_t line);
void ap_records_bad(struct ap_records *r, uint32_t line);
/** The record at hand is none. */
void ap_records_forget(struct ap_records *r);
/** Room for a decoded text of at most `n` bytes; then take what was used of it. */
char *ap_records_room(struct ap_records *r, size_t n);
struct ap_str ap_records_decoded(struct ap_records *r, size_t n);
