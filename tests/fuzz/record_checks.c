/* Any bytes through the checks on logs and registers, as CSV, JSON, YAML and text: no crash, bounded facts.
 * Place in the flow: tests only. The first byte chooses check and kind.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "builtin.h"
#include "inspect/content/content.h"
#include "inspect/content/registers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"log-sample",     "throttle-log",  "scope-matrix",
                                    "token-register", "endpoint-list", "register-hygiene",
                                    "scope-facts",    "review-signoff"};
static const enum ap_kind kinds[] = {AP_KIND_CSV, AP_KIND_JSON, AP_KIND_YAML, AP_KIND_TEXT};

/* The last row of that name: of review-signoff the one that gathers mentions. */
static const struct ap_check *
check_of(const char *name)
{
    const struct ap_check *found = NULL;
    for (size_t i = 0; i < ap_n_checks; i++)
        if (strcmp(ap_checks[i].name, name) == 0)
            found = &ap_checks[i];
    return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    uint32_t serves = 0;
    if (size == 0)
        return 0;
    const struct ap_library *lib = builtin_library();
    while (serves + 1 < lib->n_requirements &&
           !ap_str_is(lib->requirements[serves]->ref, "SCOPE-01/scope-model"))
        serves++;
    struct ap_period period = {{20544, 20635}, AP_PERIOD_QUARTER};
    struct ap_item item = {.path = AP_STR("x"),
                           .requirements = &serves,
                           .n_requirements = 1,
                           .collected = AP_DAY_NONE,
                           .periods = {&period, 1, 1}};
    struct ap_record record = {.read = true};
    struct ap_subject s = {
        .item = &item, .lib = lib, .record = &record, .mem = &mem, .scratch = &mem, .day = 20654};
    const struct ap_check *check = check_of(names[data[0] % AP_COUNT(names)]);
    s.text_kind = s.sniff.kind = kinds[data[0] / AP_COUNT(names) % AP_COUNT(kinds)];
    struct ap_call call = {.check = check, .state = ap_arena_alloc(&mem, check->state_bytes)};
    struct ap_block block = {.bytes = (const char *)data + 1, .n = size - 1};
    if (check->begin)
        check->begin(&s, &call);
    check->block(&s, &call, &block);
    check->end(&s, &call);
    if (record.facts.n > AP_FACTS_MAX)
        abort();
    return 0;
}
