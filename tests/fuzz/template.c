/* Any bytes as a template, with themselves as partial: bounded, and nothing but its markup comes out unescaped.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/template.h"

#include <stdlib.h>

#include "base/cleanup.h"

static void
element(const void *user, const void *self, size_t i, struct ap_value *out, struct ap_arena *mem)
{
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    (void)self;
    ap_fields_number(fields, "i", i);
    ap_fields_list(fields, "l", 2, element, NULL);
}

static int
source(const void *self, struct ap_str name, struct ap_str *ret_text, struct ap_str *ret_file)
{
    if (name.len > 1)
        return AP_E_NOTFOUND;
    *ret_text = *(const struct ap_str *)self;
    *ret_file = name;
    return AP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str text = {(const char *)bytes, n < 512 ? n : 512};
    struct ap_diag dg;
    struct ap_value root;
    ap_diag_init(&dg, &mem);
    struct ap_fields *fields = ap_fields_new(&root, &mem);
    ap_fields_text(fields, "t", AP_STR("\x01<&"));
    ap_fields_flag(fields, "f", true);
    ap_fields_list(fields, "l", 3, element, NULL);
    struct ap_templates *templates = ap_templates_new(source, &text, &mem, &dg);
    int r = ap_template_render(templates, AP_STR("p"), fields, NULL, &out);
    if (r && dg.n == 0 && r != AP_E_LIMIT)
        abort();
    for (size_t i = 0; i < out.len; i++)
        if (out.ptr[i] == 1 && ap_str_find(text, '\x01') == text.len)
            abort();
    return 0;
}
