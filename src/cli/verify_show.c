/* What `apipack verify` prints: the verdict, each layer, what was proved and what not.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/verify_show.h"

#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/text.h"

#define LAYER_WIDTH   24
#define MAX_SENTENCES 12

static const char *
verdict_of(const struct ap_verification *result, const struct ap_verify_show *show)
{
    if (!show->any_bag)
        return ap_verdict_name(result->verdict);
    return result->verdict == AP_PACK_FAILED ? "invalid" : "valid";
}

/** Sentences on what the layers together prove; an empty one ends them. */
struct sentences {
    const char *proved[MAX_SENTENCES];
    const char *not_proved[MAX_SENTENCES];
};

static struct sentences
sentences_of(const struct ap_verification *result, const struct ap_verify_show *show)
{
    struct sentences s = {{NULL}, {NULL}};
    size_t n = 0;
    size_t k = 0;
    if (result->verdict == AP_PACK_FAILED) {
        s.not_proved[0] = "Nothing is proved: rely on no part of it.";
        return s;
    }
    s.proved[n++] = show->any_bag
                        ? "Every payload file has the digest that the bag lists for it."
                        : "The files agree with each other: every file is listed, and has "
                          "the digest that the lists and manifest.json give.";
    if (result->id_was_expected)
        s.proved[n++] = "The pack id is the one that you expected: neither a file nor a slot's "
                        "status was changed since that id was told to you.";
    if (result->verdict == AP_PACK_VERIFIED && result->is_zip && !show->any_bag)
        s.proved[n++] = "The zip is as apipack writes it, and hides nothing.";
    if (show->any_bag) {
        s.not_proved[k++] = "Digests prove consistency alone: not who made the bag, nor when.";
        return s;
    }
    if (!result->id_was_expected)
        s.not_proved[k++] = "That this is the pack you were promised: compare the pack id with the "
                            "one that the sender tells you by another channel (--expect-id).";
    for (size_t i = 0; i < result->sentences.n; i++) {
        const struct ap_sentence *sentence = &result->sentences.items[i];
        if (sentence->is_proof && n < MAX_SENTENCES - 1)
            s.proved[n++] = sentence->words.ptr;
        else if (!sentence->is_proof && k < MAX_SENTENCES - 2)
            s.not_proved[k++] = sentence->words.ptr;
    }
    s.not_proved[k++] = "That the evidence is true, or the controls effective.";
    return s;
}

static void
add_list(struct ap_buf *out, const char *title, const char *const *sentences, size_t n)
{
    if (!sentences[0])
        return;
    ap_buf_printf(out, "\n%s\n", title);
    for (size_t i = 0; i < n && sentences[i]; i++) {
        ap_buf_add_c(out, "  - ");
        ap_text_wrap(out, ap_str_from(sentences[i]), 4, 4, (size_t)ap_text_width());
    }
}

static void
add_line(struct ap_buf *out, const char *label, struct ap_str value)
{
    if (value.len == 0)
        return;
    ap_buf_printf(out, "%-13s ", label);
    ap_text_escape(out, value);
    ap_buf_add_char(out, '\n');
}

static void
add_facts(struct ap_buf *out, const struct ap_verification *result)
{
    add_line(out, "pack:", result->name);
    add_line(out, "pack id:", result->pack_id);
    if (!result->has_manifest)
        return;
    add_line(out, "organization:", result->organization);
    add_line(out, "product:", result->product);
    add_line(out, "window:", result->window);
    add_line(out, "audience:", result->audience);
    ap_buf_printf(out, "%-13s %s\n", "state:",
                  result->complete ? "complete" : "PARTIAL: it says itself that items are open");
    ap_buf_printf(out, "%-13s %zu files, %llu bytes\n", "holds:", result->n_files,
                  (unsigned long long)result->bytes);
    for (size_t i = 0; i < result->signatures.n; i++) {
        const struct ap_signature *one = &result->signatures.items[i];
        add_line(out, "signed by:", one->signer);
        add_line(out, "fingerprint:", one->fingerprint);
    }
}

void
ap_verify_show_text(const struct ap_verification *result, const struct ap_verify_show *show,
                    struct ap_buf *out)
{
    struct sentences s = sentences_of(result, show);
    ap_text_escape(out, show->path);
    ap_buf_printf(out, ": %s%s\n", verdict_of(result, show),
                  result->verdict == AP_PACK_CHANGED && show->allow_repacked
                      ? " (accepted: --allow-repacked)"
                      : "");
    if (!show->any_bag && result->name.len) {
        ap_buf_add_char(out, '\n');
        add_facts(out, result);
    }
    ap_buf_add_char(out, '\n');
    int n_layers = show->any_bag ? AP_LAYER_BAG + 1 : AP_N_LAYERS;
    for (int i = show->any_bag ? AP_LAYER_BAG : 0; i < n_layers; i++) {
        char label[LAYER_WIDTH + 1];
        int n = snprintf(label, sizeof label, "%-10s %s", ap_layer_names[i],
                         ap_layer_state_name(result->layers[i].state));
        ap_text_pair(out, (struct ap_str){label, n > 0 ? (size_t)n : 0}, LAYER_WIDTH,
                     result->layers[i].says, (size_t)ap_text_width());
    }
    add_list(out, "Proved:", s.proved, AP_COUNT(s.proved));
    add_list(out, "Not proved:", s.not_proved, AP_COUNT(s.not_proved));
    if (show->extracted.len) {
        ap_buf_add_c(out, "\nextracted to ");
        ap_text_escape(out, show->extracted);
        ap_buf_add_char(out, '\n');
    }
}

static void
add_layer(struct ap_json *json, const struct ap_layer *layer, const char *name)
{
    ap_json_object_open(json);
    ap_json_kv_c(json, "layer", name);
    ap_json_kv_c(json, "state", ap_layer_state_name(layer->state));
    ap_json_kv_str(json, "says", layer->says);
    ap_json_key(json, "faults");
    ap_json_array_open(json);
    for (size_t i = 0; i < layer->faults.n; i++)
        ap_diag_json(json, &layer->faults.items[i]);
    ap_json_array_close(json);
    ap_json_kv_int(json, "faults_not_shown", (int64_t)layer->faults.n_dropped);
    ap_json_object_close(json);
}

static void
add_sentences(struct ap_json *json, const char *key, const char *const *sentences, size_t n)
{
    ap_json_key(json, key);
    ap_json_array_open(json);
    for (size_t i = 0; i < n && sentences[i]; i++)
        ap_json_str(json, ap_str_from(sentences[i]));
    ap_json_array_close(json);
}

static void
add_pack(struct ap_json *json, const struct ap_verification *result)
{
    ap_json_key(json, "pack");
    ap_json_object_open(json);
    ap_json_kv_c(json, "kind", result->is_zip ? "zip" : "folder");
    ap_json_kv_bool(json, "encrypted", result->is_encrypted);
    ap_json_kv_str_opt(json, "name", result->name);
    ap_json_kv_str_opt(json, "pack_id", result->pack_id);
    ap_json_key(json, "complete");
    if (result->has_manifest)
        ap_json_bool(json, result->complete);
    else
        ap_json_null(json);
    ap_json_kv_str_opt(json, "organization", result->organization);
    ap_json_kv_str_opt(json, "product", result->product);
    ap_json_kv_str_opt(json, "window", result->has_manifest ? result->window : AP_STR_NONE);
    ap_json_kv_str_opt(json, "as_of", result->as_of);
    ap_json_kv_str_opt(json, "audience", result->audience);
    ap_json_kv_int(json, "files", (int64_t)result->n_files);
    ap_json_kv_int(json, "bytes", (int64_t)result->bytes);
    ap_json_object_close(json);
}

static void
add_seals(struct ap_json *json, const struct ap_verification *result)
{
    ap_json_key(json, "signatures");
    ap_json_array_open(json);
    for (size_t i = 0; i < result->signatures.n; i++) {
        const struct ap_signature *one = &result->signatures.items[i];
        ap_json_object_open(json);
        ap_json_kv_str(json, "file", one->file);
        ap_json_kv_c(json, "kind", one->kind);
        ap_json_kv_str_opt(json, "signer", one->signer);
        ap_json_kv_str_opt(json, "key", one->key);
        ap_json_kv_str_opt(json, "fingerprint", one->fingerprint);
        ap_json_kv_bool(json, "holds", one->holds);
        ap_json_kv_bool(json, "is_named", one->is_named);
        ap_json_kv_bool(json, "is_issued", one->is_issued);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
    const struct ap_stamp *stamp = &result->stamp;
    ap_json_key(json, "timestamp");
    if (stamp->file.len == 0) {
        ap_json_null(json);
        return;
    }
    ap_json_object_open(json);
    ap_json_kv_str(json, "file", stamp->file);
    ap_json_kv_str_opt(json, "over", stamp->over);
    ap_json_kv_str_opt(json, "at", stamp->at);
    ap_json_kv_str_opt(json, "authority", stamp->authority);
    ap_json_kv_str_opt(json, "fingerprint", stamp->fingerprint);
    ap_json_kv_str_opt(json, "policy", stamp->policy);
    ap_json_kv_str_opt(json, "serial", stamp->serial);
    ap_json_kv_bool(json, "holds", stamp->holds);
    ap_json_kv_bool(json, "is_issued", stamp->is_issued);
    ap_json_object_close(json);
}

void
ap_verify_show_json(const struct ap_verification *result, const struct ap_verify_show *show,
                    struct ap_buf *out)
{
    struct ap_json json;
    struct sentences s = sentences_of(result, show);
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", "apipack.dev/verify/v1");
    ap_json_key(&json, "tool");
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "name", "apipack");
    ap_json_kv_c(&json, "version", APIPACK_VERSION);
    ap_json_object_close(&json);
    ap_json_kv_str(&json, "path", show->path);
    ap_json_kv_c(&json, "verdict", verdict_of(result, show));
    ap_json_kv_int(&json, "exit_code", show->exit_code);
    ap_json_kv_bool(&json, "id_was_expected", result->id_was_expected);
    add_pack(&json, result);
    if (!show->any_bag)
        add_seals(&json, result);
    ap_json_key(&json, "layers");
    ap_json_array_open(&json);
    for (int i = 0; i < (show->any_bag ? AP_LAYER_MANIFEST : AP_N_LAYERS); i++)
        add_layer(&json, &result->layers[i], ap_layer_names[i]);
    ap_json_array_close(&json);
    add_sentences(&json, "proved", s.proved, AP_COUNT(s.proved));
    add_sentences(&json, "not_proved", s.not_proved, AP_COUNT(s.not_proved));
    ap_json_kv_str_opt(&json, "extracted", show->extracted);
    ap_json_object_close(&json);
    ap_json_end(&json);
}
