/* Formats of a requirement: groups become extensions, two spellings of one format stand together.
 * Place in the flow: library, part of the resolver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/resolve.h"

#define EXT_BYTES 10

static const struct {
    const char *group;
    const char *extensions; /* separated by blanks */
} groups[] = {
    {"document", "pdf docx md txt html"},
    {"table", "csv xlsx"},
    {"export", "json jsonl yaml xml csv txt log conf"},
    {"image", "png jpg jpeg"},
    {"mail", "eml msg"},
};

static const struct {
    const char *a, *b;
} synonyms[] = {{"yaml", "yml"}, {"jpg", "jpeg"}};

static void
add_one(struct ap_resolver *r, struct ap_requirement *req, struct ap_str extension)
{
    if (!ap_strs_has(&req->extensions, extension))
        *ap_vec_push(r->mem, &req->extensions) = extension;
}

static void
add(struct ap_resolver *r, struct ap_requirement *req, struct ap_str extension)
{
    add_one(r, req, extension);
    for (size_t i = 0; i < AP_COUNT(synonyms); i++) {
        if (ap_str_is(extension, synonyms[i].a))
            add_one(r, req, ap_str_from(synonyms[i].b));
        else if (ap_str_is(extension, synonyms[i].b))
            add_one(r, req, ap_str_from(synonyms[i].a));
    }
}

/* Lower case, or an empty view when the word is no extension. */
static struct ap_str
as_extension(struct ap_resolver *r, struct ap_str word)
{
    char lower[EXT_BYTES];
    if (!word.len || word.len > EXT_BYTES)
        return AP_STR_NONE;
    for (size_t i = 0; i < word.len; i++) {
        char c = ap_lower(word.ptr[i]);
        if (!ap_is_lower(c) && !ap_is_digit(c))
            return AP_STR_NONE;
        lower[i] = c;
    }
    return ap_arena_copy(r->mem, (struct ap_str){lower, word.len});
}

static void
expand(struct ap_resolver *r, struct ap_requirement *req, struct ap_str word)
{
    for (size_t i = 0; i < AP_COUNT(groups); i++) {
        if (!ap_str_is(word, groups[i].group))
            continue;
        struct ap_str rest = ap_str_from(groups[i].extensions);
        while (rest.ptr)
            add(r, req, ap_str_cut(&rest, ' '));
        return;
    }
    struct ap_str extension = as_extension(r, word);
    if (extension.len) {
        add(r, req, extension);
        return;
    }
    struct ap_diagnostic *d = ap_resolver_fault(
        r, AP_LIB007, req->place,
        ap_arena_printf(&r->scratch, "format \"%.*s\" is neither an extension nor a group",
                        AP_FMT(word)));
    ap_diag_hint(r->dg, d,
                 "write an extension such as pdf, or document, table, export, image, mail");
}

void
ap_resolve_formats(struct ap_resolver *r, struct ap_requirement *req)
{
    for (size_t i = 0; i < req->formats.n; i++)
        expand(r, req, req->formats.items[i]);
    if (req->formats.n && !req->extensions.n)
        ap_resolver_fault(r, AP_LIB016, req->place,
                          ap_arena_printf(&r->scratch, "the formats of \"%.*s\" leave no extension",
                                          AP_FMT(req->ref)));
}
