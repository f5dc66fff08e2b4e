/* SPDX-License-Identifier: MIT */
/* job_group.c: the private control group of a job, as far as it was asked for and can be had. */
#include "app/job.h"

bool
job_make_group(struct job *j, struct failure *why)
{
	const struct run_options *o = &j->options;

	j->cgroup.procs_fd = -1;
	if (o->cgroup == CGROUP_OFF ||
		(o->cgroup == CGROUP_AUTO && o->memory_max_bytes == 0 && !cgroup_is_cheap()) ||
		cgroup_make(&j->cgroup, o->memory_max_bytes, why))
		return true;
	j->cgroup = (struct job_cgroup){ .procs_fd = -1 };
	return o->cgroup == CGROUP_AUTO && o->memory_max_bytes == 0;
}
