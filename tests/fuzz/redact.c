/* Fuzz target: any bytes as a text file to redact. The copy has as many lines, and redacting it changes nothing more.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inspect/scan/scan.h"
#include "library/library.h"
#include "port/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ap_arena kept; /* until the program ends */
static struct ap_library *library;
static struct ap_scan_rules *rules;
static char folder[] = "/tmp/apipack-fuzz-XXXXXX";
static char names[3][64]; /* given, redacted, redacted again */

static void
clean_up(void)
{
    for (size_t i = 0; i < AP_COUNT(names); i++) {
        char sidecar[96];
        (void)snprintf(sidecar, sizeof sidecar, "%s.meta.yaml", names[i]);
        (void)unlink(names[i]);
        (void)unlink(sidecar);
    }
    (void)rmdir(folder);
    ap_scan_rules_free(rules);
    ap_arena_release(&kept);
}

static void
set_up(void)
{
    struct ap_diag dg;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    ap_diag_init(&dg, &kept);
    if (ap_library_load(&source, &kept, &library, &dg) ||
        ap_scan_compile(library, &kept, &rules, &dg) || !mkdtemp(folder))
        abort();
    for (size_t i = 0; i < AP_COUNT(names); i++)
        (void)snprintf(names[i], sizeof names[i], "%s/%zu.log", folder, i);
    (void)atexit(clean_up);
}

/* True when a copy was written. */
static bool
redact(size_t from, size_t to, struct ap_arena *mem, struct ap_redact_result *result)
{
    struct ap_scan_setup scan = {.rules = rules};
    struct ap_redact_order order = {
        .file = ap_str_from(names[from]),
        .output = ap_str_from(names[to]),
        .day = 20000,
        .personal = true,
        .lib = library,
        .scan = &scan,
    };
    struct ap_diag dg;
    ap_diag_init(&dg, mem);
    *result = (struct ap_redact_result){0};
    return ap_redact(&order, mem, result, &dg) == AP_OK && !result->held_back;
}

static struct ap_str
read_back(size_t i, struct ap_arena *mem)
{
    struct ap_str bytes;
    if (ap_fs_read(names[i], 1u << 24, mem, &bytes) != AP_OK)
        abort();
    return bytes;
}

static size_t
lines_of(struct ap_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!rules)
        set_up();
    struct ap_arena mem = {0};
    struct ap_redact_result result;
    struct ap_str given = {(const char *)data, size};
    if (ap_fs_write_atomic(names[0], given) != AP_OK)
        abort();
    if (redact(0, 1, &mem, &result)) {
        bool masked = result.n > 0;
        struct ap_str once = read_back(1, &mem);
        bool wide = size > 1 && (memchr(data, 0, size) || data[0] >= 0xfe); /* became UTF-8 */
        if (!masked && !wide && !ap_str_eq(once, given))
            abort();
        if (masked && !wide && lines_of(once) > lines_of(given))
            abort();
        if (!redact(1, 2, &mem, &result) || result.n > 0 || !ap_str_eq(read_back(2, &mem), once))
            abort();
    }
    ap_arena_release(&mem);
    return 0;
}
