/* Options of the command line: const tables say what there is, one parser reads all of them.
 * Place in the flow: cli; commands ask for values by id.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

/** Every option of every command; the tables give each its spelling. */
enum ap_opt_id {
    AP_OPT_END, /* ends a table */
    AP_OPT_DIRECTORY,
    AP_OPT_LIBRARY,
    AP_OPT_AS_OF,
    AP_OPT_FROM,
    AP_OPT_TO,
    AP_OPT_PERIOD,
    AP_OPT_FRAMEWORK,
    AP_OPT_AUDIENCE,
    AP_OPT_FAIL_ON,
    AP_OPT_FORMAT,
    AP_OPT_OUTPUT,
    AP_OPT_JOBS,
    AP_OPT_COLOR,
    AP_OPT_QUIET,
    AP_OPT_VERBOSE,
    AP_OPT_NO_PROGRESS,
    AP_OPT_CACERT,
    AP_OPT_VAULT_TO,
    AP_OPT_VAULT_FROM,
    AP_OPT_FILES,
    AP_OPT_ON_CONFLICT,
    AP_OPT_CHECK,
    AP_OPT_ABORT,
    AP_OPT_VERIFY,
    AP_OPT_LINK,
    AP_OPT_LABEL,
    AP_OPT_AUTH,
    AP_OPT_MAX_WAIT,
    AP_OPT_HELP,
    AP_OPT_VERSION,
    AP_OPT_SAMPLE,
    AP_OPT_ORG,
    AP_OPT_PRODUCT,
    AP_OPT_APPROVE,
    AP_OPT_REJECT,
    AP_OPT_BIND,
    AP_OPT_INTERACTIVE,
    AP_OPT_CONTROL,
    AP_OPT_COVERED, /* --period of what is evidence, not of the audit */
    AP_OPT_STATUS,
    AP_OPT_BY,
    AP_OPT_NOTE,
    AP_OPT_DESPITE,
    AP_OPT_SEEN,
    AP_OPT_APPLY,
    AP_OPT_STRICT,
    AP_OPT_INCLUDE_PENDING,
    AP_OPT_OWNER,
    AP_OPT_DUE,
    AP_OPT_BASELINE,
    AP_OPT_NO_CACHE,
    AP_OPT_OCR,
    AP_OPT_TIMINGS,
    AP_OPT_BAG,
    AP_OPT_ALLOW_REPACKED,
    AP_OPT_EXPECT_ID,
    AP_OPT_EXTRACT,
    AP_OPT_SIGNER,
    AP_OPT_CA,
    AP_OPT_SIGN,
    AP_OPT_CERT,
    AP_OPT_SSH_KEY,
    AP_OPT_TIMESTAMP,
    AP_OPT_PASSPHRASE_FILE,
    AP_OPT_KEY_PASSPHRASE_FILE,
    AP_OPT_NAME,
    AP_OPT_DAYS,
    AP_OPT_AGAINST,
    AP_OPT_RECIPIENT,
    AP_OPT_ATTEST,
    AP_OPT_ENCRYPT,
    AP_OPT_HASH,
    AP_OPT_LEVEL,
    AP_OPT_FOR,
    AP_OPT_MAP,
    AP_OPT_DOC_VERSION,
    AP_OPT_SOURCE,
    AP_OPT_TITLE,
    AP_OPT_SAMPLE_ID,
    AP_OPT_SET,
    AP_OPT_INTO,
    AP_OPT_MOVE,
    AP_OPT_REPLACE,
    AP_OPT_DRY_RUN,
    AP_OPT_QUESTIONS,
    AP_OPT_WRITE_MAP,
    AP_OPT_WRITE_REGISTER,
    AP_OPT_PERSONAL,
};

struct ap_opt_spec {
    enum ap_opt_id id;
    char letter;      /* 'o', or 0 */
    const char *name; /* "output" */
    const char *arg;  /* what its value is called in the help; NULL: a switch */
    const char *help; /* one line, no full stop */
};

/** One option as it was given. */
struct ap_opt {
    const struct ap_opt_spec *spec;
    struct ap_str value;
};
AP_VEC(ap_opts, struct ap_opt);

/** What the command line says. */
struct ap_command_line {
    struct ap_opts opts; /* in order */
    struct ap_strs args; /* what is no option, in order */
};

/** The words still to be read. */
struct ap_words {
    char **items;
    size_t n;
    size_t at;
};

/** How far the words are read. */
enum ap_opt_extent {
    AP_OPT_TO_ARGUMENT, /* until after the first argument, which is the command */
    AP_OPT_TO_END,
};
/** Read words into `line`.
 *
 *  own, common  tables that end with AP_OPT_END; `own` may be NULL and goes first
 *  forms        --name value, --name=value, -n value, -nvalue, -ab for switches; `--` ends the options, `-` is an argument
 *  errors       AP_E_INVALID after reporting every fault (CLI002, CLI003, CLI004) */
AP_CHECKED int ap_opt_parse(struct ap_words *words, const struct ap_opt_spec *own,
                            const struct ap_opt_spec *common, enum ap_opt_extent extent, struct ap_arena *mem,
                            struct ap_command_line *line, struct ap_diag *dg);

bool ap_opt_given(const struct ap_command_line *line, enum ap_opt_id id);
/** The last value given, or an empty view. */
struct ap_str ap_opt_value(const struct ap_command_line *line, enum ap_opt_id id);
/** All values given, in order. */
struct ap_strs ap_opt_values(const struct ap_command_line *line, enum ap_opt_id id,
                             struct ap_arena *mem);
