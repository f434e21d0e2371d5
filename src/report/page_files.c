/* The evidence register of a page: every file of the pack by section; exceptions, what is not asked for, what is withheld.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"
#include "port/digest.h"
#include "report/page.h"
#include "report/records.h"
#include "report/views.h"

/* --- files ---------------------------------------------------------------------------------------- */

static void
extra_element(const void *user, const void *self, size_t i, struct ap_value *out,
              struct ap_arena *mem)
{
    const struct ap_item *item = self;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_fields_text(fields, "label", item->extra.items[i].field->label);
    ap_fields_text(fields, "value", item->extra.items[i].value);
}

static struct ap_strs *
slots_of(const struct ap_page *page, const struct ap_plan_item *packed, struct ap_arena *mem)
{
    struct ap_strs *ids = ap_arena_new(mem, struct ap_strs);
    for (size_t i = 0; i < packed->n_slots; i++) {
        const struct ap_slot *slot = &page->ctx->cat->slots.items[packed->slots[i]];
        if (ap_plan_lists_slot(page->ctx->plan, slot))
            *ap_vec_push(mem, ids) = slot->id;
    }
    return ids;
}

static struct ap_str
periods_of(const struct ap_item *item, struct ap_arena *mem)
{
    struct ap_strs words = {NULL, 0, 0};
    for (size_t i = 0; i < item->periods.n; i++)
        *ap_vec_push(mem, &words) = ap_period_str(mem, item->periods.items[i]);
    return words.n ? ap_arena_join_all(mem, &words, ", ") : item->parsed.version;
}

static void
add_review(const struct ap_page *page, const struct ap_item *item, struct ap_fields *fields)
{
    const struct ap_review *review = ap_report_review(item);
    if (!review)
        return;
    ap_fields_text(fields, "review",
                   ap_str_from(ap_word(ap_review_status_words, (int)review->status)));
    ap_fields_text(fields, "reviewer",
                   ap_report_inner(page->ctx, ap_report_person(page->ctx, review->by)));
    ap_fields_text(fields, "reviewed", ap_day_str(fields->mem, review->date));
}

static void
file_element(const void *user, const void *self, size_t i, struct ap_value *out,
             struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_plan_item *packed = ((const struct ap_plan_item *const *)self)[i];
    const struct ap_item *item = &page->ctx->items->items[packed->item];
    const struct ap_plan_content content = ap_plan_content(page->ctx->plan, packed);
    struct ap_fields *fields = ap_fields_new(out, mem);
    char hex[AP_SHA256_TEXT];
    ap_sha256_text(content.sha256, hex);
    ap_page_href(page, fields, packed->path);
    ap_fields_text(
        fields, "name",
        ap_str_slice(packed->path, ap_str_rfind(packed->path, '/') + 1, packed->path.len));
    ap_fields_flag(fields, "superseded", packed->superseded);
    ap_fields_flag(fields, "pending", packed->pending);
    ap_fields_text(fields, "title", item->title.len ? item->title : item->name);
    ap_fields_list(fields, "extra", page->ctx->plan->full ? item->extra.n : 0, extra_element, item);
    ap_page_texts(fields, "slots", slots_of(page, packed, mem));
    ap_fields_text(fields, "period", periods_of(item, mem));
    ap_fields_text(fields, "owner", ap_page_owner(page, item->owner));
    ap_fields_text(fields, "source", ap_report_source(page->ctx, item));
    ap_fields_text(fields, "section", packed->section->title);
    ap_fields_text(fields, "frameworks", ap_arena_join_all(mem, &item->frameworks, " "));
    ap_fields_number(fields, "bytes", content.bytes);
    ap_fields_text(fields, "sha256", ap_arena_copy(mem, ap_str_from(hex)));
    add_review(page, item, fields);
}

/** The files of one section. */
struct files {
    const struct ap_section *section;
    const struct ap_plan_item **items;
    size_t n;
};

static void
section_element(const void *user, const void *self, size_t i, struct ap_value *out,
                struct ap_arena *mem)
{
    const struct files *files = (const struct files *)self + i;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_fields_number(fields, "number", (uint64_t)files->section->number);
    ap_fields_text(fields, "title", files->section->title);
    ap_fields_text(fields, "contains", files->section->contains);
    ap_fields_flag(fields, "has_files", files->n > 0);
    ap_fields_list(fields, "files", files->n, file_element, files->items);
}

void
ap_page_files(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_sections *sections = &page->ctx->lib->sections;
    const struct ap_plan_items *packed = &page->ctx->plan->items;
    struct files *files = ap_arena_array(root->mem, struct files, sections->n);
    for (size_t s = 0; s < sections->n; s++) {
        files[s].section = &sections->items[s];
        files[s].items = ap_arena_array(root->mem, const struct ap_plan_item *, packed->n);
        for (size_t i = 0; i < packed->n; i++)
            if (packed->items[i].section == files[s].section)
                files[s].items[files[s].n++] = &packed->items[i];
    }
    ap_fields_number(root, "n_files", packed->n);
    ap_fields_list(root, "sections", sections->n, section_element, files);
}

/* --- exceptions, what is not asked for, what is withheld ------------------------------------------- */

static void
exception_element(const void *user, const void *self, size_t i, struct ap_value *out,
                  struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_exception *exception = &page->ctx->ws->exceptions.items[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    struct ap_strs *covers = ap_arena_new(mem, struct ap_strs);
    (void)self;
    (void)ap_report_excepted(page->ctx, exception, covers);
    ap_fields_text(fields, "id", exception->id);
    ap_fields_text(fields, "requirement", exception->requirement.text);
    ap_fields_text(fields, "period", exception->period_text.text);
    ap_fields_text(fields, "reason", exception->reason);
    ap_fields_text(fields, "approver", ap_report_person(page->ctx, exception->approver));
    ap_fields_text(fields, "granted", ap_day_str(mem, exception->granted));
    ap_fields_text(fields, "expires", ap_day_str(mem, exception->expires));
    ap_page_texts(fields, "covers", covers);
    ap_fields_text(fields, "rests_on", ap_views_rests_on(page->ctx, exception));
}

static void
left_out_element(const void *user, const void *self, size_t i, struct ap_value *out,
                 struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_views_left_out *row = (const struct ap_views_left_out *)self + i;
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_fields_text(fields, "id", row->id);
    ap_fields_text(fields, "title", row->title);
    ap_fields_text(fields, "state", ap_str_from(row->status));
    ap_fields_text(fields, "reason", row->reason);
    ap_fields_text(fields, "approver", ap_report_person(page->ctx, row->approver));
}

static void
withheld_element(const void *user, const void *self, size_t i, struct ap_value *out,
                 struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_withheld *withheld = &page->ctx->plan->withheld.items[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)self;
    ap_fields_text(fields, "title", withheld->title);
    ap_page_state(fields, ap_word(ap_withheld_words, (int)withheld->why),
                  withheld->why == AP_WHY_SECRET ? "bad" : "dim");
    ap_fields_text(fields, "reason", withheld->reason);
}

void
ap_page_left_out(const struct ap_page *page, struct ap_fields *root)
{
    struct ap_views_left_out *rows;
    size_t n;
    size_t n_exceptions = page->ctx->plan->full ? page->ctx->ws->exceptions.n : 0;
    size_t n_withheld = page->ctx->plan->withheld.n;
    ap_views_left_out(page->ctx, &rows, &n);
    ap_fields_flag(root, "has_exceptions", n_exceptions > 0);
    ap_fields_list(root, "exceptions", n_exceptions, exception_element, NULL);
    ap_fields_flag(root, "has_left_out", n > 0);
    ap_fields_list(root, "left_out", n, left_out_element, rows);
    ap_fields_flag(root, "has_withheld", n_withheld > 0);
    ap_fields_list(root, "withheld", n_withheld, withheld_element, NULL);
}
