/* SPDX-License-Identifier: MIT */
/* proc_signal.h: sends a signal to exactly one process, even if its pid is reused. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SIGNAL_H
#define PEAKTOP_SOURCE_PROC_PROC_SIGNAL_H

#include "source/proc/proc_slot.h"

/* Whether this process, not another one with its pid, exists and is not a zombie. */
bool proc_is_alive(struct proc_reader *, struct proc_key);

/* Sends through a pidfd. Returns 0 or an errno: ESRCH if it is gone, EPERM if the pids are not
 * those of our namespace. */
int proc_signal(struct proc_reader *, struct proc_key, int signal);

#endif
