/* Redacts one file: round after round until nothing is found, then into place with its note of custody.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/redact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf16.h"
#include "edit/redact_parts.h"
#include "inspect/single.h"
#include "port/secret_file.h"

#define ROUNDS 6

/* --- what can be redacted ----------------------------------------------------------------------- */

static const struct {
    uint32_t kinds;
    const char *why, *mend;
} refused[] = {
    {AP_IN(AP_KIND_PDF), "a PDF keeps old text in places that nobody sees",
     "export it again without the secret, or redact the text it was made of"},
    {AP_IN_OFFICE, "an Office document keeps old text in places that nobody sees",
     "mend it in the program that made it and save it as a new file, or export it as CSV or text"},
    {AP_IN(AP_KIND_ZIP) | AP_IN(AP_KIND_GZIP), "it is an archive",
     "unpack it, redact the files in it, and pack them again"},
    {AP_IN(AP_KIND_PNG) | AP_IN(AP_KIND_JPEG), "it is a picture",
     "take the picture again without the secret"},
};

static int
refuse(struct ap_redact_job *job, const char *why, const char *mend)
{
    struct ap_diagnostic *d =
        ap_diag_add(job->dg, AP_CLI016, (struct ap_place){job->order->file, 0, 0},
                    "redact reads text: %s", why);
    ap_diag_hint(job->dg, d, "%s", mend);
    return AP_E_INVALID;
}

static int
check_kind(struct ap_redact_job *job, int fd)
{
    AP_AUTO_FREE char *head = ap_xmalloc(AP_HEAD_BYTES);
    size_t n = 0;
    if (ap_fd_read_at(fd, 0, head, AP_HEAD_BYTES, &n) != AP_OK)
        return AP_E_IO;
    job->sniff = ap_sniff(ap_path_base(job->order->file), (struct ap_str){head, n}, AP_STR_NONE);
    for (size_t i = 0; i < AP_COUNT(refused); i++)
        if (refused[i].kinds & AP_IN(job->sniff.kind))
            return refuse(job, refused[i].why, refused[i].mend);
    if (job->sniff.encoding == AP_ENC_BINARY && n > 0)
        return refuse(job, "this is a file of another kind",
                      "export what is needed from it as text, and redact that");
    return AP_OK;
}

/* --- the copies --------------------------------------------------------------------------------- */

/* Where a copy goes: an anonymous file or the one beside OUT, as UTF-16 where the original was. */
struct target {
    int fd;
    struct ap_outfile *out;
    uint64_t at;
    struct ap_utf16 *decode, *encode;
    struct ap_digest *read, *written; /* of the pieces, before and after; NULL: none */
};

static int
put(struct target *t, struct ap_str bytes)
{
    if (t->written)
        ap_digest_add(t->written, bytes.ptr, bytes.len);
    int result = t->out ? ap_outfile_write(t->out, bytes) : ap_fd_write_at(t->fd, t->at, bytes);
    t->at += bytes.len;
    return result;
}

static int
write_piece(void *ctx, struct ap_str piece)
{
    struct target *t = ctx;
    AP_AUTO_BUF struct ap_buf out = {0};
    if (t->read)
        ap_digest_add(t->read, piece.ptr, piece.len);
    if (!t->decode && !t->encode)
        return put(t, piece);
    if (t->encode)
        ap_utf16_encode(t->encode, piece, &out);
    else if (ap_utf16_decode(t->decode, piece, &out) < 0)
        return AP_E_SYNTAX;
    return put(t, ap_buf_str(&out));
}

static struct ap_digest *
digest_start(void)
{
    struct ap_digest *digest = ap_digest_new();
    ap_digest_start(digest);
    return digest;
}

static void
digest_end(struct ap_digest *digest, char out[AP_SHA256_TEXT])
{
    uint8_t sum[AP_SHA256_BYTES];
    ap_digest_end(digest, sum);
    ap_digest_free(digest);
    ap_sha256_text(sum, out);
}

static int
anonymous(const struct ap_redact_job *job, uint64_t bytes, int *ret_fd)
{
    struct ap_str dir = ap_path_dir(job->order->output);
    return ap_fs_anonymous(dir.len ? ap_arena_copy(job->mem, dir).ptr : ".", bytes, ret_fd);
}

/* A private copy, as UTF-8: what is found holds for it whatever becomes of the file meanwhile. */
static int
take_copy(struct ap_redact_job *job, int file, uint64_t bytes, int *ret_fd)
{
    enum ap_encoding encoding = job->sniff.encoding;
    bool wide = encoding == AP_ENC_UTF16LE || encoding == AP_ENC_UTF16BE;
    struct ap_utf16 utf16 = {.big = encoding == AP_ENC_UTF16BE};
    struct target t = {.decode = wide ? &utf16 : NULL};
    int result = anonymous(job, wide ? 2 * bytes : bytes, &t.fd);
    if (result != AP_OK)
        return result;
    *ret_fd = t.fd;
    t.read = digest_start();
    result = ap_redact_read(job, file, write_piece, &t);
    digest_end(t.read, job->result->before);
    if (result == AP_E_SYNTAX || (result == AP_OK && !ap_utf16_is_whole(&utf16)))
        return refuse(job, "it is no valid UTF-16", "save it as UTF-8, then redact it");
    return result;
}

/* One masked copy after the other, until the scan finds nothing. *fd becomes that of the last. */
static int
run_rounds(struct ap_redact_job *job, uint64_t bytes, int *fd)
{
    for (int round = 0; round < ROUNDS; round++) {
        int result = ap_redact_find(job, *fd, round == 0);
        if (result != AP_OK || job->spans.n == 0)
            return result;
        struct target t = {0};
        result = anonymous(job, bytes, &t.fd);
        if (result != AP_OK)
            return result;
        result = ap_redact_apply(job, *fd, write_piece, &t);
        (void)close(*fd);
        *fd = t.fd;
        if (result != AP_OK)
            return result;
    }
    job->result->held_back = true;
    return AP_OK;
}

/* --- the last look ------------------------------------------------------------------------------ */

/* As evidence is searched: parts of a mail, and whatever else a reader opens. */
static int
search_again(struct ap_redact_job *job, int fd)
{
    struct ap_scan_setup setup = *job->order->scan;
    struct ap_item item = {.name = ap_path_base(job->order->output), .path = job->order->output};
    struct ap_record record;
    setup.allow = NULL;
    struct ap_single_reader *reader =
        ap_single_open(job->order->lib, ap_checks, ap_n_checks, &setup, job->order->cancel);
    int result = ap_single_read(reader, fd, &item, &record);
    bool left = record.unscannable;
    for (size_t i = 0; result == AP_OK && i < record.leaks.n; i++)
        left |= record.leaks.items[i].detector->cls == AP_CLASS_SECRET;
    if (result == AP_OK && (left || record.n_leaks > record.leaks.n))
        job->result->held_back = left || record.n_leaks > record.leaks.n;
    ap_single_close(reader);
    return result;
}

static int
say_held_back(struct ap_redact_job *job)
{
    (void)ap_diag_add(
        job->dg, AP_SEC009, (struct ap_place){job->order->file, 0, 0},
        "after all that was found is masked, a search of the copy still finds a secret "
        "or does not come to its end; nothing was written");
    return AP_OK;
}

/* --- into place --------------------------------------------------------------------------------- */

static int
write_output(struct ap_redact_job *job, int fd, struct ap_outfile *out)
{
    enum ap_encoding encoding = job->sniff.encoding;
    struct ap_utf16 utf16 = {.big = encoding == AP_ENC_UTF16BE};
    bool wide = encoding == AP_ENC_UTF16LE || encoding == AP_ENC_UTF16BE;
    struct target t = {.out = out, .encode = wide ? &utf16 : NULL, .written = digest_start()};
    int result = ap_redact_read(job, fd, write_piece, &t);
    digest_end(t.written, job->result->after);
    return result;
}

static int
system_fault(struct ap_redact_job *job, struct ap_str file, const char *what)
{
    (void)ap_diag_add(job->dg, AP_CLI008, (struct ap_place){file, 0, 0}, "%s: %s", what,
                      ap_error_text(errno));
    return AP_E_IO;
}

static int
open_output(struct ap_redact_job *job, struct ap_outfile **ret_out)
{
    struct ap_str output = ap_arena_copy(job->mem, job->order->output);
    int result = ap_outfile_open(output.ptr, ret_out);
    if (result == AP_E_INVALID) {
        (void)ap_diag_add(job->dg, AP_CLI017, (struct ap_place){output, 0, 0},
                          "what is there is no regular file");
        return AP_E_INVALID;
    }
    if (result == AP_E_NOTFOUND)
        errno = ENOENT;
    return result == AP_OK ? AP_OK : system_fault(job, output, "cannot write the copy");
}

static int
place(struct ap_redact_job *job, int fd, struct ap_str rel)
{
    struct ap_outfile *out = NULL;
    int result = open_output(job, &out);
    if (result != AP_OK)
        return result;
    result = write_output(job, fd, out);
    if (result == AP_E_IO)
        result = system_fault(job, job->order->output, "cannot write the copy");
    if (result == AP_OK)
        result = search_again(job, ap_outfile_fd(out));
    if (result == AP_OK && !job->result->held_back)
        result = ap_redact_describe(job, rel);
    if (result == AP_OK && !job->result->held_back) {
        struct ap_outfile *whole = out;
        out = NULL;
        if (ap_outfile_commit(whole) != AP_OK)
            result = system_fault(job, job->order->output, "cannot put the copy into place");
    }
    ap_outfile_abort(out);
    return result;
}

static int
open_file(struct ap_redact_job *job, int *ret_fd, uint64_t *ret_bytes)
{
    struct ap_str file = ap_arena_copy(job->mem, job->order->file);
    int result = ap_fs_open_file(file.ptr, ret_fd, ret_bytes);
    if (result == AP_OK)
        return AP_OK;
    (void)ap_diag_add(job->dg, AP_CLI010, (struct ap_place){file, 0, 0}, "%s",
                      result == AP_E_NOTFOUND  ? "there is no such file"
                      : result == AP_E_INVALID ? "it is no regular file"
                                               : ap_error_text(errno));
    return AP_E_INVALID;
}

static int
redact(struct ap_redact_job *job, int file, uint64_t bytes, int *copy)
{
    struct ap_str rel = AP_STR_NONE;
    int result = check_kind(job, file);
    if (result == AP_OK)
        result = take_copy(job, file, bytes, copy);
    if (result == AP_OK)
        result = ap_redact_check_output(job, file, &rel);
    if (result == AP_OK)
        result = run_rounds(job, bytes, copy);
    if (result == AP_E_LIMIT) {
        job->result->held_back = true;
        result = AP_OK;
    }
    if (result == AP_OK && !job->result->held_back)
        result = place(job, *copy, rel);
    if (result == AP_OK && job->result->held_back)
        return say_held_back(job);
    return result;
}

int
ap_redact(const struct ap_redact_order *order, struct ap_arena *mem,
          struct ap_redact_result *ret_result, struct ap_diag *dg)
{
    struct ap_redact_job *job = ap_xmalloc(sizeof *job);
    *job = (struct ap_redact_job){.order = order, .mem = mem, .dg = dg, .result = ret_result};
    AP_AUTO_FD int file = -1;
    AP_AUTO_FD int copy = -1;
    uint64_t bytes = 0;
    size_t n_before = dg->n_errors;
    *ret_result = (struct ap_redact_result){0};
    int result = open_file(job, &file, &bytes);
    if (result == AP_OK && ap_random_bytes(job->run_key, sizeof job->run_key) != AP_OK)
        result = AP_E_IO;
    if (result == AP_OK) {
        job->scanner = ap_scanner_new(order->scan->rules);
        result = redact(job, file, bytes, &copy);
        ap_scanner_free(job->scanner);
    }
    ret_result->n_distinct = job->tags.n;
    if (result == AP_E_IO && dg->n_errors == n_before)
        result = system_fault(job, order->file, "cannot read or copy the file");
    free(job->spans.items);
    ap_redact_forget(job);
    free(job);
    return result;
}
