/* Streaming gzip reading (zlib): all members, piece by piece.
 * Place in the flow: port; inspect reads the text inside .gz evidence with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/gunzip.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) /* largest window, gzip wrapper */

enum gunzip_state {
    IN_MEMBER,
    BETWEEN, /* a member ended; another one, or padding, may follow */
    PADDING,
};

struct ap_gunzip {
    z_stream z;
    enum gunzip_state state;
    bool any; /* a member has begun */
};

struct ap_gunzip *
ap_gunzip_new(void)
{
    struct ap_gunzip *gunzip = ap_xmalloc(sizeof *gunzip);
    memset(gunzip, 0, sizeof *gunzip);
    if (inflateInit2(&gunzip->z, GZIP_WINDOW) != Z_OK)
        ap_oom(sizeof *gunzip);
    return gunzip;
}

void
ap_gunzip_free(struct ap_gunzip *gunzip)
{
    if (!gunzip)
        return;
    (void)inflateEnd(&gunzip->z);
    free(gunzip);
}

void
ap_gunzip_start(struct ap_gunzip *gunzip)
{
    (void)inflateReset(&gunzip->z);
    gunzip->state = IN_MEMBER;
    gunzip->any = false;
}

/* The first byte behind a member tells another member from padding. */
static void
enter_next(struct ap_gunzip *gunzip, struct ap_str *input)
{
    if ((unsigned char)input->ptr[0] == 0x1f) {
        (void)inflateReset(&gunzip->z);
        gunzip->state = IN_MEMBER;
    } else {
        gunzip->state = PADDING;
    }
}

int
ap_gunzip_feed(struct ap_gunzip *gunzip, struct ap_str *input, char *out, size_t size,
               size_t *ret_n)
{
    size_t made = 0;
    while (input->len > 0 || gunzip->state == IN_MEMBER) {
        if (gunzip->state == BETWEEN)
            enter_next(gunzip, input);
        if (gunzip->state == PADDING) {
            *input = AP_STR_NONE;
            break;
        }
        gunzip->any = gunzip->any || input->len > 0;
        gunzip->z.next_in = (const Bytef *)input->ptr;
        uInt give = input->len > (1u << 30) ? 1u << 30 : (uInt)input->len;
        uInt room = (uInt)(size - made);
        gunzip->z.avail_in = give;
        gunzip->z.next_out = (Bytef *)out + made;
        gunzip->z.avail_out = room;
        int r = inflate(&gunzip->z, Z_NO_FLUSH);
        size_t used = give - gunzip->z.avail_in;
        input->ptr += used;
        input->len -= used;
        made += room - gunzip->z.avail_out;
        if (r == Z_STREAM_END)
            gunzip->state = BETWEEN;
        else if (r == Z_BUF_ERROR)
            break; /* no room, or no input: not a fault */
        else if (r != Z_OK)
            return AP_E_SYNTAX;
        if (made == size)
            break;
    }
    *ret_n = made;
    return AP_OK;
}

bool
ap_gunzip_is_whole(const struct ap_gunzip *gunzip)
{
    return gunzip->any && gunzip->state != IN_MEMBER;
}
