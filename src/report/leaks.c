/* What a scan found: lines for people, an array for machines, SARIF 2.1.0 for code hosts.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/leaks.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"
#include "inspect/scan/row.h"
#include "port/digest.h"
#include "report/sarif_parts.h"

/* The finding that says why a file was not scanned, or NULL. */
static const struct ap_finding *
unscanned(const struct ap_record *record)
{
    for (size_t i = 0; i < record->findings.n; i++) {
        const struct ap_finding *f = record->findings.items[i];
        if (f->code == AP_FMT011 || f->code == AP_FMT009 || f->code == AP_FMT010 ||
            f->code == AP_FMT004 || f->code == AP_FMT003)
            return f;
    }
    return NULL;
}

/* The finding that counts pictures which were not read, or NULL. */
static const struct ap_finding *
unseen(const struct ap_record *record)
{
    for (size_t i = 0; i < record->findings.n; i++)
        if (record->findings.items[i]->code == AP_FMT012)
            return record->findings.items[i];
    return NULL;
}

/* sha256 of rule, path and the ordinal of the find among those of that rule in the file. */
static void
fingerprint_of(struct ap_str rule, struct ap_str path, size_t ordinal, char out[AP_SHA256_TEXT])
{
    uint8_t sum[AP_SHA256_BYTES];
    struct ap_buf text = {0};
    ap_buf_printf(&text, "%.*s\n%.*s\n%zu", AP_FMT(rule), AP_FMT(path), ordinal);
    ap_sha256(ap_buf_str(&text), sum);
    ap_sha256_text(sum, out);
    ap_buf_release(&text);
}

static size_t
ordinal_of(const struct ap_record *record, size_t index)
{
    size_t n = 0;
    for (size_t i = 0; i < index; i++)
        n += record->leaks.items[i].detector == record->leaks.items[index].detector;
    return n;
}

/* --- text ----------------------------------------------------------------------------------------- */

/* It stands in a member or on a page: its line is none of the file. */
static bool
is_within(const struct ap_leak_note *note)
{
    return note->inner.len > 0 || note->page > 0;
}

static void
add_place(struct ap_buf *out, struct ap_str path, const struct ap_leak_note *note)
{
    ap_text_escape(out, path);
    if (note->line && !is_within(note))
        ap_buf_printf(out, ":%u:%u", note->line, note->column);
    if (!is_within(note))
        return;
    struct ap_arena mem = {0};
    ap_buf_printf(out, " (in %.*s)", AP_FMT(ap_scan_place(note, &mem)));
    ap_arena_release(&mem);
}

static void
add_note(struct ap_buf *out, struct ap_str path, const struct ap_leak_note *note)
{
    add_place(out, path, note);
    ap_buf_printf(out, ": %s: ", ap_severity_name(note->severity));
    ap_text_escape(out, note->detector->title);
    if (note->field.len) {
        ap_buf_add_c(out, " in ");
        ap_text_escape(out, note->field);
    }
    ap_buf_add_c(out, ", ");
    ap_text_escape(out, note->preview);
    if (note->secret_id[0])
        ap_buf_printf(out, ", secret %s", note->secret_id);
    ap_buf_printf(out, "%s [%s %.*s]\n", note->allowed ? ", allowed" : "",
                  ap_code_info(note->code)->id, AP_FMT(note->detector->id));
}

static void
add_unread(struct ap_buf *out, struct ap_str path, const struct ap_finding *f,
           enum ap_severity severity, const char *words)
{
    if (!f)
        return;
    ap_text_escape(out, path);
    ap_buf_printf(out, ": %s: %s", ap_severity_name(severity), words);
    ap_text_escape(out, f->message);
    ap_buf_printf(out, " [%s]\n", ap_code_info(f->code)->id);
}

void
ap_leaks_text(const struct ap_leak_files *files, struct ap_buf *out)
{
    uint64_t counts[AP_N_SEVERITIES] = {0};
    uint64_t not_shown = 0;
    size_t n_unread = 0;
    for (size_t i = 0; i < files->n; i++) {
        const struct ap_record *record = files->items[i].record;
        for (size_t k = 0; k < record->leaks.n; k++) {
            add_note(out, files->items[i].path, &record->leaks.items[k]);
            if (!record->leaks.items[k].allowed)
                counts[record->leaks.items[k].severity]++;
        }
        if (record->n_leaks > record->leaks.n) {
            ap_text_escape(out, files->items[i].path);
            ap_buf_printf(out, ": %" PRIu64 " more are not shown\n",
                          record->n_leaks - record->leaks.n);
            not_shown += record->n_leaks - record->leaks.n;
        }
        n_unread += unscanned(record) != NULL;
        add_unread(out, files->items[i].path, unscanned(record), AP_LEAKS_UNSCANNABLE,
                   "not scanned: ");
        add_unread(out, files->items[i].path, unseen(record), AP_INFO, "");
    }
    ap_buf_printf(out, "%zu file%s:", files->n, files->n == 1 ? "" : "s");
    bool any = false;
    for (int s = AP_BLOCKER; s >= AP_INFO; s--)
        if (counts[s]) {
            ap_buf_printf(out, "%s %" PRIu64 " %s", any ? "," : "", counts[s],
                          ap_severity_name((enum ap_severity)s));
            any = true;
        }
    if (not_shown)
        ap_buf_printf(out, ", %" PRIu64 " not shown", not_shown);
    if (!any)
        ap_buf_add_c(out, " nothing found");
    if (n_unread)
        ap_buf_printf(out, "; %zu not scanned", n_unread);
    ap_buf_add_char(out, '\n');
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void
json_note(struct ap_json *json, const struct ap_leak_file *file, size_t index)
{
    const struct ap_leak_note *note = &file->record->leaks.items[index];
    char fingerprint[AP_SHA256_TEXT];
    fingerprint_of(note->detector->id, file->path, ordinal_of(file->record, index), fingerprint);
    ap_json_object_open(json);
    ap_json_kv_str(json, "path", file->path);
    ap_json_key(json, "inner");
    ap_json_array_open(json);
    for (struct ap_str names = note->inner; names.ptr && names.len > 0;)
        ap_json_str(json, ap_str_cut(&names, '\n'));
    ap_json_array_close(json);
    ap_json_kv_int_opt(json, "page", note->page);
    ap_json_kv_int_opt(json, "line", note->line);
    ap_json_kv_int_opt(json, "column", note->column);
    ap_json_kv_str_opt(json, "field", note->field);
    ap_json_kv_str(json, "rule", note->detector->id);
    ap_json_kv_c(json, "class", ap_word(ap_detector_class_words, (int)note->detector->cls));
    ap_json_kv_c(json, "severity", ap_severity_name(note->severity));
    ap_json_kv_c(json, "confidence", note->confidence);
    ap_json_kv_int(json, "length", (int64_t)note->length);
    ap_json_kv_str(json, "preview", note->preview);
    ap_json_kv_str_opt(json, "secret_id", ap_str_from(note->secret_id));
    ap_json_kv_c(json, "fingerprint", fingerprint);
    ap_json_kv_bool(json, "allowed", note->allowed);
    ap_json_kv_c(json, "code", ap_code_info(note->code)->id);
    ap_json_object_close(json);
}

/* What was not scanned, or not shown, is an entry too: a list without it would look clean. */
static void
json_other(struct ap_json *json, struct ap_str path, const char *rule, const char *class_name,
           enum ap_severity severity, struct ap_str message)
{
    char fingerprint[AP_SHA256_TEXT];
    fingerprint_of(ap_str_from(rule), path, 0, fingerprint);
    ap_json_object_open(json);
    ap_json_kv_str(json, "path", path);
    ap_json_key(json, "inner");
    ap_json_array_open(json);
    ap_json_array_close(json);
    ap_json_kv_int_opt(json, "page", 0);
    ap_json_kv_int_opt(json, "line", 0);
    ap_json_kv_int_opt(json, "column", 0);
    ap_json_kv_str_opt(json, "field", AP_STR_NONE);
    ap_json_kv_c(json, "rule", rule);
    ap_json_kv_c(json, "class", class_name);
    ap_json_kv_c(json, "severity", ap_severity_name(severity));
    ap_json_kv_c(json, "confidence", "high");
    ap_json_kv_int(json, "length", 0);
    ap_json_kv_str(json, "preview", AP_STR_NONE);
    ap_json_kv_str_opt(json, "secret_id", AP_STR_NONE);
    ap_json_kv_c(json, "fingerprint", fingerprint);
    ap_json_kv_str(json, "message", message);
    ap_json_object_close(json);
}

void
ap_leaks_json(const struct ap_leak_files *files, struct ap_buf *out)
{
    struct ap_json json;
    char text[64];
    ap_json_init(&json, out);
    ap_json_array_open(&json);
    for (size_t i = 0; i < files->n; i++) {
        const struct ap_leak_file *file = &files->items[i];
        for (size_t k = 0; k < file->record->leaks.n; k++)
            json_note(&json, file, k);
        if (file->record->n_leaks > file->record->leaks.n) {
            (void)snprintf(text, sizeof text, "%" PRIu64 " more are not shown",
                           file->record->n_leaks - file->record->leaks.n);
            json_other(&json, file->path, "more", "more", AP_INFO, ap_str_from(text));
        }
        const struct ap_finding *f = unscanned(file->record);
        if (f)
            json_other(&json, file->path, "unscannable", "unscannable", AP_LEAKS_UNSCANNABLE,
                       f->message);
        f = unseen(file->record);
        if (f)
            json_other(&json, file->path, "pictures", "unscannable", AP_INFO, f->message);
    }
    ap_json_array_close(&json);
    ap_json_end(&json);
}

/* --- SARIF ---------------------------------------------------------------------------------------- */

static void
sarif_result(struct ap_json *json, struct ap_str rule, enum ap_severity severity,
             struct ap_str message, struct ap_str path, const struct ap_leak_note *note,
             const char *fingerprint)
{
    struct ap_sarif_result result = {
        .rule = rule,
        .rule_index = SIZE_MAX,
        .severity = severity,
        .message = message,
        .place = {.file = path},
        .fingerprint = ap_str_from(fingerprint),
    };
    if (note && !is_within(note)) {
        result.place.line = note->line;
        result.place.column = note->column;
    }
    ap_sarif_result_open(json, &result);
    if (note && note->allowed) {
        ap_json_key(json, "suppressions");
        ap_json_array_open(json);
        ap_json_object_open(json);
        ap_json_kv_c(json, "kind", "external");
        ap_json_object_close(json);
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
}

static void
sarif_unread(struct ap_json *json, const struct ap_leak_file *file, const struct ap_finding *f,
             const char *rule, enum ap_severity severity)
{
    char fingerprint[AP_SHA256_TEXT];
    if (!f)
        return;
    fingerprint_of(ap_str_from(rule), file->path, 0, fingerprint);
    sarif_result(json, ap_str_from(rule), severity, f->message, file->path, NULL, fingerprint);
}

static void
sarif_file(struct ap_json *json, const struct ap_leak_file *file)
{
    char fingerprint[AP_SHA256_TEXT];
    struct ap_arena mem = {0};
    for (size_t k = 0; k < file->record->leaks.n; k++) {
        const struct ap_leak_note *note = &file->record->leaks.items[k];
        fingerprint_of(note->detector->id, file->path, ordinal_of(file->record, k), fingerprint);
        struct ap_str message = ap_arena_printf(
            &mem, "%.*s%s%.*s, %.*s", AP_FMT(note->detector->title), note->field.len ? " in " : "",
            AP_FMT(note->field), AP_FMT(note->preview));
        if (is_within(note))
            message = ap_arena_join(&mem, message, ", in ", ap_scan_place(note, &mem));
        sarif_result(json, note->detector->id, note->severity, message, file->path, note,
                     fingerprint);
    }
    sarif_unread(json, file, unscanned(file->record), "unscannable", AP_LEAKS_UNSCANNABLE);
    sarif_unread(json, file, unseen(file->record), "pictures", AP_INFO);
    ap_arena_release(&mem);
}

void
ap_leaks_sarif(const struct ap_leak_files *files, struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_sarif_open(&json);
    ap_sarif_results(&json);
    for (size_t i = 0; i < files->n; i++)
        sarif_file(&json, &files->items[i]);
    ap_sarif_results_close(&json);
    ap_sarif_close(&json);
}
