#include "CHeap.h"
#include <malloc.h>

size_t cheap_bytes_in_use(void) {
    struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}
