/* A former check/v1: its head, the ids of its gaps, the fingerprints of its findings.
 * Place in the flow: report. The file is not ours to trust: bounded, and skipped where nothing is needed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/baseline.h"

#include "port/digest.h"
#include "port/fs.h"
#include "port/json_read.h"

enum { MAX_BYTES = 64 << 20 };

enum part { SCHEMA, WORKSPACE, AS_OF, SLOTS, FINDINGS, N_PARTS };
static const char *const part_keys[N_PARTS] = {"schema", "workspace", "as_of", "slots", "findings"};

struct reader {
    struct ap_str file;
    struct ap_str text;
    size_t at;
    struct ap_str parts[N_PARTS]; /* the JSON text of each */
    struct ap_arena *mem;
    struct ap_diag *dg;
};

static int
fault(struct reader *in, const char *why, struct ap_str what)
{
    struct ap_diagnostic *d = ap_diag_add(in->dg, AP_CLI009, (struct ap_place){in->file, 0, 0},
                                          "%s%.*s", why, AP_FMT(what));
    ap_diag_hint(in->dg, d, "give the file that apipack check --format json wrote");
    return AP_E_INVALID;
}

/* --- the outermost object, cut into its values ---------------------------------------------------- */

static void
skip_space(struct reader *in)
{
    while (in->at < in->text.len &&
           ap_str_find(AP_STR(" \t\r\n"), in->text.ptr[in->at]) < sizeof " \t\r\n" - 1)
        in->at++;
}

static bool
take(struct reader *in, char c)
{
    skip_space(in);
    if (in->at == in->text.len || in->text.ptr[in->at] != c)
        return false;
    in->at++;
    return true;
}

/** From an opening quote to behind the closing one. */
static bool
skip_string(struct reader *in)
{
    for (in->at++; in->at < in->text.len; in->at++) {
        if (in->text.ptr[in->at] == '\\')
            in->at++;
        else if (in->text.ptr[in->at] == '"')
            return ++in->at, true;
    }
    return false;
}

/** Up to the comma or brace that ends a value of the outermost object. */
static bool
skip_value(struct reader *in)
{
    size_t depth = 0;
    while (in->at < in->text.len) {
        char c = in->text.ptr[in->at];
        if (c == '"') {
            if (!skip_string(in))
                return false;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}'))
            return true;
        depth += c == '{' || c == '[';
        if (c == '}' || c == ']') {
            if (depth == 0)
                return false;
            depth--;
        }
        in->at++;
    }
    return false;
}

static int
cut(struct reader *in)
{
    struct ap_str no_json = AP_STR("the file is not valid JSON");
    if (!take(in, '{'))
        return fault(in, "", no_json);
    do {
        skip_space(in);
        size_t key_at = in->at;
        if (in->at == in->text.len || in->text.ptr[in->at] != '"' || !skip_string(in))
            return fault(in, "", no_json);
        struct ap_str key = ap_str_slice(in->text, key_at + 1, in->at - 1);
        if (!take(in, ':'))
            return fault(in, "", no_json);
        skip_space(in);
        size_t value_at = in->at;
        if (!skip_value(in))
            return fault(in, "", no_json);
        for (int p = 0; p < N_PARTS; p++) {
            if (!ap_str_is(key, part_keys[p]))
                continue;
            if (in->parts[p].ptr)
                return fault(in, "a key stands twice: ", key);
            in->parts[p] = ap_str_slice(in->text, value_at, in->at);
        }
    } while (take(in, ','));
    bool whole = take(in, '}');
    skip_space(in);
    return whole && in->at == in->text.len ? AP_OK : fault(in, "", no_json);
}

/* --- what the parts say ---------------------------------------------------------------------------- */

static int
parse(struct reader *in, enum part part, enum ap_node_kind kind, const struct ap_node **ret_node)
{
    struct ap_node *node;
    struct ap_str key = ap_str_from(part_keys[part]);
    if (!in->parts[part].ptr)
        return fault(in, "the file has no key ", key);
    if (ap_json_parse(in->parts[part], in->file, in->mem, &node) || node->kind != kind)
        return fault(in, "not as check/v1 has it: ", key);
    *ret_node = node;
    return AP_OK;
}

static struct ap_str
text_of(const struct ap_node *map, const char *key)
{
    const struct ap_node *node = map->kind == AP_NODE_MAP ? ap_node_get(map, key) : NULL;
    return node && node->kind == AP_NODE_SCALAR ? node->text : AP_STR_NONE;
}

static int
read_head(struct reader *in, const struct ap_workspace *ws, struct ap_baseline *out)
{
    const struct ap_node *schema;
    const struct ap_node *workspace;
    const struct ap_node *day;
    if (parse(in, SCHEMA, AP_NODE_SCALAR, &schema))
        return AP_E_INVALID;
    if (!ap_str_is(schema->text, "apipack.dev/check/v1"))
        return fault(in, "the schema is not apipack.dev/check/v1 but ", schema->text);
    if (parse(in, WORKSPACE, AP_NODE_MAP, &workspace) || parse(in, AS_OF, AP_NODE_SCALAR, &day))
        return AP_E_INVALID;
    if (ap_day_parse(day->text, &out->as_of))
        return fault(in, "not as check/v1 has it: ", AP_STR("as_of"));
    struct ap_str organization = text_of(workspace, "organization");
    struct ap_str product = text_of(workspace, "product");
    if (ap_str_eq(organization, ws->organization) && ap_str_eq(product, ws->product))
        return AP_OK;
    return fault(in, "the file is of another workspace: ",
                 ap_arena_join(in->mem, organization, ", ", product));
}

/** CTRL/req, CTRL/req@PERIOD, CTRL/req@#SAMPLE. */
static int
slot_id(struct reader *in, const struct ap_node *slot, struct ap_str *ret_id)
{
    struct ap_str control = text_of(slot, "control");
    struct ap_str requirement = text_of(slot, "requirement");
    if (control.len == 0 || requirement.len == 0 || text_of(slot, "gap").len == 0)
        return fault(in, "a slot has no control, requirement or gap", AP_STR_NONE);
    struct ap_str id = ap_arena_join(in->mem, control, "/", requirement);
    struct ap_str item = text_of(slot, "item");
    struct ap_str period = text_of(slot, "period");
    if (item.len)
        id = ap_arena_join(in->mem, id, "@#", item);
    else if (period.len)
        id = ap_arena_join(in->mem, id, "@", period);
    *ret_id = id;
    return AP_OK;
}

static int
read_slots(struct reader *in, struct ap_baseline *out)
{
    const struct ap_node *slots;
    if (parse(in, SLOTS, AP_NODE_SEQ, &slots))
        return AP_E_INVALID;
    for (size_t i = 0; i < slots->n; i++) {
        struct ap_str id;
        if (slot_id(in, slots->items[i], &id))
            return AP_E_INVALID;
        if (!ap_str_is(text_of(slots->items[i], "gap"), "true") ||
            ap_map_put(&out->gaps, in->mem, id, 0) != AP_NONE)
            continue;
        out->n_gaps++;
        *ap_vec_push(in->mem, &out->former_gaps) = (struct ap_former){
            id, ap_arena_join(in->mem, id, " was ", text_of(slots->items[i], "status"))};
    }
    return AP_OK;
}

static struct ap_str
words_of_finding(struct reader *in, const struct ap_node *finding)
{
    return ap_arena_printf(in->mem, "%.*s %.*s: %.*s", AP_FMT(text_of(finding, "code")),
                           AP_FMT(text_of(finding, "subject")),
                           AP_FMT(text_of(finding, "message")));
}

static int
read_findings(struct reader *in, struct ap_baseline *out)
{
    const struct ap_node *findings;
    if (parse(in, FINDINGS, AP_NODE_SEQ, &findings))
        return AP_E_INVALID;
    for (size_t i = 0; i < findings->n; i++) {
        uint8_t digest[AP_SHA256_BYTES];
        struct ap_str fingerprint = text_of(findings->items[i], "fingerprint");
        if (ap_sha256_parse(fingerprint, digest))
            return fault(in, "a finding has no fingerprint", AP_STR_NONE);
        if (ap_map_put(&out->findings, in->mem, fingerprint, 0) != AP_NONE)
            continue;
        out->n_findings++;
        *ap_vec_push(in->mem, &out->former_findings) =
            (struct ap_former){fingerprint, words_of_finding(in, findings->items[i])};
    }
    return AP_OK;
}

int
ap_baseline_parse(struct ap_str text, struct ap_str file, const struct ap_workspace *ws,
                  struct ap_arena *mem, struct ap_baseline **ret_baseline, struct ap_diag *dg)
{
    struct reader in = {.file = file, .text = text, .mem = mem, .dg = dg};
    struct ap_baseline *out = ap_arena_new(mem, struct ap_baseline);
    out->file = file;
    if (cut(&in) || read_head(&in, ws, out) || read_slots(&in, out) || read_findings(&in, out))
        return AP_E_INVALID;
    *ret_baseline = out;
    return AP_OK;
}

int
ap_baseline_read(struct ap_str file, const struct ap_workspace *ws, struct ap_arena *mem,
                 struct ap_baseline **ret_baseline, struct ap_diag *dg)
{
    struct reader in = {.file = ap_arena_copy(mem, file), .mem = mem, .dg = dg};
    int result = ap_fs_read(in.file.ptr, MAX_BYTES, mem, &in.text);
    if (result == AP_OK)
        return ap_baseline_parse(in.text, in.file, ws, mem, ret_baseline, dg);
    return fault(
        &in, "the baseline cannot be read: ", ap_str_from(ap_fs_read_why(result, MAX_BYTES, mem)));
}
