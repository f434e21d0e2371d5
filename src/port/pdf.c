/* PDF objects (qpdf's C interface) in memory: dictionaries, arrays, streams, without a word printed.
 * Place in the flow: port; apipack-extract reads PDF text with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/pdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

struct ap_pdf {
    qpdf_data q;
    ap_pdf_obj keys; /* the dictionary that is walked through */
    bool damaged, rebuilt;
};

/** What qpdf warns of and then reads on without loss, by its words: it has no finer codes. What is not here counts as
 *  loss. */
static const char *const harmless[] = {
    /* the table of objects, which is made again */
    "file is damaged",
    "Attempting to reconstruct cross-reference table",
    "can't find startxref",
    "xref not found",
    "xref syntax invalid",
    "invalid xref entry",
    "accepting invalid xref table entry",
    "extraneous whitespace seen before xref",
    "expected n n obj",
    "object has offset 0",
    "reported number of objects",
    "is not one plus the highest object number",
    /* the edges of objects and streams */
    "expected endobj",
    "EOF after endobj",
    "stream keyword",
    "/Length key",
    "expected endstream",
    "attempting to recover stream length",
    "recovered stream length",
    /* words within them, which are kept as they can be */
    "empty object treated as null",
    "treating as string",
    "treating unexpected",
    "expected dictionary key but found non-name object",
    "dictionary ended prematurely",
    "dictionary has duplicated key",
    /* the tree of pages */
    "should be /Page",
    "appears more than once in the pages tree",
    "kid ",
    /* a question to an object of another type, which has no answer */
    "operation for ",
};

static bool
is_harmless(struct ap_pdf *pdf, qpdf_error warning)
{
    struct ap_str words = ap_str_from(qpdf_get_error_message_detail(pdf->q, warning));
    if (qpdf_get_error_code(pdf->q, warning) == qpdf_e_linearization)
        return true;
    pdf->rebuilt |= ap_str_contains(words, AP_STR("reconstruct"));
    for (size_t i = 0; i < AP_COUNT(harmless); i++)
        if (ap_str_contains(words, ap_str_from(harmless[i])))
            return true;
    return false;
}

/* Errors are kept by qpdf until they are fetched. */
static void
note_faults(struct ap_pdf *pdf)
{
    if (qpdf_has_error(pdf->q)) {
        (void)qpdf_get_error(pdf->q);
        pdf->damaged = true;
    }
    while (qpdf_more_warnings(pdf->q)) {
        qpdf_error warning = qpdf_next_warning(pdf->q);
        pdf->damaged |= !is_harmless(pdf, warning);
    }
}

int
ap_pdf_open(struct ap_str bytes, struct ap_pdf **ret_pdf)
{
    struct ap_pdf *pdf = ap_xmalloc(sizeof *pdf);
    *pdf = (struct ap_pdf){.q = qpdf_init()};
    qpdf_silence_errors(pdf->q);
    qpdf_set_suppress_warnings(pdf->q, QPDF_TRUE);
    int r = AP_OK;
    if (qpdf_read_memory(pdf->q, "pdf", bytes.ptr, bytes.len, NULL) & QPDF_ERRORS) {
        bool locked = qpdf_has_error(pdf->q) &&
                      qpdf_get_error_code(pdf->q, qpdf_get_error(pdf->q)) == qpdf_e_password;
        r = locked ? AP_E_INVALID : AP_E_SYNTAX;
    }
    if (r < 0)
        ap_pdf_close(pdf);
    else
        *ret_pdf = pdf;
    return r;
}

void
ap_pdf_close(struct ap_pdf *pdf)
{
    if (!pdf)
        return;
    qpdf_cleanup(&pdf->q);
    free(pdf);
}

bool
ap_pdf_is_damaged(struct ap_pdf *pdf)
{
    note_faults(pdf);
    return pdf->damaged;
}

bool
ap_pdf_is_rebuilt(struct ap_pdf *pdf)
{
    note_faults(pdf);
    return pdf->rebuilt;
}

void
ap_pdf_forget(struct ap_pdf *pdf)
{
    note_faults(pdf);
    qpdf_oh_release_all(pdf->q);
}

/* Each call into qpdf costs: the type is asked for once, and not "is it this, is it that". */
static enum qpdf_object_type_e
type_of(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    return obj ? qpdf_oh_get_type_code(pdf->q, obj) : ot_null;
}

/* Null stands for "not there". */
static ap_pdf_obj
known(struct ap_pdf *pdf, qpdf_oh oh)
{
    enum qpdf_object_type_e type = type_of(pdf, oh);
    return type == ot_null || type == ot_uninitialized || type == ot_reserved ? 0 : oh;
}

uint32_t
ap_pdf_pages(struct ap_pdf *pdf)
{
    int n = qpdf_get_num_pages(pdf->q);
    note_faults(pdf);
    return n > 0 ? (uint32_t)n : 0;
}

ap_pdf_obj
ap_pdf_page(struct ap_pdf *pdf, uint32_t index)
{
    return known(pdf, qpdf_get_page_n(pdf->q, index));
}

ap_pdf_obj
ap_pdf_trailer(struct ap_pdf *pdf)
{
    return known(pdf, qpdf_get_trailer(pdf->q));
}

ap_pdf_obj
ap_pdf_object(struct ap_pdf *pdf, uint32_t number)
{
    return number > INT32_MAX ? 0 : known(pdf, qpdf_get_object_by_id(pdf->q, (int)number, 0));
}

uint32_t
ap_pdf_number_of(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    int number = obj ? qpdf_oh_get_object_id(pdf->q, obj) : 0;
    return number > 0 ? (uint32_t)number : 0;
}

enum ap_pdf_type
ap_pdf_type(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    switch (type_of(pdf, obj)) {
    case ot_string:
        return AP_PDF_IS_STRING;
    case ot_name:
        return AP_PDF_IS_NAME;
    case ot_array:
        return AP_PDF_IS_ARRAY;
    case ot_dictionary:
        return AP_PDF_IS_DICT;
    case ot_stream:
        return AP_PDF_IS_STREAM;
    default:
        return AP_PDF_IS_OTHER;
    }
}

bool
ap_pdf_is_dict(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    return type_of(pdf, obj) == ot_dictionary;
}

bool
ap_pdf_is_array(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    return type_of(pdf, obj) == ot_array;
}

bool
ap_pdf_is_stream(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    return type_of(pdf, obj) == ot_stream;
}

static qpdf_oh
dict_of(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    switch (type_of(pdf, obj)) {
    case ot_dictionary:
        return obj;
    case ot_stream:
        return qpdf_oh_get_dict(pdf->q, obj);
    default:
        return 0;
    }
}

ap_pdf_obj
ap_pdf_get(struct ap_pdf *pdf, ap_pdf_obj obj, const char *key)
{
    qpdf_oh dict = dict_of(pdf, obj);
    return dict ? known(pdf, qpdf_oh_get_key(pdf->q, dict, key)) : 0;
}

uint32_t
ap_pdf_count(struct ap_pdf *pdf, ap_pdf_obj array)
{
    int n = ap_pdf_is_array(pdf, array) ? qpdf_oh_get_array_n_items(pdf->q, array) : 0;
    return n > 0 ? (uint32_t)n : 0;
}

ap_pdf_obj
ap_pdf_item(struct ap_pdf *pdf, ap_pdf_obj array, uint32_t index)
{
    return index < ap_pdf_count(pdf, array)
               ? known(pdf, qpdf_oh_get_array_item(pdf->q, array, (int)index))
               : 0;
}

void
ap_pdf_keys(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    pdf->keys = dict_of(pdf, obj);
    if (pdf->keys)
        qpdf_oh_begin_dict_key_iter(pdf->q, pdf->keys);
}

const char *
ap_pdf_next_key(struct ap_pdf *pdf)
{
    return pdf->keys && qpdf_oh_dict_more_keys(pdf->q) ? qpdf_oh_dict_next_key(pdf->q) : NULL;
}

double
ap_pdf_real(struct ap_pdf *pdf, ap_pdf_obj obj, double other)
{
    double value = other;
    if (obj && qpdf_oh_is_number(pdf->q, obj) && qpdf_oh_get_value_as_number(pdf->q, obj, &value))
        return value;
    return other;
}

struct ap_str
ap_pdf_name(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    if (type_of(pdf, obj) != ot_name)
        return AP_STR_NONE;
    const char *name = qpdf_oh_get_name(pdf->q, obj);
    return (struct ap_str){name, qpdf_get_last_string_length(pdf->q)};
}

bool
ap_pdf_name_is(struct ap_pdf *pdf, ap_pdf_obj obj, const char *name)
{
    return ap_str_is(ap_pdf_name(pdf, obj), name);
}

struct ap_str
ap_pdf_text(struct ap_pdf *pdf, ap_pdf_obj obj)
{
    size_t n = 0;
    if (type_of(pdf, obj) != ot_string)
        return AP_STR_NONE;
    const char *text = qpdf_oh_get_binary_utf8_value(pdf->q, obj, &n);
    return (struct ap_str){text, text ? n : 0};
}

int
ap_pdf_stream(struct ap_pdf *pdf, ap_pdf_obj obj, struct ap_str *ret_bytes)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    int r = qpdf_oh_get_stream_data(pdf->q, obj, qpdf_dl_specialized, &filtered, NULL, NULL);
    if (r & QPDF_ERRORS) {
        note_faults(pdf);
        return AP_E_SYNTAX;
    }
    if (!filtered)
        return AP_E_NOTFOUND;
    r = qpdf_oh_get_stream_data(pdf->q, obj, qpdf_dl_specialized, &filtered, &bytes, &n);
    note_faults(pdf);
    if (r & QPDF_ERRORS) {
        free(bytes);
        return AP_E_SYNTAX;
    }
    *ret_bytes = (struct ap_str){(char *)bytes, bytes ? n : 0};
    return AP_OK;
}

int
ap_pdf_content(struct ap_pdf *pdf, ap_pdf_obj page, struct ap_str *ret_bytes)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    int r = qpdf_oh_get_page_content_data(pdf->q, page, &bytes, &n);
    note_faults(pdf);
    if (r & QPDF_ERRORS) {
        free(bytes);
        return AP_E_SYNTAX;
    }
    *ret_bytes = (struct ap_str){(char *)bytes, bytes ? n : 0};
    return AP_OK;
}
