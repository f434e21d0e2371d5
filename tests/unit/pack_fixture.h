/* A small assessed workspace made by hand: two sections, three requirements, and items as a test wants them.
 * Place in the flow: tests only; plan, report and pack are tested on it without the stages before.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "ap_test.h"
#include "base/cleanup.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "port/fs.h"

#define FIXTURE_MAX 64

struct fixture {
    struct ap_arena mem;
    struct ap_library lib;
    struct ap_area area;
    struct ap_section sections[2];
    struct ap_audience audiences[3];
    struct ap_control control;
    struct ap_requirement
        reqs[3]; /* 0: section 1, auditor; 1: section 4, auditor; 2: section 4, buyer */
    const struct ap_requirement *by_index[3];
    struct ap_workspace ws;
    struct ap_evidence evidence;
    struct ap_item items[FIXTURE_MAX];
    struct ap_record records[FIXTURE_MAX];
    struct ap_item_verdict item_verdicts[FIXTURE_MAX];
    struct ap_catalogue cat;
    struct ap_slot slots[3]; /* one per requirement */
    struct ap_verdict verdicts[3];
    struct ap_control_verdict control_verdict;
    struct ap_inspection insp;
    struct ap_assessment as;
    struct ap_plan *plan;
};

static inline void
fixture_requirement(struct fixture *f, uint32_t i, const char *id, size_t section,
                    const char *audience)
{
    struct ap_requirement *req = &f->reqs[i];
    req->id = ap_str_from(id);
    req->ref = ap_arena_join(&f->mem, AP_STR("AUTH-04"), "/", req->id);
    req->title = ap_arena_join(&f->mem, AP_STR("Title of"), " ", req->id);
    req->audience.text = ap_str_from(audience);
    req->index = i;
    req->control = &f->control;
    req->section = &f->sections[section];
    req->area = &f->area;
    f->by_index[i] = req;
    f->slots[i] = (struct ap_slot){
        .index = i,
        .req = req,
        .kind = AP_SLOT_PERIOD,
        .span = f->cat.window,
        .id = ap_arena_join(&f->mem, req->ref, "@", AP_STR("2026-Q2")),
        .period = AP_STR("2026-Q2"),
        .due = ap_day_from_civil(2026, 7, 15),
        .expected_name = ap_arena_printf(&f->mem, "APIAuth-Expected%u-2026-Q2.pdf", i),
        .owner = AP_STR("security"),
    };
    f->verdicts[i] = (struct ap_verdict){.slot = &f->slots[i],
                                         .status = AP_MISSING,
                                         .due = true,
                                         .gap = true,
                                         .reason = AP_STR("nothing is there")};
}

static inline void
fixture_library(struct fixture *f)
{
    static const char *const audiences[] = {"internal", "auditor", "buyer"};
    f->area = (struct ap_area){.id = AP_STR("auth"), .title = AP_STR("Authentication")};
    f->sections[0] = (struct ap_section){
        .id = AP_STR("authentication"), .number = 1, .title = AP_STR("Authentication Standard")};
    f->sections[1] = (struct ap_section){
        .id = AP_STR("gateway-waf-proof"), .number = 4, .title = AP_STR("Gateway / WAF Proof")};
    for (size_t i = 0; i < 3; i++)
        f->audiences[i] =
            (struct ap_audience){.id = ap_str_from(audiences[i]), .shows_owner_names = i < 2};
    f->control = (struct ap_control){.id = AP_STR("AUTH-04"),
                                     .title = AP_STR("Token rotation"),
                                     .severity = AP_HIGH,
                                     .area = &f->area,
                                     .section = &f->sections[0]};
    f->lib.id = AP_STR("test-library");
    f->lib.version = AP_STR("1.0.0");
    (void)memset(f->lib.digest, 'a', 64);
    f->lib.sections = (struct ap_sections){f->sections, 2, 2};
    f->lib.audiences = (struct ap_audiences){f->audiences, 3, 3};
    f->lib.requirements = f->by_index;
    f->lib.n_requirements = 3;
}

static inline void
fixture_open(struct fixture *f)
{
    *f = (struct fixture){0};
    fixture_library(f);
    f->ws.organization = AP_STR("Northwind Cloud");
    f->ws.product = AP_STR("Northwind API");
    f->cat.lib = &f->lib;
    f->cat.ws = &f->ws;
    f->cat.evidence = &f->evidence;
    f->cat.window = (struct ap_span){ap_day_from_civil(2026, 4, 1), ap_day_from_civil(2026, 7, 1)};
    fixture_requirement(f, 0, "rotation-ticket", 0, "auditor");
    fixture_requirement(f, 1, "gateway-config", 1, "auditor");
    fixture_requirement(f, 2, "summary", 1, "buyer");
    f->cat.slots = (struct ap_slots){f->slots, 3, 3};
    f->evidence.items.items = f->items;
    f->insp.cat = &f->cat;
    f->insp.records = f->records;
    f->insp.spool_fd = -1;
    (void)memset(f->insp.root_digest, 'b', 64);
    f->control_verdict =
        (struct ap_control_verdict){.control = &f->control, .n_slots = 3, .ready = true};
    f->as = (struct ap_assessment){
        .cat = &f->cat,
        .insp = &f->insp,
        .day = ap_day_from_civil(2026, 7, 20),
        .audience = AP_STR("auditor"),
        .verdicts = f->verdicts,
        .n_verdicts = 3,
        .controls = &f->control_verdict,
        .n_controls = 1,
        .items = f->item_verdicts,
        .result = AP_GAPS,
        .n_due = 3,
        .n_gaps = 3,
        .next_due = AP_DAY_NONE,
        .last_due = AP_DAY_NONE,
    };
    f->as.by_status[AP_MISSING] = 3;
}

static inline void
fixture_close(struct fixture *f)
{
    if (f->insp.spool_fd >= 0)
        (void)close(f->insp.spool_fd);
    ap_arena_release(&f->mem);
}

/** An approved item with these bytes that satisfies slots[slot]; add them in order of path. */
static inline struct ap_item *
fixture_item(struct fixture *f, const char *path, const char *bytes, uint32_t slot)
{
    uint32_t index = (uint32_t)f->evidence.items.n++;
    struct ap_item *item = &f->items[index];
    struct ap_record *record = &f->records[index];
    struct ap_item_verdict *verdict = &f->item_verdicts[index];
    assert_true(index < FIXTURE_MAX);
    item->index = index;
    item->path = ap_str_from(path);
    item->name = item->canonical_name =
        ap_str_slice(item->path, ap_str_rfind(item->path, '/') + 1, item->path.len);
    item->title = AP_STR("A title");
    item->owner = AP_STR("security");
    item->requirements = ap_arena_array(&f->mem, uint32_t, 1);
    item->requirements[0] = slot;
    item->n_requirements = 1;
    item->performed = item->collected = item->effective = AP_DAY_NONE;
    *ap_vec_push(&f->mem, &item->reviews) =
        (struct ap_review){.status = AP_REVIEW_APPROVED,
                           .by = AP_STR("ann@northwind.example"),
                           .date = ap_day_from_civil(2026, 7, 2)};
    struct ap_str content = ap_str_from(bytes);
    ap_sha256(content, record->sha256);
    record->crc32 = ap_crc32(0, content.ptr, content.len);
    record->bytes = content.len;
    record->read = true;
    record->kind = AP_KIND_PDF;
    verdict->state = AP_ITEM_USED;
    verdict->packable = true;
    verdict->slots = ap_arena_array(&f->mem, uint32_t, 1);
    verdict->slots[0] = slot;
    verdict->n_slots = 1;
    *ap_vec_push(&f->mem, &f->verdicts[slot].items) =
        (struct ap_judgement){.item = index, .status = AP_SATISFIED};
    if (f->verdicts[slot].status != AP_SATISFIED) {
        f->verdicts[slot].status = AP_SATISFIED;
        f->verdicts[slot].gap = false;
        f->verdicts[slot].reason = AP_STR("approved");
        f->as.n_gaps--;
        f->as.by_status[AP_MISSING]--;
        f->as.by_status[AP_SATISFIED]++;
        f->as.coverage = f->as.by_status[AP_SATISFIED] / 3.0;
    }
    return item;
}

static inline const struct ap_plan *
fixture_plan(struct fixture *f, const char *audience)
{
    struct ap_plan_options options = {.pack_time = (int64_t)f->as.day * 86400};
    f->as.audience = ap_str_from(audience);
    ap_plan_make(&f->as, &options, &f->mem, &f->plan);
    return f->plan;
}

/** Put the bytes of item `index`, stored, into the spool. */
static inline void
fixture_spool(struct fixture *f, uint32_t index, const char *bytes, uint64_t offset)
{
    if (f->insp.spool_fd < 0)
        assert_int_equal(ap_fs_anonymous(NULL, 4096, &f->insp.spool_fd), AP_OK);
    struct ap_str content = ap_str_from(bytes);
    assert_int_equal(ap_fd_write_at(f->insp.spool_fd, offset, content), AP_OK);
    f->records[index].payload =
        (struct ap_payload){.present = true, .offset = offset, .packed_bytes = content.len};
}
