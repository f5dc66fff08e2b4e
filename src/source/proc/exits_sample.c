/* SPDX-License-Identifier: MIT */
/* exits_sample.c: turns ends that the kernel reported into facts of a sample. */
#include "source/proc/exits_sample.h"

#include <signal.h>
#include <string.h>

#include "base/clean.h"
#include "base/clock.h"

/* The most at a time: the rest is left for the next sample, or lost in the kernel. */
#define ENDINGS_MAX 20000
/* The most processes whose last thread is looked for at a time. */
#define LEADERS 32

/* The start on the clock of process start times; 0 if before the machine's start. */
static uint64_t
began_ns(const struct exit_note *n, uint64_t wall_ahead_ns)
{
	uint64_t wall_ns = n->began_wall_seconds * NS_PER_SECOND;

	return n->began_wall_seconds < UINT64_MAX / NS_PER_SECOND && wall_ns > wall_ahead_ns
		       ? wall_ns - wall_ahead_ns
		       : 0;
}

/* After vfork there are no faults; after fork there are ten and more (a Python program: 65). And
 * no other threads. */
#define OWN_FAULTS_MIN 16

static bool
may_be_borrowed(const struct exit_note *n)
{
	return n->forked && n->task == n->pid && n->minor_faults < OWN_FAULTS_MIN;
}

/* The first threads of processes that another thread outlived: only they report what ended the
 * process. */
struct leaders {
	struct {
		pid_t pid;
		int signal;
	} ended[LEADERS];
	size_t next;
};

static enum end_cause
cause_of(const struct leaders *leaders, const struct exit_note *n)
{
	int signal = n->signal;

	for (size_t i = 0; signal < 0 && i < LEADERS; i++)
		if (leaders->ended[i].pid == n->pid)
			signal = leaders->ended[i].signal;
	return signal < 0 ? CAUSE_UNKNOWN : signal == SIGKILL ? CAUSE_SIGKILL : CAUSE_OTHER;
}

static void
note_leader(struct leaders *leaders, const struct exit_note *n)
{
	if (n->signal < 0)
		return;
	leaders->ended[leaders->next].pid = n->pid;
	leaders->ended[leaders->next].signal = n->signal;
	leaders->next = (leaders->next + 1) % LEADERS;
}

static void
add(struct sample *sample, const struct exit_note *n, enum end_cause cause, uint64_t wall_ahead_ns)
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
		.cause = cause,
		.borrowed = may_be_borrowed(n) };
	clean_text(&name, n->name, strlen(n->name));
}

/* Threads report the figures of their process: the last one's are final. */
void
exits_sample(struct exits *x, struct sample *sample)
{
	uint64_t wall_ahead_ns = clock_wall_ns() - clock_boot_ns();
	struct leaders leaders = { .next = 0 };
	struct exit_note note;

	if (x == NULL)
		return;
	while (sample->ending_count < ENDINGS_MAX && exits_next(x, &note))
		if (note.last)
			add(sample, &note, cause_of(&leaders, &note), wall_ahead_ns);
		else
			note_leader(&leaders, &note);
	sample->endings_reported = exits_heard(x);
	sample->endings_lost = exits_overflows(x);
}
