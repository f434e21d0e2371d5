/* PDF objects (qpdf's C interface) in memory: dictionaries, arrays, streams, without a word printed.
 * Place in the flow: port; apipack-extract reads PDF text with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_pdf; /* one document, one thread */

/** An object of a document; 0: none, or null. Valid until ap_pdf_forget(). */
typedef uint32_t ap_pdf_obj;

/** Open the PDF in `bytes`, which must outlive it. Damage is repaired as far as qpdf can.
 *  errors AP_E_SYNTAX (no PDF that can be read), AP_E_INVALID (a password is needed) */
AP_CHECKED int ap_pdf_open(struct ap_str bytes, struct ap_pdf **ret_pdf);
void ap_pdf_close(struct ap_pdf *pdf); /* NULL is fine */
/** Content may have been lost to damage since it was opened. Faults that lose nothing (a wrong offset, a wrong length, a
 *  table that could be made again) do not count. */
bool ap_pdf_is_damaged(struct ap_pdf *pdf);
/** Its table of objects was made again from what lies in the file: objects in object streams are not in it. */
bool ap_pdf_is_rebuilt(struct ap_pdf *pdf);
/** All objects that were asked for so far are given back. */
void ap_pdf_forget(struct ap_pdf *pdf);

/** 0 when the tree of pages is broken. */
uint32_t ap_pdf_pages(struct ap_pdf *pdf);
ap_pdf_obj ap_pdf_page(struct ap_pdf *pdf, uint32_t index);
ap_pdf_obj ap_pdf_trailer(struct ap_pdf *pdf);
/** The object with this number, generation 0 or what the file has last; 0 if there is none. */
ap_pdf_obj ap_pdf_object(struct ap_pdf *pdf, uint32_t number);
/** Its number in the file; 0: it is written in place. */
uint32_t ap_pdf_number_of(struct ap_pdf *pdf, ap_pdf_obj obj);

enum ap_pdf_type {
    AP_PDF_IS_OTHER, /* nothing, or a number, a boolean */
    AP_PDF_IS_STRING,
    AP_PDF_IS_NAME,
    AP_PDF_IS_ARRAY,
    AP_PDF_IS_DICT,
    AP_PDF_IS_STREAM,
};
enum ap_pdf_type ap_pdf_type(struct ap_pdf *pdf, ap_pdf_obj obj);
bool ap_pdf_is_dict(struct ap_pdf *pdf, ap_pdf_obj obj);
bool ap_pdf_is_array(struct ap_pdf *pdf, ap_pdf_obj obj);
bool ap_pdf_is_stream(struct ap_pdf *pdf, ap_pdf_obj obj);
/** The value of `key` ("/Font") in a dictionary, or in that of a stream. */
ap_pdf_obj ap_pdf_get(struct ap_pdf *pdf, ap_pdf_obj obj, const char *key);
uint32_t ap_pdf_count(struct ap_pdf *pdf, ap_pdf_obj array);
ap_pdf_obj ap_pdf_item(struct ap_pdf *pdf, ap_pdf_obj array, uint32_t index);
/** Begin to walk through the keys of a dictionary or of a stream's; one walk at a time. */
void ap_pdf_keys(struct ap_pdf *pdf, ap_pdf_obj obj);
/** The next key with its '/', or NULL; valid until the next call. */
const char *ap_pdf_next_key(struct ap_pdf *pdf);

/** A number, or `other` if it is none. */
double ap_pdf_real(struct ap_pdf *pdf, ap_pdf_obj obj, double other);
/** A name with its '/', or an empty view; valid until the next call. */
struct ap_str ap_pdf_name(struct ap_pdf *pdf, ap_pdf_obj obj);
bool ap_pdf_name_is(struct ap_pdf *pdf, ap_pdf_obj obj, const char *name);
/** A string as UTF-8; valid until the next call. */
struct ap_str ap_pdf_text(struct ap_pdf *pdf, ap_pdf_obj obj);

/** The decoded bytes of a stream on the heap, which the caller frees.
 *  errors AP_E_NOTFOUND (a filter that keeps pictures), AP_E_SYNTAX (damaged, or too large for memory) */
AP_CHECKED int ap_pdf_stream(struct ap_pdf *pdf, ap_pdf_obj obj, struct ap_str *ret_bytes);
/** The same for all content of a page, in order. */
AP_CHECKED int ap_pdf_content(struct ap_pdf *pdf, ap_pdf_obj page, struct ap_str *ret_bytes);
