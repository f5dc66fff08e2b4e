/* SPDX-License-Identifier: MIT */
/* job_start.c: launches a job, with the witness of its signals. */
#include "observe/job.h"

#include <errno.h>
#include <stdlib.h>

#include "observe/job_tmpfs.h"
#include "base/clock.h"
#include "base/grow.h"
#include "source/host/machine.h"

/* A command that ends sooner is not sampled: wait4 yields its largest process, and sampling
 * would only slow it down. */
#define FIRST_SAMPLE_NS (2 * NS_PER_MS)

/* With a witness that the command leaves beside it. A copy of the arguments is exec'd, apart
 * from our own. */
static bool
start_with_witness(struct job *j, struct launch_setup *setup, struct failure *why)
{
	char **copy = grow_copy_argv(j->options->argv);
	bool started;

	setup->witness = &j->witness;
	setup->argv = copy;
	started = launch_begin(setup, &j->launched, why);
	setup->argv = j->options->argv;
	free(copy);
	return started;
}

/* The witness starts before the command's exec, since the command may announce at once that it
 * is ready for signals. If it is started before the command, it ends again where that would use
 * up the last process allowed. It stays in our control group: a process forked into another
 * cannot leave it. */
static bool
start(struct job *j, struct launch_setup *setup, struct failure *why)
{
	bool until_end = !j->options->wait_all && !j->options->enforce;

	j->witness.argv = j->options->argv;
	j->witness.apart = j->tty_fd != 0;
	if (setup->cgroup_folder_fd <= 0 && witness_prepare(&j->witness, until_end))
		return start_with_witness(j, setup, why);
	setup->held = true;
	witness_start(&j->witness, j->inherited);
	if (launch_begin(setup, &j->launched, why))
		return true;
	if (j->witness.pid == 0 || why->error != EAGAIN)
		return false;
	witness_end(&j->witness);
	return launch_begin(setup, &j->launched, why);
}

bool
job_needs_observer(const struct job_options *o)
{
	return o->budget_bytes > 0 || o->memory_max_bytes > 0 || o->cgroup == CGROUP_REQUIRE ||
	       o->on_peak != NULL || o->on_exit != NULL || o->at_count > 0;
}

/* Where the descriptors do not suffice, the command runs nevertheless. */
static bool
start_somehow(struct job *j, struct launch_setup *setup, struct failure *why)
{
	if (start(j, setup, why))
		return true;
	if ((why->error != EMFILE && why->error != ENFILE) || job_needs_observer(j->options))
		return false;
	if (setup->traced)
		job_message(j, "--exact has no effect: too few descriptors");
	setup->witness = NULL;
	setup->held = setup->traced = j->traced = false;
	return launch_plainly(setup, &j->launched, why);
}

static void
let_go(struct job *j)
{
	job_take_early(j);
	launch_let_go(&j->launched);
}

bool
job_launch(struct job *j, struct failure *why)
{
	struct launch_setup setup = { .argv = j->options->argv,
		.inherited = j->inherited,
		.limits = &j->options->limits,
		.nice = j->options->nice,
		.nohup = j->options->nohup,
		.traced = j->options->exact && machine_proc_is_ours(),
		.tty_fd = j->tty_fd,
		.cgroup_fd = j->cgroup.procs_fd,
		.cgroup_folder_fd = j->cgroup.folder_fd };

	if (j->options->exact && !setup.traced)
		job_message(j, "--exact has no effect: /proc does not show our processes");
	j->traced = setup.traced;
	j->run.address_limit_bytes = limits_address_bytes(&j->options->limits);
	job_tmpfs_begin(j);
	j->run.started_wall_ns = clock_wall_ns();
	if (!start_somehow(j, &setup, why))
		return false;
	if (setup.held)
		let_go(j);
	j->next_sample_ns = j->launched.started_ns + FIRST_SAMPLE_NS;
	j->callbacks->note(j->callbacks->context, j, JOB_LAUNCHED);
	job_wait(j);
	if (!launch_settle(&setup, &j->launched, why))
		return false;
	j->newest_pid =
		setup.witness != NULL && j->witness.pid != 0 ? j->witness.pid : j->launched.pid;
	observer_begin(&j->observer, &j->run, j->launched.pid, j->launched.started_ns);
	job_lines_begin(&j->lines, j->launched.pid, j->launched.started_ns);
	j->exact.kills = &j->kills;
	return !j->traced || j->launched.start_error != 0 ||
	       exact_begin(&j->exact, &j->observer, why);
}
