/* The work list as iCalendar (RFC 5545): an all-day event per task.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "port/digest.h"
#include "report/headline.h"
#include "report/worklist.h"

enum { LINE_OCTETS = 75 }; /* without the line break */

/** A content line, folded between characters: a continued line begins with a space, which counts. */
static void
add_line(struct ap_buf *out, struct ap_str line)
{
    size_t room = LINE_OCTETS;
    for (size_t at = 0; at < line.len;) {
        size_t from = at;
        (void)ap_utf8_next(line, &at);
        size_t octets = at - from;
        if (octets > room) {
            ap_buf_add_c(out, "\r\n ");
            room = LINE_OCTETS - 1;
        }
        ap_buf_add(out, line.ptr + from, octets);
        room -= octets;
    }
    ap_buf_add_c(out, "\r\n");
}

/** A TEXT value: backslash, semicolon, comma and line breaks escaped; what nobody should see is left out. */
static void
add_text(struct ap_buf *out, struct ap_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = ap_utf8_next(text, &at);
        if (c == '\n')
            ap_buf_add_c(out, "\\n");
        else if (c == '\\' || c == ';' || c == ',')
            ap_buf_printf(out, "\\%c", (char)c);
        else if (c == 0xFFFD)
            ap_utf8_encode(out, c);
        else if (!ap_utf8_is_unsafe(c))
            ap_buf_add(out, text.ptr + from, at - from);
    }
}

static void
add_property(struct ap_buf *out, const char *name, struct ap_str text)
{
    AP_AUTO_BUF struct ap_buf line = {0};
    ap_buf_printf(&line, "%s:", name);
    add_text(&line, text);
    add_line(out, ap_buf_str(&line));
}

/** 20260715 */
static struct ap_str
compact_day(ap_day day, struct ap_arena *mem)
{
    struct ap_civil c = ap_day_to_civil(day);
    return ap_arena_printf(mem, "%04d%02d%02d", c.year, c.month, c.day);
}

/** The same for the same slot of the same workspace, whatever its day and status. */
static struct ap_str
uid_of(const struct ap_report_context *ctx, const struct ap_task *task)
{
    uint8_t digest[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    ap_sha256(ap_arena_printf(ctx->mem, "%.*s\n%.*s\n%.*s", AP_FMT(ctx->ws->organization),
                              AP_FMT(ctx->ws->product), AP_FMT(task->verdict->slot->id)),
              digest);
    ap_sha256_text(digest, hex);
    return ap_arena_printf(ctx->mem, "%.32s@request.apipack", hex);
}

static struct ap_str
description_of(const struct ap_report_context *ctx, const struct ap_task *task)
{
    const struct ap_requirement *req = task->verdict->slot->req;
    AP_AUTO_BUF struct ap_buf text = {0};
    ap_buf_printf(&text, "%.*s: %.*s\n", AP_FMT(task->verdict->slot->id), AP_FMT(req->title));
    ap_buf_printf(&text, "Owner: %.*s\n", AP_FMT(ap_worklist_person(ctx, task->owner)));
    for (size_t i = 0; i < task->names.n; i++)
        ap_buf_printf(&text, "File: %.*s\n", AP_FMT(task->names.items[i]));
    if (task->mend.len)
        ap_buf_printf(&text, "File: %.*s\n", AP_FMT(task->mend));
    ap_buf_printf(&text, "Format: %.*s\n", AP_FMT(ap_worklist_formats(task, ctx->mem)));
    ap_buf_printf(&text, "Status: %s, %.*s\n", ap_word(ap_status_words, (int)task->status),
                  AP_FMT(task->reason));
    if (req->produce.len)
        ap_buf_printf(&text, "What to produce: %.*s\n", AP_FMT(req->produce));
    return ap_arena_copy(ctx->mem, ap_str_trim(ap_buf_str(&text)));
}

static void
add_event(const struct ap_report_context *ctx, const struct ap_task *task, struct ap_buf *out)
{
    struct ap_arena *mem = ctx->mem;
    struct ap_str file = task->mend.len      ? task->mend
                         : task->names.n > 0 ? task->names.items[0]
                                             : task->verdict->slot->id;
    add_line(out, AP_STR("BEGIN:VEVENT"));
    add_line(out, ap_arena_join(mem, AP_STR("UID"), ":", uid_of(ctx, task)));
    add_line(out,
             ap_arena_printf(mem, "DTSTAMP:%.*sT000000Z", AP_FMT(compact_day(ctx->as->day, mem))));
    add_line(out,
             ap_arena_printf(mem, "DTSTART;VALUE=DATE:%.*s", AP_FMT(compact_day(task->day, mem))));
    add_line(out, ap_arena_printf(mem, "DTEND;VALUE=DATE:%.*s",
                                  AP_FMT(compact_day(task->day + 1, mem))));
    add_property(out, "SUMMARY",
                 ap_arena_printf(mem, "%s%s %.*s", task->overdue ? "Overdue: " : "", task->verb,
                                 AP_FMT(file)));
    add_property(out, "DESCRIPTION", description_of(ctx, task));
    add_property(out, "CATEGORIES", ap_worklist_person(ctx, task->owner));
    add_line(out, AP_STR("TRANSP:TRANSPARENT"));
    add_line(out, AP_STR("END:VEVENT"));
}

void
ap_worklist_ics(const struct ap_report_context *ctx, const struct ap_worklist *list,
                struct ap_buf *out)
{
    add_line(out, AP_STR("BEGIN:VCALENDAR"));
    add_line(out, AP_STR("VERSION:2.0"));
    add_line(out, AP_STR("PRODID:-//apipack//Evidence request//EN"));
    add_line(out, AP_STR("CALSCALE:GREGORIAN"));
    add_line(out, AP_STR("METHOD:PUBLISH"));
    add_property(out, "X-WR-CALNAME",
                 ap_arena_join(ctx->mem, AP_STR("Evidence request"), ", ", ap_report_subject(ctx)));
    for (size_t i = 0; i < list->n; i++)
        add_event(ctx, &list->tasks[i], out);
    add_line(out, AP_STR("END:VCALENDAR"));
}
