/* Any bytes as an array of JSON, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "[{\"time\": 1, \"a\": {\"b\": 2}}, "
#include "record_form.h"
