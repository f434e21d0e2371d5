/* Check "tenant-protections": each protection of tenants is stated, with its configuration.
 * Place in the flow: inspect, a row of content.def; findings RAT020 and RAT021, fact `protection`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `protections` (a catalogue; protections), `fields` (names of columns; protection_fields). */
#include "inspect/content/catalogue_rows.h"

static bool
row_is_configured(const struct ap_entry_rows *r, const struct ap_small_record *row)
{
    const struct ap_names *configuration = ap_names_get(&r->fields, "configuration");
    if (ap_small_find(&r->doc, row, configuration))
        return true;
    if (ap_small_named(row, configuration))
        return false;
    /* No column says so by its name: a number or an answer in any but the first. */
    for (size_t i = 1; i < row->fields.n; i++)
        if (ap_entries_has_number(row->fields.items[i].value) ||
            ap_entries_says(r, "answer", row->fields.items[i].value))
            return true;
    return false;
}

enum { IS_BARE = AP_LACK_MISSING + 1, N_PROTECTION_LACKS };
_Static_assert(N_PROTECTION_LACKS <= AP_LACKS_MAX, "a lack without room");
static const struct ap_lack_words protection_lacks[N_PROTECTION_LACKS] = {
    [AP_LACK_MISSING] = {AP_RAT020, "is not stated", "are not stated"},
    [IS_BARE] = {AP_RAT021, "is stated without its configuration",
                 "are stated without their configuration"},
};

static void
judge_protection(struct ap_entry_rows *r, const struct ap_names *entry, const struct ap_met *met)
{
    uint32_t line = ap_entries_line(r, met);
    struct ap_str text = met->row ? AP_STR_NONE : ap_entries_passage(r, entry, met->line);
    bool is_configured = met->row
                             ? row_is_configured(r, met->row)
                             : ap_entries_has_number(text) || ap_entries_says(r, "answer", text);
    if (!is_configured)
        ap_entries_lack(r, IS_BARE, entry, line);
    (void)ap_fact_add(r->doc.s, "protection", entry->id,
                      is_configured ? AP_STR("configured") : AP_STR("stated"), line);
}

void
ap_check_tenant_protections_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_entry_rows r = {0};
    if (!ap_small_read(s, call->state, &r.doc))
        return;
    r.entries = ap_names_for(s->scratch, s->lib, call->args, "protections", "protections");
    r.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "protection_fields");
    ap_entries_judge(&r, judge_protection);
    ap_entries_say_lacks(&r, "protections", protection_lacks, N_PROTECTION_LACKS);
}
