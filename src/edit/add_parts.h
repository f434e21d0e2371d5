/* The steps of adding files, each in a file of its own.
 * Place in the flow: edit; private to add.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "edit/add.h"
#include "inspect/single.h"

/** One order, as far as it is understood. */
struct ap_add_item {
    const struct ap_add_order *order;
    const struct ap_requirement *req;
    struct ap_str own_name; /* last segment of the file */
    struct ap_str ext;
    struct ap_str stem;
    bool has_period;
    struct ap_period name_period; /* as the name can say it */
    struct ap_str period;         /* as the sidecar says it; empty where the name says enough */
    struct ap_str version;
    enum ap_doc_status status;
    struct ap_str owner, source, title;
    struct ap_strs samples;
    struct ap_add_fields fields; /* checked, in canonical form */

    char sha256[AP_SHA256_TEXT];
    uint64_t bytes;
    bool lies_in_evidence; /* the file lies in the evidence folder: it is moved */
    bool is_wrong;

    const struct ap_item *existing; /* the evidence that has the name, or NULL */
    enum ap_add_action action;
    struct ap_str rel; /* below the evidence folder */
};

struct ap_add_job {
    const struct ap_catalogue *cat;
    const struct ap_add_options *options;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_single_reader *reader;
    struct ap_map taken;       /* names that orders before took, case folded -> index of the order */
    struct ap_map moved;       /* files that orders before take away -> index of the order */
    struct ap_map named;       /* names of evidence, case folded -> index of the item */
    const struct ap_str **folders; /* by requirement: where its evidence lies, or NULL */
    struct ap_str evidence_dir; /* real path of the evidence folder, with '/' at the end */
    char run_id[17];
};

/** What the order gives, in its own words: the option's name, or the column's. */
enum ap_add_what {
    AP_ADD_FILE,
    AP_ADD_REQUIREMENT,
    AP_ADD_PERIOD,
    AP_ADD_VERSION,
    AP_ADD_STATUS,
    AP_ADD_OWNER,
    AP_ADD_SOURCE,
    AP_ADD_TITLE,
    AP_ADD_SAMPLES,
};
const char *ap_add_word(const struct ap_ref *given, enum ap_add_what what);

/** Report a fault of the order; it then cannot be carried out. `given` says where; it may be empty in text. */
struct ap_diagnostic *ap_add_fault(struct ap_add_job *job, struct ap_add_item *item, const struct ap_ref *given,
                                   const char *fmt, ...) AP_PRINTF(4, 5);
/** Report what `check` will find fault with. */
void ap_add_warn(struct ap_add_job *job, const struct ap_add_item *item, const char *fmt, ...) AP_PRINTF(3, 4);

/* add_file.c: the file itself: there, regular, readable, not empty, no untouched template; its digest. */
AP_CHECKED int ap_add_read(struct ap_add_job *job, struct ap_add_item *item);
/** Digest of evidence that is there. */
AP_CHECKED int ap_add_digest_of(struct ap_add_job *job, struct ap_str path, char ret_sha256[AP_SHA256_TEXT]);
/* add_date.c: period, or version and status. */
void ap_add_date(struct ap_add_job *job, struct ap_add_item *item);
/* add_fields.c: owner, source, title, samples, further fields. */
void ap_add_describe(struct ap_add_job *job, struct ap_add_item *item);
/* add_name.c: the name, the folder, and what is there already. */
void ap_add_index_evidence(struct ap_add_job *job);
/** The first folder of a path below the evidence folder that is no real folder, but a link or file; or an empty view. */
struct ap_str ap_add_unreal_folder(const struct ap_add_job *job, struct ap_str folder);
AP_CHECKED int ap_add_name(struct ap_add_job *job, struct ap_add_item *item, uint32_t index);
/* add_write.c */
AP_CHECKED int ap_add_write(struct ap_add_job *job, const struct ap_add_item *item, struct ap_add_result *result);
