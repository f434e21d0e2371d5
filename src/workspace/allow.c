/* Reads the allow list: one entry a line, so that two people's entries merge.
 * Place in the flow: workspace.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   SECRET-ID rule path-glob expires=YYYY-MM-DD by=NAME approved-by=NAME reason="…"
 *
 * Blank lines and lines that begin with # are passed over. Values with blanks stand in double quotes. */
#include "workspace/allow.h"

#include <errno.h>
#include <stdarg.h>

#include "base/path.h"
#include "base/utf8.h"
#include "port/fs.h"

#define ID_DIGITS  32u
#define LINE_BYTES 4096u

struct reading {
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_place place;
    bool bad;
};

static void AP_PRINTF(2, 3) fault(struct reading *r, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str words = ap_arena_vprintf(r->mem, fmt, args);
    va_end(args);
    (void)ap_diag_add(r->dg, AP_SEC006, r->place, "%.*s", AP_FMT(words));
    r->bad = true;
}

/* The next word of the line; in `key="a b"` the blanks within the quotes belong to it. */
static struct ap_str
next_word(struct ap_str *line)
{
    size_t from = 0;
    while (from < line->len && ap_is_blank(line->ptr[from]))
        from++;
    size_t to = from;
    bool quoted = false;
    for (; to < line->len && (quoted || (line->ptr[to] != ' ' && line->ptr[to] != '\t')); to++)
        quoted ^= line->ptr[to] == '"';
    struct ap_str word = ap_str_slice(*line, from, to);
    *line = ap_str_slice(*line, to, line->len);
    return word;
}

static bool
is_id(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!(ap_is_digit(s.ptr[i]) || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f')))
            return false;
    return s.len == ID_DIGITS;
}

/* The value of `key=value`, without its quotes. */
static struct ap_str
value_of(struct reading *r, struct ap_str key, struct ap_str value)
{
    bool opens = value.len > 0 && value.ptr[0] == '"';
    bool closes = value.len > 1 && value.ptr[value.len - 1] == '"';
    if (opens && closes)
        value = ap_str_slice(value, 1, value.len - 1);
    if (opens != closes || ap_str_find(value, '"') < value.len)
        fault(r, "the quotes of %.*s are not closed", AP_FMT(key));
    else if (ap_str_trim(value).len == 0)
        fault(r, "%.*s is empty", AP_FMT(key));
    return value;
}

static void
read_pair(struct reading *r, struct ap_allow_entry *e, struct ap_str word)
{
    struct ap_str value = word;
    struct ap_str key = ap_str_cut(&value, '=');
    const struct {
        const char *key;
        struct ap_str *out;
    } keys[] = {{"by", &e->by}, {"approved-by", &e->approved_by}, {"reason", &e->reason}};
    if (!value.ptr) {
        fault(r, "\"%.*s\" is no key=value", AP_FMT(word));
        return;
    }
    value = value_of(r, key, value);
    if (ap_str_is(key, "expires")) {
        if (ap_day_parse(value, &e->expires) != AP_OK)
            fault(r, "expires must be a day, YYYY-MM-DD");
        return;
    }
    for (size_t i = 0; i < AP_COUNT(keys); i++)
        if (ap_str_is(key, keys[i].key)) {
            if (keys[i].out->len)
                fault(r, "%.*s stands twice", AP_FMT(key));
            *keys[i].out = value;
            return;
        }
    fault(r, "unknown key \"%.*s\"; the keys are expires, by, approved-by and reason", AP_FMT(key));
}

static void
read_entry(struct reading *r, struct ap_str line, struct ap_allow_list *list)
{
    struct ap_allow_entry e = {.place = r->place, .expires = AP_DAY_NONE};
    size_t before = r->dg->n_errors;
    e.secret_id = next_word(&line);
    e.rule = next_word(&line);
    e.path = next_word(&line);
    if (!is_id(e.secret_id))
        fault(r, "the line must begin with a secret id: 32 digits of 0-9 and a-f, as a finding "
                 "shows it");
    if (e.rule.len == 0 || e.path.len == 0 || ap_str_find(e.path, '=') < e.path.len)
        fault(r, "the secret id must be followed by the rule and a path, such as evidence/**");
    for (struct ap_str word; (word = next_word(&line)).len > 0;)
        read_pair(r, &e, word);
    if (r->dg->n_errors == before && (e.expires == AP_DAY_NONE || !e.by.len || !e.reason.len))
        fault(r, "the entry needs expires, by and reason");
    if (e.approved_by.len && ap_str_ieq(e.approved_by, e.by))
        fault(r, "approved-by must be somebody else than by");
    if (r->dg->n_errors != before)
        return;
    struct ap_allow_entry *kept = ap_vec_push(r->mem, list);
    kept->secret_id = e.secret_id;
    kept->rule = e.rule;
    kept->path = e.path;
    kept->by = e.by;
    kept->approved_by = e.approved_by;
    kept->reason = e.reason;
    kept->expires = e.expires;
    kept->place = e.place;
}

int
ap_allow_parse(struct ap_str text, struct ap_str name, struct ap_arena *mem,
               struct ap_allow_list **ret_list, struct ap_diag *dg)
{
    struct reading r = {.mem = mem, .dg = dg, .place = {name, 0, 0}};
    struct ap_allow_list *list = ap_arena_new(mem, struct ap_allow_list);
    if (!ap_utf8_valid(text)) {
        fault(&r, "the file is not UTF-8");
        return AP_E_INVALID;
    }
    while (text.ptr && text.len > 0) {
        r.place.line++;
        struct ap_str line = ap_str_trim(ap_str_cut(&text, '\n'));
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (line.len > LINE_BYTES)
            fault(&r, "the line is longer than %u bytes", LINE_BYTES);
        else if (list->n >= AP_ALLOW_MAX) {
            fault(&r, "more than %u entries", AP_ALLOW_MAX);
            break;
        } else
            read_entry(&r, line, list);
    }
    *ret_list = list;
    return r.bad ? AP_E_INVALID : AP_OK;
}

int
ap_allow_read(const struct ap_workspace *ws, struct ap_arena *mem, struct ap_allow_list **ret_list,
              struct ap_diag *dg)
{
    struct ap_str path = ap_path_join(mem, ws->dir, AP_STR(AP_ALLOW_FILE));
    struct ap_str bytes;
    *ret_list = NULL;
    int result = ap_fs_read(path.ptr, AP_ALLOW_BYTES, mem, &bytes);
    if (result == AP_E_NOTFOUND)
        return AP_OK;
    if (result == AP_OK)
        return ap_allow_parse(bytes, AP_STR(AP_ALLOW_FILE), mem, ret_list, dg);
    struct reading r = {.mem = mem, .dg = dg, .place = {AP_STR(AP_ALLOW_FILE), 0, 0}};
    if (result == AP_E_LIMIT)
        fault(&r, "the file is larger than 1 MiB");
    else
        fault(&r, "the file cannot be read: %s",
              result == AP_E_INVALID ? "it is no regular file" : ap_error_text(errno));
    return AP_E_INVALID;
}
