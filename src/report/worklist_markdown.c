/* The work list as Markdown that can be sent as it is: a part per owner, what is due first, then how to produce it.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/headline.h"
#include "report/markdown.h"
#include "report/worklist.h"

static void
add_fact(struct ap_buf *out, const char *label, struct ap_str value)
{
    if (value.len == 0)
        return;
    ap_buf_printf(out, "- **%s:** ", label);
    ap_markdown_escape(out, value);
    ap_buf_add_char(out, '\n');
}

static void
add_head(const struct ap_report_context *ctx, const struct ap_worklist *list, struct ap_buf *out)
{
    const struct ap_audit *audit = &ctx->ws->audit;
    ap_buf_add_c(out, "# Evidence request: ");
    ap_markdown_escape(out, ap_report_subject(ctx));
    ap_buf_add_c(out, "\n\n");
    add_fact(out, "Audit", audit->name);
    add_fact(out, "Window", ap_span_str(ctx->mem, ctx->cat->window));
    add_fact(out, "As of", ap_day_str(ctx->mem, ctx->as->day));
    add_fact(out, "Evidence to the auditor by", ap_day_str(ctx->mem, audit->evidence_due));
    add_fact(out, "Fieldwork begins", ap_day_str(ctx->mem, audit->fieldwork));
    add_fact(out, "Open",
             ap_arena_printf(ctx->mem, "%.*s, %zu of them overdue",
                             AP_FMT(ap_report_count(ctx->mem, list->n, "item")), list->n_overdue));
}

static void
add_row(const struct ap_report_context *ctx, const struct ap_task *task, struct ap_buf *out)
{
    const struct ap_slot *slot = task->verdict->slot;
    struct ap_str day = ap_day_str(ctx->mem, task->day);
    struct ap_str file =
        task->mend.len ? task->mend : ap_arena_join_all(ctx->mem, &task->names, "; ");
    struct ap_str cells[] = {
        task->overdue ? ap_arena_join(ctx->mem, day, ", ", AP_STR("overdue")) : day,
        ap_arena_printf(ctx->mem, "%s %.*s", task->verb, AP_FMT(file)),
        slot->id,
        ap_str_from(ap_word(ap_status_words, (int)task->status)),
        task->reason,
    };
    ap_markdown_row(out, cells, AP_COUNT(cells));
}

/** What a requirement wants to see, once for all of its periods. */
static void
add_requirement(const struct ap_report_context *ctx, const struct ap_task *task, struct ap_buf *out)
{
    const struct ap_requirement *req = task->verdict->slot->req;
    ap_buf_add_c(out, "\n### ");
    ap_markdown_escape(out, req->ref);
    ap_buf_add_c(out, ": ");
    ap_markdown_escape(out, req->title);
    ap_buf_add_c(out, "\n\n");
    add_fact(out, "What is asked", req->control->ask);
    add_fact(out, "What to produce", req->produce);
    add_fact(out, "Format", ap_worklist_formats(task, ctx->mem));
    add_fact(out, "Usually out of", ap_arena_join_all(ctx->mem, &req->sources, "; "));
    if (req->min > 1)
        add_fact(out, "At least", ap_report_count(ctx->mem, (size_t)req->min, "file"));
    add_fact(out, "Not accepted", ap_arena_join_all(ctx->mem, &req->control->rejects, "; "));
}

/** The tasks of one owner: from `first` up to the one returned. */
static size_t
add_owner(const struct ap_report_context *ctx, const struct ap_worklist *list, size_t first,
          struct ap_buf *out)
{
    static const char *const columns[] = {"Due", "Do", "For", "Status", "Why"};
    struct ap_str owner = list->tasks[first].owner;
    size_t end = first;
    size_t n_overdue = 0;
    for (; end < list->n && ap_str_eq(list->tasks[end].owner, owner); end++)
        n_overdue += list->tasks[end].overdue;
    AP_AUTO_BUF struct ap_buf title = {0};
    ap_markdown_escape(&title, ap_worklist_person(ctx, owner));
    ap_buf_printf(&title, ": %.*s, %zu overdue",
                  AP_FMT(ap_report_count(ctx->mem, end - first, "item")), n_overdue);
    ap_markdown_head(out, title.ptr, columns, AP_COUNT(columns));
    for (size_t i = first; i < end; i++)
        add_row(ctx, &list->tasks[i], out);
    bool *shown = ap_arena_array(ctx->mem, bool, ctx->lib->n_requirements);
    for (size_t i = first; i < end; i++) {
        uint32_t index = list->tasks[i].verdict->slot->req->index;
        if (!shown[index])
            add_requirement(ctx, &list->tasks[i], out);
        shown[index] = true;
    }
    return end;
}

void
ap_worklist_markdown(const struct ap_report_context *ctx, const struct ap_worklist *list,
                     struct ap_buf *out)
{
    add_head(ctx, list, out);
    if (list->n == 0) {
        ap_buf_add_c(out, "\nNothing is open.\n");
        return;
    }
    ap_buf_add_c(
        out, "\nPlease send each file under exactly the name given, and say out of which system "
             "it comes and on which day it was made. Evidence about a period is collected "
             "after its last day. Take keys, tokens and passwords out first.\n");
    for (size_t i = 0; i < list->n;)
        i = add_owner(ctx, list, i, out);
}
