/* What a stored number shows: a number, or a day, a month, a year by its number format.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/xlsx_value.h"

#include <math.h> /* isfinite, which the compiler knows itself */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define EPOCH_1900  25569 /* serial number of 1970-01-01 */
#define EPOCH_1904  24107
#define LEAP_1900   60 /* Excel believes in 29 February 1900 */
#define SERIAL_LAST 2958465.0
#define MAX_STORED  63
#define MAX_COLUMN  16384u   /* Excel's XFD */
#define LAST_ROW    1048576u /* the last row that Excel has */

/** Formats without a code of their own. Those of East Asia depend on the language: a day loses nothing. */
enum ap_xlsx_shape
ap_xlsx_shape_of_id(unsigned id)
{
    static const struct {
        unsigned from, to;
        enum ap_xlsx_shape shape;
    } known[] = {
        {14, 16, AP_XLSX_DAY},      {17, 17, AP_XLSX_MONTH}, {18, 21, AP_XLSX_TIME},
        {22, 22, AP_XLSX_DAY_TIME}, {27, 31, AP_XLSX_DAY},   {32, 35, AP_XLSX_TIME},
        {36, 36, AP_XLSX_DAY},      {45, 47, AP_XLSX_TIME},  {50, 54, AP_XLSX_DAY},
        {55, 56, AP_XLSX_TIME},     {57, 58, AP_XLSX_DAY},
    };
    for (size_t i = 0; i < AP_COUNT(known); i++)
        if (id >= known[i].from && id <= known[i].to)
            return known[i].shape;
    return AP_XLSX_NUMBER;
}

/** Bytes at `i` that are shown as they stand, or say how: `\-`, `"text"`, `[Red]`, `AM/PM`; 0: none. */
static size_t
literal_at(struct ap_str code, size_t i)
{
    char c = code.ptr[i];
    if (c == '\\' || c == '_' || c == '*')
        return 2;
    if (ap_str_ieq(ap_str_slice(code, i, i + 5), AP_STR("am/pm")))
        return 5;
    if (c != '"' && c != '[')
        return 0;
    struct ap_str rest = ap_str_slice(code, i + 1, code.len);
    return ap_str_find(rest, c == '"' ? '"' : ']') + 2;
}

/** `[h]`, `[mm]`: hours or minutes that passed. */
static bool
is_elapsed(struct ap_str code, size_t i)
{
    return code.ptr[i] == '[' && i + 1 < code.len && strchr("hHmMsS", code.ptr[i + 1]);
}

/** The letters of a format that mean something, in lower case, each run once: `[$-409]mmm\-yy;@` is `my`. */
static size_t
letters_of(struct ap_str code, char *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0;
         i < code.len && n < max && code.ptr[i] != ';';) { /* the section of positive numbers */
        size_t literal = literal_at(code, i);
        char c = (char)(code.ptr[i] | 0x20);
        if (literal) {
            if (is_elapsed(code, i))
                out[n++] = 'h';
            i += literal;
            continue;
        }
        bool number = strchr("#0?", code.ptr[i]) ||
                      ap_str_ieq(ap_str_slice(code, i, i + 7), AP_STR("general"));
        if (n == 0 && number)
            return 0; /* zeros behind letters are parts of a second */
        if (strchr("ymdhs", c) && (n == 0 || out[n - 1] != c))
            out[n++] = c;
        i++;
    }
    return n;
}

/** True if the `m` at `i` is of minutes: it follows hours or precedes seconds. */
static bool
is_minutes(const char *letters, size_t n, size_t i)
{
    return (i > 0 && letters[i - 1] == 'h') || (i + 1 < n && letters[i + 1] == 's');
}

enum ap_xlsx_shape
ap_xlsx_shape_of_code(struct ap_str format_code)
{
    char letters[32];
    size_t n = letters_of(format_code, letters, sizeof letters);
    bool year = false, month = false, day = false, time = false;
    for (size_t i = 0; i < n; i++) {
        bool minutes = letters[i] == 'm' && is_minutes(letters, n, i);
        year |= letters[i] == 'y';
        month |= letters[i] == 'm' && !minutes;
        day |= letters[i] == 'd';
        time |= letters[i] == 'h' || letters[i] == 's' || minutes;
    }
    if (time)
        return day || month || year ? AP_XLSX_DAY_TIME : AP_XLSX_TIME;
    if (day)
        return AP_XLSX_DAY;
    if (month)
        return AP_XLSX_MONTH;
    return year ? AP_XLSX_YEAR : AP_XLSX_NUMBER;
}

/** False for what is no plain decimal number. */
static bool
parse(struct ap_str stored, double *ret_value)
{
    char text[MAX_STORED + 1];
    char *end = NULL;
    if (stored.len == 0 || stored.len > MAX_STORED)
        return false;
    for (size_t i = 0; i < stored.len; i++)
        if (!strchr("0123456789+-.eE", stored.ptr[i]) || stored.ptr[i] == '\0')
            return false;
    memcpy(text, stored.ptr, stored.len);
    text[stored.len] = '\0';
    *ret_value = strtod(text, &end);
    return *end == '\0' && isfinite(*ret_value);
}

static struct ap_str
shown_day(struct ap_arena *mem, ap_day day, int seconds, enum ap_xlsx_shape shape)
{
    struct ap_civil civil = ap_day_to_civil(day);
    if (shape == AP_XLSX_MONTH)
        return ap_arena_printf(mem, "%04d-%02d", civil.year, civil.month);
    if (shape == AP_XLSX_YEAR)
        return ap_arena_printf(mem, "%04d", civil.year);
    struct ap_str text = ap_day_str(mem, day);
    if (shape != AP_XLSX_DAY_TIME || seconds == 0)
        return text;
    return ap_arena_printf(mem, "%.*s %02d:%02d:%02d", AP_FMT(text), seconds / 3600,
                           seconds / 60 % 60, seconds % 60);
}

struct ap_str
ap_xlsx_number(struct ap_arena *mem, struct ap_str stored, enum ap_xlsx_shape shape, bool from_1904)
{
    double value = 0;
    int64_t whole = 0;
    if (!parse(stored, &value))
        return ap_arena_copy(mem, stored);
    if (shape == AP_XLSX_NUMBER || value < 0 || value > SERIAL_LAST)
        return ap_str_to_int(stored, &whole) == AP_OK ? ap_arena_copy(mem, stored)
                                                      : ap_arena_printf(mem, "%.15g", value);
    int days = (int)value;
    int seconds = (int)((value - days) * AP_DAY_SECONDS + 0.5);
    days += seconds == AP_DAY_SECONDS;
    seconds %= AP_DAY_SECONDS;
    if (shape == AP_XLSX_TIME)
        return ap_arena_printf(mem, "%02d:%02d:%02d", days * 24 + seconds / 3600, seconds / 60 % 60,
                               seconds % 60);
    ap_day day = days - (from_1904 ? EPOCH_1904 : EPOCH_1900) + (!from_1904 && days < LEAP_1900);
    if (day < ap_day_from_civil(1900, 1, 1) || day > ap_day_from_civil(9999, 12, 31))
        return ap_arena_printf(mem, "%.15g", value);
    return shown_day(mem, day, seconds, shape);
}

struct ap_str
ap_xlsx_iso_day(struct ap_arena *mem, struct ap_str stored, enum ap_xlsx_shape shape)
{
    ap_day day;
    struct ap_str time = ap_str_slice(stored, 11, 19);
    if (ap_day_parse(ap_str_slice(stored, 0, 10), &day) != AP_OK)
        return ap_arena_copy(mem, stored);
    if (shape == AP_XLSX_MONTH || shape == AP_XLSX_YEAR || time.len == 0 ||
        ap_str_is(time, "00:00:00"))
        return shown_day(mem, day, 0, shape);
    return ap_arena_join(mem, ap_day_str(mem, day), " ", time);
}

struct ap_str
ap_xlsx_truth(struct ap_str stored)
{
    return ap_str_is(ap_str_trim(stored), "0") ? AP_STR("FALSE") : AP_STR("TRUE");
}

bool
ap_xlsx_ref_parse(struct ap_str ref, uint32_t *ret_column, uint32_t *ret_row)
{
    uint32_t column = 0;
    uint32_t row = 0;
    size_t i = 0;
    for (; i < ref.len && ap_is_letter(ref.ptr[i]); i++) {
        column = column * 26 + (uint32_t)((ref.ptr[i] | 0x20) - 'a' + 1);
        if (column > MAX_COLUMN)
            return false;
    }
    for (; i < ref.len && ap_is_digit(ref.ptr[i]); i++) {
        row = row * 10 + (uint32_t)(ref.ptr[i] - '0');
        if (row > LAST_ROW)
            return false;
    }
    *ret_column = column;
    *ret_row = row;
    return i == ref.len && column > 0 && row > 0;
}

bool
ap_xlsx_area_parse(struct ap_str ref, struct ap_xlsx_area *ret_area)
{
    struct ap_str first = ap_str_cut(&ref, ':');
    *ret_area = (struct ap_xlsx_area){0};
    return ap_xlsx_ref_parse(first, &ret_area->column, &ret_area->row) &&
           ap_xlsx_ref_parse(ref, &ret_area->last_column, &ret_area->last_row);
}
