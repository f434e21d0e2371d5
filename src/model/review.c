/* The words that a reviewer signs.
 * Place in the flow: model; review --sign makes signatures over them, assess checks them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "model/evidence.h"
#include "model/terms.h"

struct ap_str
ap_review_statement(const struct ap_review *review, struct ap_arena *mem)
{
    char day[AP_DAY_TEXT];
    if (review->sha256.len == 0 || review->by.len == 0 || review->date == AP_DAY_NONE ||
        ap_str_find(review->by, '\n') < review->by.len)
        return AP_STR_NONE;
    /* The note comes last: it may hold anything. */
    return ap_arena_printf(mem,
                           "apipack.dev/review/v1\nsha256: %.*s\nstatus: %s\nby: %.*s\ndate: "
                           "%s\nseen: %s\nnote: %.*s\n",
                           AP_FMT(review->sha256),
                           ap_word(ap_review_status_words, (int)review->status), AP_FMT(review->by),
                           ap_day_text(review->date, day), review->seen ? "true" : "false",
                           AP_FMT(review->note));
}
