/* Replays a corpus folder through a fuzz target, for compilers without libFuzzer and for every test run.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    static uint8_t data[4u << 20];
    size_t n = fread(data, 1, sizeof data, file);
    fclose(file);
    /* An exact heap copy, so that a read past the end is seen by ASan and valgrind. */
    uint8_t *copy = malloc(n ? n : 1);
    if (!copy)
        abort();
    for (size_t i = 0; i < n; i++)
        copy[i] = data[i];
    (void)LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    DIR *dir = opendir(argv[1]);
    if (!dir) {
        fprintf(stderr, "no corpus at %s\n", argv[1]);
        return 1;
    }
    int n = 0;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        if (entry->d_name[0] != '.' && replay_file(argv[1], entry->d_name) == 0)
            n++;
    closedir(dir);
    printf("%d inputs replayed\n", n);
    return n > 0 ? 0 : 1; /* an empty corpus is a test that cannot fail */
}
