/* The file that is added: there, regular, readable, not empty, no untouched template; its digest.
 * Place in the flow: edit, below add.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/add_parts.h"
#include "evidence/evidence.h"
#include "port/digest.h"
#include "port/fs.h"

#define READ_BYTES 65536u

/** Open the file of the order; what is no plain file is refused with its reason. */
static int
open_source(struct ap_add_job *job, struct ap_add_item *item, int *ret_fd)
{
    const struct ap_ref *given = &item->order->file;
    struct ap_str path = ap_arena_copy(job->mem, given->text);
    struct stat st;
    if (path.len == 0 || lstat(path.ptr, &st) != 0) {
        (void)ap_add_fault(job, item, given,
                           path.len == 0     ? "no file is named"
                           : errno == ENOENT ? "there is no such file"
                                             : "the file cannot be reached");
        return AP_E_INVALID;
    }
    const char *why =
        S_ISLNK(st.st_mode) ? "this is a symbolic link: name the file that it leads to"
        : S_ISDIR(st.st_mode)
            ? "this is a folder: add its files one by one, or by a map of apipack triage"
        : !S_ISREG(st.st_mode) ? "this is no regular file"
        : st.st_size == 0      ? "the file is empty"
                               : NULL;
    if (!why && (uint64_t)st.st_size > AP_ADD_MAX_BYTES)
        why = "the file is larger than 4 GiB and could not be packed: add an excerpt, or a link";
    if (why) {
        (void)ap_add_fault(job, item, given, "%s", why);
        return AP_E_INVALID;
    }
    int result = ap_fs_open_file(path.ptr, ret_fd, &item->bytes);
    if (result != AP_OK)
        (void)ap_add_fault(job, item, given, "the file cannot be read: %s", ap_error_text(errno));
    return result == AP_OK ? AP_OK : AP_E_INVALID;
}

static bool
has_fact(const struct ap_record *record, const char *kind)
{
    for (size_t i = 0; i < record->facts.n; i++)
        if (ap_str_is(record->facts.items[i].kind, kind))
            return true;
    return false;
}

/** What the content checks say: blanks and untouched templates are no evidence; the rest is for the person to weigh. */
static void
judge_content(struct ap_add_job *job, struct ap_add_item *item, const struct ap_record *record)
{
    const struct ap_ref *given = &item->order->file;
    for (size_t i = 0; i < record->findings.n; i++) {
        const struct ap_finding *f = record->findings.items[i];
        struct ap_str message = ap_arena_copy(job->mem, f->message);
        bool untouched = f->code == AP_FMT005 && has_fact(record, "template");
        if (f->code == AP_FMT001 || untouched)
            (void)ap_add_fault(job, item, given, "%.*s", AP_FMT(message));
        else if (f->severity >= AP_MEDIUM)
            ap_add_warn(job, item, "%.*s [%s]", AP_FMT(message), ap_code_info(f->code)->id);
    }
    if (record->admission == AP_WITHHELD_SECRET)
        ap_add_warn(job, item, "it holds a secret, and no pack will hold it");
}

static bool
lies_below(struct ap_str folder, const char *path)
{
    AP_AUTO_FREE char *real = realpath(path, NULL);
    return real && folder.len && ap_str_starts(ap_str_from(real), folder);
}

int
ap_add_read(struct ap_add_job *job, struct ap_add_item *item)
{
    AP_AUTO_FD int fd = -1;
    struct ap_str path = ap_arena_copy(job->mem, item->order->file.text);
    item->own_name = ap_path_base(path);
    item->ext = ap_place_ext(item->own_name, job->mem);
    if (open_source(job, item, &fd) != AP_OK)
        return AP_OK;
    item->lies_in_evidence = lies_below(job->evidence_dir, path.ptr);
    struct ap_item as_evidence = {
        .path = item->order->file.text, .rel = item->own_name, .name = item->own_name};
    uint32_t index = item->req ? item->req->index : 0;
    as_evidence.requirements = &index;
    as_evidence.n_requirements = item->req ? 1 : 0;
    struct ap_record record;
    int result = ap_single_read(job->reader, fd, &as_evidence, &record);
    if (result != AP_OK)
        return result;
    if (!record.read) {
        struct ap_str why = record.fault ? ap_arena_copy(job->mem, record.fault->message)
                                         : AP_STR("it cannot be read");
        (void)ap_add_fault(job, item, &item->order->file, "%.*s", AP_FMT(why));
        return AP_OK;
    }
    ap_sha256_text(record.sha256, item->sha256);
    judge_content(job, item, &record);
    return AP_OK;
}

int
ap_add_digest_of(struct ap_add_job *job, struct ap_str path, char ret_sha256[AP_SHA256_TEXT])
{
    AP_AUTO_FD int fd = -1;
    uint64_t bytes;
    uint8_t sum[AP_SHA256_BYTES];
    char block[READ_BYTES];
    if (ap_fs_open_file(ap_arena_copy(job->mem, path).ptr, &fd, &bytes) != AP_OK)
        return AP_E_IO;
    struct ap_digest *digest = ap_digest_new();
    ap_digest_start(digest);
    int result = AP_OK;
    for (uint64_t at = 0; result == AP_OK;) {
        size_t n = 0;
        result = ap_fd_read_at(fd, at, block, sizeof block, &n);
        if (n == 0)
            break;
        ap_digest_add(digest, block, n);
        at += n;
    }
    ap_digest_end(digest, sum);
    ap_digest_free(digest);
    ap_sha256_text(sum, ret_sha256);
    return result;
}
