/* Fuzz target: any bytes as an evidence file through the whole read, without the extractor program.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "inspect/worker.h"
#include "port/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_record(const struct ap_record *record, size_t size)
{
    if (!record->read || record->bytes != size || record->facts.n > AP_FACTS_MAX)
        abort();
    bool faulty = false;
    for (size_t i = 0; i < record->findings.n; i++) {
        faulty |= record->findings.items[i]->invalidates;
        if (record->findings.items[i]->message.len == 0)
            abort();
    }
    if (faulty != (record->fault != NULL))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.json", "a.jsonl",  "a.txt", "a.csv", "a.docx",
                                        "a.pdf",  "a.png",    "a.jpg", "a.gz",  "a.md",
                                        "a.zip",  "a.csv.gz", "a.yaml"};
    if (size == 0)
        return 0;
    const struct ap_library lib = {0};
    const struct ap_catalogue cat = {.lib = &lib};
    const struct ap_inspect_options options = {0};
    struct ap_job job = {
        .cat = &cat, .options = &options, .table = ap_checks, .n_table = ap_n_checks};
    struct ap_item item = {.name = ap_str_from(names[data[0] % AP_COUNT(names)]),
                           .path = AP_STR("evidence/a")};
    int fd = -1;
    if (ap_fs_anonymous(NULL, size, &fd) != AP_OK)
        return 0;
    if (ap_fd_write_at(fd, 0, (struct ap_str){(const char *)data + 1, size - 1}) != AP_OK)
        abort();
    struct ap_worker w;
    struct ap_record record = {0};
    ap_worker_init(&w, &job);
    if (ap_worker_read(&w, fd, &item, &record) != AP_OK)
        abort();
    check_record(&record, size - 1);
    ap_worker_release(&w);
    close(fd);
    return 0;
}
