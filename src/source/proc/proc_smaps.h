/* SPDX-License-Identifier: MIT */
/* proc_smaps.h: reads what a process shares with others: expensive, so only on request. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SMAPS_H
#define PEAKTOP_SOURCE_PROC_PROC_SMAPS_H

#include "model/process/details.h"
#include "source/proc/proc_slot.h"

/* Reads /proc/PID/smaps_rollup of exactly this process, which cannot change its address space
 * meanwhile (7 to 17 us per MiB). Returns 0 or an errno: ESRCH if it is gone. */
int proc_smaps_read(struct proc_reader *, struct proc_key, struct process_smaps *);

#endif
