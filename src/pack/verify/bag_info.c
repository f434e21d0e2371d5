/* fetch.txt and bag-info.txt: what must be fetched, and how much payload there should be.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/bag.h"

static struct ap_str
take_word(struct ap_str *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] != ' ' && rest->ptr[n] != '\t')
        n++;
    struct ap_str word = ap_str_slice(*rest, 0, n);
    while (n < rest->len && ap_is_blank(rest->ptr[n]))
        n++;
    *rest = ap_str_slice(*rest, n, rest->len);
    return word;
}

/** `URL LENGTH PATH`; a length that is not known is `-`. */
static void
read_fetch_line(struct ap_bag *bag, struct ap_str line, uint32_t number)
{
    struct ap_place place = ap_bag_place(AP_STR("fetch.txt"), number);
    int64_t length;
    struct ap_str rest = line;
    struct ap_str url = take_word(&rest);
    struct ap_str size = take_word(&rest);
    bool is_sized = ap_str_is(size, "-") || ap_str_to_int(size, &length) == AP_OK;
    if (url.len == 0 || !is_sized || rest.len == 0) {
        (void)ap_diag_add(bag->dg, AP_VFY015, place, "the line is no address, length and path");
        return;
    }
    if (ap_str_starts(rest, AP_STR("./")))
        rest = ap_str_slice(rest, 2, rest.len);
    if (!ap_bag_check_path(bag, rest, true, place))
        return;
    (void)ap_map_put(&bag->fetched, bag->mem, rest, number);
    if (ap_bag_resolve(bag, rest, place) == AP_NONE)
        (void)ap_diag_add(bag->dg, AP_VFY016, place,
                          "\"%.*s\" is still to be fetched: the bag is not complete", AP_FMT(rest));
}

void
ap_bag_read_fetch(struct ap_bag *bag)
{
    struct ap_str text;
    struct ap_str line;
    uint32_t file = ap_tree_find(bag->tree, AP_STR("fetch.txt"));
    if (file == AP_NONE || !ap_bag_tag_text(bag, file, &text))
        return;
    if (bag->is_pack)
        (void)ap_diag_add(bag->dg, AP_VFY015, ap_bag_place(AP_STR("fetch.txt"), 0),
                          "a pack holds all of its files; nothing is to be fetched");
    for (uint32_t number = 1; ap_bag_next_line(&text, &line); number++)
        if (ap_str_trim(line).len)
            read_fetch_line(bag, line, number);
}

/** `OCTETS.FILES` against what is there. */
static void
check_oxum(struct ap_bag *bag, const struct ap_pass *pass, struct ap_str value, uint32_t number)
{
    struct ap_place place = ap_bag_place(AP_STR("bag-info.txt"), number);
    uint64_t bytes = 0;
    uint64_t n = 0;
    int64_t told_bytes;
    int64_t told_n;
    size_t dot = ap_str_find(value, '.');
    for (size_t i = 0; i < bag->tree->n; i++) {
        if (!ap_str_starts(bag->tree->files[i].path, AP_STR("data/")))
            continue;
        bytes += pass->facts[i].read.bytes;
        n++;
    }
    if (ap_str_to_int(ap_str_slice(value, 0, dot), &told_bytes) != AP_OK ||
        ap_str_to_int(ap_str_slice(value, dot + 1, value.len), &told_n) != AP_OK)
        (void)ap_diag_add(bag->dg, AP_VFY015, place, "Payload-Oxum \"%.*s\" is not BYTES.FILES",
                          AP_FMT(value));
    else if ((uint64_t)told_bytes != bytes || (uint64_t)told_n != n)
        (void)ap_diag_add(bag->dg, AP_VFY021, place,
                          "Payload-Oxum says %lld bytes in %lld files; there are %llu in %llu",
                          (long long)told_bytes, (long long)told_n, (unsigned long long)bytes,
                          (unsigned long long)n);
}

static bool
is_label(struct ap_str label)
{
    return ap_str_ieq(ap_str_trim(label), AP_STR("Payload-Oxum"));
}

void
ap_bag_check_info(struct ap_bag *bag, const struct ap_pass *pass)
{
    struct ap_str text;
    struct ap_str line;
    uint32_t n_oxum = 0;
    bool any = false; /* an element, which a line may continue */
    uint32_t file = ap_tree_find(bag->tree, AP_STR("bag-info.txt"));
    if (file == AP_NONE || !ap_bag_tag_text(bag, file, &text))
        return;
    for (uint32_t number = 1; ap_bag_next_line(&text, &line); number++) {
        size_t colon = ap_str_find(line, ':');
        struct ap_place place = ap_bag_place(AP_STR("bag-info.txt"), number);
        bool goes_on = line.len > 0 && ap_is_blank(line.ptr[0]);
        if (ap_str_trim(line).len == 0 || (goes_on && any))
            continue;
        if (goes_on || colon == line.len) {
            (void)ap_diag_add(bag->dg, AP_VFY015, place, "%s",
                              goes_on
                                  ? "the line goes on with an element, and there is none before it"
                                  : "the line is no label and value");
            continue;
        }
        any = true;
        if (!is_label(ap_str_slice(line, 0, colon)))
            continue;
        if (n_oxum++ == 0)
            check_oxum(bag, pass, ap_str_trim(ap_str_slice(line, colon + 1, line.len)), number);
        else
            (void)ap_diag_add(bag->dg, bag->version < AP_BAG_1_0 ? AP_VFY022 : AP_VFY015, place,
                              "Payload-Oxum is given twice");
    }
}
