/* Any bytes as an access log, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "10.0.0.1 - ann [14/May/2026:10:00:00 +0000] \"GET /v1/a HTTP/1.1\" 200 12\n"
#include "record_form.h"
