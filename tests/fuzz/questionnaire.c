/* Any bytes as a buyer's questionnaire: what is given back has the same rows, and no cell that is a formula.
 * Place in the flow: fuzzing of edit/questionnaire.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/questionnaire.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "builtin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** What came back, read with the delimiter that it was read with before. */
static void
check(const struct ap_questionnaire *q, struct ap_str out, struct ap_arena *mem)
{
    struct ap_csv csv;
    struct ap_row row;
    size_t n = 0;
    if (ap_csv_open(out, mem, &csv))
        abort();
    csv.delimiter = q->source.book ? ',' : q->source.csv.delimiter;
    while (ap_csv_next(&csv, &row) == 1) {
        n++;
        for (size_t i = 0; i < row.n; i++)
            if (ap_cell_is_formula(row.cells[i].text))
                abort();
    }
    if (csv.broken || n != q->n_rows)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_questionnaire *q = NULL;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    int r = ap_questionnaire_parse((struct ap_str){(const char *)data, size}, AP_STR("buyer.csv"),
                                   builtin_library(), &mem, &q, &dg);
    if ((r == AP_OK) != (dg.n_errors == 0))
        abort();
    if (r)
        return 0;
    struct ap_answer_rows rows = {NULL, 0, 0};
    for (size_t i = q->header + 1; i < q->n_rows; i++)
        *ap_vec_push(&mem, &rows) =
            (struct ap_answer_row){.answer = i % 3 ? "Unconfirmed" : NULL,
                                   .reason = AP_STR("=suggested; \"by\", its\nwording")};
    ap_questionnaire_csv(q, &rows, &mem, &out);
    check(q, ap_buf_str(&out), &mem);
    return 0;
}
