/* Any bytes as rows of a sheet, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "title\ntime\ta\tb\n"
#define FORM_SHEET
#include "record_form.h"
