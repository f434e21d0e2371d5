/* Time of the extractors alone, without the program around them: processor time a file, the fastest of some passes.
 * Place in the flow: tests only; built as bench_extract, called by documents.py: bench_extract FILE...
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/extract.h"

#include <stdio.h>
#include <time.h>

#include "base/cleanup.h"
#include "inspect/check.h"
#include "port/fs.h"

#define RUNS      5
#define FILE_MOST (16u << 20)

struct document {
    struct ap_source source;
    struct ap_extract_request request;
};

static double
processor_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
count_text(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    *(uint64_t *)ctx += frame == AP_EXTRACT_TEXT ? payload.len : 0;
    return AP_OK;
}

static int
open_document(const char *path, struct ap_arena *mem, struct document *d)
{
    struct ap_str bytes;
    int r = ap_fs_read(path, FILE_MOST, mem, &bytes);
    if (r < 0)
        return r;
    d->source = (struct ap_source){bytes, -1, bytes.len};
    struct ap_sniff sniff = ap_sniff(ap_str_from(path), bytes, bytes);
    d->request = (struct ap_extract_request){
        .kind = (uint32_t)sniff.kind, .bytes = bytes.len, .limits = AP_EXTRACT_LIMITS};
    return AP_OK;
}

int
main(int argc, char **argv)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct document *documents = ap_arena_alloc(&mem, (size_t)argc * sizeof *documents);
    uint64_t text = 0;
    const struct ap_extract_out out = {.sink = count_text, .ctx = &text};
    double best = 0;
    for (int i = 1; i < argc; i++)
        if (open_document(argv[i], &mem, &documents[i]) < 0) {
            (void)fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 1;
        }
    for (int run = 0; run < RUNS; run++) {
        text = 0;
        double start = processor_seconds();
        for (int i = 1; i < argc; i++)
            if (ap_extract_file(documents[i].source, &documents[i].request, &out) < 0)
                return 1;
        double took = processor_seconds() - start;
        best = run == 0 || took < best ? took : best;
    }
    printf("%.4f ms a file, %ju bytes of text\n", best * 1000 / (argc > 1 ? argc - 1 : 1),
           (uintmax_t)text);
    return 0;
}
