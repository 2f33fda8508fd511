#define _GNU_SOURCE
#include "CHiredis.h"

int CHiredis_poll(struct pollfd *places, nfds_t count, double seconds) {
  if (seconds < 0) return ppoll(places, count, NULL, NULL);
  struct timespec limit;
  limit.tv_sec = (time_t)seconds;
  limit.tv_nsec = (long)((seconds - (double)limit.tv_sec) * 1e9);
  return ppoll(places, count, &limit, NULL);
}
