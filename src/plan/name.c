/* The canonical name of a pack, and ASCII slugs.
 * Place in the flow: plan; folder in the zip, default file name, section folders.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "plan/internal.h"
#include "port/unicode.h"

/* U+00C0 to U+017F: Latin-1 letters and Latin Extended-A. Empty: not a letter, so it parts words. */
static const char *const latin[] = {
    "A", "A", "A",  "A",  "A", "A", "AE", "C",  "E",  "E", "E", "E", "I",  "I",  "I", "I", "D", "N",
    "O", "O", "O",  "O",  "O", "",  "O",  "U",  "U",  "U", "U", "Y", "TH", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", "",  "o",  "u",  "u", "u", "u",  "y",  "th", "y", "A", "a", "A",  "a",  "A", "a", "C", "c",
    "C", "c", "C",  "c",  "C", "c", "D",  "d",  "D",  "d", "E", "e", "E",  "e",  "E", "e", "E", "e",
    "E", "e", "G",  "g",  "G", "g", "G",  "g",  "G",  "g", "H", "h", "H",  "h",  "I", "i", "I", "i",
    "I", "i", "I",  "i",  "I", "i", "IJ", "ij", "J",  "j", "K", "k", "k",  "L",  "l", "L", "l", "L",
    "l", "L", "l",  "L",  "l", "N", "n",  "N",  "n",  "N", "n", "n", "NG", "ng", "O", "o", "O", "o",
    "O", "o", "OE", "oe", "R", "r", "R",  "r",  "R",  "r", "S", "s", "S",  "s",  "S", "s", "S", "s",
    "T", "t", "T",  "t",  "T", "t", "U",  "u",  "U",  "u", "U", "u", "U",  "u",  "U", "u", "U", "u",
    "W", "w", "Y",  "y",  "Y", "Z", "z",  "Z",  "z",  "Z", "z", "s",
};
#define LATIN_FIRST 0xc0u

static bool
is_ascii_alnum(uint32_t c)
{
    return c < 0x80 && ap_is_alnum((int)c);
}

/* Apostrophes and combining marks stand within words: they vanish without parting them. */
static bool
is_within_word(uint32_t c)
{
    return c == '\'' || c == 0x2019 || (c >= 0x300 && c <= 0x36f);
}

/* The ASCII of a letter, or "". */
static struct ap_str
ascii_of(uint32_t c, char room[1])
{
    if (is_ascii_alnum(c)) {
        room[0] = (char)c;
        return (struct ap_str){room, 1};
    }
    if (c >= LATIN_FIRST && c - LATIN_FIRST < AP_COUNT(latin))
        return ap_str_from(latin[c - LATIN_FIRST]);
    return AP_STR_NONE;
}

/* Prefer the end of a word, unless that would lose more than half. */
static struct ap_str
cut_slug(struct ap_str slug, size_t max)
{
    if (slug.len <= max)
        return slug;
    struct ap_str cut = ap_str_slice(slug, 0, max);
    size_t dash = ap_str_rfind(cut, '-');
    if (slug.ptr[max] != '-' && dash < cut.len && dash * 2 >= max)
        cut.len = dash;
    while (cut.len && cut.ptr[cut.len - 1] == '-')
        cut.len--;
    return cut;
}

struct ap_str
ap_plan_slug(struct ap_str text, size_t max, struct ap_arena *mem)
{
    struct ap_buf slug = {0};
    struct ap_str composed = ap_unicode_nfc(mem, text);
    bool parted = false;
    for (size_t at = 0; at < composed.len;) {
        uint32_t c = ap_utf8_next(composed, &at);
        char room[1];
        struct ap_str letters = ascii_of(c, room);
        if (letters.len == 0) {
            parted = parted || !is_within_word(c);
            continue;
        }
        if (parted && slug.len)
            ap_buf_add_char(&slug, '-');
        parted = false;
        ap_buf_add_str(&slug, letters);
    }
    struct ap_str result = ap_arena_copy(mem, cut_slug(ap_buf_str(&slug), max));
    ap_buf_release(&slug);
    return result;
}

static struct ap_str
compact_day(ap_day day, struct ap_arena *mem)
{
    struct ap_civil civil = ap_day_to_civil(day);
    return ap_arena_printf(mem, "%04d%02d%02d", civil.year, civil.month, civil.day);
}

/* Organization and product share 47 bytes, so that with the longest other parts the folder stays near 100. */
enum { NAMES_MAX = 47, AUDIENCE_MAX = 16 };

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void
ap_plan_set_name(struct ap_plan *plan, struct ap_arena *mem)
{
    const struct ap_workspace *ws = plan->as->cat->ws;
    struct ap_span window = plan->as->cat->window;
    struct ap_str org = ap_plan_slug(ws->organization, NAMES_MAX, mem);
    struct ap_str product = ap_plan_slug(ws->product, NAMES_MAX, mem);
    org = org.len ? org : AP_STR("Org");
    product = product.len ? product : AP_STR("Product");
    org = cut_slug(org, NAMES_MAX - smaller(product.len, NAMES_MAX / 2));
    product = cut_slug(product, NAMES_MAX - org.len);
    struct ap_str audience = ap_plan_slug(plan->audience->id, AUDIENCE_MAX, mem);
    plan->name = ap_arena_printf(mem, "%.*s-%.*s-API-Evidence-Pack-%.*s-%.*s-%.*s%s", AP_FMT(org),
                                 AP_FMT(product), AP_FMT(compact_day(window.from, mem)),
                                 AP_FMT(compact_day(window.to - 1, mem)), AP_FMT(audience),
                                 plan->complete ? "" : "-PARTIAL");
}
