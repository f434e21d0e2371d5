/* Columns into sidecars: values in canonical form, the review with or without the proof of its bytes.
 * Place in the flow: vault; a value that means the same is never written again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "edit/sidecar.h"
#include "evidence/evidence.h"
#include "vault/pull_parts.h"

struct writing {
    struct ap_pull *pull;
    struct ap_pull_item *item;
    struct ap_sidecar car;
    struct ap_str sha256; /* of the local bytes */
    size_t n_set;         /* a new sidecar that says nothing is not made */
};

/** The values of the column that carries `key`; none where the library has no such column. */
static struct ap_strs
values_of(const struct writing *w, const char *key)
{
    struct ap_strs values = {NULL, 0, 0};
    const struct ap_pull *pull = w->pull;
    for (size_t i = 0; i < pull->wanted.n; i++) {
        const struct ap_column *wanted = &pull->wanted.items[i];
        const struct ap_column *column = ap_columns_find(&pull->there, wanted->name);
        if (column && ap_str_is(wanted->key, key))
            ap_column_values(column, w->item->fields, &pull->people, pull->mem, &values);
    }
    return values;
}

static struct ap_str
one_of(const struct writing *w, const char *key)
{
    struct ap_strs values = values_of(w, key);
    return values.n ? values.items[0] : AP_STR_NONE;
}

/** Canonical forms; what the field does not take is reported and left out. */
static void
canonical(struct writing *w, const struct ap_field_def *field, const struct ap_strs *values,
          bool report, struct ap_strs *ret_values)
{
    const struct ap_pull *pull = w->pull;
    for (size_t i = 0; i < values->n; i++) {
        struct ap_cell_value value;
        if (ap_evidence_field_value(pull->options.ws, pull->options.lib, field, values->items[i],
                                    pull->mem, &value) == AP_OK) {
            *ap_vec_push(pull->mem, ret_values) = value.text;
        } else if (report) {
            (void)ap_diag_add(pull->remote->dg, AP_VLT032,
                              (struct ap_place){.file = w->item->local},
                              "%.*s = \"%.*s\", expected %.*s", AP_FMT(field->column),
                              AP_FMT(ap_str_slice(value.text, 0, 200)), AP_FMT(value.expected));
        }
    }
}

static void
texts_of(const struct ap_node *node, struct ap_arena *mem, struct ap_strs *texts)
{
    if (node && node->kind == AP_NODE_SCALAR)
        *ap_vec_push(mem, texts) = node->text;
    for (size_t i = 0; node && node->kind == AP_NODE_SEQ && i < node->n; i++)
        if (node->items[i]->kind == AP_NODE_SCALAR)
            *ap_vec_push(mem, texts) = node->items[i]->text;
}

static bool
same_set(const struct ap_strs *a, const struct ap_strs *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!ap_strs_has(b, a->items[i]))
            return false;
    return a->n == b->n;
}

/** Dates, periods and ids stand without quotes. */
static struct ap_node *
value_node(struct ap_arena *mem, const struct ap_field_def *field, const struct ap_strs *values)
{
    bool words = field->type == AP_FIELD_PERIOD || field->type == AP_FIELD_DATE ||
                 field->type == AP_FIELD_NUMBER;
    if (!words)
        return ap_yaml_texts(mem, values);
    if (values->n == 1)
        return ap_yaml_word(mem, values->items[0]);
    struct ap_node *list = ap_yaml_list(mem);
    for (size_t i = 0; i < values->n; i++)
        ap_yaml_list_add(mem, list, ap_yaml_word(mem, values->items[i]));
    return list;
}

static int
write_field(struct writing *w, const struct ap_field_def *field)
{
    struct ap_arena *mem = w->pull->mem;
    struct ap_str key = ap_arena_copy(mem, field->key);
    struct ap_strs raw = values_of(w, key.ptr);
    struct ap_strs wanted = {NULL, 0, 0};
    struct ap_strs there = {NULL, 0, 0};
    struct ap_strs known = {NULL, 0, 0};
    canonical(w, field, &raw, true, &wanted);
    if (wanted.n == 0)
        return AP_OK; /* an empty column says nothing */
    texts_of(ap_sidecar_get(&w->car, key.ptr), mem, &there);
    canonical(w, field, &there, false, &known);
    if (same_set(&wanted, &known))
        return AP_OK;
    w->n_set++;
    return ap_sidecar_set(&w->car, key.ptr, value_node(mem, field, &wanted));
}

/** The last entry of a sidecar's review: a word, a mapping, or the last of a list. */
static const struct ap_node *
last_review(const struct ap_node *review)
{
    if (review && review->kind == AP_NODE_SEQ)
        return review->n ? review->items[review->n - 1] : NULL;
    return review;
}

/** Is the digest in the column that of our bytes? A column that says otherwise is reported. */
static bool
is_proved(struct writing *w)
{
    struct ap_str proof = one_of(w, "sha256");
    if (!proof.len || ap_str_ieq(proof, w->sha256))
        return proof.len > 0;
    if (w->item->action != AP_PULL_REWRITTEN)
        (void)ap_diag_add(w->pull->remote->dg, AP_VLT030, (struct ap_place){.file = w->item->local},
                          "its bytes are not those that ApSha256 names: the approval is not bound");
    return false;
}

static struct ap_node *
review_node(struct writing *w, struct ap_str status, bool proved)
{
    struct ap_arena *mem = w->pull->mem;
    struct ap_node *node = ap_yaml_map(mem);
    struct ap_str day = one_of(w, "review.date");
    ap_yaml_map_text(mem, node, "status", status);
    ap_yaml_map_text(mem, node, "by", one_of(w, "review.by"));
    if (day.len)
        ap_yaml_map_put(mem, node, "date", ap_yaml_word(mem, day));
    if (proved)
        ap_yaml_map_text(mem, node, "sha256", w->sha256);
    ap_yaml_map_text(mem, node, "method", AP_STR("sharepoint"));
    if (w->item->action == AP_PULL_REWRITTEN)
        ap_yaml_map_text(
            mem, node, "note",
            ap_arena_printf(mem, "SharePoint changed the properties of its copy: sha256 %.*s",
                            AP_FMT(w->item->words)));
    return node;
}

/** The same decision is left as it stands here, which may say more; it only gains a proof that it lacks. */
static bool
is_known(const struct ap_node *last, struct ap_str status, struct ap_str by, struct ap_str sha256,
         bool proved)
{
    struct ap_str known = ap_reply_text(last, "status");
    if (last && last->kind == AP_NODE_SCALAR)
        known = last->text;
    struct ap_str bound = ap_reply_text(last, "sha256");
    struct ap_str known_by = ap_reply_text(last, "by");
    bool same_person = !by.len || ap_str_ieq(by, known_by);
    return ap_str_ieq(known, status) && same_person &&
           (proved ? ap_str_ieq(bound, sha256) : !bound.len || ap_str_ieq(bound, sha256));
}

static int
write_review(struct writing *w)
{
    struct ap_str status = one_of(w, "review");
    int word = status.len ? ap_word_value_folded(ap_review_status_words, status) : -1;
    if (word < 0)
        return AP_OK;
    status = ap_str_from(ap_word(ap_review_status_words, word));
    bool proved = is_proved(w);
    const struct ap_node *review = ap_sidecar_get(&w->car, "review");
    const struct ap_node *last = last_review(review);
    if (is_known(last, status, one_of(w, "review.by"), w->sha256, proved))
        return AP_OK;
    if (last && last->kind == AP_NODE_MAP) {
        int result = ap_sidecar_remember(&w->car, last);
        if (result)
            return result;
    }
    w->n_set++;
    return ap_sidecar_set(&w->car, "review", review_node(w, status, proved));
}

int
ap_pull_columns(struct ap_pull *pull, struct ap_pull_item *item, struct ap_str local_sha256,
                bool *ret_changed)
{
    struct writing w = {.pull = pull, .item = item, .sha256 = local_sha256};
    const struct ap_library *lib = pull->options.lib;
    *ret_changed = false;
    if (!item->fields || ap_str_iends(item->local, AP_STR(".link.yaml")))
        return AP_OK;
    int result =
        ap_sidecar_open(pull->options.ws, lib, item->local, pull->mem, &w.car, pull->remote->dg);
    if (result == AP_E_SYNTAX || result == AP_E_LIMIT || result == AP_E_INVALID)
        return AP_OK; /* reported: its owner mends it, the pull goes on */
    for (size_t i = 0; result == AP_OK && i < lib->fields.n; i++)
        if (lib->fields.items[i].column.len && lib->fields.items[i].type != AP_FIELD_REVIEW)
            result = write_field(&w, &lib->fields.items[i]);
    if (result == AP_OK)
        result = write_review(&w);
    if (result)
        return result == AP_E_IO ? result : AP_OK;
    *ret_changed = w.n_set > 0 && ap_sidecar_is_changed(&w.car);
    return *ret_changed && !pull->options.dry_run ? ap_sidecar_save(&w.car) : AP_OK;
}
