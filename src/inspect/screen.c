/* The scan of strings that leave: a hit is masked where it stands and reported with its place.
 * Place in the flow: inspect, between inspect and assess; finding SEC011.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/screen.h"

#include <inttypes.h>
#include <string.h>

#include "base/path.h"
#include "inspect/scan/row.h"
#include "library/library.h"
#include "port/fs.h"
#include "schema/visit.h"
#include "workspace/workspace.h"

#define MASK       "REDACTED"
#define SHORTEST   8u /* bytes of a string that can hold a secret by itself */
#define HITS_MAX   16u
#define FILE_BYTES (1u << 20) /* of a file that a secret is looked up in */
#define N_SEEN     32u

struct hit {
    size_t from, to;
};

struct screen {
    struct ap_scanner *scanner;
    struct ap_workspace *ws;
    struct ap_evidence *ev;
    struct ap_inspection *insp;
    struct ap_arena *mem;
    /* The string at hand. */
    struct ap_str what;    /* "title", "exceptions.reason" */
    struct ap_str subject; /* the item's path, masked; or a file of the workspace */
    struct ap_place place; /* line 0: looked up in `files` */
    struct ap_str files[3];
    uint32_t item;
    bool silent; /* masked, and not reported again */
    struct hit hits[HITS_MAX];
    size_t n_hits;
    AP_VEC(, struct ap_str) told; /* texts of the library that held one: items take them over */
    struct ap_str
        seen[N_SEEN]; /* the last clean text of each field: they repeat from item to item */
};

/* --- where it stands ------------------------------------------------------------------------------ */

static bool
find_in_file(struct screen *s, struct ap_str file, struct ap_str secret, struct ap_place *ret_place)
{
    struct ap_str bytes;
    struct ap_str path = ap_path_join(s->mem, s->ws->dir, file);
    if (file.len == 0 || ap_fs_read(path.ptr, FILE_BYTES, s->mem, &bytes) != AP_OK)
        return false;
    const char *at = secret.len ? memmem(bytes.ptr, bytes.len, secret.ptr, secret.len) : NULL;
    if (!at)
        return false;
    struct ap_place place = {file, 1, 1};
    for (const char *p = bytes.ptr; p < at; p++) {
        place.line += *p == '\n';
        place.column = *p == '\n' ? 1 : place.column + ((*p & 0xc0) != 0x80);
    }
    *ret_place = place;
    return true;
}

static struct ap_place
place_of(struct screen *s, struct ap_str secret)
{
    struct ap_place place = s->place;
    for (size_t i = 0; i < AP_COUNT(s->files); i++)
        if (find_in_file(s, s->files[i], secret, &place))
            return place;
    if (place.file.len == 0)
        place.file = s->subject;
    return place;
}

/* --- one string ----------------------------------------------------------------------------------- */

static void
take(void *ctx, const struct ap_leak *leak)
{
    struct screen *s = ctx;
    if (leak->detector->cls != AP_CLASS_SECRET || leak->severity < AP_HIGH || s->n_hits == HITS_MAX)
        return;
    s->hits[s->n_hits++] = (struct hit){(size_t)leak->from, (size_t)leak->to};
    if (s->silent)
        return;
    struct ap_place place = place_of(s, leak->bytes);
    struct ap_finding *f = ap_finding_add(&s->ev->findings, s->mem, AP_SEC011, s->subject, place,
                                          "%.*s in %.*s: %.*s", AP_FMT(leak->detector->title),
                                          AP_FMT(s->what), AP_FMT(ap_scan_preview(leak, s->mem)));
    f->item = s->item;
}

static struct ap_str
masked(struct screen *s, struct ap_str text)
{
    struct ap_buf out = {0};
    size_t at = 0;
    for (size_t i = 0; i < s->n_hits; i++) {
        const struct hit *h = &s->hits[i];
        if (h->from < at) {
            at = h->to > at ? h->to : at;
            continue;
        }
        ap_buf_add(&out, text.ptr + at, h->from - at);
        ap_buf_add_c(&out, MASK);
        at = h->to;
    }
    ap_buf_add(&out, text.ptr + at, text.len - at);
    struct ap_str copy = ap_arena_copy(s->mem, ap_buf_str(&out));
    ap_buf_release(&out);
    return copy;
}

/* True when it held a secret. What cannot be searched to its end goes as a whole. */
static bool
pass(struct screen *s, struct ap_str *text)
{
    if (text->len < SHORTEST)
        return false;
    s->n_hits = 0;
    bool whole = ap_scanner_text(s->scanner, *text, NULL, take, s);
    if (!whole || s->n_hits == HITS_MAX)
        *text = AP_STR(MASK);
    else if (s->n_hits > 0)
        *text = masked(s, *text);
    return !whole || s->n_hits > 0;
}

/* --- the workspace -------------------------------------------------------------------------------- */

static void
visit(void *ctx, struct ap_str key, struct ap_str *text, struct ap_place place)
{
    struct screen *s = ctx;
    s->what = key;
    s->place = place;
    (void)pass(s, text);
}

static void
begin_file(struct screen *s, struct ap_str file)
{
    s->subject = file;
    s->item = AP_NONE;
    s->files[0] = file;
    s->files[1] = s->files[2] = AP_STR_NONE;
}

static void
pass_in(struct screen *s, const char *what, struct ap_place place, struct ap_str *text)
{
    begin_file(s, place.file);
    visit(s, ap_str_from(what), text, place);
}

static void
pass_refs(struct screen *s, const char *what, struct ap_refs *refs)
{
    for (size_t i = 0; i < refs->n; i++)
        pass_in(s, what, refs->items[i].place, &refs->items[i].text);
}

/* Texts of overlays; the built-in library holds none that is secret, and detectors hold what looks like one. */
static void
visit_library(void *ctx, struct ap_str key, struct ap_str *text, struct ap_place place)
{
    struct screen *s = ctx;
    if (ap_str_starts(place.file, AP_STR("builtin:")) || ap_str_starts(key, AP_STR("detectors")))
        return;
    struct ap_str told = *text;
    s->n_hits = 0;
    begin_file(s, place.file.len ? place.file : AP_STR("library"));
    visit(s, key, text, place);
    if (s->n_hits > 0)
        *ap_vec_push(s->mem, &s->told) = told;
}

static bool
was_told(const struct screen *s, struct ap_str text)
{
    for (size_t i = 0; i < s->told.n; i++)
        if (ap_str_eq(s->told.items[i], text))
            return true;
    return false;
}

static void
pass_tables(struct screen *s)
{
    struct ap_workspace *ws = s->ws;
    for (size_t i = 0; i < ws->tracked.n; i++) {
        struct ap_tracked *t = &ws->tracked.items[i];
        pass_in(s, "ID", t->place, &t->id);
        pass_in(s, "Title", t->place, &t->title);
        pass_in(s, "Owner", t->place, &t->owner);
        pass_in(s, "Status", t->place, &t->status);
        pass_refs(s, "Control ID", &t->controls);
        for (size_t k = 0; k < t->evidence.n; k++)
            pass_in(s, "Evidence", t->place, &t->evidence.items[k]);
    }
    for (size_t i = 0; i < ws->requests.n; i++) {
        struct ap_request *r = &ws->requests.items[i];
        pass_in(s, "Request ID", r->place, &r->id);
        pass_in(s, "Text", r->place, &r->text);
        pass_in(s, "Auditor Status", r->place, &r->auditor_status);
        pass_in(s, "Comment", r->place, &r->comment);
        pass_refs(s, "Control ID", &r->controls);
        pass_refs(s, "Requirement", &r->requirements);
        for (size_t k = 0; k < r->samples.n; k++)
            pass_in(s, "Sample ID", r->place, &r->samples.items[k]);
    }
    for (size_t i = 0; i < ws->samples.n; i++) {
        struct ap_sample *sample = &ws->samples.items[i];
        pass_in(s, "Sample ID", sample->place, &sample->id);
        pass_in(s, "Requirement", sample->place, &sample->requirement.text);
        pass_in(s, "Selected By", sample->place, &sample->selected_by);
        pass_in(s, "Item", sample->place, &sample->item);
    }
}

static void
pass_allowed(struct screen *s, struct ap_allow_list *list)
{
    for (size_t i = 0; list && i < list->n; i++) {
        struct ap_allow_entry *e = &list->items[i];
        pass_in(s, "by", e->place, &e->by);
        pass_in(s, "approved-by", e->place, &e->approved_by);
        pass_in(s, "reason", e->place, &e->reason);
    }
}

/* --- the evidence --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t offset;
} item_texts[] = {
    {"title", offsetof(struct ap_item, title)},
    {"owner", offsetof(struct ap_item, owner)},
    {"source", offsetof(struct ap_item, source)},
    {"audience", offsetof(struct ap_item, audience)},
    {"extraction.query", offsetof(struct ap_item, extraction.query)},
    {"extraction.run_by", offsetof(struct ap_item, extraction.run_by)},
};

static void
pass_field(struct screen *s, size_t slot, const char *name, struct ap_str *text)
{
    if (text->len == 0 || (slot < N_SEEN && ap_str_eq(*text, s->seen[slot])))
        return;
    s->what = ap_str_from(name);
    const bool silent = s->silent;
    s->silent = silent || was_told(s, *text);
    if (!pass(s, text) && slot < N_SEEN)
        s->seen[slot] = *text;
    s->silent = silent;
}

static void
pass_link(struct screen *s, struct ap_link *link)
{
    pass_field(s, N_SEEN, "url", &link->url);
    pass_field(s, N_SEEN, "observed.by", &link->observed_by);
    pass_field(s, N_SEEN, "observed.system", &link->observed_system);
    pass_field(s, N_SEEN, "observed.method", &link->observed_method);
    pass_field(s, N_SEEN, "observed.note", &link->observed_note);
}

/* A secret in a name leaves with the file. */
static void
pass_name(struct screen *s, struct ap_item *item)
{
    struct ap_str real = item->path;
    s->subject = item->path;
    s->silent = true;
    bool held = pass(s, &item->path);
    if (held) {
        s->silent = false;
        s->subject = item->path;
        s->what = AP_STR("the file's name");
        s->place = (struct ap_place){item->path, 0, 0};
        memset(s->files, 0, sizeof s->files);
        (void)pass(s, &real);
        struct ap_record *record = &s->insp->records[item->index];
        if (record->admission == AP_ADMITTED)
            record->admission = AP_WITHHELD_SECRET;
        item->rel = ap_str_slice(item->path, ap_str_find(item->path, '/') + 1, item->path.len);
        item->name = item->canonical_name = ap_path_base(item->path);
    }
    (void)pass(s, &item->sidecar);
    s->silent = false;
}

static void
pass_item(struct screen *s, struct ap_item *item)
{
    struct ap_str sidecar = item->sidecar;
    pass_name(s, item);
    s->subject = item->path;
    s->item = item->index;
    s->place = (struct ap_place){item->path, 0, 0};
    s->files[0] = item->link ? item->path : sidecar;
    s->files[1] = s->ws->evidence.register_file;
    s->files[2] = s->ws->file;
    size_t slot = 0;
    for (; slot < AP_COUNT(item_texts); slot++)
        pass_field(s, slot, item_texts[slot].name,
                   (struct ap_str *)(void *)((char *)item + item_texts[slot].offset));
    for (size_t i = 0; i < item->reviews.n; i++) {
        struct ap_review *r = &item->reviews.items[i];
        pass_field(s, slot, "review.by", &r->by);
        pass_field(s, slot + 1, "review.ref", &r->ref);
        pass_field(s, slot + 2, "review.note", &r->note);
    }
    slot += 3;
    for (size_t i = 0; i < item->serves.n; i++) {
        pass_field(s, slot, "serves.requirement", &item->serves.items[i].requirement.text);
        pass_field(s, slot + 1, "serves.where", &item->serves.items[i].where);
    }
    for (size_t i = 0; i < item->samples.n; i++)
        pass_field(s, slot + 2, "samples", &item->samples.items[i]);
    for (size_t i = 0; i < item->extra.n; i++)
        pass_field(s, N_SEEN, "a field of the library", &item->extra.items[i].value);
    if (item->derived_from)
        pass_field(s, slot + 3, "derived_from.by", &item->derived_from->by);
    if (item->received) {
        pass_field(s, slot + 4, "received.by", &item->received->by);
        pass_field(s, slot + 5, "received.run", &item->received->run);
    }
    if (item->link)
        pass_link(s, item->link);
}

static void
pass_announced(struct screen *s, struct ap_announcement *a)
{
    pass_in(s, "File", a->place, &a->file);
    pass_in(s, "Evidence Title", a->place, &a->title);
    pass_in(s, "Evidence Owner", a->place, &a->owner);
}

static void
pass_slot(struct screen *s, struct ap_slot *slot)
{
    pass_field(s, N_SEEN - 1, "owner", &slot->owner);
    if (slot->kind == AP_SLOT_SAMPLE) {
        (void)pass(s, &slot->id);
        (void)pass(s, &slot->period);
    }
}

/* What was said before: made of the strings above, which were reported already. */
static void
pass_findings(struct screen *s, struct ap_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        struct ap_finding *f = findings->items[i];
        if (f->item != AP_NONE && f->code != AP_SEC011)
            f->subject = s->ev->items.items[f->item].path;
        else
            (void)pass(s, &f->subject);
        (void)pass(s, &f->place.file);
        (void)pass(s, &f->message);
        (void)pass(s, &f->fix);
    }
}

static void
pass_faults(struct screen *s, struct ap_diag *dg)
{
    for (size_t i = 0; i < dg->n; i++) {
        (void)pass(s, &dg->items[i].message);
        (void)pass(s, &dg->items[i].hint);
        (void)pass(s, &dg->items[i].place.file);
    }
}

void
ap_screen(const struct ap_scan_setup *setup, const struct ap_screened *in, struct ap_arena *mem)
{
    struct ap_evidence *ev = in->ev;
    struct screen s = {.scanner = ap_scanner_new(setup->rules),
                       .ws = in->ws,
                       .ev = ev,
                       .insp = in->insp,
                       .mem = mem};
    begin_file(&s, in->ws->file);
    ap_schema_each_text(&ap_workspace_schema, in->ws, mem, visit, &s);
    ap_library_each_text(in->lib, mem, visit_library, &s);
    pass_tables(&s);
    pass_allowed(&s, setup->allow);
    for (size_t i = 0; i < ev->items.n; i++)
        pass_item(&s, &ev->items.items[i]);
    for (size_t i = 0; i < ev->announced.n; i++)
        pass_announced(&s, &ev->announced.items[i]);
    s.silent = true;
    for (size_t i = 0; i < in->cat->slots.n; i++)
        pass_slot(&s, &in->cat->slots.items[i]);
    pass_findings(&s, &ev->findings);
    for (size_t i = 0; i < ev->items.n; i++)
        pass_findings(&s, &in->insp->records[i].findings);
    pass_faults(&s, in->dg);
    ap_scanner_free(s.scanner);
}

void
ap_screen_library(const struct ap_scan_rules *rules, struct ap_workspace *ws,
                  struct ap_library *lib, struct ap_arena *mem)
{
    struct screen s = {.scanner = ap_scanner_new(rules), .mem = mem, .silent = true};
    if (ws)
        ap_schema_each_text(&ap_workspace_schema, ws, mem, visit, &s);
    ap_library_each_text(lib, mem, visit_library, &s);
    ap_scanner_free(s.scanner);
}

void
ap_screen_faults(const struct ap_scan_rules *rules, struct ap_arena *mem, struct ap_diag *dg)
{
    struct screen s = {.scanner = ap_scanner_new(rules), .mem = mem, .silent = true};
    pass_faults(&s, dg);
    ap_scanner_free(s.scanner);
}
