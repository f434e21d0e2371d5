/* Any bytes as a log, in pieces and whole: the same records, fields within bounds, no crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define FORM_BEGIN "" /* the bytes tell the form themselves */
#include "record_form.h"
