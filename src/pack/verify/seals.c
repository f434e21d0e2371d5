/* Signatures and time stamps: does each hold over the tag manifest, and does the reader know whose it is?
 * Place in the flow: pack; after the layers that tell what the files are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/seals.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/date.h"
#include "pack/seal.h"
#include "port/sshsig.h"
#include "port/timestamp.h"

#define SEAL_BYTES_MAX (1u << 20)
#define LIST_BYTES_MAX (256u << 20)

/** One check of all seals. */
struct seals {
    const struct ap_tree *tree;
    const struct ap_verify_trust *trust;
    struct ap_arena *mem;
    struct ap_verification *result;
    size_t n_unknown; /* signatures of a kind that only other programs check */
};

static struct ap_layer *
layer_of(const struct seals *s, enum ap_layer_id id)
{
    return &s->result->layers[id];
}

static void
report(const struct seals *s, enum ap_layer_id id, enum ap_code code, struct ap_str file,
       const char *words, struct ap_str more)
{
    (void)ap_diag_add(&layer_of(s, id)->faults, code, (struct ap_place){.file = file}, "%s%.*s",
                      words, AP_FMT(more));
}

bool
ap_verify_is_signer(struct ap_str bytes)
{
    return ap_cms_is_certificate(bytes) || ap_ssh_is_key_file(bytes);
}

/** The bytes of a seal and of what it seals: its name without the end. */
static bool
read_both(const struct seals *s, enum ap_layer_id id, enum ap_code code, size_t file,
          const char *end, struct ap_str *ret_seal, struct ap_str *ret_content)
{
    struct ap_str path = s->tree->files[file].path;
    struct ap_str subject = ap_str_slice(path, 0, path.len - strlen(end));
    uint32_t at = ap_tree_find(s->tree, subject);
    if (at == AP_NONE) {
        report(s, id, code, path, "what it seals is not there: ", subject);
        return false;
    }
    if (ap_tree_read_whole(s->tree, file, SEAL_BYTES_MAX, s->mem, ret_seal) != AP_OK ||
        ap_tree_read_whole(s->tree, at, LIST_BYTES_MAX, s->mem, ret_content) != AP_OK) {
        report(s, id, code, path, "it cannot be read", AP_STR_NONE);
        return false;
    }
    return true;
}

/* --- time ------------------------------------------------------------------------------------------- */

/** A stamp may be over a signature or over the list: the first that it fits. */
static int
match_stamp(const struct seals *s, struct ap_str list_path, struct ap_str reply,
            struct ap_timestamp_facts *facts, struct ap_str *ret_over)
{
    static const char *const ends[] = {".p7s", ".sig", ""};
    struct ap_timestamp_facts first = {0};
    bool tried = false;
    for (size_t i = 0; i < AP_COUNT(ends); i++) {
        struct ap_str path = ap_arena_join(s->mem, list_path, ends[i], AP_STR_NONE);
        uint32_t at = ap_tree_find(s->tree, path);
        struct ap_str content;
        if (at == AP_NONE ||
            ap_tree_read_whole(s->tree, at, LIST_BYTES_MAX, s->mem, &content) != AP_OK)
            continue;
        *ret_over = path;
        if (ap_timestamp_verify(reply, content, AP_STR_NONE, s->trust->ca, s->mem, facts) == AP_OK)
            return AP_OK;
        if (!tried)
            first = *facts;
        tried = true;
    }
    *facts = first;
    return AP_E_INVALID;
}

static void
check_stamp(struct seals *s, size_t file)
{
    struct ap_timestamp_facts facts = {0};
    struct ap_stamp *stamp = &s->result->stamp;
    struct ap_str reply;
    struct ap_str list;
    struct ap_str path = s->tree->files[file].path;
    if (!read_both(s, AP_LAYER_TIME, AP_VFY035, file, ".tsr", &reply, &list))
        return;
    struct ap_str list_path = ap_str_slice(path, 0, path.len - strlen(".tsr"));
    int rc = match_stamp(s, list_path, reply, &facts, &stamp->over);
    stamp->file = path;
    stamp->holds = rc == AP_OK;
    stamp->is_issued = facts.chains;
    stamp->at_s = facts.at;
    stamp->at = ap_time_str(s->mem, facts.at);
    stamp->authority = facts.authority;
    stamp->policy = facts.policy;
    stamp->serial = facts.serial;
    stamp->fingerprint = ap_arena_copy(s->mem, ap_str_from(facts.fingerprint));
    if (rc != AP_OK)
        report(s, AP_LAYER_TIME, AP_VFY035, path, facts.why, AP_STR_NONE);
    else if (s->trust->ca.len && !facts.chains)
        report(s, AP_LAYER_TIME, AP_VFY037, path, "", ap_str_from(facts.chain_why));
    else if (!facts.chains)
        report(s, AP_LAYER_TIME, AP_VFY036, path, "the authority says it is ", facts.authority);
}

/* --- signatures ------------------------------------------------------------------------------------- */

/** A stamp of a known authority proves that the signature is as old as that; else it may be of today. */
static int64_t
moment_of_signature(const struct seals *s, struct ap_str file)
{
    const struct ap_stamp *stamp = &s->result->stamp;
    bool is_dated = stamp->holds && stamp->is_issued && ap_str_eq(stamp->over, file);
    return is_dated ? stamp->at_s : s->trust->now;
}

static struct ap_signature *
add_signature(struct seals *s, size_t file, const char *kind)
{
    struct ap_signature *signature = ap_vec_push(s->mem, &s->result->signatures);
    *signature = (struct ap_signature){.file = s->tree->files[file].path, .kind = kind};
    return signature;
}

static void
check_cms(struct seals *s, size_t file)
{
    struct ap_cms_facts facts;
    struct ap_str der;
    struct ap_str list;
    struct ap_signature *signature = add_signature(s, file, "CMS");
    if (!read_both(s, AP_LAYER_SIGNATURE, AP_VFY031, file, ".p7s", &der, &list))
        return;
    struct ap_cms_trust trust = {
        .pinned = ap_cms_is_certificate(s->trust->signer) ? s->trust->signer : AP_STR_NONE,
        .ca = s->trust->ca,
        .at = moment_of_signature(s, signature->file)};
    int rc = ap_cms_verify(der, list, &trust, s->mem, &facts);
    signature->holds = rc == AP_OK;
    signature->signer = facts.signer;
    signature->key = facts.key;
    signature->fingerprint = ap_arena_copy(s->mem, ap_str_from(facts.fingerprint));
    signature->is_named = facts.is_pinned;
    signature->is_issued = facts.chains;
    signature->expired = facts.misuse_why ? AP_STR_NONE : ap_str_from(facts.unfit_why);
    if (rc != AP_OK)
        report(s, AP_LAYER_SIGNATURE, AP_VFY031, signature->file, facts.why, AP_STR_NONE);
    else if (facts.misuse_why || (facts.is_pinned && facts.unfit_why))
        report(s, AP_LAYER_SIGNATURE, AP_VFY033, signature->file, "", ap_str_from(facts.unfit_why));
    else if (trust.ca.len && !facts.chains && !facts.is_pinned)
        report(s, AP_LAYER_SIGNATURE, AP_VFY033, signature->file, "", ap_str_from(facts.chain_why));
}

static void
check_ssh(struct seals *s, size_t file)
{
    struct ap_sshsig_facts facts;
    struct ap_str armored;
    struct ap_str list;
    struct ap_signature *signature = add_signature(s, file, "SSH");
    if (!read_both(s, AP_LAYER_SIGNATURE, AP_VFY031, file, ".sig", &armored, &list))
        return;
    int rc = ap_sshsig_verify(armored, list, AP_SEAL_NAMESPACE, s->mem, &facts);
    signature->holds = rc == AP_OK;
    signature->key = facts.kind;
    signature->fingerprint = facts.fingerprint;
    if (rc == AP_E_NOTFOUND) {
        s->n_unknown++;
        report(s, AP_LAYER_SIGNATURE, AP_VFY029, signature->file,
               "this version does not check keys of the kind ", facts.kind);
    } else if (rc != AP_OK) {
        report(s, AP_LAYER_SIGNATURE, AP_VFY031, signature->file, facts.why, AP_STR_NONE);
    } else {
        signature->is_named = ap_ssh_key_is_listed(s->trust->signer, facts.key, AP_SEAL_NAMESPACE,
                                                   s->mem, &signature->signer);
    }
}

/** The kinds by the ends of their names; only what lies over a tag manifest counts. */
static const struct {
    const char *end;
    void (*check)(struct seals *s, size_t file);
} kinds[] = {{".txt.tsr", check_stamp}, {".txt.p7s", check_cms}, {".txt.sig", check_ssh}};

static struct ap_str
name_of(const struct ap_signature *signature)
{
    return signature->signer.len ? signature->signer : signature->fingerprint;
}

/** What was asked for must be there; what is there and unknown is said. */
static void
judge_trust(const struct seals *s)
{
    const struct ap_verification *result = s->result;
    bool is_named = false;
    bool is_held = result->stamp.file.len > 0;
    for (size_t i = 0; i < result->signatures.n; i++) {
        const struct ap_signature *one = &result->signatures.items[i];
        is_named = is_named || one->is_named;
        is_held = is_held || ap_str_is(ap_str_from(one->kind), "CMS");
        if (one->holds && !one->is_named && !one->is_issued)
            report(s, AP_LAYER_SIGNATURE, AP_VFY034, one->file, "signed by ",
                   ap_arena_join(s->mem, name_of(one), one->expired.len ? "; the " : "",
                                 one->expired));
    }
    struct ap_str place = s->tree->place.len ? s->tree->place : s->tree->name;
    if (s->trust->signer.len && !is_named)
        report(s, AP_LAYER_SIGNATURE, AP_VFY032, place,
               result->signatures.n ? "no signature is of the signer that --signer names"
                                    : "it is not signed, and --signer names a signer",
               AP_STR_NONE);
    if (s->trust->ca.len && !is_held)
        report(s, AP_LAYER_SIGNATURE, AP_VFY032, place,
               "it holds neither signature nor time stamp that --ca could vouch for", AP_STR_NONE);
}

static void
conclude(const struct seals *s, enum ap_layer_id id, enum ap_layer_state state, struct ap_str says)
{
    struct ap_layer *layer = layer_of(s, id);
    size_t n = layer->faults.n_errors;
    layer->state = n ? AP_LAYER_FAILED : state;
    layer->says =
        n ? ap_arena_printf(s->mem, "does not hold: %zu %s", n, n == 1 ? "fault" : "faults") : says;
}

static void
conclude_signature(const struct seals *s)
{
    const struct ap_signatures *all = &s->result->signatures;
    AP_AUTO_BUF struct ap_buf says = {0};
    if (all->n == 0) {
        conclude(s, AP_LAYER_SIGNATURE, AP_LAYER_ABSENT,
                 AP_STR("not signed: nothing here proves who made the pack"));
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct ap_signature *one = &all->items[i];
        if (!one->holds)
            continue;
        ap_buf_printf(&says, "%s%s signature by %.*s (%.*s): %s%s%.*s",
                      says.len ? "; " : "holds: ", one->kind, AP_FMT(name_of(one)),
                      AP_FMT(one->key),
                      one->is_named    ? "the signer that you named"
                      : one->is_issued ? "the certificate leads to your CA"
                                       : "not known to you",
                      one->expired.len ? ", and the " : "", AP_FMT(one->expired));
    }
    bool checked = says.len > 0;
    conclude(s, AP_LAYER_SIGNATURE, checked ? AP_LAYER_OK : AP_LAYER_UNCHECKED,
             checked ? ap_arena_copy(s->mem, ap_buf_str(&says))
                     : AP_STR("present, of a kind that this version does not check"));
}

static void
conclude_time(const struct seals *s)
{
    const struct ap_stamp *stamp = &s->result->stamp;
    if (stamp->file.len == 0)
        conclude(s, AP_LAYER_TIME, AP_LAYER_ABSENT,
                 AP_STR("no time stamp: nothing here proves when the pack was made"));
    else
        conclude(s, AP_LAYER_TIME, AP_LAYER_OK,
                 ap_arena_printf(s->mem, "holds: %.*s was there at %.*s, says %.*s: %s",
                                 AP_FMT(stamp->over), AP_FMT(stamp->at), AP_FMT(stamp->authority),
                                 stamp->is_issued ? "the authority's certificate leads to your CA"
                                                  : "an authority that is not known to you"));
}

void
ap_verify_seals(const struct ap_tree *tree, const struct ap_verify_trust *trust,
                struct ap_arena *mem, struct ap_verification *result)
{
    struct seals s = {.tree = tree, .trust = trust, .mem = mem, .result = result};
    for (size_t k = 0; k < AP_COUNT(kinds); k++)
        for (size_t i = 0; i < tree->n; i++)
            if (ap_str_starts(tree->files[i].path, AP_STR("tagmanifest-")) &&
                ap_str_ends(tree->files[i].path, ap_str_from(kinds[k].end)))
                kinds[k].check(&s, i);
    judge_trust(&s);
    conclude_signature(&s);
    conclude_time(&s);
    ap_verify_say(mem, result);
}
