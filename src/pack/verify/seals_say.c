/* Who made the pack, and when, in sentences: what the seals prove to this reader, and what they do not.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/seals.h"

/** A sentence that the seals prove. */
static void
prove(struct ap_verification *result, struct ap_arena *mem, struct ap_str words)
{
    *ap_vec_push(mem, &result->sentences) = (struct ap_sentence){words, true};
}

/** A sentence on what they leave open. */
static void
doubt(struct ap_verification *result, struct ap_arena *mem, struct ap_str words)
{
    *ap_vec_push(mem, &result->sentences) = (struct ap_sentence){words, false};
}

static void
say_signature(const struct ap_signature *one, struct ap_arena *mem, struct ap_verification *result)
{
    struct ap_str name = one->signer.len ? one->signer : one->fingerprint;
    if (one->is_named) {
        prove(result, mem,
              ap_arena_printf(
                  mem, "Who made it: %.*s, the signer that you named, signed exactly these files.",
                  AP_FMT(name)));
    } else if (one->is_issued) {
        prove(result, mem,
              ap_arena_printf(
                  mem,
                  "Who made it: %.*s signed exactly these files; your CA vouches for the name.",
                  AP_FMT(name)));
    } else {
        prove(result, mem,
              ap_arena_printf(mem,
                              "One key signed exactly these files: %.*s, SHA-256 fingerprint %.*s.",
                              AP_FMT(one->key), AP_FMT(one->fingerprint)));
        doubt(result, mem,
              ap_arena_printf(
                  mem,
                  "Who made it: the key says it is that of %.*s, and nobody whom you know vouches "
                  "for that. Compare the fingerprint, then verify with --signer or --ca.",
                  AP_FMT(name)));
    }
}

static void
say_time(const struct ap_stamp *stamp, struct ap_arena *mem, struct ap_verification *result)
{
    if (stamp->file.len == 0)
        doubt(result, mem, AP_STR("When it was made: it holds no time stamp."));
    else if (stamp->is_issued)
        prove(result, mem,
              ap_arena_printf(
                  mem, "When: it is not younger than %.*s; your CA vouches for the authority.",
                  AP_FMT(stamp->at)));
    else
        doubt(result, mem,
              ap_arena_printf(
                  mem,
                  "When it was made: a stamp says %.*s, by an authority that nobody whom you know "
                  "vouches for (--ca).",
                  AP_FMT(stamp->at)));
}

void
ap_verify_say(struct ap_arena *mem, struct ap_verification *result)
{
    bool checked = false;
    for (size_t i = 0; i < result->signatures.n; i++)
        if (result->signatures.items[i].holds) {
            say_signature(&result->signatures.items[i], mem, result);
            checked = true;
        }
    if (!checked)
        doubt(result, mem,
              result->signatures.n
                  ? AP_STR("Who made it: a signature is present, and was not checked.")
                  : AP_STR("Who made it: it is not signed, and digests prove consistency alone."));
    say_time(&result->stamp, mem, result);
}
