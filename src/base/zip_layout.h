/* The records of a zip file: their sizes and signatures, flags, methods, kinds of extra fields (APPNOTE 6.3).
 * Place in the flow: base; whoever reads or writes a zip without the help of a library.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

enum {
    AP_ZIP_LOCAL_BYTES = 30,
    AP_ZIP_CENTRAL_BYTES = 46,
    AP_ZIP_END_BYTES = 22,
    AP_ZIP_END64_BYTES = 56,
    AP_ZIP_LOCATOR_BYTES = 20,
    AP_ZIP_COMMENT_MAX = 65535,
};

#define AP_ZIP_LOCAL_SIGN      0x04034b50u
#define AP_ZIP_CENTRAL_SIGN    0x02014b50u
#define AP_ZIP_END_SIGN        0x06054b50u
#define AP_ZIP_END64_SIGN      0x06064b50u
#define AP_ZIP_LOCATOR_SIGN    0x07064b50u
#define AP_ZIP_DESCRIPTOR_SIGN 0x08074b50u

#define AP_ZIP_FLAG_ENCRYPTED  0x0001u
#define AP_ZIP_FLAG_DESCRIPTOR 0x0008u /* sizes and CRC stand behind the bytes, and not in front of them */
#define AP_ZIP_FLAG_PATCHED    0x0020u
#define AP_ZIP_FLAG_STRONG     0x0040u
#define AP_ZIP_FLAG_UTF8       0x0800u
#define AP_ZIP_FLAG_MASKED     0x2000u

#define AP_ZIP_STORED   0u
#define AP_ZIP_DEFLATED 8u
#define AP_ZIP_AES      99u

#define AP_ZIP_EXTRA_ZIP64 0x0001u
#define AP_ZIP_EXTRA_NAME  0x7075u
#define AP_ZIP_EXTRA_AES   0x9901u
