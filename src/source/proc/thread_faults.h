/* SPDX-License-Identifier: MIT */
/* thread_faults.h: which thread of a process touches new memory: the minor faults of each. */
#ifndef PEAKTOP_SOURCE_PROC_THREAD_FAULTS_H
#define PEAKTOP_SOURCE_PROC_THREAD_FAULTS_H

#include <stdint.h>
#include <sys/types.h>

#include "source/proc_file.h"

struct thread_faults {
	pid_t tid;
	uint64_t minor; /* field 10 of task/TID/stat: also those that the kernel takes for it */
};

/* Of up to `max` threads, sorted by tid; `root` is a descriptor of /proc. A thread that ends
 * meanwhile is left out. */
enum proc_outcome thread_faults_read(
	int root, pid_t pid, struct thread_faults *, size_t max, size_t *count);

#endif
