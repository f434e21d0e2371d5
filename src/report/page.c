/* index.html and gap-report.html: templates filled from one assessment.
 * Place in the flow: report; rows of formats.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include <string.h>

#include "base/cleanup.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "report/escape.h"
#include "report/page_sources.h"
#include "report/renderers.h"
#include "report/views.h"

/* --- shared by the parts -------------------------------------------------------------------------- */

const char *
ap_page_tone(const struct ap_verdict *verdict)
{
    if (verdict->gap)
        return "bad";
    if (verdict->status == AP_SATISFIED)
        return "good";
    return verdict->status == AP_NOT_DUE ? "dim" : "wait";
}

void
ap_page_state(struct ap_fields *fields, const char *word, const char *tone)
{
    ap_fields_text(fields, "state", ap_views_spoken(fields->mem, word));
    ap_fields_text(fields, "tone", ap_str_from(tone));
}

static void
text_element(const void *user, const void *self, size_t i, struct ap_value *out,
             struct ap_arena *mem)
{
    const struct ap_strs *list = self;
    (void)user;
    (void)mem;
    *out = (struct ap_value){.kind = AP_VALUE_TEXT, .text = list->items[i]};
}

void
ap_page_texts(struct ap_fields *fields, const char *key, const struct ap_strs *list)
{
    ap_fields_list(fields, key, list->n, text_element, list);
}

void
ap_page_slot(struct ap_fields *fields, const struct ap_slot *slot)
{
    ap_fields_text(fields, "slot", slot->id);
    ap_fields_text(fields, "anchor", ap_arena_printf(fields->mem, "s%u", slot->index));
}

void
ap_page_href(const struct ap_page *page, struct ap_fields *fields, struct ap_str path)
{
    AP_AUTO_BUF struct ap_buf href = {0};
    if (!page->linked)
        return;
    ap_buf_add_c(&href, page->up);
    ap_href_escape(&href, path);
    ap_fields_text(fields, "href", ap_arena_copy(fields->mem, ap_buf_str(&href)));
}

struct ap_str
ap_page_owner(const struct ap_page *page, struct ap_str owner)
{
    return ap_report_person(page->ctx, ap_report_owner(page->ctx, owner));
}

struct ap_str
ap_page_frameworks_of(const struct ap_page *page, const struct ap_control *control,
                      struct ap_arena *mem)
{
    struct ap_strs ids = {NULL, 0, 0};
    for (size_t i = 0; i < control->maps.n; i++)
        if (ap_strs_has(&page->ctx->cat->in_view, control->maps.items[i].framework.text))
            *ap_vec_push(mem, &ids) = control->maps.items[i].framework.text;
    return ap_arena_join_all(mem, &ids, " ");
}

/* --- the document --------------------------------------------------------------------------------- */

static void
add_base64(struct ap_buf *out, const uint8_t *bytes, size_t n)
{
    static const char padding = '=';
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < n ? (uint32_t)bytes[i + 2] : 0;
        ap_buf_add_char(out, digits[group >> 18 & 63]);
        ap_buf_add_char(out, digits[group >> 12 & 63]);
        ap_buf_add_char(out, i + 1 < n ? digits[group >> 6 & 63] : padding);
        ap_buf_add_char(out, i + 2 < n ? digits[group & 63] : padding);
    }
}

static void
add_source(struct ap_buf *csp, const char *directive, struct ap_str text)
{
    uint8_t digest[AP_SHA256_BYTES];
    ap_sha256(text, digest);
    ap_buf_printf(csp, "; %s 'sha256-", directive);
    add_base64(csp, digest, sizeof digest);
    ap_buf_add_char(csp, '\'');
}

/* Nothing is loaded from anywhere, and nothing runs but the script whose digest this is. */
static void
add_head(struct ap_fields *root, struct ap_str style, struct ap_str script)
{
    AP_AUTO_BUF struct ap_buf csp = {0};
    ap_buf_add_c(&csp, "default-src 'none'; base-uri 'none'; form-action 'none'");
    add_source(&csp, "style-src", style);
    add_source(&csp, "script-src", script);
    ap_fields_markup(root, "csp", ap_arena_copy(root->mem, ap_buf_str(&csp)));
    ap_fields_markup(root, "style", style);
    ap_fields_markup(root, "script", script);
}

static void
take_actions(struct ap_page *page)
{
    struct ap_action *all;
    size_t n;
    ap_report_actions(page->ctx, &all, &n);
    page->actions = all;
    for (size_t i = 0; i < n; i++)
        if (ap_plan_lists_slot(page->ctx->plan, all[i].verdict->slot))
            all[page->n_actions++] = all[i];
    for (size_t i = 0; i < page->ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &page->ctx->as->verdicts[i];
        if (ap_plan_lists_slot(page->ctx->plan, verdict->slot))
            continue;
        page->n_others++;
        page->n_others_open += verdict->gap;
    }
}

static int
render_page(const struct ap_report_input *in, const char *name, const char *up, bool linked,
            struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_page page = {.ctx = &ctx, .up = up, .linked = linked};
    struct ap_diag unheard;
    struct ap_value value;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    ap_diag_init(&unheard, &mem);
    take_actions(&page);
    struct ap_fields *root = ap_fields_new(&value, &mem);
    struct ap_str style = ap_page_source(in->sources, AP_STR("style.css"));
    if (in->paper) /* else the reader's printer says */
        style = ap_arena_join(&mem, style, "", AP_STR("@page{size:A4}"));
    add_head(root, style, ap_page_source(in->sources, AP_STR("script.js")));
    ap_fields_text(root, "up", ap_str_from(up));
    ap_fields_flag(root, "in_pack", linked);
    ap_fields_text(root, "sum", in->plan->sha512 ? AP_STR("512") : AP_STR("256"));
    ap_fields_flag(root, "full", in->plan->full);
    ap_fields_flag(root, "gaps_first", strcmp(name, "gap-report") == 0);
    ap_page_answer(&page, root);
    if (in->plan->full) { /* the rest would tell outsiders of slots that are only counts to them */
        ap_page_heat(&page, root);
        ap_page_controls(&page, root);
        ap_page_frameworks(&page, root);
        ap_page_work(&page, root);
    }
    ap_page_since(&page, root);
    ap_page_items(&page, root);
    ap_page_files(&page, root);
    ap_page_left_out(&page, root);
    struct ap_templates *templates = ap_templates_new(ap_page_find_source, in->sources, &mem,
                                                      in->faults ? in->faults : &unheard);
    int result = ap_template_render(templates, ap_str_from(name), root, &page, out);
    bool own = in->sources && in->sources->list.n > 0; /* what breaks a limit is theirs, not ours */
    return result == AP_E_LIMIT && own ? AP_E_INVALID : result;
}

int
ap_report_index(const struct ap_report_input *in, struct ap_buf *out)
{
    return render_page(in, "index", "", true, out);
}

int
ap_report_html(const struct ap_report_input *in, struct ap_buf *out)
{
    return render_page(in, "gap-report", "../", in->in_pack, out);
}
