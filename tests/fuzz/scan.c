/* Fuzz target: any bytes as text to scan. What is found lies in the text, in order, and never depends on the cuts.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/scan.h"

#include <stdlib.h>

#include "library/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ap_arena kept; /* until the program ends */
static struct ap_scan_rules *rules;
static struct ap_scanner *scanner;

static void
clean_up(void)
{
    ap_scanner_free(scanner);
    ap_scan_rules_free(rules);
    ap_arena_release(&kept);
}

static void
set_up(void)
{
    struct ap_diag dg;
    struct ap_library *library;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    ap_diag_init(&dg, &kept);
    if (ap_library_load(&source, &kept, &library, &dg) ||
        ap_scan_compile(library, &kept, &rules, &dg))
        abort();
    scanner = ap_scanner_new(rules);
    (void)atexit(clean_up);
}

struct seen {
    uint64_t size, n, sum, last;
};

static void
see(void *ctx, const struct ap_leak *leak)
{
    struct seen *seen = ctx;
    if (leak->length == 0 || leak->offset + leak->length > seen->size ||
        leak->offset < seen->last || leak->from > leak->offset ||
        leak->to < leak->offset + leak->length || leak->line == 0 || leak->column == 0 ||
        leak->prefix.len > leak->length || leak->bytes.len > leak->length)
        abort();
    seen->last = leak->offset;
    seen->n++;
    seen->sum = seen->sum * 31 + leak->offset * 7 + leak->length * 3 + leak->line + leak->column +
                (uint64_t)leak->severity;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!scanner)
        set_up();
    struct ap_str text = {(const char *)data, size};
    struct seen whole = {.size = size};
    struct seen cut = {.size = size};
    bool done = ap_scanner_text(scanner, text, NULL, see, &whole);
    ap_scanner_start(scanner, NULL, see, &cut);
    size_t step = size > 0 ? 1 + data[0] : 1;
    for (size_t at = 0; at < size; at += step)
        ap_scanner_feed(scanner, ap_str_slice(text, at, at + step));
    if (ap_scanner_end(scanner) != done || whole.n != cut.n || whole.sum != cut.sum)
        abort();
    return 0;
}
