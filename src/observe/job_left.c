/* SPDX-License-Identifier: MIT */
/* job_left.c: which processes of a job outlive its command, without those just about to end. */
#include "observe/job.h"

#include <stdlib.h>
#include <string.h>

#include "observe/job_kills.h"
#include "base/clock.h"

/* A pool's helpers and the rest of a pipeline end within this time. */
#define MOMENT_NS (100 * NS_PER_MS)
#define STEP_NS (20 * NS_PER_MS)

static size_t
count_living(const struct sample *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++)
		count += s->readings[i].state != 'Z';
	return count;
}

static size_t
count_survivors(struct job *j)
{
	observer_sample(&j->observer);
	job_kills_sample(j);
	return count_living(&j->observer.sample);
}

static void
wait_a_step(struct job *j)
{
	j->next_sample_ns = clock_active_ns() + STEP_NS;
	while (clock_active_ns() < j->next_sample_ns && launch_has_children()) {
		job_await_events(j);
		job_take_events(j);
	}
}

/* --- the largest of them --- */

static void
note(struct job *j, const struct reading *r)
{
	struct run *run = &j->run;
	uint64_t bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0;
	size_t at = run->left_count < RUN_LEFT_MAX ? run->left_count++ : RUN_LEFT_MAX - 1;
	struct run_member *m = &run->left[at];

	if (m->pid != 0 && m->bytes >= bytes)
		return;
	for (; at > 0 && run->left[at - 1].bytes < bytes; at--)
		run->left[at] = run->left[at - 1];
	run->left[at] = (struct run_member){ .pid = r->key.pid, .bytes = bytes };
	observer_name(&j->observer, &run->left[at]);
}

void
job_count_left(struct job *j)
{
	const struct sample *s = &j->observer.sample;
	uint64_t until = clock_active_ns() + MOMENT_NS;

	if (!launch_has_children() || j->observer.processes == NULL)
		return;
	while (count_survivors(j) > 0 && clock_active_ns() < until)
		wait_a_step(j);
	j->run.left_alive = count_living(s);
	for (size_t i = 0; i < s->count; i++)
		if (s->readings[i].state != 'Z')
			note(j, &s->readings[i]);
}
