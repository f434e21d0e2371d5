/* Zip reading (libzip) by descriptor: members, and their bytes within a bound. Never by path.
 * Place in the flow: port; apipack-extract opens archives and OOXML documents with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/unzip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#define PIECE_BYTES 65536u

struct ap_unzip {
    zip_t *zip;
    size_t n_members;
    char piece[PIECE_BYTES];
};

/* Takes the source over. */
static int
open_source(zip_source_t *source, struct ap_unzip **ret_archive)
{
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!zip) {
        zip_source_free(source); /* closes the file too */
        return AP_E_SYNTAX;
    }
    zip_int64_t n = zip_get_num_entries(zip, 0);
    struct ap_unzip *archive = ap_xmalloc(sizeof *archive);
    archive->zip = zip;
    archive->n_members = n > 0 ? (size_t)n : 0;
    *ret_archive = archive;
    return AP_OK;
}

int
ap_unzip_open(int fd, struct ap_unzip **ret_archive)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (own < 0)
        return AP_E_IO;
    /* The offset is shared by duplicates; libzip begins to read where it stands. */
    FILE *file = lseek(own, 0, SEEK_SET) == 0 ? fdopen(own, "rb") : NULL;
    if (!file) {
        int saved = errno;
        (void)close(own);
        errno = saved;
        return AP_E_IO;
    }
    zip_source_t *source = zip_source_filep_create(file, 0, -1, NULL);
    if (!source) {
        (void)fclose(file);
        return AP_E_IO;
    }
    return open_source(source, ret_archive);
}

int
ap_unzip_open_bytes(struct ap_str bytes, struct ap_unzip **ret_archive)
{
    if (bytes.len == 0) /* which libzip takes for an archive without members */
        return AP_E_SYNTAX;
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, NULL);
    return source ? open_source(source, ret_archive) : AP_E_IO;
}

void
ap_unzip_close(struct ap_unzip *archive)
{
    if (!archive)
        return;
    zip_discard(archive->zip);
    free(archive);
}

size_t
ap_unzip_count(const struct ap_unzip *archive)
{
    return archive->n_members;
}

int
ap_unzip_member(struct ap_unzip *archive, size_t index, struct ap_unzip_member *ret_member)
{
    zip_stat_t st;
    zip_stat_init(&st);
    const zip_uint64_t need = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive->zip, index, ZIP_FL_ENC_RAW, &st) != 0 || (st.valid & need) != need)
        return AP_E_SYNTAX;
    struct ap_str name = ap_str_from(st.name);
    *ret_member = (struct ap_unzip_member){
        .name = name,
        .bytes = st.size,
        .packed_bytes = st.comp_size,
        .encrypted = (st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE,
        .folder = name.len > 0 && name.ptr[name.len - 1] == '/',
    };
    return AP_OK;
}

struct ap_str
ap_unzip_comment(struct ap_unzip *archive, size_t index)
{
    int n = 0;
    zip_uint32_t n_member = 0;
    if (index == AP_UNZIP_WHOLE) {
        const char *text = zip_get_archive_comment(archive->zip, &n, ZIP_FL_ENC_RAW);
        return text && n > 0 ? (struct ap_str){text, (size_t)n} : AP_STR_NONE;
    }
    const char *text = zip_file_get_comment(archive->zip, index, &n_member, ZIP_FL_ENC_RAW);
    return text ? (struct ap_str){text, n_member} : AP_STR_NONE;
}

/* What a failed open or read of a member means for the caller. */
static int
fault_of(const zip_error_t *fault)
{
    switch (zip_error_code_zip(fault)) {
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_COMPNOTSUPP:
    case ZIP_ER_ENCRNOTSUPP:
        return AP_E_INVALID;
    default:
        return AP_E_SYNTAX;
    }
}

static int
copy_pieces(struct ap_unzip *archive, zip_file_t *file, uint64_t declared, uint64_t max,
            ap_unzip_sink sink, void *ctx)
{
    uint64_t total = 0;
    for (;;) {
        zip_int64_t n = zip_fread(file, archive->piece, sizeof archive->piece);
        if (n < 0)
            return fault_of(zip_file_get_error(file));
        if (n == 0)
            return total == declared ? AP_OK : AP_E_SYNTAX;
        total += (uint64_t)n;
        if (total > declared)
            return AP_E_SYNTAX; /* libzip itself reads on past the declared size */
        if (total > max)
            return AP_E_LIMIT;
        int r = sink(ctx, (struct ap_str){archive->piece, (size_t)n});
        if (r < 0)
            return r;
    }
}

int
ap_unzip_read(struct ap_unzip *archive, size_t index, uint64_t max, ap_unzip_sink sink, void *ctx)
{
    struct ap_unzip_member member;
    if (ap_unzip_member(archive, index, &member) != AP_OK)
        return AP_E_SYNTAX;
    zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
    if (!file)
        return fault_of(zip_get_error(archive->zip));
    int r = copy_pieces(archive, file, member.bytes, max, sink, ctx);
    (void)zip_fclose(file);
    return r;
}
