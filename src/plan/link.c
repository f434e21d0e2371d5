/* The link that a buyer receives: a generated file with the audience's keys only.
 * Place in the flow: plan; its bytes stand in the pack where those of the evidence file would.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/json.h"
#include "model/terms.h"
#include "plan/internal.h"
#include "port/digest.h"

/* A string as JSON has it is a string in YAML. */
static void
add_key(struct ap_buf *out, const char *key, struct ap_str value)
{
    struct ap_json json;
    if (value.len == 0)
        return;
    ap_buf_printf(out, "%s: ", key);
    ap_json_init(&json, out);
    ap_json_str(&json, value);
    ap_buf_add_char(out, '\n');
}

const struct ap_plan_made *
ap_plan_make_link(const struct ap_item *item, struct ap_arena *mem)
{
    const struct ap_link *link = item->link;
    AP_AUTO_BUF struct ap_buf text = {0};
    ap_buf_add_c(&text, "# Evidence that stays where it is. apipack made this file for the "
                        "receiver of the pack: it holds what they may see.\n");
    add_key(&text, "title", item->title.len ? item->title : item->name);
    add_key(&text, "access", ap_str_from(ap_word(ap_link_access_words, (int)link->access)));
    if (link->access == AP_ACCESS_PUBLIC)
        add_key(&text, "url", link->url);
    add_key(&text, "sha256", link->sha256);
    add_key(&text, "observed_on", ap_day_str(mem, link->observed_date));
    add_key(&text, "observed_by_method", link->observed_method);

    struct ap_plan_made *made = ap_arena_new(mem, struct ap_plan_made);
    made->bytes = ap_arena_copy(mem, ap_buf_str(&text));
    ap_sha256(made->bytes, made->sha256);
    ap_hash_whole(AP_HASH_SHA512, made->bytes, made->sha512);
    return made;
}

struct ap_plan_content
ap_plan_content(const struct ap_plan *plan, const struct ap_plan_item *packed)
{
    const struct ap_record *record = &plan->as->insp->records[packed->item];
    return packed->made ? (struct ap_plan_content){packed->made->sha256, packed->made->sha512,
                                                   packed->made->bytes.len}
                        : (struct ap_plan_content){record->sha256, record->sha512, record->bytes};
}
