/* SPDX-License-Identifier: MIT */
/* report.c: what a random tree held, and for how long. */
#include "job.h"

#include <stdio.h>
#include <time.h>

/* A state counts as held if it lasts this long, within a hundredth of its bytes. */
#define HELD_NS 300000000ull
#define NEAR(bytes) ((bytes) - (bytes) / 100)

uint64_t
job_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void
job_note_state(struct job *j)
{
	uint64_t now = job_now_ns();

	if (j->state_count == STATES_MAX)
		return;
	j->states[j->state_count++] = (struct state){ now, now, truth_bytes(&j->truth),
		(uint64_t)j->truth.unmapped_units * UNIT_BYTES };
}

void
job_state_ends(struct job *j)
{
	if (j->state_count > 0)
		j->states[j->state_count - 1].until_ns = job_now_ns();
}

/* How long the tree held about as much as at that time, or more. */
static uint64_t
held_ns(const struct job *j, size_t at)
{
	uint64_t min = NEAR(j->states[at].bytes);
	size_t first = at, last = at;

	while (first > 0 && j->states[first - 1].bytes >= min)
		first--;
	while (last + 1 < j->state_count && j->states[last + 1].bytes >= min)
		last++;
	return j->states[last].until_ns - j->states[first].from_ns;
}

void
job_report(const struct job *j, const char *style)
{
	size_t peak = 0, held = 0;
	uint64_t max = 0;

	for (size_t i = 0; i < j->state_count; i++) {
		const struct state *s = &j->states[i];

		if (s->bytes > j->states[peak].bytes)
			peak = i;
		if (held_ns(j, i) >= HELD_NS && (max == 0 || s->bytes > j->states[held].bytes)) {
			held = i;
			max = s->bytes;
		}
	}
	max = 0;
	for (size_t i = 0; i < j->state_count; i++)
		if (j->states[i].bytes + j->states[i].unmapped_bytes > max)
			max = j->states[i].bytes + j->states[i].unmapped_bytes;
	printf("{\"style\": \"%s\", \"peak_bytes\": %llu, \"peak_held_ms\": %llu, "
	       "\"held_bytes\": %llu, \"with_unmapped_bytes\": %llu, \"at_ms\": %llu, "
	       "\"processes\": %d, \"alive\": %d, \"states\": %zu}\n",
		style, (unsigned long long)j->states[peak].bytes,
		(unsigned long long)(held_ns(j, peak) / 1000000),
		(unsigned long long)(held_ns(j, held) >= HELD_NS ? j->states[held].bytes : 0),
		(unsigned long long)max,
		(unsigned long long)((j->states[peak].from_ns - j->states[0].from_ns) / 1000000),
		j->births + 1, j->most_alive, j->state_count);
	fflush(stdout);
}
