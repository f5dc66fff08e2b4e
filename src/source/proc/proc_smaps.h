/* SPDX-License-Identifier: MIT */
/* proc_smaps.h: what a process shares with others: the dear reading, on request only. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_SMAPS_H
#define PEAKTOP_SOURCE_PROC_PROC_SMAPS_H

#include "model/process/details.h"
#include "source/proc/proc_slot.h"

/* Reads /proc/PID/smaps_rollup of this very process, which keeps it from changing its address space
 * meanwhile (some 15 us a MiB). 0, or an errno: ESRCH where it is gone. */
int proc_smaps_read(struct proc_reader *, struct proc_key, struct process_smaps *);

#endif
