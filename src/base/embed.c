/* The table of embedded files, and binary search in it.
 * Place in the flow: base; embedded.inc is made by CMake, sorted bytewise by path.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/embed.h"

#include <pthread.h>
#include <string.h>

#define AP_EMBED(index, path) extern const unsigned char ap_embed_##index[], ap_embed_end_##index[];
#include "embedded.inc"
#undef AP_EMBED

/* C has no constant for the distance of two symbols, so the sizes are filled in on first use. */
struct source {
    const char *path;
    const unsigned char *begin;
    const unsigned char *end;
};

static const struct source sources[] = {
#define AP_EMBED(index, path) {path, ap_embed_##index, ap_embed_end_##index},
#include "embedded.inc"
#undef AP_EMBED
    {NULL, NULL, NULL},
};
#define N_FILES (AP_COUNT(sources) - 1)

static struct ap_embedded files[AP_COUNT(sources)];
static pthread_once_t files_once = PTHREAD_ONCE_INIT;

static void
fill_files(void)
{
    for (size_t i = 0; sources[i].path; i++)
        files[i] = (struct ap_embedded){
            .path = sources[i].path,
            .bytes = sources[i].begin,
            .n_bytes = (size_t)((uintptr_t)sources[i].end - (uintptr_t)sources[i].begin),
        };
}

const struct ap_embedded *
ap_embedded_files(size_t *ret_n)
{
    (void)pthread_once(&files_once, fill_files);
    *ret_n = N_FILES;
    return files;
}

/* The first file whose path is not less than `wanted`. */
static size_t
lower_bound(struct ap_str wanted)
{
    size_t low = 0;
    size_t high = N_FILES;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ap_str_cmp(ap_str_from(sources[middle].path), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Is `path` `folder`, a '/', and more? */
static bool
is_below(const char *path, struct ap_str folder)
{
    return ap_str_starts(ap_str_from(path), folder) && path[folder.len] == '/';
}

const struct ap_embedded *
ap_embedded_below(const char *folder, size_t *ret_n)
{
    size_t n_all;
    const struct ap_embedded *all = ap_embedded_files(&n_all);
    struct ap_str prefix = ap_str_from(folder);
    /* `a-b/x` and `a.yaml` sort between `a` and `a/x`: they are passed over, the run itself is
     * whole. */
    size_t first = lower_bound(prefix);
    while (first < n_all && ap_str_starts(ap_str_from(all[first].path), prefix) &&
           !is_below(all[first].path, prefix))
        first++;
    size_t end = first;
    while (end < n_all && is_below(all[end].path, prefix))
        end++;
    *ret_n = end - first;
    return end > first ? &all[first] : NULL;
}

const struct ap_embedded *
ap_embedded_file(const char *path)
{
    size_t n_all;
    const struct ap_embedded *all = ap_embedded_files(&n_all);
    size_t at = lower_bound(ap_str_from(path));
    return at < n_all && strcmp(all[at].path, path) == 0 ? &all[at] : NULL;
}
