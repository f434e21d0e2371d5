/* The file system (POSIX): bounded reads, the walk, atomic writes.
 * Place in the flow: port; the only code that opens files by path.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"

/** Read a regular file of at most `max` bytes into `mem`. Follows no final symlink and never blocks on a FIFO.
 *  errors AP_E_NOTFOUND, AP_E_INVALID (not a regular file), AP_E_LIMIT (larger), AP_E_IO (errno) */
AP_CHECKED int ap_fs_read(const char *path, size_t max, struct ap_arena *mem, struct ap_str *ret_bytes);
/** Why ap_fs_read gave `result`, in words that follow "cannot be read: "; call it before errno changes. */
const char *ap_fs_read_why(int result, size_t max, struct ap_arena *mem);

/** Open a regular file below `root_fd` for reading, whatever happens to the path meanwhile: no symlink in any
 *  segment is followed out of root, no FIFO or device is opened.
 *  errors as ap_fs_read, without AP_E_LIMIT */
AP_CHECKED int ap_fs_open_below(int root_fd, struct ap_str path, int *ret_fd);
AP_CHECKED int ap_fs_open_dir(const char *path, int *ret_fd);
/** Open a regular file that the user named, for reading; links are followed, a FIFO never blocks.
 *  errors AP_E_NOTFOUND, AP_E_INVALID (a folder: errno EISDIR; no regular file), AP_E_IO (errno) */
AP_CHECKED int ap_fs_open_file(const char *path, int *ret_fd, uint64_t *ret_bytes);

enum ap_entry_kind { AP_ENTRY_FILE, AP_ENTRY_DIR, AP_ENTRY_SYMLINK_OUT, AP_ENTRY_SYMLINK_DIR,
                     AP_ENTRY_SYMLINK_NOWHERE, AP_ENTRY_OTHER, AP_ENTRY_UNREADABLE_DIR, AP_ENTRY_DEEP_DIR };
/** Folders in folders; a folder below that is one AP_ENTRY_DEEP_DIR. */
#define AP_WALK_MAX_DEPTH 64

/** One thing found by the walk. A symlink to a regular file inside the root is an AP_ENTRY_FILE; no other is followed: one that leaves the root (_OUT),
 *  one to a folder in it (_DIR), one to nothing or to itself (_NOWHERE). */
struct ap_entry {
    struct ap_str path; /* relative to the root, '/' separated, raw bytes */
    enum ap_entry_kind kind;
    uint64_t bytes;
    bool link;         /* it is a symbolic link, whatever it leads to */
    bool ignored;      /* `ignore` said so; a folder so marked was not entered */
    struct ap_str why; /* which rule ignored it */
};
AP_VEC(ap_entries, struct ap_entry);

/** Asked for each entry; returns the rule that ignores it, or an empty view. */
typedef struct ap_str (*ap_ignore_fn)(void *ctx, struct ap_str path, bool is_dir);

/** Everything below `root_fd`, sorted bytewise by path, each path once, folders that were entered not listed.
 *  Depth at most 64, at most 2,000,000 entries (AP_E_LIMIT). A folder that cannot be read is an entry, not an error. */
AP_CHECKED int ap_fs_walk(int root_fd, ap_ignore_fn ignore, void *ctx, struct ap_arena *mem,
                          struct ap_entries *ret_entries);

/** A file being written beside its final place: `.NAME.apipack-PID-XXXXXX` in the same folder, locked while its process lives. On commit
 *  the mode becomes 0666 & ~umask, or that of the file it replaces. SIGXFSZ must be ignored for a file-size limit to be an error. */
struct ap_outfile;
/** Also removes stale temporaries of dead processes for this target. Something at `path` that is no regular file is never replaced, nor is a
 *  symlink followed. At most 64 are open at once.
 *  errors AP_E_INVALID, AP_E_NOTFOUND (the folder), AP_E_LIMIT, AP_E_IO (errno) */
AP_CHECKED int ap_outfile_open(const char *path, struct ap_outfile **ret_out);
int ap_outfile_fd(const struct ap_outfile *out);
AP_CHECKED int ap_outfile_write(struct ap_outfile *out, struct ap_str bytes);
/** fsync, rename over the target, fsync the folder; frees `out` whatever the result. AP_E_IO keeps the old file. */
AP_CHECKED int ap_outfile_commit(struct ap_outfile *out);
/** Remove the temporary and free `out`; NULL is fine. */
void ap_outfile_abort(struct ap_outfile *out);
/** Remove every temporary that is still open in this process; async-signal-safe, for signal handlers. */
void ap_outfile_abort_all(void);
/** Whole-file convenience over the above. */
AP_CHECKED int ap_fs_write_atomic(const char *path, struct ap_str bytes);
/** Create a new file, refuse to replace (AP_E_EXISTS); parent folders are made. */
AP_CHECKED int ap_fs_write_new(const char *path, struct ap_str bytes);
AP_CHECKED int ap_fs_make_dirs(const char *path);

/** An anonymous file for bytes that must outlive one read: a memfd up to a hint of 64 MiB, else an unlinked file in `dir` (NULL: P_tmpdir). */
AP_CHECKED int ap_fs_anonymous(const char *dir, uint64_t bytes_hint, int *ret_fd);
/** Nobody can change or resize the memfd `fd` any more; without effect on an unlinked file. */
void ap_fd_seal(int fd);
/** All of them, where the descriptor stands. AP_E_IO with errno; what goes to standard error may ignore it. */
int ap_fd_write(int fd, struct ap_str bytes);
AP_CHECKED int ap_fd_write_at(int fd, uint64_t offset, struct ap_str bytes);
/** Fills the buffer as far as the file goes; *ret_n bytes. */
AP_CHECKED int ap_fd_read_at(int fd, uint64_t offset, void *buffer, size_t size, size_t *ret_n);
/** The first `bytes` of a file as memory that can only be read, or NULL; errno says why. */
const void *ap_fd_map(int fd, size_t bytes);
void ap_fd_unmap(const void *map, size_t bytes);
