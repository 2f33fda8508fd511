#define _GNU_SOURCE
#include "CMemory.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

int cmemory_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count); }

// The first object that is visited is the program itself. Only segments that can be executed and not be written hold
// nothing but what is in the file; a page that is only partly the segment's is left alone.
static int release(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X) || (segment->p_flags & PF_W)) continue;
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        uintptr_t end = (start + segment->p_filesz) & ~(page - 1);
        start = (start + page - 1) & ~(page - 1);
        if (end > start && madvise((void *)start, end - start, MADV_DONTNEED) == 0) ++*(int *)data;
    }
    return 1;
}

int cmemory_release_code(void) {
    int count = 0;
    dl_iterate_phdr(release, &count);
    return count;
}
