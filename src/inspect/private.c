/* The private copy: the very bytes that were read, for readers that jump about in a file.
 * Place in the flow: inspect; made only for files with a row that `needs_fd`. They get this descriptor, never the path.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inspect/extract/protocol.h"
#include "port/fs.h"

int
ap_private_begin(const char *dir, uint64_t bytes, struct ap_private *ret_copy)
{
    int fd = -1;
    if (bytes <= AP_EXTRACT_INLINE) {
        *ret_copy = (struct ap_private){.small = ap_xmalloc(bytes + 1), .room = bytes, .fd = -1};
        return AP_OK;
    }
    int r = ap_fs_anonymous(dir, bytes, &fd);
    if (r == AP_OK)
        *ret_copy = (struct ap_private){.fd = fd};
    return r;
}

int
ap_private_add(struct ap_private *copy, struct ap_str block)
{
    if (copy->small && block.len > copy->room - copy->bytes)
        return AP_E_LIMIT;
    if (copy->small && block.len > 0)
        memcpy(copy->small + copy->bytes, block.ptr, block.len);
    int r = copy->small ? AP_OK : ap_fd_write_at(copy->fd, copy->bytes, block);
    if (r == AP_OK)
        copy->bytes += block.len;
    return r;
}

int
ap_private_seal(struct ap_private *copy)
{
    if (copy->small)
        return AP_OK;
    ap_fd_seal(copy->fd);
    /* A second opening of the same anonymous file, which cannot write even where seals do not reach. */
    char name[32];
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", copy->fd);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return AP_E_IO;
    (void)close(copy->fd);
    copy->fd = fd;
    return AP_OK;
}

void
ap_private_close(struct ap_private *copy)
{
    if (copy->fd >= 0)
        (void)close(copy->fd);
    free(copy->small);
    *copy = (struct ap_private){.fd = -1};
}
