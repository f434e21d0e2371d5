/* Speed of the scan alone, one thread: processor time over a file's bytes, in 1 MiB pieces, and what it found.
 * Place in the flow: tests only; built as bench_scan, called by bench.py: bench_scan FILE...
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "library/library.h"

#define PIECE (1u << 20)
#define RUNS  5

static void
count(void *ctx, const struct ap_leak *leak)
{
    (void)leak;
    ++*(uint64_t *)ctx;
}

static double
processor_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The best of RUNS runs. */
static void
measure(struct ap_scanner *scanner, const char *path)
{
    AP_CLEANUP(ap_cleanup_free) char *bytes = malloc(256u << 20);
    FILE *file = fopen(path, "rb");
    if (!bytes || !file) {
        fprintf(stderr, "bench_scan: cannot read %s\n", path);
        exit(1);
    }
    size_t n = fread(bytes, 1, 256u << 20, file);
    (void)fclose(file);
    double best = 1e9;
    uint64_t found = 0;
    static char block[PIECE];
    for (int run = 0; run < RUNS; run++) {
        double took = 0;
        found = 0;
        ap_scanner_start(scanner, NULL, count, &found);
        for (size_t at = 0; at < n; at += PIECE) {
            /* As after the digest: the block is in the cache. */
            struct ap_str piece = ap_str_slice((struct ap_str){bytes, n}, at, at + PIECE);
            memcpy(block, piece.ptr, piece.len);
            double start = processor_seconds();
            ap_scanner_feed(scanner, (struct ap_str){block, piece.len});
            took += processor_seconds() - start;
        }
        (void)ap_scanner_end(scanner);
        best = took < best ? took : best;
    }
    printf("%s: %.3f GB/s, %llu found\n", path, (double)n / best / 1e9, (unsigned long long)found);
}

int
main(int argc, char **argv)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_library *lib = NULL;
    struct ap_scan_rules *rules = NULL;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    if (ap_library_load(&source, &mem, &lib, &dg) || ap_scan_compile(lib, &mem, &rules, &dg))
        return 1;
    struct ap_scanner *scanner = ap_scanner_new(rules);
    for (int i = 1; i < argc; i++)
        measure(scanner, argv[i]);
    ap_scanner_free(scanner);
    ap_scan_rules_free(rules);
    return 0;
}
