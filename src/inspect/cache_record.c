/* A record as bytes and back, for the cache: every length is bounded, every number is checked.
 * Place in the flow: inspect; the bytes are under the cache's HMAC, and still believed in nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/endian.h"
#include "inspect/cache.h"
#include "inspect/scan/scan.h"

/* A new field of a record must be written here too, or a hit would lose it. */
#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(struct ap_record) == 240, "ap_record changed: see encode and decode");
_Static_assert(sizeof(struct ap_leak_note) == 128, "ap_leak_note changed: see encode and decode");
_Static_assert(sizeof(struct ap_fact) == 56, "ap_fact changed: see encode and decode");
#endif

#define NO_FAULT ((uint64_t)UINT32_MAX)

/* --- writing -------------------------------------------------------------------------------------- */

static void
put_number(struct ap_buf *out, uint64_t value)
{
    ap_buf_add_le(out, value, 8);
}

static void
put_text(struct ap_buf *out, struct ap_str text)
{
    put_number(out, text.len);
    ap_buf_add_str(out, text);
}

static void
put_findings(struct ap_buf *out, const struct ap_record *record)
{
    uint64_t fault = NO_FAULT;
    put_number(out, record->findings.n);
    for (size_t i = 0; i < record->findings.n; i++) {
        const struct ap_finding *f = record->findings.items[i];
        if (f == record->fault)
            fault = i;
        put_number(out, f->code);
        put_number(out, f->severity);
        put_number(out, f->place.line);
        put_number(out, f->place.column);
        put_number(out, f->invalidates);
        put_text(out, f->message);
        put_text(out, f->fix);
    }
    put_number(out, fault);
}

static void
put_facts(struct ap_buf *out, const struct ap_facts *facts)
{
    put_number(out, facts->n);
    for (size_t i = 0; i < facts->n; i++) {
        put_number(out, facts->items[i].line);
        put_text(out, facts->items[i].kind);
        put_text(out, facts->items[i].key);
        put_text(out, facts->items[i].value);
    }
}

static void
put_leaks(struct ap_buf *out, const struct ap_leak_notes *leaks)
{
    put_number(out, leaks->n);
    for (size_t i = 0; i < leaks->n; i++) {
        const struct ap_leak_note *note = &leaks->items[i];
        put_text(out, note->detector->id);
        put_number(out, note->code);
        put_number(out, note->severity);
        put_text(out, ap_str_from(note->confidence));
        put_number(out, note->line);
        put_number(out, note->column);
        put_number(out, note->length);
        put_number(out, note->allowed);
        put_text(out, note->preview);
        put_text(out, note->field);
        put_text(out, note->inner);
        put_number(out, note->page);
        put_text(out, ap_str_from(note->secret_id));
    }
}

bool
ap_cache_encode(const struct ap_record *record, struct ap_buf *out)
{
    if (!record->read || record->admission == AP_NOT_ADMITTED || record->n_leaks != record->leaks.n)
        return false;
    put_number(out, record->kind);
    put_number(out, record->admission);
    put_number(out, record->unscannable);
    put_findings(out, record);
    put_facts(out, &record->facts);
    put_leaks(out, &record->leaks);
    return true;
}

/* --- reading -------------------------------------------------------------------------------------- */

struct reader {
    struct ap_str left;
    struct ap_arena *mem;
    const struct ap_item *item;
    const struct ap_library *lib;
    bool bad;
};

/** A number under `end`; anything else makes the record unusable. */
static uint64_t
get_number(struct reader *r, uint64_t end)
{
    if (r->bad || r->left.len < 8) {
        r->bad = true;
        return 0;
    }
    uint64_t value = ap_le64(r->left.ptr);
    r->left = ap_str_slice(r->left, 8, r->left.len);
    r->bad = value >= end;
    return r->bad ? 0 : value;
}

static struct ap_str
get_text(struct reader *r)
{
    size_t n = (size_t)get_number(r, AP_CACHE_ENTRY_BYTES);
    if (r->bad || n > r->left.len) {
        r->bad = true;
        return AP_STR_NONE;
    }
    struct ap_str text = ap_arena_copy(r->mem, ap_str_slice(r->left, 0, n));
    r->left = ap_str_slice(r->left, n, r->left.len);
    return text;
}

static void
get_findings(struct reader *r, struct ap_record *record)
{
    uint64_t n = get_number(r, AP_CACHE_ENTRY_BYTES);
    for (uint64_t i = 0; i < n && !r->bad; i++) {
        struct ap_place place = {r->item->path, 0, 0};
        enum ap_code code = (enum ap_code)get_number(r, AP_N_CODES);
        struct ap_finding *f =
            ap_finding_add(&record->findings, r->mem, code, r->item->path, place, "%s", "");
        f->severity = (enum ap_severity)get_number(r, AP_N_SEVERITIES);
        f->place.line = (uint32_t)get_number(r, UINT32_MAX);
        f->place.column = (uint32_t)get_number(r, UINT32_MAX);
        f->invalidates = get_number(r, 2);
        f->message = get_text(r);
        f->fix = get_text(r);
        f->item = r->item->index;
    }
    uint64_t fault = get_number(r, NO_FAULT + 1);
    if (fault < record->findings.n)
        record->fault = record->findings.items[fault];
    else
        r->bad |= fault != NO_FAULT;
}

static void
get_facts(struct reader *r, struct ap_record *record)
{
    uint64_t n = get_number(r, AP_FACTS_MAX + 1);
    for (uint64_t i = 0; i < n && !r->bad; i++) {
        struct ap_fact *fact = ap_vec_push(r->mem, &record->facts);
        fact->line = (uint32_t)get_number(r, UINT32_MAX);
        fact->kind = get_text(r);
        fact->key = get_text(r);
        fact->value = get_text(r);
    }
}

static const struct ap_detector *
detector_of(const struct ap_library *lib, struct ap_str id)
{
    for (size_t i = 0; i < lib->detectors.n; i++)
        if (ap_str_eq(lib->detectors.items[i].id, id))
            return &lib->detectors.items[i];
    return NULL;
}

static const char *
confidence_of(struct ap_str word)
{
    for (int i = AP_CERTAIN_LOW; i <= AP_CERTAIN_HIGH; i++)
        if (ap_str_is(word, ap_certainty_word((enum ap_certainty)i)))
            return ap_certainty_word((enum ap_certainty)i);
    return NULL;
}

static void
get_leak(struct reader *r, struct ap_leak_note *note)
{
    *note = (struct ap_leak_note){.detector = detector_of(r->lib, get_text(r))};
    note->code = (enum ap_code)get_number(r, AP_N_CODES);
    note->severity = (enum ap_severity)get_number(r, AP_N_SEVERITIES);
    note->confidence = confidence_of(get_text(r));
    note->line = (uint32_t)get_number(r, UINT32_MAX);
    note->column = (uint32_t)get_number(r, UINT32_MAX);
    note->length = get_number(r, UINT64_MAX);
    note->allowed = get_number(r, 2);
    note->preview = get_text(r);
    note->field = get_text(r);
    note->inner = get_text(r);
    note->page = (uint32_t)get_number(r, UINT32_MAX);
    struct ap_str id = get_text(r);
    r->bad |= !note->detector || !note->confidence || id.len >= sizeof note->secret_id;
    if (!r->bad && id.len > 0)
        memcpy(note->secret_id, id.ptr, id.len);
}

int
ap_cache_decode(struct ap_str bytes, const struct ap_item *item, const struct ap_library *lib,
                struct ap_arena *mem, struct ap_record *ret_record)
{
    struct reader r = {.left = bytes, .mem = mem, .item = item, .lib = lib};
    ret_record->kind = (enum ap_kind)get_number(&r, AP_KIND_LINK + 1);
    ret_record->admission = (enum ap_admission)get_number(&r, AP_NOT_ADMITTED);
    ret_record->unscannable = get_number(&r, 2);
    get_findings(&r, ret_record);
    get_facts(&r, ret_record);
    uint64_t n = get_number(&r, AP_LEAKS_MAX + 1);
    for (uint64_t i = 0; i < n && !r.bad; i++)
        get_leak(&r, ap_vec_push(mem, &ret_record->leaks));
    ret_record->n_leaks = ret_record->leaks.n;
    return r.bad || r.left.len > 0 ? AP_E_SYNTAX : AP_OK;
}
