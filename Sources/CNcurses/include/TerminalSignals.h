#pragma once

// Turns SIGWINCH and SIGCONT into a count on an eventfd. curses' own SIGWINCH handler shows a resize only after the
// next key when the signal lands on another thread; and a handler must be async-signal-safe, so it lives in C.

enum { ops_signal_resized = 1, ops_signal_continued = 2 };

/// Installs the handlers; each signal makes `event` (an eventfd) readable. Returns 0, or an errno.
int ops_signals_install(int event);

/// The signals that arrived since the last call, as a set of the bits above.
int ops_signals_take(void);

/// Puts the former handlers back.
void ops_signals_remove(void);
