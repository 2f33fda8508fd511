#pragma once
#include <stddef.h>

// Gives the terminal back when the process crashes or exits: the one piece of C here with a decision in it, because a
// signal handler may call only async-signal-safe functions and Swift promises that of none.

/// Arms the restore: on SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT and SIGFPE, and at exit, writes `bytes` to
/// `output`, puts the modes of `input` back to what they are now, writes what `captured` holds (a file of captured
/// standard error, or -1) to `diagnostics`, and lets the signal take its default course. Copies the bytes; `output` belongs to it
/// from then on and is closed when it is disarmed. Returns 0, or an errno. One terminal at a time: EBUSY while armed.
int ops_restore_arm(int input, int output, const char *bytes, size_t length, int captured, int diagnostics);

/// Restores now, once; later calls and crashes write nothing. Does not touch the captured text.
void ops_restore_modes(void);

/// Disarms and puts the former signal handlers back. Writes nothing.
void ops_restore_disarm(void);

/// A file in memory that takes at most `limit` bytes, for captured standard error; -1 and errno on failure.
int ops_capture_file(size_t limit);

/// Copies what a capture file holds to a descriptor.
void ops_capture_replay(int captured, int descriptor);
