/* Columns set in batches; parts that were throttled or overtaken are sent again.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/upload_columns.h"

#include "base/cleanup.h"

#define BATCH 20

struct setting {
    struct ap_upload_plan *plan;
    struct ap_remote *remote;
    const struct ap_library *lib;
    struct ap_columns wanted, there;
    struct ap_site_people people;
    struct ap_arena *mem;
};

/** A PATCH to be sent. */
struct patch {
    struct ap_upload_file *file;
    struct ap_str body;
    bool done;
};

static void
add_member(const struct ap_node *item, const char *path, struct ap_arena *mem,
           struct ap_strs *values)
{
    const struct ap_node *node = ap_reply_member(item, path);
    if (node && node->kind == AP_NODE_SCALAR && node->text.len)
        *ap_vec_push(mem, values) = node->text;
    for (size_t i = 0; node && node->kind == AP_NODE_SEQ && i < node->n; i++)
        if (node->items[i]->kind == AP_NODE_SCALAR)
            *ap_vec_push(mem, values) = node->items[i]->text;
}

void
ap_manifest_values(const struct ap_upload_plan *plan, const struct ap_upload_file *file,
                   const struct ap_library *lib, struct ap_str key, struct ap_arena *mem,
                   struct ap_strs *ret_values)
{
    /* keys of fields and columns, and where the manifest has them */
    static const struct {
        const char *key, *path;
    } rows[] = {
        {"control", "control_ids"}, {"framework", "frameworks"}, {"review", "review.status"}};
    if (ap_str_is(key, "sha256")) {
        *ap_vec_push(mem, ret_values) = file->sha256;
        return;
    }
    if (ap_str_is(key, "pack_id")) {
        *ap_vec_push(mem, ret_values) = plan->pack_id;
        return;
    }
    const char *path = ap_arena_copy(mem, key).ptr;
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        if (ap_str_is(key, rows[i].key))
            path = rows[i].path;
    if (!ap_reply_member(file->item, path))
        path = ap_arena_printf(mem, "extra.%s", path).ptr;
    add_member(file->item, path, mem, ret_values);
    for (size_t i = 0; ap_str_is(key, "area") && i < ret_values->n; i++) {
        const struct ap_area *area = ap_library_area(lib, ret_values->items[i]);
        ret_values->items[i] = area ? area->title : ret_values->items[i];
    }
}

static bool
same_values(const struct ap_strs *a, const struct ap_strs *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!ap_strs_has(b, a->items[i]))
            return false;
    return a->n == b->n;
}

/** What is in the library now; only of a file that was there, for a new one has nothing. */
static int
read_fields(struct setting *s, const struct ap_upload_file *file, struct ap_arena *scratch,
            const struct ap_node **ret_fields)
{
    struct ap_outcome outcome;
    const struct ap_node *root;
    *ret_fields = NULL;
    if (!file->arrived.was_there)
        return AP_OK;
    struct ap_str path = ap_arena_printf(scratch, "/drives/%.*s/items/%.*s/listItem/fields",
                                         AP_FMT(ap_url_encode(scratch, s->plan->place.drive_id)),
                                         AP_FMT(ap_url_encode(scratch, file->arrived.item_id)));
    int result = ap_graph_get(s->remote, path, scratch, &outcome, &root);
    if (result || outcome.cls == AP_RETRY_DONE) {
        *ret_fields = root;
        return result;
    }
    return ap_graph_refused(s->remote, &outcome, "read the columns of the file", file->name);
}

/** The body of a file's PATCH; empty when nothing changes. */
static int
make_body(struct setting *s, const struct ap_upload_file *file, struct ap_str *ret_body)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    const struct ap_node *fields;
    struct ap_json_text body;
    size_t n_set = 0;
    int result = read_fields(s, file, &scratch, &fields);
    ap_json_text_open(&body);
    for (size_t i = 0; result == AP_OK && i < s->wanted.n; i++) {
        const struct ap_column *column = ap_columns_find(&s->there, s->wanted.items[i].name);
        struct ap_strs values = {NULL, 0, 0};
        struct ap_strs old = {NULL, 0, 0};
        const char *why;
        if (!column)
            continue;
        ap_manifest_values(s->plan, file, s->lib, s->wanted.items[i].key, &scratch, &values);
        ap_column_values(column, fields, &s->people, &scratch, &old);
        if (values.n == 0 || same_values(&values, &old))
            continue;
        if (ap_column_put(&body.json, column, &values, &s->people, &scratch, &why))
            n_set++;
        else
            (void)ap_diag_add(s->remote->dg, AP_VLT025, (struct ap_place){.file = file->name},
                              "%.*s = \"%.*s\": %s", AP_FMT(column->name),
                              AP_FMT(ap_arena_join_all(&scratch, &values, "; ")), why);
    }
    struct ap_str text = ap_json_text_close(&body, s->mem);
    *ret_body = n_set ? text : AP_STR_NONE;
    return result;
}

static struct ap_str
batch_json(const struct setting *s, struct patch *const *patches, size_t n, struct ap_arena *mem)
{
    struct ap_json_text batch;
    struct ap_json *json = &batch.json;
    ap_json_text_open(&batch);
    ap_json_key(json, "requests");
    ap_json_array_open(json);
    for (size_t i = 0; i < n; i++) {
        ap_json_object_open(json);
        ap_json_kv_str(json, "id", ap_arena_printf(mem, "%zu", i));
        ap_json_kv_c(json, "method", "PATCH");
        ap_json_kv_str(
            json, "url",
            ap_arena_printf(mem, "/drives/%.*s/items/%.*s/listItem/fields",
                            AP_FMT(ap_url_encode(mem, s->plan->place.drive_id)),
                            AP_FMT(ap_url_encode(mem, patches[i]->file->arrived.item_id))));
        ap_json_key(json, "headers");
        ap_json_object_open(json);
        ap_json_kv_c(json, "Content-Type", "application/json");
        ap_json_object_close(json);
        ap_json_key(json, "body");
        ap_json_written(json, patches[i]->body);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
    return ap_json_text_close(&batch, mem);
}

/** The outcome of one part, as if it had been sent alone. */
static void
read_part(const struct ap_node *part, struct ap_arena *mem, struct ap_outcome *ret_outcome)
{
    *ret_outcome = (struct ap_outcome){.http.status = (long)ap_reply_number(part, "status")};
    const struct ap_node *error = ap_reply_member(part, "body.error");
    struct ap_str after = ap_reply_text(part, "headers.Retry-After");
    ret_outcome->error.code = ap_reply_text(error, "code");
    ret_outcome->error.message = ap_reply_text(error, "message");
    if (after.len)
        *ap_vec_push(mem, &ret_outcome->http.headers) =
            (struct ap_http_header){AP_STR("Retry-After"), after};
    ret_outcome->cls = ap_retry_classify(AP_AT_GRAPH, &ret_outcome->http, ret_outcome->error.code,
                                         ret_outcome->error.message);
}

/** Send what is not done of up to twenty. *ret_worst: the outcome to wait by; DONE when all are. */
static int
send_batch(struct setting *s, struct patch *patches, size_t n, struct ap_arena *scratch,
           struct ap_outcome *ret_worst)
{
    struct patch *open[BATCH];
    size_t n_open = 0;
    struct ap_outcome outcome;
    const struct ap_node *root;
    for (size_t i = 0; i < n; i++)
        if (!patches[i].done)
            open[n_open++] = &patches[i];
    const struct ap_graph_call call = {
        .method = "POST", .path = AP_STR("/$batch"), .json = batch_json(s, open, n_open, scratch)};
    int result = ap_graph_call(s->remote, &call, scratch, &outcome);
    if (result == AP_OK && outcome.cls != AP_RETRY_DONE)
        return ap_graph_refused(s->remote, &outcome, "set columns", AP_STR_NONE);
    if (result == AP_OK)
        result = ap_graph_json(s->remote, &outcome, scratch, &root);
    const struct ap_node *parts = result ? NULL : ap_reply_member(root, "responses");
    *ret_worst = (struct ap_outcome){.cls = AP_RETRY_LATER, .http.status = 500};
    size_t n_read = 0;
    for (size_t i = 0; parts && parts->kind == AP_NODE_SEQ && i < parts->n; i++) {
        struct ap_outcome one;
        int64_t id = ap_reply_number(parts->items[i], "id");
        if (id < 0 || (size_t)id >= n_open)
            continue;
        read_part(parts->items[i], scratch, &one);
        n_read++;
        open[id]->done = one.cls == AP_RETRY_DONE;
        open[id]->file->columns_set = open[id]->done;
        if (one.cls == AP_RETRY_BUSY || one.cls == AP_RETRY_LATER || one.cls == AP_RETRY_CHANGED ||
            one.cls == AP_RETRY_LOCKED)
            *ret_worst = one;
        else if (one.cls != AP_RETRY_DONE)
            return ap_graph_refused(s->remote, &one, "set the columns", open[id]->file->name);
    }
    bool all = n_read == n_open;
    for (size_t i = 0; i < n_open; i++)
        all = all && open[i]->done;
    if (all)
        ret_worst->cls = AP_RETRY_DONE;
    return result;
}

static int
send_all(struct setting *s, struct patch *patches, size_t n)
{
    int result = AP_OK;
    for (size_t at = 0; result == AP_OK && at < n; at += BATCH) {
        int n_tries = 0;
        struct ap_outcome worst = {.cls = AP_RETRY_LATER};
        while (result == AP_OK && worst.cls != AP_RETRY_DONE) {
            AP_AUTO_ARENA struct ap_arena scratch = {0};
            result = send_batch(s, patches + at, n - at < BATCH ? n - at : BATCH, &scratch, &worst);
            if (result == AP_OK && worst.cls != AP_RETRY_DONE)
                result = ap_remote_wait(s->remote, &worst, &n_tries);
        }
    }
    return result;
}

/** Which of the declared columns the library lacks, in one line. */
static void
report_missing(struct setting *s)
{
    struct ap_strs missing = {NULL, 0, 0};
    for (size_t i = 0; i < s->wanted.n; i++)
        if (!ap_columns_find(&s->there, s->wanted.items[i].name))
            *ap_vec_push(s->mem, &missing) = s->wanted.items[i].name;
    if (missing.n)
        (void)ap_diag_add(s->remote->dg, AP_VLT024, (struct ap_place){AP_STR_NONE, 0, 0}, "%.*s",
                          AP_FMT(ap_arena_join_all(s->mem, &missing, ", ")));
}

static bool
has_person(const struct setting *s)
{
    for (size_t i = 0; i < s->wanted.n; i++) {
        const struct ap_column *column = ap_columns_find(&s->there, s->wanted.items[i].name);
        if (column && column->kind == AP_COLUMN_PERSON)
            return true;
    }
    return false;
}

int
ap_upload_columns(struct ap_upload_plan *plan, struct ap_remote *remote,
                  const struct ap_library *lib)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct setting s = {.plan = plan, .remote = remote, .lib = lib, .mem = &mem};
    ap_columns_wanted(lib, &mem, &s.wanted);
    int result = ap_columns_read(remote, &plan->place, &mem, &s.there);
    if (result == AP_OK && has_person(&s))
        result = ap_site_people_read(remote, &plan->place, &mem, &s.people);
    if (result)
        return result;
    report_missing(&s);
    struct patch *patches = ap_arena_array(&mem, struct patch, plan->files.n);
    size_t n = 0;
    for (size_t i = 0; result == AP_OK && i < plan->files.n; i++) {
        struct ap_upload_file *file = &plan->files.items[i];
        if (!file->done)
            continue;
        patches[n] = (struct patch){.file = file};
        result = make_body(&s, file, &patches[n].body);
        n += patches[n].body.len > 0;
    }
    return result ? result : send_all(&s, patches, n);
}
