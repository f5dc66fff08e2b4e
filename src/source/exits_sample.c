/* SPDX-License-Identifier: MIT */
/* exits_sample.c: ends that the kernel told, as facts of a sample. */
#include "source/exits_sample.h"

#include <string.h>

#include "base/clean.h"
#include "base/clock.h"

/* So many at a time: more is left for the next sample, or told as lost by the kernel. */
#define ENDINGS_MOST 20000

/* The start on the clock of processes' start times; 0 where that lies before the machine's. */
static uint64_t
began_ns(const struct exit_note *n, uint64_t wall_ahead_ns)
{
	uint64_t wall_ns = n->began_wall_seconds * NS_PER_SECOND;

	return n->began_wall_seconds < UINT64_MAX / NS_PER_SECOND && wall_ns > wall_ahead_ns
		       ? wall_ns - wall_ahead_ns
		       : 0;
}

/* After vfork there are no faults, after fork some ten and more (a Python program: 65); and no other threads. */
#define OWN_FAULTS_LEAST 16

static bool
may_be_borrowed(const struct exit_note *n)
{
	return n->forked && n->task == n->pid && n->minor_faults < OWN_FAULTS_LEAST;
}

static void
add(struct sample *sample, const struct exit_note *n, uint64_t wall_ahead_ns)
{
	struct ending *e = sample_add_ending(sample);
	struct buffer name = buffer_over(e->name, sizeof e->name);

	*e = (struct ending){ .pid = n->pid,
		.ppid = n->ppid,
		.uid = n->uid,
		.began_ns = began_ns(n, wall_ahead_ns),
		.lasted_ns = n->lasted_ns,
		.peak_bytes = n->peak_bytes,
		.forked = n->forked,
		.borrowed = may_be_borrowed(n) };
	clean_text(&name, n->name, strlen(n->name));
}

/* Threads carry the figures of their process: the last one's are final. */
void
exits_sample(struct exits *x, struct sample *sample)
{
	uint64_t wall_ahead_ns = clock_wall_ns() - clock_boot_ns();
	struct exit_note note;

	if (x == NULL)
		return;
	while (sample->ending_count < ENDINGS_MOST && exits_next(x, &note))
		if (note.last)
			add(sample, &note, wall_ahead_ns);
	sample->endings_told = exits_heard(x);
	sample->endings_lost = exits_overflows(x);
}
