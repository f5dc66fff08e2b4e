/* SPDX-License-Identifier: MIT */
/* machine.h: identifies the current boot, and whether a process of it is still alive; the
 * machine's shared memory. */
#ifndef PEAKTOP_SOURCE_HOST_MACHINE_H
#define PEAKTOP_SOURCE_HOST_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"

/* Appends /proc/sys/kernel/random/boot_id; false: not available. */
bool machine_boot_id(struct buffer *);

/* Whether /proc shows the processes of our own pid namespace (proc_is_ours). */
bool machine_proc_is_ours(void);

/* When a process started, in ticks since boot (field 22 of /proc/PID/stat); false: there is no
 * such process, it is not visible, or /proc is not ours. */
bool machine_process_start(pid_t, uint64_t *ticks);

/* Whether the process that started then is still there. One that has ended and was not reaped (a
 * zombie) is not. */
bool machine_process_is_alive(pid_t, uint64_t start_ticks);

/* Shared memory of the whole machine, files in tmpfs included, without what is swapped out
 * (sysinfo, a microsecond); 0: not available. */
uint64_t machine_shared_bytes(void);

#endif
