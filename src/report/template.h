/* Logic-less templates: the core of Mustache (variables, sections, inverted sections, comments, partials, delimiters).
 * Place in the flow: report; the HTML pages are rendered by it. docs/formats/templates.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"
#include "diag/diag.h"

#define AP_TEMPLATE_MAX_BYTES   (1u << 20) /* of one template */
#define AP_TEMPLATE_MAX_TOKENS  65536u     /* of one template */
#define AP_TEMPLATE_MAX_DEPTH   64u        /* sections within each other, over all partials */
#define AP_TEMPLATE_MAX_PARTIAL 32u        /* partials within each other */
#define AP_TEMPLATE_MAX_LIST    512u       /* templates of one rendering, a partial counts once for each indentation */
#define AP_TEMPLATE_MAX_OUTPUT  (512u << 20)
#define AP_TEMPLATE_MAX_STEPS   100000000u /* tokens that one rendering may pass */

/* --- what a template is rendered with ------------------------------------------------------------- */

enum ap_value_kind { AP_VALUE_NONE, AP_VALUE_FLAG, AP_VALUE_TEXT, AP_VALUE_FIELDS, AP_VALUE_LIST };

struct ap_fields;
struct ap_value;
/** Makes element `i` of a list when the template comes to it; what it makes lives in out->mem until the next one. */
typedef void ap_element_fn(const void *user, const void *self, size_t i, struct ap_value *out,
                           struct ap_arena *mem);

struct ap_value {
    enum ap_value_kind kind;
    bool flag;   /* FLAG */
    bool markup; /* TEXT made by us, which {{{name}}} inserts as it is; other text is always escaped */
    struct ap_str text;
    const struct ap_fields *fields;
    size_t n; /* LIST */
    ap_element_fn *element;
    const void *self;
};

struct ap_field_value {
    struct ap_str key;
    struct ap_value value;
};

/** The names that a template can use at one place. */
struct ap_fields {
    struct ap_arena *mem;
    struct ap_field_value *items;
    size_t n;
    size_t cap;
};

void ap_fields_text(struct ap_fields *fields, const char *key, struct ap_str text);
void ap_fields_markup(struct ap_fields *fields, const char *key, struct ap_str markup);
void ap_fields_number(struct ap_fields *fields, const char *key, uint64_t number);
void ap_fields_flag(struct ap_fields *fields, const char *key, bool flag);
/** `self` must live as long as the rendering, or as the element that this is a field of. */
void ap_fields_list(struct ap_fields *fields, const char *key, size_t n, ap_element_fn *element,
                    const void *self);
void ap_fields_value(struct ap_fields *fields, struct ap_str key, struct ap_value value);
/** New fields for an element: `out` becomes them. */
struct ap_fields *ap_fields_new(struct ap_value *out, struct ap_arena *mem);

/* --- templates ------------------------------------------------------------------------------------ */

/** Finds the text of a template by name. AP_E_NOTFOUND: there is none. */
typedef int ap_template_source_fn(const void *self, struct ap_str name, struct ap_str *ret_text,
                                  struct ap_str *ret_file);

struct ap_templates;

/** `dg`: where faults of templates are said (CLI030, with their place). */
struct ap_templates *ap_templates_new(ap_template_source_fn *source, const void *self,
                                      struct ap_arena *mem, struct ap_diag *dg);
/** Compile a template and all partials that it reaches; a partial that does not exist is a fault too.
 *  errors AP_E_INVALID, AP_E_LIMIT, AP_E_NOTFOUND */
AP_CHECKED int ap_templates_check(struct ap_templates *templates, struct ap_str name);
/** Append the rendering. Lists are made element by element; a partial that does not exist is nothing.
 *
 *  user    handed to every ap_element_fn
 *  errors  AP_E_INVALID (not a template), AP_E_LIMIT (a bound above), AP_E_NOTFOUND (no template `name`); said in `dg` */
AP_CHECKED int ap_template_render(struct ap_templates *templates, struct ap_str name,
                                  const struct ap_fields *root, const void *user,
                                  struct ap_buf *out);
