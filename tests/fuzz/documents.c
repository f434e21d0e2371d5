/* Any bytes as a small document of any kind, through every check on documents: findings and facts are bounded, never a crash.
 * Place in the flow: tests only; the first byte chooses the kind, the second the check.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "inspect/worker.h"
#include "port/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"a.md",  "a.txt", "a.json", "a.jsonl", "a.yaml",
                                    "a.csv", "a.xml", "a.conf", "a.eml",   "a.html"};
static const char *const checks[] = {"review-signoff",   "runbook-steps",      "ticket-closure",
                                     "alert-catalogue",  "tenant-protections", "retention",
                                     "rate-limit-config"};

/* Catalogues as the library has them, in small. */
static struct ap_str words_status[] = {{"status", 6}, {"state", 5}};
static struct ap_str words_day[] = {{"opened", 6}, {"closed", 6}, {"date", 4}};
static struct ap_str words_by[] = {{"token", 5}, {"limit", 5}, {"window", 6}, {"class", 5}};
static struct ap_catalog_entry entries[] = {
    {.id = {"name", 4}, .say = {"name", 4}, .words = {words_status, 2, 2}},
    {.id = {"opened", 6}, .say = {"opened", 6}, .words = {words_day, 3, 3}},
    {.id = {"token", 5}, .say = {"token", 5}, .words = {words_by, 4, 4}},
    {.id = {"retention", 9}, .say = {"retention", 9}, .words = {words_day, 3, 3}},
    {.id = {"number", 6}, .say = {"number", 6}, .words = {words_by, 4, 4}},
    {.id = {"window", 6}, .say = {"window", 6}, .words = {words_by, 4, 4}},
};
#define CATALOG(name)                                                                              \
    {                                                                                              \
        .id = {name, sizeof name - 1}, .steps = { entries, AP_COUNT(entries), AP_COUNT(entries) }  \
    }
static struct ap_catalog catalogs[] = {
    CATALOG("signoff_fields"),   CATALOG("runbook_fields"),    CATALOG("ticket_fields"),
    CATALOG("ticket_states"),    CATALOG("alert_fields"),      CATALOG("alert_kinds"),
    CATALOG("protections"),      CATALOG("protection_fields"), CATALOG("retention_fields"),
    CATALOG("endpoint_classes"), CATALOG("limit_keys"),        CATALOG("limit_fields"),
    CATALOG("hollow_values"),    CATALOG("token-compromise"),
};

static void
check_record(const struct ap_record *record)
{
    if (record->facts.n > AP_FACTS_MAX)
        abort();
    for (size_t i = 0; i < record->facts.n; i++)
        if (record->facts.items[i].key.len > AP_FACT_BYTES ||
            record->facts.items[i].value.len > AP_FACT_BYTES)
            abort();
    for (size_t i = 0; i < record->findings.n; i++)
        if (record->findings.items[i]->message.len == 0)
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct ap_check_ref ref = {.name = ap_str_from(checks[data[1] % AP_COUNT(checks)])};
    struct ap_requirement req = {.checks = {&ref, 1, 1}};
    const struct ap_requirement *reqs[] = {&req};
    uint32_t serves[] = {0};
    const struct ap_library lib = {.requirements = reqs,
                                   .n_requirements = 1,
                                   .catalogs = {catalogs, AP_COUNT(catalogs), AP_COUNT(catalogs)}};
    const struct ap_catalogue cat = {.lib = &lib};
    const struct ap_inspect_options options = {0};
    struct ap_job job = {
        .cat = &cat, .options = &options, .table = ap_checks, .n_table = ap_n_checks};
    struct ap_item item = {.name = ap_str_from(names[data[0] % AP_COUNT(names)]),
                           .path = AP_STR("evidence/a"),
                           .requirements = serves,
                           .n_requirements = 1};
    int fd = -1;
    if (ap_fs_anonymous(NULL, size, &fd) != AP_OK)
        return 0;
    if (ap_fd_write_at(fd, 0, (struct ap_str){(const char *)data + 2, size - 2}) != AP_OK)
        abort();
    struct ap_worker w;
    struct ap_record record = {0};
    ap_worker_init(&w, &job);
    if (ap_worker_read(&w, fd, &item, &record) != AP_OK)
        abort();
    check_record(&record);
    ap_worker_release(&w);
    close(fd);
    return 0;
}
