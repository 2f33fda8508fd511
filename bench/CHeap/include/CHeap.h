#ifndef CHEAP_H
#define CHEAP_H
#include <stddef.h>
/* Bytes that the allocator has handed out and not taken back, mapped blocks included (mallinfo(3)). */
size_t cheap_bytes_in_use(void);
#endif
