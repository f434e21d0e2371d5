/* Fuzz target: any bytes as bagit.txt, manifest, fetch.txt and bag-info.txt of a folder.
 * Place in the flow: tests only. The first byte says which of them they are.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "pack/verify/bag.h"
#include "port/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"bagit.txt", "manifest-sha256.txt", "tagmanifest-md5.txt",
                                    "fetch.txt", "bag-info.txt"};

static void
write_file(int folder, const char *name, struct ap_str bytes)
{
    AP_AUTO_FD int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || ap_fd_write_at(fd, 0, bytes) != AP_OK)
        abort();
}

static void
check(int folder, struct ap_str path, bool is_pack)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    struct ap_tree tree;
    struct ap_pass pass;
    struct ap_pass_options options = {.n_workers = 1};
    ap_diag_init(&dg, &mem);
    if (ap_tree_of_folder(folder, path, AP_STR("bag"), &mem, &tree, &dg) != AP_OK)
        abort();
    struct ap_bag bag = {.tree = &tree, .is_pack = is_pack, .mem = &mem, .dg = &dg};
    if (ap_bag_read(&bag, options.hashes) != AP_OK) {
        if (dg.n_errors == 0)
            abort();
        return;
    }
    if (ap_pass_run(&tree, &options, &mem, &pass) != AP_OK)
        abort();
    ap_bag_compare(&bag, &pass);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[] = "/tmp/apipack-fuzz-bag-XXXXXX";
    static int folder = -1;
    if (size == 0)
        return 0;
    if (folder < 0) {
        if (!mkdtemp(path) || ap_fs_open_dir(path, &folder) != AP_OK ||
            mkdirat(folder, "data", 0700))
            abort();
        write_file(folder, "data/a", AP_STR("a"));
    }
    size_t which = data[0] % AP_COUNT(names);
    write_file(folder, "bagit.txt",
               AP_STR("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"));
    write_file(folder, names[which], (struct ap_str){(const char *)data + 1, size - 1});
    check(folder, ap_str_from(path), false);
    check(folder, ap_str_from(path), true);
    for (size_t i = 0; i < AP_COUNT(names); i++)
        (void)unlinkat(folder, names[i], 0);
    return 0;
}
