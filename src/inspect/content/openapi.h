/* The operations of an OpenAPI document as rows of an endpoint list.
 * Place in the flow: inspect, below endpoint-list.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/rowset.h"

/** True for a mapping with `openapi: 3…` and `paths`. */
bool ap_openapi_is(const struct ap_node *root);
/** One row for each operation, into the set's rows:
 *    path, method  as in `paths`
 *    class         x-endpoint-class or another name of the field, at the operation, its path or the document; else the first tag
 *                  that is an endpoint class
 *    kind          x-privileged-kind or another name, else operationId, summary and tags
 *    scope         scopes of `security` (of the operation, else of the document), or x-required-scope
 *    privileged    x-privileged */
void ap_openapi_rows(const struct ap_node *root, struct ap_rowset *set);
