/* SPDX-License-Identifier: MIT */
/* job_cgroup.c: the private control group of a job, as far as it was requested and is available. */
#include "observe/job.h"

#include <stdlib.h>
#include <unistd.h>

#include "source/cgroup/cgroup_scope.h"

static bool
is_required(const struct job_options *o)
{
	return o->cgroup == CGROUP_REQUIRE || o->memory_max_bytes > 0;
}

/* Both reasons on one line: why none could be made here, and why the user manager gave none. */
static bool
fail_twice(struct failure *why, const struct failure *given)
{
	char here[124], there[80];
	struct buffer first = buffer_over(here, sizeof here),
		      second = buffer_over(there, sizeof there);

	failure_put(why, &first);
	buffer_text(&second, given->doing);
	return failure_set(
		why, given->error, "%s; no scope from the user manager: %s", here, there);
}

/* Root's groups are its own already, so the system manager is not asked. v1 delegates nothing to
 * users. */
static bool
make_in_scope(struct job *j, struct failure *why)
{
	struct failure given;

	if (!j->cgroup.v2 || geteuid() == 0)
		return false;
	if (!cgroup_scope_enter(&given))
		return fail_twice(why, &given);
	return cgroup_make(&j->cgroup, j->options->memory_max_bytes, why);
}

bool
job_make_cgroup(struct job *j, struct failure *why)
{
	const struct job_options *o = j->options;

	j->cgroup.procs_fd = -1;
	if (o->cgroup == CGROUP_OFF || (!is_required(o) && !cgroup_is_cheap()) ||
		cgroup_make(&j->cgroup, o->memory_max_bytes, why) ||
		(is_required(o) && make_in_scope(j, why)))
		return true;
	j->cgroup = (struct job_cgroup){ .procs_fd = -1 };
	return !is_required(o);
}

void
job_read_cgroup(struct job *j)
{
	cgroup_read(&j->cgroup, &j->run.cgroup);
}
