/* One file read by itself.
 * Place in the flow: inspect.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/single.h"

#include <stdlib.h>

#include "inspect/worker.h"

struct ap_single_reader {
    struct ap_catalogue cat; /* only its library is looked at */
    struct ap_inspect_options options;
    struct ap_job job;
    struct ap_worker worker;
    char *program; /* heap */
};

struct ap_single_reader *
ap_single_open(const struct ap_library *lib, const struct ap_check *table, size_t n_table,
               const struct ap_scan_setup *scan, const ap_stop *cancel)
{
    struct ap_single_reader *reader = ap_xmalloc(sizeof *reader);
    *reader =
        (struct ap_single_reader){.cat = {.lib = lib}, .options = {.scan = scan, .cancel = cancel}};
    reader->program = ap_program_beside(AP_NAME_OF_EXTRACTOR);
    reader->job = (struct ap_job){.cat = &reader->cat,
                                  .options = &reader->options,
                                  .table = table,
                                  .n_table = n_table,
                                  .program = reader->program,
                                  .spool = {.fd = -1}};
    ap_helpers_find(&reader->job.helpers, reader->program, false, cancel);
    ap_worker_init(&reader->worker, &reader->job);
    return reader;
}

void
ap_single_close(struct ap_single_reader *reader)
{
    if (!reader)
        return;
    ap_worker_release(&reader->worker);
    ap_helpers_release(&reader->job.helpers);
    free(reader->program);
    free(reader);
}

int
ap_single_read(struct ap_single_reader *reader, int fd, const struct ap_item *item,
               struct ap_record *ret_record)
{
    struct ap_worker *w = &reader->worker;
    struct ap_arena_mark mark = ap_arena_mark(&w->scratch);
    *ret_record = (struct ap_record){0};
    int result = ap_worker_read(w, fd, item, ret_record);
    ap_arena_rewind(&w->scratch, mark);
    return result;
}
