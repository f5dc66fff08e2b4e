/* SPDX-License-Identifier: MIT */
/* container.h: the memory of the container around all processes that a mount of /proc shows. Its
 * first process is in the control group whose limit holds for all of them; on a machine itself that
 * process, init, is in no group with a limit. */
#ifndef PEAKTOP_SOURCE_PROC_CONTAINER_H
#define PEAKTOP_SOURCE_PROC_CONTAINER_H

#include "source/proc/limits_proc.h"

/* Start with a zeroed struct. */
struct container {
	struct limits_proc *limits; /* NULL: not looked for yet, or there is none */
	struct limits_cache cache;
	bool looked;
};

/* Looks for the container at the first call; later reads only the figures of a known one. `proc`
 * and `root` as in limits_proc.h. `memory`: has the machine's total; its container is set. */
void container_read(
	struct container *, const char *proc, const char *root, struct system_memory *memory);
void container_close(struct container *);

#endif
