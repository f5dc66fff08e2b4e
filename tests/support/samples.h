/* SPDX-License-Identifier: MIT */
/* samples.h: handmade samples, for tests of what is computed from them. */
#ifndef PEAKTOP_TESTS_SAMPLES_H
#define PEAKTOP_TESTS_SAMPLES_H

#include "model/process/table.h"

#define MIB (1024ull * 1024)
#define SECOND 1000000000ull
#define TICK (SECOND / 100)

/* An empty sample, taken this many seconds after boot. */
static inline void
sample_begin(struct sample *s, uint64_t seconds)
{
	sample_restart(s);
	s->taken_ns = s->active_ns = seconds * SECOND;
}

/* A process `pid` with `rss` bytes and VmHWM `peak`, started at tick `pid`. */
static inline struct reading *
sample_process(struct sample *s, pid_t pid, uint64_t rss, uint64_t peak)
{
	struct reading *r = sample_add(s);

	r->key = (struct proc_key){ pid, (uint64_t)pid };
	r->started_ns = r->key.start_ticks * TICK;
	r->ppid = 1;
	r->state = 'S';
	r->threads = 1;
	r->known = KNOWN_RSS | KNOWN_PEAK;
	r->rss_bytes = rss;
	r->peak_bytes = peak;
	return r;
}

/* Sets the start of the newest reading to `seconds`, instead of the tick of its pid. */
static inline void
sample_started(struct reading *r, uint64_t seconds)
{
	r->started_ns = seconds * SECOND;
	r->key.start_ticks = r->started_ns / TICK;
}

static inline void
sample_describe(struct table *t, pid_t pid, const char *name, const char *command)
{
	process_describe(table_find_pid(t, pid),
		&(struct description){ .name = name, .command = command }, t->taken_ns);
}

#endif
