/* Compiled templates.
 * Place in the flow: report; private to template*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/template.h"

enum ap_token_kind {
    AP_TOKEN_TEXT,
    AP_TOKEN_VARIABLE,
    AP_TOKEN_RAW,
    AP_TOKEN_SECTION,
    AP_TOKEN_INVERTED,
    AP_TOKEN_PARTIAL,
};

struct ap_token {
    enum ap_token_kind kind;
    struct ap_str text;   /* the text, or the name */
    struct ap_str indent; /* of a partial that stands alone on its line */
    size_t end;           /* of a section: the token behind it */
    size_t offset;        /* in the source */
};
AP_VEC(ap_tokens, struct ap_token);

struct ap_template {
    struct ap_str name, indent;
    struct ap_str file, source;
    struct ap_tokens tokens;
    bool checked;
};
AP_VEC(ap_template_list, struct ap_template *);

struct ap_templates {
    ap_template_source_fn *source;
    const void *self;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_template_list list; /* compiled so far */
};

/** Report a fault at an offset of a source. */
int ap_template_fault(const struct ap_templates *templates, const struct ap_template *at,
                      size_t offset, int result, const char *fmt, ...) AP_PRINTF(5, 6);
/** Cut the source into tokens. errors AP_E_INVALID, AP_E_LIMIT */
AP_CHECKED int ap_template_compile(const struct ap_templates *templates, struct ap_template *ret);
/** The compiled template, with `indent` before each of its lines. errors also AP_E_NOTFOUND, which is not said */
AP_CHECKED int ap_template_get(struct ap_templates *templates, struct ap_str name,
                               struct ap_str indent, struct ap_template **ret_template);
