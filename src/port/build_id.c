/* The build id from the notes of the running program (dl_iterate_phdr, glibc and musl).
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/build_id.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

static size_t
padded(size_t n)
{
    return (n + 3) / 4 * 4;
}

static bool
take_note(const unsigned char *notes, size_t len, char *text)
{
    for (size_t at = 0; len - at >= sizeof(ElfW(Nhdr));) {
        ElfW(Nhdr) head;
        memcpy(&head, notes + at, sizeof head);
        size_t name = at + sizeof head;
        size_t value = name + padded(head.n_namesz);
        size_t end = value + padded(head.n_descsz);
        if (end > len)
            return false;
        if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 &&
            memcmp(notes + name, "GNU", 4) == 0 && head.n_descsz * 2 < AP_BUILD_ID_TEXT) {
            for (size_t i = 0; i < head.n_descsz; i++)
                (void)snprintf(text + 2 * i, 3, "%02x", notes[value + i]);
            return head.n_descsz > 0;
        }
        at = end;
    }
    return false;
}

/* The first object is the program itself. */
static int
look(struct dl_phdr_info *info, size_t size, void *text)
{
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        const unsigned char *notes = (const unsigned char *)(info->dlpi_addr + part->p_vaddr);
        if (part->p_type == PT_NOTE && take_note(notes, part->p_memsz, text))
            return 1;
    }
    return -1;
}

bool
ap_build_id(char ret_text[AP_BUILD_ID_TEXT])
{
    ret_text[0] = '\0';
    return dl_iterate_phdr(look, ret_text) == 1;
}
