/* XML reading (libxml2) as events, fed piece by piece; no document type, no entities, no network.
 * Place in the flow: port; workbooks are read through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_XML_MAX_DEPTH 128
#define AP_XML_MAX_ATTRS 256

/** Names are local, without prefix. Views are valid during the call. */
struct ap_xml_attr {
    struct ap_str space; /* the namespace's address, or empty */
    struct ap_str name;
    struct ap_str value;
};

/** A negative result stops the reading and is handed on. Text comes in pieces, CDATA too. */
struct ap_xml_events {
    int (*open)(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n);
    int (*close)(void *ctx, struct ap_str name);
    int (*text)(void *ctx, struct ap_str text);
};

struct ap_xml; /* one document, one thread */

struct ap_xml *ap_xml_new(const struct ap_xml_events *events, void *ctx);
void ap_xml_free(struct ap_xml *xml); /* NULL is fine */
/** Feed the next bytes, and say that they were the last. After an error every call gives the same error.
 *  errors AP_E_SYNTAX (not well-formed, or beyond libxml2's own bounds: 10 MB of one value), AP_E_LIMIT (a bound above),
 *         AP_E_INVALID (a document type, thus perhaps entities), or what an event gave */
AP_CHECKED int ap_xml_feed(struct ap_xml *xml, struct ap_str piece);
AP_CHECKED int ap_xml_end(struct ap_xml *xml);
/** The value of the attribute without namespace, or an empty view. */
struct ap_str ap_xml_attr(const struct ap_xml_attr *attrs, size_t n, const char *name);
