#define _GNU_SOURCE
#include "CSignals.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// The pipe's writing end: set before the first handler is, and never changed.
static int target = -1;

static void on_signal(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(target, &byte, 1);
    (void)ignored;
    errno = error;
}

int csignals_open(const int *numbers, int count) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    target = ends[1];
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (int place = 0; place < count; place++) {
        if (sigaction(numbers[place], &action, NULL) != 0) return -1;
    }
    return ends[0];
}
