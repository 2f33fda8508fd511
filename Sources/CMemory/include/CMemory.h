#ifndef CMEMORY_H
#define CMEMORY_H

/// At most `count` arenas for malloc (glibc's M_ARENA_MAX). 1 where that was taken, else 0.
int cmemory_limit_arenas(int count);

/// Lets the kernel take back the pages of this program's own code that are in memory. They are read-only and come from the
/// file: what is still needed comes back with its next use. The number of mappings it was done for.
int cmemory_release_code(void);

#endif
