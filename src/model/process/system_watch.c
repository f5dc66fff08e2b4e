/* SPDX-License-Identifier: MIT */
/* system_watch.c: the memory of the machine over the last minutes, and how busy the CPUs are. */
#include "model/process/system_watch.h"

#include <string.h>

#include "base/arithmetic.h"

static void
apply_step(struct system_watch *w, uint64_t used_bytes, uint64_t taken_ns)
{
	uint64_t step = taken_ns / SYSTEM_WATCH_STEP_NS;
	uint64_t *bytes = &w->steps[step % SYSTEM_WATCH_STEPS];

	for (uint64_t gap = 1; gap <= SYSTEM_WATCH_STEPS && w->newest_step + gap <= step; gap++)
		w->steps[(w->newest_step + gap) % SYSTEM_WATCH_STEPS] = 0;
	w->newest_step = step;
	*bytes = larger(*bytes, used_bytes);
}

static void
apply_cpu(struct system_watch *w, const struct system_cpu *now)
{
	const struct system_cpu *last = &w->last_cpu;
	uint64_t all = more_than(now->all_ticks, last->all_ticks);
	uint64_t busy = smaller(more_than(now->busy_ticks, last->busy_ticks), all);

	if (now->skipped)
		return;
	w->cpu_known = now->known && last->known && all > 0;
	if (w->cpu_known)
		w->cpu_percent = (unsigned)((busy * 100 + all / 2) / all);
	w->last_cpu = *now;
}

/* What was seen of another group, or of the machine, says nothing about this one. */
static void
note_group(struct system_watch *w, const struct container_memory *c)
{
	bool limited = c->limit_bytes > 0;

	if (limited == w->limited && strcmp(c->path, w->path) == 0)
		return;
	w->limited = limited;
	memcpy(w->path, c->path, sizeof w->path);
	w->container_peak = (struct peak){ .origin = PEAK_NONE };
	memset(w->steps, 0, sizeof w->steps);
}

void
system_watch_apply(struct system_watch *w, const struct sample *s)
{
	struct memory_parts parts;

	memory_parts_of(&parts, &s->memory, 0);
	note_group(w, &s->memory.container);
	if (parts.container)
		peak_raise(&w->container_peak, parts.used_bytes, PEAK_SAMPLED, s->taken_ns);
	if (parts.whole_bytes > 0)
		apply_step(w, parts.used_bytes, s->taken_ns);
	apply_cpu(w, &s->cpu);
}

bool
system_watch_step(const struct system_watch *w, size_t back, uint64_t *bytes)
{
	if (back >= SYSTEM_WATCH_STEPS || back > w->newest_step)
		return false;
	*bytes = w->steps[(w->newest_step - back) % SYSTEM_WATCH_STEPS];
	return *bytes > 0;
}
