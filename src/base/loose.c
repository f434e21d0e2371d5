/* Days and months as people and spreadsheets write them.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/loose.h"

#define MAX_ATOMS 4

/** A run of digits, a month's name, or the letter of a quarter or half with its digit. */
struct atom {
    char kind; /* Y four digits, N one or two digits, M month, Q quarter, H half */
    int value;
    size_t digits;
};

struct atoms {
    struct atom items[MAX_ATOMS];
    size_t n;
};

/** Which atoms in which order make which period. `y` and `part` are positions of the year and the rest. */
static const struct form {
    const char *kinds;
    enum ap_period_kind kind;
    size_t year, part;
} forms[] = {
    {"Y", AP_PERIOD_YEAR, 0, 0},     {"YN", AP_PERIOD_MONTH, 0, 1},   {"NY", AP_PERIOD_MONTH, 1, 0},
    {"YM", AP_PERIOD_MONTH, 0, 1},   {"MY", AP_PERIOD_MONTH, 1, 0},   {"MN", AP_PERIOD_MONTH, 1, 0},
    {"YQ", AP_PERIOD_QUARTER, 0, 1}, {"QY", AP_PERIOD_QUARTER, 1, 0}, {"YH", AP_PERIOD_HALF, 0, 1},
    {"HY", AP_PERIOD_HALF, 1, 0},
};

int
ap_month_from_name(struct ap_str word)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    if (word.len < 3)
        return 0;
    for (int i = 0; i < 12; i++) {
        struct ap_str name = ap_str_from(names[i]);
        if (word.len <= name.len && ap_str_ieq(word, ap_str_slice(name, 0, word.len)))
            return i + 1;
    }
    return 0;
}

static int
number(struct ap_str digits)
{
    int value = 0;
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (digits.ptr[i] - '0');
    return value;
}

static bool
add_atom(struct atoms *atoms, char kind, int value, size_t digits)
{
    if (atoms->n == MAX_ATOMS)
        return false;
    atoms->items[atoms->n++] = (struct atom){kind, value, digits};
    return true;
}

static bool
add_digits(struct atoms *atoms, struct ap_str run)
{
    switch (run.len) {
    case 1:
    case 2:
        return add_atom(atoms, 'N', number(run), run.len);
    case 4:
        return add_atom(atoms, 'Y', number(run), run.len);
    case 6: /* 202605 */
        return add_atom(atoms, 'Y', number(ap_str_slice(run, 0, 4)), 4) &&
               add_atom(atoms, 'N', number(ap_str_slice(run, 4, 6)), 2);
    default:
        return false;
    }
}

/** Split one word at the borders between letters and digits. */
static bool
add_word(struct atoms *atoms, struct ap_str word)
{
    size_t i = 0;
    while (i < word.len) {
        size_t from = i;
        bool digits = ap_is_digit(word.ptr[i]);
        while (i < word.len && ap_is_digit(word.ptr[i]) == digits)
            i++;
        struct ap_str run = ap_str_slice(word, from, i);
        char letter = (char)(run.ptr[0] & ~0x20);
        if (digits) {
            if (!add_digits(atoms, run))
                return false;
        } else if (run.len == 1 && (letter == 'Q' || letter == 'H')) {
            if (i >= word.len || !ap_is_digit(word.ptr[i]) ||
                !add_atom(atoms, letter, word.ptr[i] - '0', 1))
                return false;
            i++;
        } else {
            int month = ap_month_from_name(run);
            if (!month || !add_atom(atoms, 'M', month, 0))
                return false;
        }
    }
    return true;
}

static int
first_month(enum ap_period_kind kind, int part)
{
    switch (kind) {
    case AP_PERIOD_QUARTER:
        return part >= 1 && part <= 4 ? part * 3 - 2 : 0;
    case AP_PERIOD_HALF:
        return part >= 1 && part <= 2 ? part * 6 - 5 : 0;
    case AP_PERIOD_MONTH:
        return part >= 1 && part <= 12 ? part : 0;
    default:
        return 1;
    }
}

static bool
form_fits(const struct form *form, const struct atoms *atoms)
{
    for (size_t i = 0; i < atoms->n; i++)
        if (form->kinds[i] != atoms->items[i].kind)
            return false;
    return form->kinds[atoms->n] == '\0';
}

int
ap_period_from_words(const struct ap_str *words, size_t n, struct ap_period *ret_period)
{
    struct atoms atoms = {0};
    for (size_t i = 0; i < n; i++)
        if (!add_word(&atoms, words[i]))
            return AP_E_SYNTAX;
    for (size_t i = 0; atoms.n > 0 && i < AP_COUNT(forms); i++) {
        if (!form_fits(&forms[i], &atoms))
            continue;
        const struct atom *year = &atoms.items[forms[i].year];
        int full_year = year->kind == 'N' ? 2000 + year->value : year->value;
        int month = first_month(forms[i].kind, atoms.items[forms[i].part].value);
        bool short_year_ok = year->kind == 'Y' || year->digits == 2;
        if (!short_year_ok || full_year < 1900 || month == 0)
            return AP_E_SYNTAX;
        *ret_period = ap_period_of(forms[i].kind, ap_day_from_civil(full_year, month, 1));
        return AP_OK;
    }
    return AP_E_SYNTAX;
}
