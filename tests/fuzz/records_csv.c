/* Any bytes as CSV behind a header, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "time,a,b,status\n"
#include "record_form.h"
