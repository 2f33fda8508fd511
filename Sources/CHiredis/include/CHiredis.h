#pragma once
#include <sys/time.h>
#include <hiredis/hiredis.h>
#include <hiredis/async.h>
#include <poll.h>
#include <sys/eventfd.h>

/* ppoll(2), which Swift's view of the C library leaves out; a negative time waits without end. */
int CHiredis_poll(struct pollfd *places, nfds_t count, double seconds);
