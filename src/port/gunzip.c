/* Streaming gzip reading (zlib): all members, piece by piece.
 * Place in the flow: port; inspect reads the text inside .gz evidence with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/gunzip.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/buf.h"

#define GZIP_WINDOW (15 + 16) /* largest window, gzip wrapper */

enum gunzip_state {
    IN_MEMBER,
    BETWEEN, /* a member ended; another one, or padding, may follow */
    PADDING,
};

#define FIELD 65536u /* bytes of a name or comment; no extra field is longer */

struct ap_gunzip {
    z_stream z;
    enum gunzip_state state;
    bool any; /* a member has begun */
    gz_header head;
    Bytef name[FIELD], comment[FIELD], extra[FIELD];
    struct ap_buf heads;
    bool heads_cut;
};

/* --- headers -------------------------------------------------------------------------------------- */

static void
begin_member(struct ap_gunzip *gunzip)
{
    (void)inflateReset(&gunzip->z);
    gunzip->state = IN_MEMBER;
    gunzip->head = (gz_header){.name = gunzip->name,
                               .name_max = FIELD,
                               .comment = gunzip->comment,
                               .comm_max = FIELD,
                               .extra = gunzip->extra,
                               .extra_max = FIELD};
    gunzip->name[0] = gunzip->comment[0] = 0;
    (void)inflateGetHeader(&gunzip->z, &gunzip->head);
}

/* Members often say the same: what stands in the line before is not said again. */
static void
keep_line(struct ap_gunzip *gunzip, struct ap_str line)
{
    struct ap_buf *heads = &gunzip->heads;
    struct ap_str kept = ap_buf_str(heads);
    if (line.len == 0 ||
        (kept.len > line.len && ap_str_ends(ap_str_slice(kept, 0, kept.len - 1), line)))
        return;
    if (heads->len + line.len + 1 > AP_GUNZIP_HEADS) {
        gunzip->heads_cut = true;
        return;
    }
    ap_buf_add(heads, line.ptr, line.len);
    ap_buf_add(heads, "\n", 1);
}

static void
keep_field(struct ap_gunzip *gunzip, const Bytef *field, const Bytef room[FIELD])
{
    if (!field) /* zlib takes the pointer away where the header has no such field */
        return;
    const Bytef *end = memchr(room, 0, FIELD);
    gunzip->heads_cut |= !end;
    keep_line(gunzip, (struct ap_str){(const char *)room, end ? (size_t)(end - room) : FIELD});
}

static void
take_head(struct ap_gunzip *gunzip)
{
    gz_header *head = &gunzip->head;
    if (head->done != 1)
        return;
    keep_field(gunzip, head->name, gunzip->name);
    keep_field(gunzip, head->comment, gunzip->comment);
    if (head->extra) {
        for (uInt i = 0; i < head->extra_len; i++)
            if (gunzip->extra[i] < 0x20 || gunzip->extra[i] == 0x7f)
                gunzip->extra[i] = '\n';
        keep_line(gunzip, (struct ap_str){(const char *)gunzip->extra, head->extra_len});
    }
    head->done = 0;
}

struct ap_str
ap_gunzip_heads(const struct ap_gunzip *gunzip)
{
    return ap_buf_str(&gunzip->heads);
}

bool
ap_gunzip_heads_are_whole(const struct ap_gunzip *gunzip)
{
    return !gunzip->heads_cut;
}

/* --- members -------------------------------------------------------------------------------------- */

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
    ap_buf_release(&gunzip->heads);
    free(gunzip);
}

void
ap_gunzip_start(struct ap_gunzip *gunzip)
{
    begin_member(gunzip);
    gunzip->any = gunzip->heads_cut = false;
    gunzip->heads.len = 0;
}

/* The first byte behind a member tells another member from padding. */
static void
enter_next(struct ap_gunzip *gunzip, struct ap_str *input)
{
    if ((unsigned char)input->ptr[0] == 0x1f)
        begin_member(gunzip);
    else
        gunzip->state = PADDING;
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
        take_head(gunzip);
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
