#pragma once
// For wcwidth; Swift's importer defines it too.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>
#include <sys/eventfd.h>
#include <wchar.h>
#include "TerminalRestore.h"
#include "TerminalSignals.h"

// Swift does not import curses' attribute macros, nor its variadic and opaque-option calls; these say the same.

static inline attr_t ops_attr_bold(void) { return A_BOLD; }
static inline attr_t ops_attr_dim(void) { return A_DIM; }
static inline attr_t ops_attr_underline(void) { return A_UNDERLINE; }
static inline attr_t ops_attr_reverse(void) { return A_REVERSE; }
static inline WINDOW *ops_stdscr(void) { return stdscr; }
static inline WINDOW *ops_curscr(void) { return curscr; }

/// Fills `cell` with a base character and its marks (a NUL-terminated string of at most CCHARW_MAX characters). The
/// extended colour pair goes through the option pointer: curses reads an int there during the call only.
static inline int ops_setcchar(cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
    return setcchar(cell, text, attributes, 0, &pair);
}

/// The columns of a character in the process' locale; -1 where it cannot be shown.
static inline int ops_width(wchar_t character) { return wcwidth(character); }

/// A capability's string, or NULL where the terminal lacks it (curses says -1 for "not a string").
static inline const char *ops_capability(const char *name) {
    char *value = tigetstr(name);
    return value == (char *)-1 ? NULL : value;
}

/// Reads a terminal's description for `ops_capability`. Returns 0, 1 where there is none of that name, 2 for a terminal
/// that prints on paper. After 0, call `ops_terminfo_close` before curses starts.
static inline int ops_terminfo_open(const char *name, int output) {
    int reason = 0;
    if (setupterm(name, output, &reason) == OK) return 0;
    return reason == 1 ? 2 : 1;
}

/// Forgets the description that `ops_terminfo_open` read.
static inline void ops_terminfo_close(void) {
    TERMINAL *former = set_curterm(NULL);
    if (former != NULL) del_curterm(former);
}
