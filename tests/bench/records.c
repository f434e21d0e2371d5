/* Speed of the log-sample check alone, one thread: processor time over a file's bytes, in 1 MiB pieces.
 * Place in the flow: tests only; built as bench_records, called by bench.py: bench_records FILE...
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "inspect/content/content.h"
#include "library/library.h"

#define PIECE AP_BLOCK_BYTES
#define RUNS  5

static double
processor_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One pass of the check over the bytes, as the read loop gives them; gives its seconds. */
static double
pass(const struct ap_library *lib, struct ap_str bytes, uint64_t *ret_records)
{
    static char block[PIECE];
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_item item = {.path = AP_STR("log")};
    struct ap_record record = {.read = true};
    struct ap_subject s = {
        .item = &item, .lib = lib, .record = &record, .mem = &mem, .scratch = &mem};
    struct ap_call call = {.state = ap_arena_alloc(&mem, sizeof(struct ap_log_state))};
    double took = 0;
    ap_check_log_sample_begin(&s, &call);
    for (size_t at = 0; at < bytes.len; at += PIECE) {
        /* As after the digest: the block is in the cache. */
        struct ap_str piece = ap_str_slice(bytes, at, at + PIECE);
        memcpy(block, piece.ptr, piece.len);
        struct ap_block one = {.bytes = block, .n = piece.len, .offset = at};
        double start = processor_seconds();
        ap_check_log_block(&s, &call, &one);
        took += processor_seconds() - start;
    }
    ap_check_log_sample_end(&s, &call);
    *ret_records = ((const struct ap_log_state *)call.state)->n;
    return took;
}

int
main(int argc, char **argv)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_library *lib = NULL;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    if (ap_library_load(&source, &mem, &lib, &dg))
        return 1;
    for (int i = 1; i < argc; i++) {
        AP_CLEANUP(ap_cleanup_free) char *bytes = malloc(256u << 20);
        FILE *file = fopen(argv[i], "rb");
        if (!bytes || !file)
            return 1;
        size_t n = fread(bytes, 1, 256u << 20, file);
        (void)fclose(file);
        double best = 1e9;
        uint64_t records = 0;
        for (int run = 0; run < RUNS; run++) {
            double took = pass(lib, (struct ap_str){bytes, n}, &records);
            best = took < best ? took : best;
        }
        printf("%s: %.3f GB/s, %llu records\n", argv[i], (double)n / best / 1e9,
               (unsigned long long)records);
    }
    return 0;
}
