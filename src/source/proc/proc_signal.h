/* SPDX-License-Identifier: MIT */
/* proc_signal.h: a signal to one process and to no other, whatever becomes of its pid. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SIGNAL_H
#define PEAKTOP_SOURCE_PROC_PROC_SIGNAL_H

#include "source/proc/proc_slot.h"

/* Whether this very process, and not another with its pid, is there now and no zombie. */
bool proc_is_alive(struct proc_reader *, struct proc_key);

/* Sends through a pidfd. 0, or an errno: ESRCH where it is gone, EPERM where pids are not those of
 * our namespace. */
int proc_signal(struct proc_reader *, struct proc_key, int signal);

#endif
