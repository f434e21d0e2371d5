/* The beginning of a file's text, for triage: one row that gathers it, driven by the same read as a run's rows.
 * Place in the flow: edit, below triage.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/cleanup.h"
#include "edit/triage_parts.h"
#include "port/digest.h"
#include "port/fs.h"

/* A larger file is proposed by its name: reading it whole for its first words would take too long. */
#define MAX_READ_BYTES (64u << 20)

struct gathered {
    char bytes[AP_TRIAGE_TEXT_BYTES];
    size_t n;
};

static void
gather(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    struct gathered *text = call->state;
    size_t room = sizeof text->bytes - text->n;
    size_t n = block->n < room ? block->n : room;
    (void)s;
    memcpy(text->bytes + text->n, block->bytes, n);
    text->n += n;
}

/** Out of the row's state, which ends with the file, in the pieces that facts can hold. */
static void
hand_over(struct ap_subject *s, const struct ap_call *call)
{
    const struct gathered *text = call->state;
    struct ap_str rest = {text->bytes, text->n};
    while (rest.len > 0) {
        struct ap_str piece = ap_str_slice(rest, 0, AP_FACT_BYTES);
        if (!ap_fact_add(s, "text", AP_STR_NONE, piece, 0))
            return;
        rest = ap_str_slice(rest, piece.len, rest.len);
    }
}

/** The first row has no function: it asks for the private copy, by which documents are opened. */
static const struct ap_check rows[] = {
    {"triage-copy", AP_ALWAYS, AP_STREAM_RAW, AP_IN_ZIP | AP_IN(AP_KIND_PDF), true, 0, NULL, NULL,
     NULL},
    {"triage-text", AP_ALWAYS, AP_STREAM_TEXT, AP_IN_ALL, false, sizeof(struct gathered), NULL,
     gather, hand_over},
};

struct ap_single_reader *
ap_triage_reader(const struct ap_library *lib, const ap_stop *cancel)
{
    return ap_single_open(lib, rows, AP_COUNT(rows), NULL, cancel);
}

static struct ap_str
text_of(const struct ap_record *record, struct ap_arena *mem)
{
    char *text = ap_arena_alloc(mem, record->facts.n * AP_FACT_BYTES);
    size_t len = 0;
    for (size_t i = 0; i < record->facts.n; i++) {
        struct ap_str piece = record->facts.items[i].value;
        memcpy(text + len, piece.ptr, piece.len);
        len += piece.len;
    }
    return (struct ap_str){text, len};
}

int
ap_triage_read(struct ap_triage_job *job, struct ap_triage_file *file, uint64_t bytes,
               char ret_sha256[AP_SHA256_TEXT])
{
    AP_AUTO_FD int fd = -1;
    if (bytes > MAX_READ_BYTES)
        return AP_OK;
    if (ap_fs_open_below(job->root_fd, file->rel, &fd) != AP_OK) {
        file->unreadable = AP_STR("the file cannot be read");
        return AP_OK;
    }
    struct ap_item item = {.path = file->rel, .rel = file->rel, .name = file->name};
    struct ap_record record;
    int result = ap_single_read(job->reader, fd, &item, &record);
    if (result != AP_OK)
        return result;
    file->text = text_of(&record, &job->scratch);
    if (record.read)
        ap_sha256_text(record.sha256, ret_sha256);
    else
        file->unreadable = record.fault ? ap_arena_copy(job->mem, record.fault->message)
                                        : AP_STR("the file cannot be read");
    return AP_OK;
}
