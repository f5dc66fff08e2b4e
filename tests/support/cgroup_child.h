/* SPDX-License-Identifier: MIT */
/* cgroup_child.h: a private group with a child in it, for the end of a test. */
#ifndef PEAKTOP_TESTS_SUPPORT_CGROUP_CHILD_H
#define PEAKTOP_TESTS_SUPPORT_CGROUP_CHILD_H

#include <signal.h>
#include <unistd.h>

#include "source/cgroup/cgroup.h"
#include "support/child.h"

/* Removes the child and the group, also after a failure. */
static inline void
cgroup_child_end(struct job_cgroup *g, pid_t *child)
{
	child_end(child, SIGKILL);
	if (g->path[0] == '\0' || access(g->path, F_OK) != 0)
		return;
	g->made = true;
	cgroup_remove(g);
}

#endif
