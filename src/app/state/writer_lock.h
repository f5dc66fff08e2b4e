/* SPDX-License-Identifier: MIT */
/* writer_lock.h: who records a run holds a lock as long as it lives, whatever becomes of it.
 *
 * One file beside the history; each writer locks a byte of it, at a place that its pid and its
 * start make. The kernel gives it back at the end of the process, and tells of it across the pid
 * namespaces of containers that share a home, and across hosts where the filesystem has locks. */
#ifndef PEAKTOP_APP_STATE_WRITER_LOCK_H
#define PEAKTOP_APP_STATE_WRITER_LOCK_H

#include "store/store.h"

/* For this process, which started then; -1: it cannot be. Close it, or end. */
int writer_lock_take(uint64_t start_ticks);

enum writer_state { WRITER_UNKNOWN, WRITER_GONE, WRITER_LIVES };

/* UNKNOWN: there is no such file, or the filesystem has no locks. */
enum writer_state writer_lock_look(const struct store_writer *);

/* Locks a file that only we write to, until it is closed. False: another one does, or it cannot
 * be. */
bool writer_lock_file(int fd);

#endif
