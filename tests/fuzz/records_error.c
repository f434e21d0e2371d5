/* Any bytes as an error log of NGINX, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "2026/05/14 10:00:00 [error] 12#12: *7 limiting requests, excess: 1, a: 2\n"
#include "record_form.h"
