/* Texts in any character set as UTF-8, through iconv.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"

#define NAME_MAX_BYTES 40u
#define PIECE_BYTES    4096u
#define NO_ICONV       ((iconv_t)-1)

/** A name with a suffix such as //IGNORE would change what iconv does. */
static bool
is_plain_name(struct ap_str name)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_fine = ap_is_alnum(c) || strchr("-_.:()+", c);
        if (!is_fine)
            return false;
    }
    return true;
}

static iconv_t
open_set(struct ap_str name)
{
    char text[NAME_MAX_BYTES + 1];
    if (!is_plain_name(name))
        return NO_ICONV;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    return iconv_open("UTF-8", text);
}

static bool
is_utf8(struct ap_str name)
{
    return ap_str_ieq(name, AP_STR("UTF-8")) || ap_str_ieq(name, AP_STR("UTF8"));
}

bool
ap_charset_is_known(struct ap_str name)
{
    if (is_utf8(name))
        return true;
    iconv_t set = open_set(name);
    if (set == NO_ICONV)
        return false;
    (void)iconv_close(set);
    return true;
}

/** UTF-16 by its mark, else by where the zero bytes of the first character are. */
static struct ap_str
which_utf16(struct ap_str name, struct ap_str bytes)
{
    bool is_marked = bytes.len >= 2 && (memcmp(bytes.ptr, "\xfe\xff", 2) == 0 ||
                                        memcmp(bytes.ptr, "\xff\xfe", 2) == 0);
    if (!ap_str_ieq(name, AP_STR("UTF-16")) || is_marked || bytes.len < 2)
        return name;
    return bytes.ptr[0] != '\0' && bytes.ptr[1] == '\0' ? AP_STR("UTF-16LE") : AP_STR("UTF-16BE");
}

static int
convert(iconv_t set, struct ap_str bytes, struct ap_buf *out)
{
    AP_AUTO_FREE char *copy = ap_xmalloc(bytes.len ? bytes.len : 1); /* iconv wants it writable */
    if (bytes.len)
        memcpy(copy, bytes.ptr, bytes.len);
    char *in = copy;
    size_t left = bytes.len;
    while (left > 0) {
        char piece[PIECE_BYTES];
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(set, &in, &left, &to, &room);
        ap_buf_add(out, piece, sizeof piece - room);
        if (result == (size_t)-1 && errno != E2BIG)
            return AP_E_SYNTAX;
    }
    return AP_OK;
}

static struct ap_str
without_mark(struct ap_str text)
{
    return ap_str_starts(text, AP_STR("\xef\xbb\xbf")) ? ap_str_slice(text, 3, text.len) : text;
}

int
ap_charset_decode(struct ap_str bytes, struct ap_str name, struct ap_arena *mem,
                  struct ap_str *ret_text)
{
    if (is_utf8(name)) {
        if (!ap_utf8_valid(bytes))
            return AP_E_SYNTAX;
        *ret_text = without_mark(bytes);
        return AP_OK;
    }
    iconv_t set = open_set(which_utf16(name, bytes));
    if (set == NO_ICONV)
        return AP_E_NOTFOUND;
    AP_AUTO_BUF struct ap_buf out = {0};
    int rc = convert(set, bytes, &out);
    (void)iconv_close(set);
    if (rc == AP_OK)
        *ret_text = without_mark(ap_arena_copy(mem, ap_buf_str(&out)));
    return rc;
}
