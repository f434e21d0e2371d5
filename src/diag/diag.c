/* Collecting diagnostics and findings.
 * Place in the flow: diag; stages add, cli/ and report/ print.
 * SPDX-License-Identifier: Apache-2.0 */
#include "diag/diag.h"

#include <string.h>

void
ap_diag_init(struct ap_diag *dg, struct ap_arena *mem)
{
    *dg = (struct ap_diag){.mem = mem};
}

/* The message as given, or the code's title when nothing was given. */
static struct ap_str message_of(struct ap_arena *mem, enum ap_code code, const char *fmt,
                                va_list args) AP_PRINTF(3, 0);

static struct ap_str
message_of(struct ap_arena *mem, enum ap_code code, const char *fmt, va_list args)
{
    struct ap_str message = ap_arena_vprintf(mem, fmt, args);
    return message.len ? message : ap_str_from(ap_code_info(code)->title);
}

static struct ap_place
copy_place(struct ap_arena *mem, struct ap_place place)
{
    if (place.file.len)
        place.file = ap_arena_copy(mem, place.file);
    return place;
}

static enum ap_severity
level_of(enum ap_code code)
{
    const struct ap_code_info *info = ap_code_info(code);
    return info->kind == 'D' ? info->severity : AP_ERROR;
}

/* Beyond AP_DIAG_MAX all share one slot behind the last, which is written and never shown. */
static bool
is_spare(const struct ap_diag *dg, const struct ap_diagnostic *d)
{
    return dg->n_dropped && d == &dg->items[AP_DIAG_MAX];
}

static struct ap_diagnostic *
next_slot(struct ap_diag *dg)
{
    dg->items = ap_vec_room(dg->mem, dg->items, sizeof *dg->items, dg->n, &dg->cap);
    if (dg->n == AP_DIAG_MAX)
        dg->n_dropped++;
    else
        dg->n++;
    return &dg->items[dg->n_dropped ? AP_DIAG_MAX : dg->n - 1];
}

struct ap_diagnostic *
ap_diag_add(struct ap_diag *dg, enum ap_code code, struct ap_place place, const char *fmt, ...)
{
    struct ap_diagnostic *d = next_slot(dg);
    d->code = code;
    d->level = level_of(code);
    dg->n_errors += d->level == AP_ERROR;
    if (is_spare(dg, d))
        return d;
    va_list args;
    va_start(args, fmt);
    d->message = message_of(dg->mem, code, fmt, args);
    va_end(args);
    d->place = copy_place(dg->mem, place);
    d->hint = ap_str_from(ap_code_info(code)->mend);
    return d;
}

void
ap_diag_hint(struct ap_diag *dg, struct ap_diagnostic *d, const char *fmt, ...)
{
    if (is_spare(dg, d))
        return;
    va_list args;
    va_start(args, fmt);
    d->hint = ap_arena_vprintf(dg->mem, fmt, args);
    va_end(args);
}

void
ap_diag_level(struct ap_diag *dg, struct ap_diagnostic *d, enum ap_severity level)
{
    dg->n_errors -= d->level == AP_ERROR;
    dg->n_errors += level == AP_ERROR;
    d->level = level;
}

void
ap_diag_append(struct ap_diag *dg, const struct ap_diag *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct ap_diagnostic *old = &from->items[i];
        struct ap_diagnostic *d =
            ap_diag_add(dg, old->code, old->place, "%.*s", AP_FMT(old->message));
        ap_diag_hint(dg, d, "%.*s", AP_FMT(old->hint));
        ap_diag_level(dg, d, old->level);
    }
}

struct ap_finding *
ap_finding_add(struct ap_findings *fs, struct ap_arena *mem, enum ap_code code,
               struct ap_str subject, struct ap_place place, const char *fmt, ...)
{
    const struct ap_code_info *info = ap_code_info(code);
    struct ap_finding *f = ap_arena_new(mem, struct ap_finding);
    f->code = code;
    /* The levels of diagnostics have no place among findings. */
    f->severity = info->kind == 'F' ? info->severity : AP_HIGH;
    f->subject = ap_arena_copy(mem, subject);
    f->place = copy_place(mem, place);
    va_list args;
    va_start(args, fmt);
    f->message = message_of(mem, code, fmt, args);
    va_end(args);
    f->fix = ap_str_from(info->mend);
    f->item = AP_NONE;
    *ap_vec_push(mem, fs) = f;
    return f;
}

void
ap_finding_fix(struct ap_finding *f, struct ap_arena *mem, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    f->fix = ap_arena_vprintf(mem, fmt, args);
    va_end(args);
}
