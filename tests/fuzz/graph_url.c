/* Fuzz target: any bytes as an address that a server sent, and as a name: what passes is what may be connected to or written.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "vault/names.h"
#include "vault/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_str text = {(const char *)data, size};
    struct ap_url url;
    struct ap_library_url library;
    struct ap_str decoded;
    const char *why = NULL;
    if (ap_url_parse(text, &mem, &url) == AP_OK) {
        if (!url.host.len || memchr(data, '\n', size) || memchr(data, ' ', size) ||
            memchr(data, '\\', size))
            abort();
        for (size_t i = 0; i < url.host.len; i++)
            if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", url.host.ptr[i]))
                abort();
        if (!ap_url_same_origin(&url, &url))
            abort();
    }
    if (ap_library_url_parse(text, &mem, &library, &why) == AP_OK)
        for (size_t i = 0; i < library.segments.n; i++)
            if (ap_str_is(library.segments.items[i], "..") ||
                ap_str_find(library.segments.items[i], '/') < library.segments.items[i].len)
                abort();
    if (!memchr(data, '\0', size)) {
        if (ap_url_decode(ap_url_encode(&mem, text), &mem, &decoded) == AP_OK &&
            !ap_str_eq(decoded, text))
            abort();
        /* a name comes back as it went, whatever it was */
        struct ap_str remote = ap_remote_name(text, &mem);
        if (!ap_str_eq(ap_local_name(remote, &mem), text) && !memchr(data, '/', size)) {
            bool control = false;
            for (size_t i = 0; i < size; i++)
                control = control || data[i] < 0x20 || data[i] == 0x7f;
            if (!control)
                abort();
        }
        for (size_t i = 0; i < remote.len; i++)
            if (strchr("\"*:<>?/\\|#%", remote.ptr[i]))
                abort();
    }
    ap_arena_release(&mem);
    return 0;
}
