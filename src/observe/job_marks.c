/* SPDX-License-Identifier: MIT */
/* job_marks.c: takes marks of a job, and samples its tree at each as far as the budget allows. */
#include "observe/job_marks.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "model/run/confidence.h"
#include "model/run/phase_name.h"

/* Taken at once, before other events are handled. */
#define MARKS_AT_ONCE 64

void
job_marks_open(struct job *j)
{
	if (mark_socket_open(&j->mark_socket))
		setenv(MARK_VARIABLE, j->mark_socket.address, 1);
}

static void
note_before(const struct run *run, struct phase_before *before)
{
	*before = (struct phase_before){ .samples = run->samples };
	if (run->tree.origin != PEAK_NONE)
		before->tree = (struct run_phase_peak){ run->tree.bytes, run->tree.at_ns,
			confidence_tree(run) };
	if (run->single.origin != PEAK_NONE)
		before->single = (struct run_phase_peak){ run->single.member.bytes,
			run->single.at_ns, confidence_single(run) };
}

void
job_mark(struct job *j, const char *text, size_t count)
{
	job_mark_at(j, text, count, clock_active_ns());
}

void
job_mark_at(struct job *j, const char *text, size_t count, uint64_t at_ns)
{
	char name[sizeof j->run.phases.items[0].name];
	struct buffer b = buffer_over(name, sizeof name);
	struct phase_before before;
	uint64_t now = clock_active_ns();

	if (!phase_name_take(text, count, &b) || (j->root_ended && !j->options->wait_all))
		return;
	note_before(&j->run, &before);
	phases_mark(&j->phases, &j->run.phases, &before, name,
		more_than(smaller(at_ns, now), j->launched.started_ns));
	j->observer.phases = &j->phases;
	if (observer_may_sample(&j->observer) && now < j->next_sample_ns)
		j->next_sample_ns = now;
}

void
job_marks_take(struct job *j)
{
	char bytes[MARK_BYTES_MAX];
	uint64_t now = clock_active_ns();
	size_t count = 0;

	for (int i = 0; i < MARKS_AT_ONCE && mark_socket_take(&j->mark_socket, now, bytes, &count);
		i++)
		job_mark(j, bytes, count);
}

int
job_marks_fd(const struct job *j)
{
	return mark_socket_is_quiet(&j->mark_socket, clock_active_ns()) ? -1 : j->mark_socket.fd;
}

void
job_marks_finish(struct job *j)
{
	j->observer.phases = NULL;
	j->run.marks_flooded =
		j->output_passed || (j->run.phases.count > 0 && j->mark_socket.flooded);
	phases_finish(&j->phases, &j->run, j->run.wall_ns);
}

void
job_marks_close(struct job *j)
{
	mark_socket_close(&j->mark_socket);
	phases_clear(&j->phases);
}
