/* Names of a zip's entries: portable, inside the pack, each once whatever a file system makes of them.
 * Place in the flow: pack; the fifth step of the container's audit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"
#include "base/utf8.h"
#include "pack/verify/names.h"
#include "pack/verify/zip_format.h"
#include "port/unicode.h"

static struct ap_str
without_slash(const struct ap_zip_record *record)
{
    return ap_str_slice(record->name, 0, record->name.len - record->folder);
}

static void
audit_name(const struct ap_zip_record *record, bool any_bag, struct ap_diag *dg)
{
    struct ap_place place = {.file = record->name};
    const char *words = ap_name_fault(without_slash(record), any_bag);
    if (words)
        (void)ap_diag_add(dg, AP_VFY007, place, "%s", words);
    else if (!ap_str_is_ascii(record->name) && !(record->flags & AP_ZIP_FLAG_UTF8) &&
             !ap_utf8_valid(record->name))
        (void)ap_diag_add(dg, AP_VFY007, place,
                          "the name is not UTF-8: programs would show different names");
}

/** Where a name clashes with the one at `other`. */
static void
report_clash(const struct ap_zip_record *record, const struct ap_zip_record *other,
             struct ap_diag *dg)
{
    struct ap_place place = {.file = record->name};
    if (ap_str_eq(record->name, other->name))
        (void)ap_diag_add(dg, AP_VFY008, place, "the zip holds two entries of this name");
    else
        (void)ap_diag_add(dg, AP_VFY008, place,
                          "the name differs from \"%.*s\" in case or Unicode form alone, or one is "
                          "a folder and the other a file: they cannot lie side by side everywhere",
                          AP_FMT(other->name));
}

/** A file cannot be the folder of another entry. */
static void
audit_parents(const struct ap_zipdir *dir, const struct ap_map *names, size_t i,
              struct ap_str folded, struct ap_diag *dg)
{
    for (;;) {
        size_t at = ap_str_rfind(folded, '/');
        if (at == folded.len)
            return;
        folded = ap_str_slice(folded, 0, at);
        uint32_t parent = ap_map_get(names, folded);
        if (parent == AP_NONE || dir->records[parent].folder)
            continue;
        report_clash(&dir->records[i], &dir->records[parent], dg);
        return;
    }
}

void
ap_zip_audit_names(const struct ap_zipdir *dir, bool any_bag, struct ap_arena *mem,
                   struct ap_diag *dg)
{
    struct ap_map names = {0};
    struct ap_str *folded = ap_arena_array(mem, struct ap_str, dir->n);
    for (size_t i = 0; i < dir->n; i++) {
        const struct ap_zip_record *record = &dir->records[i];
        struct ap_str name = without_slash(record);
        audit_name(record, any_bag, dg);
        folded[i] = any_bag || !ap_utf8_valid(name) ? name : ap_unicode_fold(mem, name);
        uint32_t other = ap_map_put(&names, mem, folded[i], (uint32_t)i);
        if (other != AP_NONE)
            report_clash(record, &dir->records[other], dg);
    }
    for (size_t i = 0; i < dir->n; i++)
        audit_parents(dir, &names, i, folded[i], dg);
}
