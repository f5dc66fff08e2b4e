/* SPDX-License-Identifier: MIT */
/* container.h: the control group whose limit holds instead of the machine's memory. In our own
 * /proc that is the group with the tightest limit that peaktop is in; if process 1 is in it as
 * well, it is that of a container around all processes. Of another /proc only the group of process
 * 1 is looked at: on a machine that process, init, is in no group with a limit. */
#ifndef PEAKTOP_SOURCE_PROC_CONTAINER_H
#define PEAKTOP_SOURCE_PROC_CONTAINER_H

#include <sys/types.h>

#include "model/process/sample.h"
#include "source/proc_file.h"

/* Start with a zeroed struct. */
struct container {
	char *folder; /* of the group; NULL: none is known */
	bool v2, of_group;
	char path[CONTAINER_PATH_MAX]; /* as in system_memory */
	int usage_fd;                  /* held while a folder is known */
	uint64_t limit_bytes, inactive_bytes;
	uint64_t usage_then_bytes; /* when `inactive_bytes` was read */
	unsigned stat_ticks;       /* until it is due again */
	unsigned look_ticks;       /* until groups and limits are looked at again */
	struct proc_text text, mountinfo;
	char *cgroup_then; /* for which `mountinfo` was read */
};

/* Sets the container of `memory`, which has the machine's total. What moves, the usage, is read at
 * each call, through a held descriptor; how much of it is unused cache at every fifth, or if the
 * usage has moved by a 128th of the limit; groups and limits at every fifth, and at every tenth
 * while there are none. `proc`: a mount of /proc; `ours`: its pids are those of our own namespace.
 * `root`: a prefix of mount paths, "" except in tests. */
void container_read(struct container *, const char *proc, bool ours, const char *root,
	struct system_memory *memory);
void container_close(struct container *);

#endif
