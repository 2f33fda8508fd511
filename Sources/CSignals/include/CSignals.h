#ifndef CSIGNALS_H
#define CSIGNALS_H

/// From now on, for as long as the process lives, each of these signals is one byte, its number, in a pipe; what the pipe has
/// no room for is dropped. Once a process.
///
/// The pipe's reading end, which does not block and no child inherits; -1 with `errno` where there is none. Signals before
/// one that cannot be caught are in the pipe then all the same.
int csignals_open(const int *numbers, int count);

#endif
