/* What one cell means: many values, a period, a day, as Excel and SharePoint leave them.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/loose.h"
#include "port/json_read.h"
#include "tables/csv.h"

#define MAX_WORDS   4
#define EXCEL_EPOCH 25569 /* serial number of 1970-01-01 */
#define EXCEL_FIRST 20000
#define EXCEL_LAST  80000

static void
add_value(struct ap_arena *mem, struct ap_strs *values, struct ap_str text)
{
    text = ap_str_trim(text);
    if (text.len)
        *ap_vec_push(mem, values) = text;
}

static bool
json_values(struct ap_str cell, struct ap_arena *mem, struct ap_strs *values)
{
    struct ap_node *root = NULL;
    if (cell.len < 2 || cell.ptr[0] != '[' || cell.ptr[cell.len - 1] != ']')
        return false;
    if (ap_json_parse(cell, AP_STR_NONE, mem, &root) || root->kind != AP_NODE_SEQ)
        return false;
    for (size_t i = 0; i < root->n; i++)
        if (root->items[i]->kind != AP_NODE_SCALAR)
            return false;
    for (size_t i = 0; i < root->n; i++)
        add_value(mem, values, root->items[i]->text);
    return true;
}

static bool
is_number(struct ap_str text)
{
    int64_t value;
    return ap_str_to_int(ap_str_trim(text), &value) == AP_OK;
}

/** SharePoint writes a lookup as `1;#Ann;#2;#Bob`: every other value is an id. */
static void
drop_lookup_ids(struct ap_strs *values)
{
    if (values->n < 2 || values->n % 2)
        return;
    for (size_t i = 0; i < values->n; i += 2)
        if (!is_number(values->items[i]))
            return;
    for (size_t i = 1; i < values->n; i += 2)
        values->items[i / 2] = values->items[i];
    values->n /= 2;
}

void
ap_cell_values(struct ap_str cell, struct ap_arena *mem, struct ap_strs *ret_values)
{
    struct ap_strs values = {0};
    cell = ap_str_trim(cell);
    if (json_values(cell, mem, &values)) {
        *ret_values = values;
        return;
    }
    bool lookup = ap_str_contains(cell, AP_STR(";#"));
    size_t from = 0;
    for (size_t i = 0; i <= cell.len; i++) {
        bool end =
            i == cell.len || cell.ptr[i] == ';' || cell.ptr[i] == '\n' || cell.ptr[i] == '\r';
        if (!end)
            continue;
        add_value(mem, &values, ap_str_slice(cell, from, i));
        from = i + 1;
        if (lookup && from < cell.len && cell.ptr[i] == ';' && cell.ptr[from] == '#')
            from++;
    }
    if (lookup)
        drop_lookup_ids(&values);
    *ret_values = values;
}

static bool
is_separator(char c)
{
    return c == ' ' || c == '-' || c == '/' || c == '.' || c == ',' || c == '_' || c == '\t';
}

/** Cut at separators into at most MAX_WORDS words; more give MAX_WORDS + 1. */
static size_t
split_words(struct ap_str text, struct ap_str words[MAX_WORDS])
{
    size_t n = 0;
    size_t i = 0;
    while (i < text.len) {
        while (i < text.len && is_separator(text.ptr[i]))
            i++;
        size_t from = i;
        while (i < text.len && !is_separator(text.ptr[i]))
            i++;
        if (i == from)
            break;
        if (n == MAX_WORDS)
            return MAX_WORDS + 1;
        words[n++] = ap_str_slice(text, from, i);
    }
    return n;
}

/** `2026-07-01 00:00:00`, `2026-07-01T09:30:00Z`: the day, whatever the time. */
static int
iso_day(struct ap_str text, ap_day *ret_day)
{
    if (text.len <= 10)
        return ap_day_parse(text, ret_day);
    if (text.ptr[10] == 'T' && ap_day_parse_time(text, ret_day) == AP_OK)
        return AP_OK;
    if (text.ptr[10] != ' ' && text.ptr[10] != 'T')
        return AP_E_SYNTAX;
    for (size_t i = 11; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c < '0' || c > '9') && c != ':' && c != '.')
            return AP_E_SYNTAX;
    }
    return ap_day_parse(ap_str_slice(text, 0, 10), ret_day);
}

int
ap_cell_period(struct ap_str cell, struct ap_period *ret_period)
{
    struct ap_str text = ap_str_trim(cell);
    if (ap_period_parse(text, ret_period) == AP_OK)
        return AP_OK;
    ap_day day;
    if (text.len > 10 && iso_day(text, &day) == AP_OK) {
        *ret_period = ap_period_of(AP_PERIOD_DAY, day);
        return AP_OK;
    }
    struct ap_str words[MAX_WORDS];
    size_t n = split_words(text, words);
    return n > MAX_WORDS ? AP_E_SYNTAX : ap_period_from_words(words, n, ret_period);
}

static bool
small_number(struct ap_str word, size_t max_digits, int *ret_value)
{
    int64_t value;
    if (word.len > max_digits || ap_str_to_int(word, &value))
        return false;
    *ret_value = (int)value;
    return true;
}

static int
checked_day(int year, int month, int day, ap_day *ret_day)
{
    if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > ap_days_in_month(year, month))
        return AP_E_SYNTAX;
    *ret_day = ap_day_from_civil(year, month, day);
    return AP_OK;
}

/** The year is the last of three words: two digits are of this century. */
static bool
year_word(struct ap_str word, int *ret_year)
{
    if ((word.len != 2 && word.len != 4) || !small_number(word, 4, ret_year))
        return false;
    *ret_year += word.len == 2 ? 2000 : 0;
    return true;
}

/** `2026/07/01`, `2026-7-1`: the year first, then there is one reading. */
static int
day_from_year(const struct ap_str words[3], ap_day *ret_day)
{
    int year;
    int month;
    int day;
    if (words[0].len != 4 || !small_number(words[0], 4, &year) ||
        !small_number(words[1], 2, &month) || !small_number(words[2], 2, &day))
        return AP_E_SYNTAX;
    return checked_day(year, month, day, ret_day);
}

/** `1-Jul-26`, `July 1, 2026`, `13/07/2026`, `1.7.2026`. Numbers that could be read in two ways are refused. */
static int
day_from_words(struct ap_str text, ap_day *ret_day)
{
    struct ap_str words[MAX_WORDS];
    int year;
    int a = 0;
    int b = 0;
    if (split_words(text, words) != 3)
        return AP_E_SYNTAX;
    if (day_from_year(words, ret_day) == AP_OK)
        return AP_OK;
    if (!year_word(words[2], &year))
        return AP_E_SYNTAX;
    int month_first = ap_month_from_name(words[0]);
    int month_second = ap_month_from_name(words[1]);
    if (month_second && small_number(words[0], 2, &a))
        return checked_day(year, month_second, a, ret_day);
    if (month_first && small_number(words[1], 2, &b))
        return checked_day(year, month_first, b, ret_day);
    if (words[2].len != 4 || !small_number(words[0], 2, &a) || !small_number(words[1], 2, &b))
        return AP_E_SYNTAX;
    bool dotted = ap_str_find(text, '.') < text.len;
    if (a > 12 || dotted || a == b)
        return checked_day(year, b, a, ret_day);
    return b > 12 ? checked_day(year, a, b, ret_day) : AP_E_SYNTAX;
}

int
ap_cell_day(struct ap_str cell, ap_day *ret_day)
{
    struct ap_str text = ap_str_trim(cell);
    if (iso_day(text, ret_day) == AP_OK)
        return AP_OK;
    int64_t serial;
    struct ap_str whole = ap_str_slice(text, 0, ap_str_find(text, '.'));
    struct ap_str part = ap_str_slice(text, whole.len + 1, text.len);
    bool decimal = part.len == 0 || is_number(part);
    if (whole.len == 5 && decimal && ap_str_to_int(whole, &serial) == AP_OK) {
        if (serial < EXCEL_FIRST || serial > EXCEL_LAST)
            return AP_E_SYNTAX;
        *ret_day = (ap_day)(serial - EXCEL_EPOCH);
        return AP_OK;
    }
    return day_from_words(text, ret_day);
}

bool
ap_cell_is_formula(struct ap_str text)
{
    static const char *const starts[] = {
        "=",           "+", "-", "@", "\t", "\r", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
        "\xEF\xBC\xA0"};
    for (size_t i = 0; i < AP_COUNT(starts); i++)
        if (ap_str_starts(text, ap_str_from(starts[i])))
            return true;
    return false;
}

struct ap_str
ap_cell_plain(struct ap_str cell)
{
    struct ap_str rest = ap_str_slice(cell, 1, cell.len);
    return cell.len > 1 && cell.ptr[0] == '\'' && ap_cell_is_formula(rest) ? rest : cell;
}
