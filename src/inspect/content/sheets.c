/* The choice of the sheet that counts, and what is said of the others.
 * Place in the flow: inspect, below the checks that read rows; finding FMT014.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/sheets.h"

static void
leave(struct ap_sheet_choice *choice, const struct ap_records *records)
{
    if (choice->at == 0 || choice->at == choice->chosen || !ap_records_has_header(records))
        return;
    if (choice->chosen == 0) {
        choice->chosen = choice->at;
        return;
    }
    if (choice->n_others < AP_SHEETS_NAMED)
        choice->others[choice->n_others] = choice->at;
    choice->n_others++;
}

void
ap_sheets_go(struct ap_sheet_choice *choice, struct ap_records *records, uint32_t sheet,
             uint32_t line, unsigned least)
{
    enum ap_sheet_part part = AP_SHEET_MORE;
    if (sheet != choice->at) {
        leave(choice, records);
        choice->at = sheet;
        part = choice->chosen > 0 ? AP_SHEET_PROBED : AP_SHEET_NEW;
    }
    ap_records_sheet(records, part, line, least);
}

void
ap_sheets_end(struct ap_sheet_choice *choice, struct ap_records *records)
{
    ap_records_sheet(records, AP_SHEET_MORE, 0, 0); /* what is held is a row */
    leave(choice, records);
    choice->at = 0;
}

bool
ap_sheets_is_hollow(struct ap_subject *s, const struct ap_sheet_choice *choice, uint64_t rows)
{
    if (choice->chosen == 0 || choice->chosen > s->sheets.n || rows > 0)
        return false;
    (void)ap_subject_fault(s, AP_FMT006, 0, "the sheet \"%.*s\" has a header and no row below it",
                           AP_FMT(s->sheets.items[choice->chosen - 1].name));
    return true;
}

static void
add_name(const struct ap_subject *s, struct ap_buf *out, uint32_t sheet)
{
    const struct ap_sheet_of *of = &s->sheets.items[sheet - 1];
    ap_buf_printf(out, "\"%.*s\"%s", AP_FMT(of->name), of->hidden ? " (hidden)" : "");
}

void
ap_sheets_say(struct ap_subject *s, const struct ap_sheet_choice *choice)
{
    struct ap_buf text = {0};
    if (choice->chosen == 0 || choice->chosen > s->sheets.n)
        return;
    bool hidden = s->sheets.items[choice->chosen - 1].hidden;
    if (!hidden && choice->n_others == 0)
        return;
    ap_buf_add_c(&text, hidden ? "the rows were read from the sheet " : "only the sheet ");
    add_name(s, &text, choice->chosen);
    if (!hidden)
        ap_buf_add_c(&text, " was read");
    for (size_t i = 0; i < choice->n_others && i < AP_SHEETS_NAMED; i++) {
        ap_buf_add_c(&text, i == 0 ? "; there are rows of the same kind on " : ", ");
        add_name(s, &text, choice->others[i]);
    }
    if (choice->n_others > AP_SHEETS_NAMED)
        ap_buf_printf(&text, " and %zu more", choice->n_others - AP_SHEETS_NAMED);
    (void)ap_subject_note(s, AP_FMT014, 0, "%.*s", AP_FMT(ap_buf_str(&text)));
    ap_buf_release(&text);
}
