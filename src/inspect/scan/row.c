/* The rows "scan" and "scan-bytes": from leaks to notes and findings of one file, bounded.
 * Place in the flow: inspect; rows of content.def; findings SEC and PII.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/row.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "inspect/extract/protocol.h"
#include "inspect/scan/allow.h"
#include "inspect/scan/chars.h"
#include "port/digest.h"

#define SHOWN_MAX 20u /* findings of one rule and file */
/* Shortest name of a value, and shortest e-mail address or number, that count in a file that is no text. */
#define NAME_IN_BYTES     5u
#define PERSONAL_IN_BYTES 12u
#define FIELD_MAX         64u
#define PREFIX_MAX        40u

void
ap_scanning_release(struct ap_scanning *scanning)
{
    ap_scanner_free(scanning->scanners[0]);
    ap_scanner_free(scanning->scanners[1]);
    ap_scanner_free(scanning->names);
    *scanning = (struct ap_scanning){.setup = scanning->setup};
}

enum ap_code
ap_scan_code(enum ap_detector_class cls, enum ap_severity severity)
{
    switch (cls) {
    case AP_CLASS_SECRET:
        return severity >= AP_BLOCKER ? AP_SEC001 : severity >= AP_HIGH ? AP_SEC002 : AP_SEC003;
    case AP_CLASS_PAYLOAD:
        return AP_SEC004;
    case AP_CLASS_PERSONAL:
        break;
    }
    return severity >= AP_MEDIUM ? AP_PII001 : severity >= AP_LOW ? AP_PII002 : AP_PII003;
}

struct ap_str
ap_scan_preview(const struct ap_leak *leak, struct ap_arena *mem)
{
    struct ap_str prefix = leak->prefix.len <= PREFIX_MAX ? leak->prefix : AP_STR_NONE;
    return ap_arena_printf(mem, "%.*s\xe2\x80\xa6(%" PRIu64 ")", AP_FMT(prefix), leak->length);
}

struct ap_str
ap_scan_place(const struct ap_leak_note *note, struct ap_arena *mem)
{
    struct ap_buf out = {0};
    struct ap_str names = note->inner;
    while (names.ptr && names.len > 0) {
        struct ap_str name = ap_str_cut(&names, '\n');
        ap_buf_printf(&out, "%s%.*s", out.len ? " > " : "", AP_FMT(name));
    }
    if (note->page)
        ap_buf_printf(&out, "%spage %u", out.len ? ", " : "", note->page);
    if (note->line && out.len)
        ap_buf_printf(&out, ", line %u", note->line);
    struct ap_str text = ap_arena_copy(mem, ap_buf_str(&out));
    ap_buf_release(&out);
    return text;
}

void
ap_scan_secret_id(struct ap_str key, const struct ap_leak *leak, char out[AP_SECRET_ID_TEXT])
{
    uint8_t sum[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    out[0] = '\0';
    if (key.len == 0)
        return;
    ap_hmac_sha256(key, leak->detector->id, leak->bytes, sum);
    ap_sha256_text(sum, text);
    memcpy(out, text, AP_SECRET_ID_TEXT - 1);
    out[AP_SECRET_ID_TEXT - 1] = '\0';
}

/* A name is shown only if it is one: letters, digits and what joins them. */
static struct ap_str
field_of(const struct ap_leak *leak, struct ap_arena *mem)
{
    if (leak->wrapped || leak->field.len > FIELD_MAX)
        return AP_STR_NONE;
    for (size_t i = 0; i < leak->field.len; i++)
        if (!ap_is(leak->field.ptr[i], AP_CH_NAME) && leak->field.ptr[i] != ' ')
            return AP_STR_NONE;
    return ap_arena_copy(mem, leak->field);
}

/* --- findings ------------------------------------------------------------------------------------- */

static struct ap_scan_tally *
tally_of(struct ap_scan_state *state, const struct ap_detector *detector, enum ap_code code)
{
    for (size_t i = 0; i < state->n_tallies; i++)
        if (state->tallies[i].detector == detector && state->tallies[i].code == code)
            return &state->tallies[i];
    if (state->n_tallies == AP_SCAN_TALLIES)
        return &state->tallies[AP_SCAN_TALLIES - 1];
    struct ap_scan_tally *tally = &state->tallies[state->n_tallies++];
    *tally = (struct ap_scan_tally){.detector = detector, .code = code};
    return tally;
}

/* One finding a secret, at most SHOWN_MAX of a rule; of personal data and bodies one that counts them. */
static void
add_finding(struct ap_subject *s, struct ap_scan_state *state, const struct ap_leak_note *note)
{
    struct ap_scan_tally *tally = tally_of(state, note->detector, note->code);
    uint64_t most = note->detector->cls == AP_CLASS_SECRET ? SHOWN_MAX : 1;
    tally->n++;
    if (tally->n_shown >= most)
        return;
    tally->n_shown++;
    bool within = note->inner.len > 0 || note->page > 0;
    struct ap_place place = {s->item->path, within ? 0 : note->line, within ? 0 : note->column};
    struct ap_str id = ap_str_from(note->secret_id);
    struct ap_str at = within ? ap_scan_place(note, s->scratch) : AP_STR_NONE;
    struct ap_finding *f =
        ap_finding_add(&s->record->findings, s->mem, note->code, s->item->path, place,
                       "%.*s%s%.*s: %.*s%s%.*s%s%.*s", AP_FMT(note->detector->title),
                       note->field.len ? " in " : "", AP_FMT(note->field), AP_FMT(note->preview),
                       id.len ? ", secret " : "", AP_FMT(id), at.len ? ", in " : "", AP_FMT(at));
    f->severity = note->severity;
    f->item = s->item->index;
    tally->last = f;
    if (note->code == AP_SEC001)
        s->record->admission =
            s->record->admission == AP_NOT_ADMITTED ? AP_NOT_ADMITTED : AP_WITHHELD_SECRET;
    if (note->code != AP_SEC001 && note->code != AP_SEC002)
        return;
    f->invalidates = true;
    if (!s->record->fault)
        s->record->fault = f;
}

/* Random bytes look like `pw=…` now and then. In a file that is no text a find counts if the secret is plain text, and
 * a name before it is longer than chance makes one. */
static bool
is_chance(const struct ap_leak *leak)
{
    if (leak->field.len > 0 && leak->field.len < NAME_IN_BYTES)
        return true;
    if (leak->detector->cls == AP_CLASS_PERSONAL && leak->bytes.len < PERSONAL_IN_BYTES)
        return true;
    for (size_t i = 0; i < leak->bytes.len; i++) {
        unsigned char c = (unsigned char)leak->bytes.ptr[i];
        if (c != '\n' && c != '\r' && c != '\t' && (c < 0x20 || c > 0x7e))
            return true;
    }
    return false;
}

/* Lines that were put together give only tokens that are known by their beginning, and only those that no line gave
 * by itself. */
static bool
was_seen(struct ap_scan_state *state, const struct ap_leak *leak, uint32_t line)
{
    if (!(state->place.flags & AP_SEGMENT_JOINED)) {
        state->seen[state->n_seen++ % AP_SCAN_SEEN] =
            (struct ap_scan_seen){leak->detector, leak->length, state->place.page, line};
        return false;
    }
    if (leak->prefix.len == 0 || leak->wrapped)
        return true;
    for (size_t i = 0; i < AP_SCAN_SEEN && i < state->n_seen; i++) {
        const struct ap_scan_seen *seen = &state->seen[i];
        if (seen->detector == leak->detector && seen->page == state->place.page &&
            (seen->line == line || (seen->line > line && seen->length == leak->length)))
            return true;
    }
    return false;
}

static void
take_leak(void *ctx, const struct ap_leak *leak)
{
    struct ap_scan_state *state = ctx;
    bool lines = !state->raw && (state->place.flags & AP_SEGMENT_LINES);
    uint32_t line = state->place.line > 0 ? state->place.line - 1 + leak->line : leak->line;
    if ((state->bytes && is_chance(leak)) || was_seen(state, leak, line))
        return;
    struct ap_subject *s = state->subject;
    struct ap_record *record = s->record;
    const struct ap_scan_setup *setup = s->scanning->setup;
    struct ap_leak_note note = {
        .detector = leak->detector,
        .code = ap_scan_code(leak->detector->cls, leak->severity),
        .severity = leak->severity,
        .confidence = ap_certainty_word(leak->confidence),
        .line = lines ? line : 0,
        .column = lines && !(state->place.flags & AP_SEGMENT_JOINED) ? leak->column : 0,
        .length = leak->length,
        .page = state->place.page,
        .inner = state->place.inner,
    };
    bool keep = record->leaks.n < AP_LEAKS_MAX;
    record->n_leaks++;
    if (leak->detector->cls == AP_CLASS_SECRET && (keep || setup->allow))
        ap_scan_secret_id(setup->key, leak, note.secret_id);
    note.allowed = ap_allow_use(setup->allow, setup->as_of, s->item->path, &note);
    if (keep || note.code == AP_SEC001 || note.code == AP_SEC002) {
        note.preview = ap_scan_preview(leak, s->scratch);
        note.field = field_of(leak, s->scratch);
    }
    if (leak->wrapped)
        note.inner =
            ap_arena_join(s->scratch, note.inner, note.inner.len ? "\n" : "", AP_STR("base64"));
    if (!note.allowed)
        add_finding(s, state, &note);
    if (!keep)
        return;
    note.preview = ap_arena_copy(s->mem, note.preview);
    note.field = ap_arena_copy(s->mem, note.field);
    note.inner = ap_arena_copy(s->mem, note.inner);
    *ap_vec_push(s->mem, &record->leaks) = note;
}

/* --- the row -------------------------------------------------------------------------------------- */

static void
start_part(struct ap_scan_state *state)
{
    const struct ap_text_place *place = &state->subject->place;
    state->place = *place;
    if (place->inner.len > 0)
        memcpy(state->inner, place->inner.ptr, place->inner.len);
    state->place.inner = (struct ap_str){state->inner, place->inner.len};
    if (!state->raw && place->serial == 0)
        state->place.flags = AP_SEGMENT_LINES; /* the file's own text */
    state->bytes = state->raw || (place->flags & AP_SEGMENT_BYTES);
    ap_scanner_start(state->scanner, state->subject->scanning->setup->own_domains, take_leak,
                     state);
}

void
ap_scan_begin(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_scan_state *state = call->state;
    bool raw = call->check->stream == AP_STREAM_RAW;
    if (!s->scanning || (raw && s->sniff.tar)) /* its members are searched, each by itself */
        return;
    struct ap_scanner **scanner = &s->scanning->scanners[call->check->stream];
    if (!*scanner)
        *scanner = ap_scanner_new(s->scanning->setup->rules);
    state->subject = s;
    state->scanner = *scanner;
    state->raw = raw;
    start_part(state);
}

void
ap_scan_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    struct ap_scan_state *state = call->state;
    if (!state->scanner)
        return;
    if (!state->raw &&
        s->place.serial != state->place.serial) { /* text of another member or page */
        state->limited |= !ap_scanner_end(state->scanner);
        start_part(state);
    }
    ap_scanner_feed(state->scanner, (struct ap_str){block->bytes, block->n});
}

void
ap_scan_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_scan_state *state = call->state;
    if (!state->scanner)
        return;
    if (!ap_scanner_end(state->scanner) || state->limited)
        ap_subject_unscannable(s, "a pattern of the scan reached its limit of steps");
    for (size_t i = 0; i < state->n_tallies; i++) {
        struct ap_scan_tally *t = &state->tallies[i];
        if (t->last && t->n > t->n_shown)
            t->last->message = ap_arena_printf(s->mem, "%.*s; %" PRIu64 " more in this file",
                                               AP_FMT(t->last->message), t->n - t->n_shown);
    }
}

void
ap_scan_keep_notes(struct ap_record *record, struct ap_arena *mem)
{
    const struct ap_leak_note *old = record->leaks.items;
    if (record->leaks.n == 0)
        return;
    record->leaks.items = ap_arena_array(mem, struct ap_leak_note, record->leaks.n);
    record->leaks.cap = record->leaks.n;
    for (size_t i = 0; i < record->leaks.n; i++) {
        record->leaks.items[i] = old[i];
        record->leaks.items[i].preview = ap_arena_copy(mem, old[i].preview);
        record->leaks.items[i].field = ap_arena_copy(mem, old[i].field);
        record->leaks.items[i].inner = ap_arena_copy(mem, old[i].inner);
    }
}
