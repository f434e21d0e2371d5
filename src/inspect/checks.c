/* The table of checks, and the calls of its rows on one file.
 * Place in the flow: inspect, between read.c and the rows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/check.h"
#include "inspect/content/content.h"
#include "inspect/content/documents.h"
#include "inspect/content/registers.h"
#include "inspect/scan/row.h"

const struct ap_check ap_checks[] = {
#define AP_CHECK(name, when, stream, kinds, needs_fd, state, begin, block, end)                    \
    {name, when, stream, kinds, needs_fd, sizeof(state), begin, block, end},
#include "inspect/content.def"
#undef AP_CHECK
};
const size_t ap_n_checks = AP_COUNT(ap_checks);

static const struct {
    const char *name, *title;
} titles[] = {
    {"log-sample", "A log holds what an investigation needs, and no secret"},
    {"throttle-log", "A log holds refused calls of its period"},
    {"scope-matrix", "Grants are least, owned and reviewed"},
    {"token-register", "Tokens expire, are rotated, and have their records"},
    {"endpoint-list", "Privileged endpoints are listed, classed and guarded"},
    {"register-hygiene", "Entries have owner, due day and evidence of closure"},
    {"rate-limit-config", "Limits are configured, by token, tenant and class"},
    {"ticket-closure", "Tickets lead from an alert to a closure note"},
    {"runbook-steps", "A runbook has its steps, in order"},
    {"review-signoff", "Reviewer, day, scope and conclusion of a review"},
    {"alert-catalogue", "Each kind of abuse has an alert"},
    {"tenant-protections", "Each protection of tenants is configured"},
    {"retention", "Logs are kept long enough"},
};

static bool
is_built(struct ap_str name)
{
    for (size_t i = 0; i < ap_n_checks; i++)
        if (ap_checks[i].when == AP_ON_REQUEST && ap_str_is(name, ap_checks[i].name))
            return true;
    return false;
}

const char *
ap_check_title(struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(titles); i++)
        if (ap_str_is(name, titles[i].name) && is_built(name))
            return titles[i].title;
    return NULL;
}

/* Which member of the zip family it is, is known for good only with the end of the file. */
static uint32_t
candidates_of(enum ap_kind kind)
{
    return (AP_IN(kind) & AP_IN_ZIP) ? AP_IN_ZIP : AP_IN(kind);
}

static void
add_call(const struct ap_check *check, const struct ap_requirement *req, const struct ap_node *args,
         struct ap_subject *s, struct ap_calls *calls)
{
    struct ap_call *call = ap_vec_push(s->scratch, calls);
    *call = (struct ap_call){check, req, args, ap_arena_alloc(s->scratch, check->state_bytes)};
}

/* One call for each `checks:` entry of a served requirement that names the row. */
static void
add_requested(const struct ap_check *check, struct ap_subject *s, struct ap_calls *calls)
{
    for (size_t i = 0; i < s->item->n_requirements; i++) {
        const struct ap_requirement *req = s->lib->requirements[s->item->requirements[i]];
        for (size_t k = 0; k < req->checks.n; k++)
            if (ap_str_is(req->checks.items[k].name, check->name))
                add_call(check, req, req->checks.items[k].args, s, calls);
    }
}

void
ap_calls_begin(const struct ap_check *table, size_t n, enum ap_stream stream, enum ap_kind kind,
               struct ap_subject *s, struct ap_calls *calls)
{
    for (size_t i = 0; i < n; i++) {
        const struct ap_check *check = &table[i];
        if (check->stream != stream || !(check->kinds & candidates_of(kind)))
            continue;
        if (check->when == AP_ALWAYS)
            add_call(check, NULL, NULL, s, calls);
        else
            add_requested(check, s, calls);
    }
    for (size_t i = 0; i < calls->n; i++)
        if (calls->items[i].check->begin)
            calls->items[i].check->begin(s, &calls->items[i]);
}

void
ap_calls_block(const struct ap_calls *calls, struct ap_subject *s, const struct ap_block *block)
{
    for (size_t i = 0; i < calls->n; i++)
        if (calls->items[i].check->block)
            calls->items[i].check->block(s, &calls->items[i], block);
}

void
ap_calls_block_aside(const struct ap_calls *calls, struct ap_subject *s,
                     const struct ap_block *block)
{
    bool of_sheet = s->place.sheet > 0;
    for (size_t i = 0; i < calls->n; i++) {
        const struct ap_check *check = calls->items[i].check;
        if (check->block &&
            (check->kinds == AP_IN_ALL || (of_sheet && check->when == AP_ON_REQUEST)))
            check->block(s, &calls->items[i], block);
    }
}

void
ap_calls_end(const struct ap_calls *calls, struct ap_subject *s, enum ap_kind kind)
{
    for (size_t i = 0; i < calls->n; i++)
        if (calls->items[i].check->end && (calls->items[i].check->kinds & AP_IN(kind)))
            calls->items[i].check->end(s, &calls->items[i]);
}

bool
ap_calls_need_fd(const struct ap_calls *calls)
{
    for (size_t i = 0; i < calls->n; i++)
        if (calls->items[i].check->needs_fd)
            return true;
    return false;
}
