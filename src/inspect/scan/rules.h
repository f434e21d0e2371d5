/* What the files of the scan share: compiled rules, the text under them, finds before they are merged.
 * Place in the flow: inspect/scan; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/scan/automaton.h"
#include "inspect/scan/marks.h"
#include "inspect/scan/scan.h"
#include "port/regex.h"

#define AP_KEY_MAX   80u /* bytes of a name */
#define AP_RULES_MAX 4096u

struct ap_regexes {
    struct ap_regex **items;
    size_t n;
};

#define AP_HEAD_MAX 12u
struct ap_char_set {
    uint64_t bits[4];
};
/** The characters that a match begins with, one after the other; none: nothing is known. */
struct ap_head {
    size_t n;
    struct ap_char_set sets[AP_HEAD_MAX];
};

struct ap_rule {
    const struct ap_detector *d;
    struct ap_regex *pattern; /* or of the value */
    struct ap_head head;      /* of the pattern */
    struct ap_regexes allow;
    struct ap_strs keys, not_keys; /* folded */
    double min_entropy;
    bool is_pair; /* found by name and value */
};

#define AP_MEMO_RULES 6u

/** One keyword and the rules that it wakes. */
struct ap_wake {
    uint32_t length; /* without the character behind a name */
    uint32_t behind; /* 1: such a character belongs to the keyword */
    bool pair;       /* some rule takes the value of a name */
    uint8_t n_own;
    uint16_t own[AP_MEMO_RULES]; /* those that take the value where the keyword is the whole name */
    uint32_t *rules;             /* the others */
    size_t n;
};

struct ap_scan_rules {
    struct ap_automaton automaton;
    struct ap_automaton stand_ins; /* parts of values that tell a placeholder */
    struct ap_rule *rules;
    size_t n;
    struct ap_wake *wakes; /* by keyword */
    size_t n_wakes;
    const struct ap_rule *email, *card, *iban, *ssn, *ip; /* readers without keywords, or NULL */
};

/** A find before it is merged; offsets are of the stream. */
struct ap_find {
    const struct ap_rule *rule;
    enum ap_severity severity;
    uint64_t from, to; /* the secret */
    uint64_t span_from, span_to;
    uint64_t key_from, key_to; /* its name; equal: none */
    uint32_t prefix;           /* public bytes at its beginning */
    bool wrapped;
};
struct ap_finds {
    struct ap_find *items; /* heap */
    size_t n;
    size_t cap;
};

#define AP_MEMO 1024u

/** Which rules take a name: names repeat on every line. */
struct ap_memo {
    uint64_t hash;
    uint8_t n_key, n;
    uint16_t rules[AP_MEMO_RULES];
    char key[AP_KEY_MAX];
};

/** A CSV table whose header names a secret. */
struct ap_columns {
    bool active;
    char delimiter;
    uint32_t n_cells;
    uint64_t seen; /* offset behind the last header looked at */
    uint64_t at;   /* of the next row */
    uint32_t n_keys;
    struct {
        uint32_t cell;
        uint64_t key_from, key_to;
        uint16_t rules[AP_MEMO_RULES];
        uint32_t n_rules;
    } keys[8];
};

struct ap_scanner {
    const struct ap_scan_rules *rules;
    struct ap_regex_work *work;
    const struct ap_strs *own_domains;
    ap_leak_sink sink;
    void *ctx;
    char *room;        /* for what is kept of the stream */
    const char *bytes; /* the window into the stream: the room, or a piece that is being read */
    size_t window;     /* bytes of room */
    size_t len;
    size_t done;   /* anchors before it are dealt with */
    uint64_t base; /* offset of bytes[0] */
    struct ap_automaton_hit *hits;
    struct ap_mark *marks;
    char *decoded;         /* room for a piece of base64 */
    uint32_t *map;         /* of its bytes to the characters that they came from */
    struct ap_finds finds; /* as they were found */
    struct ap_find open;   /* what overlaps so far, merged; without a rule: none */
    struct ap_finds ready; /* bodies that began within it */
    struct ap_memo *memo;
    struct ap_sight *whole; /* the window, while rules see a part of it */
    struct ap_columns columns;
    uint64_t last_pair;    /* offset behind the name parsed last */
    uint64_t percent_done; /* offset behind the encoded run read last */
    uint64_t base64_from;  /* offset of the run of base64 that began last */
    uint64_t line_at, line_start;
    uint32_t line;
    bool limited;
};

/** The text that rules look at: the window, or a decoded piece. */
struct ap_sight {
    struct ap_scanner *sc;
    struct ap_str text;
    uint64_t base;               /* offset of text in the stream */
    unsigned depth;              /* 0: the stream itself */
    uint64_t wrap_from, wrap_to; /* depth > 0: where the encoded piece stands */
    const uint32_t *map; /* offset in it by offset in `text`; NULL: only the whole is known */
    bool complete;       /* the stream ends with the text */
};

/** A name and its value, as they stand in the text. */
struct ap_named {
    size_t key_from, key_to;
    size_t from, to;
    char sign; /* ':' '=' '>' ' ' ',' */
    bool quoted;
    bool object;  /* the value is an object or list that begins at `from` */
    bool query;   /* behind '?' or '&' */
    bool doubled; /* in a quoted cell of a table, where each quote is written twice */
};

struct ap_pair_rules {
    const uint16_t *rules;
    size_t n;
};

/* pair.c: find the pair whose name holds core_from … core_to. False: only the place of the name was found. */
bool ap_pair_parse(struct ap_str text, size_t core_from, size_t core_to, struct ap_named *ret_pair);
/* names.c: the rules that take the value of `name`. */
struct ap_pair_rules ap_names_rules(struct ap_scanner *sc, struct ap_str name);
/* The same, looked up; gives how many. */
size_t ap_names_look_up(const struct ap_scan_rules *all, struct ap_str name,
                        uint16_t out[AP_MEMO_RULES]);
/** Folded: lower case, without _ - . and blanks; digits at the end dropped. Gives the length, at most AP_KEY_MAX. */
size_t ap_names_fold(struct ap_str name, char out[AP_KEY_MAX]);

/* apply.c: hold one rule against what was found. */
void ap_apply_token(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to);
void ap_apply_pair(struct ap_sight *s, const struct ap_rule *rule, const struct ap_named *pair);
/* `w`: the keyword's */
void ap_apply_name(struct ap_sight *s, const struct ap_wake *w, size_t core_from, size_t core_to);
struct ap_find *ap_finds_push(struct ap_scanner *sc, struct ap_finds *finds);
void ap_find_add(struct ap_sight *s, const struct ap_rule *rule, enum ap_severity severity,
                 size_t from, size_t to, const struct ap_named *pair, size_t prefix);
enum ap_severity ap_severity_lower(const struct ap_rule *rule, enum ap_severity severity,
                                   unsigned steps);

/* head.c: read it from a pattern; may a match of the pattern begin at text[at]? */
void ap_head_read(struct ap_str pattern, struct ap_head *ret_head);
bool ap_head_fits(const struct ap_head *head, struct ap_str text, size_t at);

/* readers.c, credentials.c */
void ap_read_userinfo(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to);
void ap_read_pem(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to);
void ap_read_scheme(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to);
void ap_read_credentials(struct ap_sight *s, const struct ap_rule *rule,
                         const struct ap_named *pair);

/* What stands at an anchor. personal.c: */
void ap_email_find(struct ap_sight *s, size_t at);
void ap_numbers_find(struct ap_sight *s, size_t at);
/* base64.c: `begins` or else goes on */
void ap_base64_find(struct ap_sight *s, size_t at, bool begins);
/* percent.c */
void ap_percent_find(struct ap_sight *s, size_t at);
/* columns.c */
void ap_columns_header(struct ap_sight *s, size_t key_from, size_t key_to);
void ap_columns_rows(struct ap_sight *s, size_t limit);

/* engine.c: a scanner that takes `fresh` new bytes at a time, at least one; for tests, for what is found is the same. */
struct ap_scanner *ap_scanner_new_sized(const struct ap_scan_rules *rules, size_t fresh);
/* All rules over text[from] … text[to-1]. */
void ap_sight_scan(struct ap_sight *s, size_t from, size_t to);
/* merge.c: give what can no longer change to the sink; anchors before `limit` are dealt with, or all. */
void ap_finds_settle(struct ap_scanner *sc, uint64_t limit, bool all);
void ap_scanner_count_lines(struct ap_scanner *sc, uint64_t to);

/* value.c */
enum ap_verdict { AP_VALUE_NO, AP_VALUE_WEAK, AP_VALUE_STRONG };
/** A mask, a placeholder, a variable, a reference, a hash: no secret, whatever its name. */
bool ap_value_is_stand_in(const struct ap_scan_rules *rules, struct ap_str value);
void ap_stand_ins_build(struct ap_automaton *a, struct ap_arena *mem);
bool ap_value_is_wordy(struct ap_str value);
double ap_value_entropy(struct ap_str value);
enum ap_verdict ap_value_judge(const struct ap_scan_rules *rules, enum ap_quality quality,
                               struct ap_str value, bool quoted, const struct ap_rule *rule);

/* validate.c: 1 holds, 0 does not apply, -1 fails. */
int ap_validate(enum ap_validator validator, struct ap_str secret);
/** Decode base64 (both alphabets, padding optional) until the first other character.
 *  Gives the bytes written, at most `size`. */
size_t ap_base64_decode(struct ap_str text, char *out, size_t size);
bool ap_luhn(struct ap_str digits);
