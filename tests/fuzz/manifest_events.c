/* Fuzz target: any bytes as manifest.json, in pieces of any length: the same events, the same faults.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "pack/pack.h"
#include "schema/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard {
    uint64_t sum;
    size_t n;
};

static void
hear(void *ctx, const struct ap_schema *schema, const struct ap_field *field, struct ap_str text)
{
    struct heard *heard = ctx;
    if (!schema || !field)
        abort();
    heard->n++;
    for (size_t i = 0; i < text.len; i++)
        heard->sum = heard->sum * 31 + (unsigned char)text.ptr[i];
}

static void
hear_end(void *ctx, const struct ap_schema *schema)
{
    hear(ctx, schema, schema->fields, AP_STR("end"));
}

static struct heard
read_in_pieces(struct ap_str text, size_t piece, int *ret_result, size_t *ret_faults)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct heard heard = {0, 0};
    struct ap_diag dg;
    const struct ap_schema_sink sink = {hear, hear_end, &heard};
    ap_diag_init(&dg, &mem);
    struct ap_schema_stream *stream = ap_schema_stream_new(
        &ap_manifest_schema, AP_STR("manifest.json"), AP_VFY024, &sink, &mem, &dg);
    int rc = AP_OK;
    for (size_t at = 0; at < text.len && rc == AP_OK; at += piece)
        rc = ap_schema_stream_feed(stream, ap_str_slice(text, at, at + piece));
    if (rc == AP_OK)
        rc = ap_schema_stream_end(stream);
    ap_schema_stream_free(stream);
    *ret_result = rc;
    *ret_faults = dg.n + dg.n_dropped;
    return heard;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_str text = {(const char *)data, size};
    int a;
    int b;
    size_t n_a;
    size_t n_b;
    struct heard whole = read_in_pieces(text, size + 1, &a, &n_a);
    struct heard pieces = read_in_pieces(text, 3, &b, &n_b);
    if (a != b || n_a != n_b || whole.n != pieces.n || whole.sum != pieces.sum)
        abort();
    if (a != AP_OK && n_a == 0)
        abort();
    return 0;
}
