/* Fuzz target: any bytes as a zip, audited as a pack's container and read to its end as any bag.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "pack/verify/bag.h"
#include "port/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX (64u << 20) /* a small input may unpack to much: enough is enough */

static uint64_t
size_of(const struct ap_tree *tree)
{
    uint64_t n = 0;
    for (size_t i = 0; i < tree->n; i++)
        n += tree->files[i].bytes > TEXT_MAX ? TEXT_MAX : tree->files[i].bytes;
    return n;
}

static void
read_all(const struct ap_zipdir *zip, bool any_bag, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_tree tree;
    struct ap_pass pass;
    struct ap_pass_options options = {.n_workers = 1};
    if (ap_tree_of_zip(zip, mem, &tree, dg) != AP_OK || size_of(&tree) > TEXT_MAX)
        return;
    struct ap_bag bag = {.tree = &tree, .is_pack = !any_bag, .mem = mem, .dg = dg};
    bool is_bag = ap_bag_read(&bag, options.hashes) == AP_OK;
    struct ap_pass_levels levels;
    if (ap_pass_run(&tree, &options, mem, &pass) != AP_OK ||
        !ap_pass_levels(ap_str_from(ap_deflate_engines()), mem, &levels) ||
        ap_pass_compare_packing(&tree, &options, &levels, mem, &pass) != AP_OK)
        abort();
    for (size_t i = 0; i < tree.n; i++)
        if (!pass.facts[i].read.fault && pass.facts[i].read.bytes != tree.files[i].bytes)
            abort();
    if (is_bag)
        ap_bag_compare(&bag, &pass);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int any_bag = 0; any_bag < 2; any_bag++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        AP_AUTO_FD int fd = -1;
        struct ap_zipdir zip;
        struct ap_diag dg;
        ap_diag_init(&dg, &mem);
        if (ap_fs_anonymous(NULL, size, &fd) != AP_OK)
            return 0;
        if (ap_fd_write_at(fd, 0, (struct ap_str){(const char *)data, size}) != AP_OK)
            abort();
        int rc = ap_zip_audit(fd, size, AP_STR("fuzz.zip"), any_bag, &mem, &zip, &dg);
        if (rc != AP_OK && (rc != AP_E_INVALID || dg.n_errors == 0))
            abort();
        if (rc == AP_OK)
            read_all(&zip, any_bag, &mem, &dg);
    }
    return 0;
}
