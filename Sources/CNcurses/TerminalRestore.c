#define _GNU_SOURCE
#include "TerminalRestore.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { bytes_limit = 1024, crash_signals = 6 };
static const int signals[crash_signals] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE};

// Written while `armed` is 0 and before it becomes 1; only read from then on.
static struct {
    int terminal;
    int captured;
    int diagnostics;
    struct termios modes;
    char bytes[bytes_limit];
    size_t length;
    struct sigaction former[crash_signals];
} saved;
static atomic_int armed;
static atomic_int at_exit_is_set;
static pid_t owner;

// Writes to a descriptor that does not block. A terminal that takes nothing must not keep a crashing process alive: what
// it never took is dropped, which also frees a thread that waits in a write; a few tries, then it gives up.
static void write_all(int descriptor, const char *bytes, size_t length) {
    for (int tries = 0; length > 0 && tries < 16; tries++) {
        ssize_t written = write(descriptor, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
            tcflush(descriptor, TCOFLUSH);
            poll(&writable, 1, 20);
        } else if (written < 0 && errno != EINTR) {
            return;
        }
    }
}

void ops_restore_modes(void) {
    int one = 1;
    if (!atomic_compare_exchange_strong(&armed, &one, 2)) return;
    // A forked child shares the terminal but must not restore it. From a background process tcsetattr would stop us.
    if (getpid() != owner) return;
    struct sigaction ignore, former;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGTTOU, &ignore, &former);
    int flags = fcntl(saved.terminal, F_GETFL);
    if (flags >= 0) fcntl(saved.terminal, F_SETFL, flags | O_NONBLOCK);
    write_all(saved.terminal, saved.bytes, saved.length);
    if (flags >= 0) fcntl(saved.terminal, F_SETFL, flags);
    tcsetattr(saved.terminal, TCSANOW, &saved.modes);
    sigaction(SIGTTOU, &former, NULL);
}

int ops_capture_file(size_t limit) {
    int file = memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    // Of a fixed size from the start, so that no flood of messages becomes memory: writes beyond it fail.
    if (ftruncate(file, (off_t)limit) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0) return file;
    int error = errno;
    close(file);
    errno = error;
    return -1;
}

void ops_capture_replay(int captured, int descriptor) {
    char part[512];
    off_t end = lseek(captured, 0, SEEK_CUR);
    off_t offset = 0;
    while (offset < end) {
        size_t wanted = end - offset < (off_t)sizeof part ? (size_t)(end - offset) : sizeof part;
        ssize_t count = pread(captured, part, wanted, offset);
        struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
        if (count <= 0 || poll(&writable, 1, 200) != 1) return;
        write_all(descriptor, part, (size_t)count);
        offset += count;
    }
}

static void replay_captured(void) {
    if (saved.captured >= 0) ops_capture_replay(saved.captured, saved.diagnostics);
}

static void on_crash(int number) {
    int error = errno;
    if (atomic_load(&armed) == 1) {
        ops_restore_modes();
        if (getpid() == owner) replay_captured();
    }
    errno = error;
    // SA_RESETHAND has put the default action back; the thread may have the signal blocked.
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
}

static void on_exit_restore(void) {
    if (atomic_load(&armed) == 1) {
        ops_restore_modes();
        if (getpid() == owner) replay_captured();
    }
}

int ops_restore_arm(int input, int output, const char *bytes, size_t length, int captured, int diagnostics) {
    if (atomic_load(&armed) != 0) return EBUSY;
    if (length > bytes_limit) return E2BIG;
    if (tcgetattr(input, &saved.modes) != 0) return errno;
    saved.terminal = output;
    saved.captured = captured;
    saved.diagnostics = diagnostics;
    memcpy(saved.bytes, bytes, length);
    saved.length = length;
    owner = getpid();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_RESETHAND | SA_NODEFER | SA_ONSTACK;
    for (int i = 0; i < crash_signals; i++) sigaction(signals[i], &action, &saved.former[i]);
    if (atomic_exchange(&at_exit_is_set, 1) == 0) atexit(on_exit_restore);
    atomic_store(&armed, 1);
    return 0;
}

void ops_restore_disarm(void) {
    if (atomic_exchange(&armed, 0) == 0) return;
    for (int i = 0; i < crash_signals; i++) sigaction(signals[i], &saved.former[i], NULL);
    close(saved.terminal);
}
