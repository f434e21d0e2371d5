/* What is proposed beside the requirement: period, version, status, owner, source, title.
 * Place in the flow: edit, below triage.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/place.h"
#include "edit/triage_parts.h"
#include "model/workspace.h"
#include "naming/naming.h"

void
ap_triage_say(struct ap_proposal *p, struct ap_arena *mem, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str sentence = ap_arena_vprintf(mem, fmt, args);
    va_end(args);
    p->why = p->why.len ? ap_arena_join(mem, p->why, "; ", sentence) : sentence;
}

/** A person must decide. */
static void
leave_open(struct ap_proposal *p)
{
    p->req = NULL;
    p->confidence = AP_CONFIDENCE_LOW;
}

/* --- periods ------------------------------------------------------------------------------------ */

/** The one period of `allowed` that the found one lies in or equals; AP_NONE when none or several. */
static size_t
slot_of(const struct ap_periods *allowed, struct ap_span found)
{
    for (size_t i = 0; i < allowed->n; i++)
        if (ap_span_contains(allowed->items[i].span, found))
            return i;
    return AP_NONE;
}

/** All found periods that lie in a slot must lie in the same one. */
static size_t
only_slot(const struct ap_periods *allowed, const struct ap_periods *found)
{
    size_t slot = AP_NONE;
    for (size_t i = 0; i < found->n; i++) {
        size_t s = slot_of(allowed, found->items[i].span);
        if (s == AP_NONE)
            continue;
        if (slot != AP_NONE && slot != s)
            return AP_NONE;
        slot = s;
    }
    return slot;
}

struct ap_str
ap_triage_slot_period(struct ap_triage_job *job, const struct ap_requirement *req,
                      struct ap_period period)
{
    struct ap_periods allowed;
    ap_place_periods(job->cat, req, &job->scratch, &allowed);
    size_t slot = slot_of(&allowed, period.span);
    return ap_period_str(job->mem, slot == AP_NONE ? period : allowed.items[slot]);
}

/** The first found period, as a name can write it. */
static bool
as_found(const struct ap_periods *found, struct ap_period *ret_period)
{
    if (found->n == 0)
        return false;
    *ret_period = found->items[0].kind == AP_PERIOD_DAY
                      ? ap_period_of(AP_PERIOD_MONTH, found->items[0].span.from)
                      : found->items[0];
    return true;
}

static void
decide_period(struct ap_triage_job *job, const struct ap_dating when[3], struct ap_proposal *p)
{
    static const char *const places[] = {"the name", "the folder", "the text"};
    struct ap_periods allowed;
    struct ap_period period;
    ap_place_periods(job->cat, p->req, &job->scratch, &allowed);
    for (size_t i = 0; i < 3; i++) {
        size_t slot = only_slot(&allowed, &when[i].periods);
        if (slot == AP_NONE)
            continue;
        p->period = ap_period_str(job->mem, allowed.items[slot]);
        ap_triage_say(p, job->mem, "period from %s", places[i]);
        return;
    }
    if (as_found(&when[0].periods, &period) && !ap_span_touches(period.span, job->cat->window)) {
        p->period = ap_period_str(job->mem, period);
        ap_triage_say(p, job->mem, "the name says %.*s, outside the audit window",
                      AP_FMT(p->period));
        return;
    }
    if (allowed.n == 1) {
        p->period = ap_period_str(job->mem, allowed.items[0]);
        ap_triage_say(p, job->mem, "period: the only one of the audit window");
        return;
    }
    if (allowed.n > 1)
        ap_triage_say(p, job->mem, "which period? %.*s",
                      AP_FMT(ap_place_periods_text(&allowed, &job->scratch)));
    else
        ap_triage_say(p, job->mem, "not asked for in this audit; which period?");
    leave_open(p);
}

/* --- versions ----------------------------------------------------------------------------------- */

static void
decide_version(struct ap_triage_job *job, const struct ap_dating when[3], struct ap_proposal *p)
{
    const struct ap_dating *name = &when[0];
    const struct ap_dating *text = &when[2];
    struct ap_str version = name->version.len ? name->version : text->version;
    p->version = version.len ? ap_arena_copy(job->mem, version) : AP_STR("v1.0");
    p->status = name->status ? name->status : text->status;
    if (version.len == 0)
        ap_triage_say(p, job->mem, "no version found: v1.0 taken");
    if (p->status)
        return;
    p->status = AP_DOCSTATUS_REVIEW;
    ap_triage_say(p, job->mem,
                  "nothing says that it is approved: set Doc Status to Approved if it is");
}

/* --- source ------------------------------------------------------------------------------------- */

static bool
mentions(const struct ap_triage_file *file, struct ap_str word)
{
    return word.len > 2 &&
           (ap_str_icontains(file->rel, word) || ap_str_icontains(file->text, word));
}

static struct ap_str
decide_source(const struct ap_triage_job *job, const struct ap_triage_file *file,
              const struct ap_requirement *req)
{
    for (size_t i = 0; i < req->sources.n; i++)
        if (mentions(file, req->sources.items[i]))
            return req->sources.items[i];
    const struct ap_catalog *systems = ap_library_catalog(job->cat->lib, AP_STR("source_systems"));
    for (size_t i = 0; systems && i < systems->steps.n; i++)
        for (size_t k = 0; k < systems->steps.items[i].words.n; k++)
            if (ap_str_icontains(file->rel, systems->steps.items[i].words.items[k]))
                return systems->steps.items[i].say;
    return req->sources.n == 1 ? req->sources.items[0] : AP_STR_NONE;
}

void
ap_triage_describe(struct ap_triage_job *job, const struct ap_triage_file *file,
                   struct ap_proposal *p)
{
    p->title = p->req->title;
    p->owner = ap_workspace_owner_of(job->cat->ws, p->req);
    p->source = decide_source(job, file, p->req);
}

void
ap_triage_date(struct ap_triage_job *job, const struct ap_triage_file *file, struct ap_proposal *p)
{
    struct ap_dating when[3];
    struct ap_str head = ap_str_slice(file->text, 0, AP_TRIAGE_TEXT_BYTES / 4);
    ap_dating_in_name(file->name, job->cat->window, &job->scratch, &when[0]);
    ap_dating_in_name(file->folder, job->cat->window, &job->scratch, &when[1]);
    ap_dating_in_text(head, job->cat->window, &job->scratch, &when[2]);
    if (p->req->cadence == AP_ONCE)
        decide_version(job, when, p);
    else
        decide_period(job, when, p);
}
