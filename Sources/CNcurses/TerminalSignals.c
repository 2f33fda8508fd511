#include "TerminalSignals.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static atomic_int pending;
static atomic_int wake = -1;
static struct sigaction former_resize, former_continue;

static void on_signal(int number) {
    int error = errno;
    uint64_t one = 1;
    atomic_fetch_or(&pending, number == SIGWINCH ? ops_signal_resized : ops_signal_continued);
    int descriptor = atomic_load(&wake);
    if (descriptor >= 0) {
        ssize_t ignored = write(descriptor, &one, sizeof one);
        (void)ignored;
    }
    errno = error;
}

int ops_signals_install(int event) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    atomic_store(&pending, 0);
    atomic_store(&wake, event);
    if (sigaction(SIGWINCH, &action, &former_resize) != 0) return errno;
    if (sigaction(SIGCONT, &action, &former_continue) != 0) return errno;
    return 0;
}

int ops_signals_take(void) { return atomic_exchange(&pending, 0); }

void ops_signals_remove(void) {
    atomic_store(&wake, -1);
    sigaction(SIGWINCH, &former_resize, NULL);
    sigaction(SIGCONT, &former_continue, NULL);
}
