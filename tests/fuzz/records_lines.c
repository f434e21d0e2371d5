/* Any bytes as JSON lines, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "{\"time\": \"2026-05-14T10:00:00Z\", \"a\": 1}\n"
#include "record_form.h"
