/* SPDX-License-Identifier: MIT */
/* writer_lock.h: the lock that the writer of a run holds as long as it runs.
 *
 * Each writer locks one byte of a file beside the history, at an offset made of its pid and start
 * time. The kernel releases the lock when the process ends, and shows it across pid namespaces of
 * containers that share a home, and across hosts if the filesystem supports locks. */
#ifndef PEAKTOP_APP_STATE_WRITER_LOCK_H
#define PEAKTOP_APP_STATE_WRITER_LOCK_H

#include "store/store.h"

/* Takes the lock for this process; -1: not possible. It is released by close or exit. */
int writer_lock_take(uint64_t start_ticks);

enum writer_state { WRITER_UNKNOWN, WRITER_GONE, WRITER_LIVES };

/* UNKNOWN: no such file, or the filesystem has no locks. */
enum writer_state writer_lock_state(const struct store_writer *);

/* Locks a file that only we may write, until it is closed. False: it is locked by another, or
 * cannot be. */
bool writer_lock_file(int fd);

#endif
