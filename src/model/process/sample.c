/* SPDX-License-Identifier: MIT */
/* sample.c: the facts of one scan of the system. */
#include "model/process/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/sorted.h"

int
proc_key_compare(struct proc_key a, struct proc_key b)
{
	if (a.pid != b.pid)
		return a.pid < b.pid ? -1 : 1;
	if (a.start_ticks != b.start_ticks)
		return a.start_ticks < b.start_ticks ? -1 : 1;
	return 0;
}

void
sample_restart(struct sample *s)
{
	s->readings = grow_discard(s->readings, &s->capacity, s->count, sizeof *s->readings);
	s->endings =
		grow_discard(s->endings, &s->ending_capacity, s->ending_count, sizeof *s->endings);
	*s = (struct sample){ .readings = s->readings,
		.capacity = s->capacity,
		.endings = s->endings,
		.ending_capacity = s->ending_capacity };
}

void
sample_clear(struct sample *s)
{
	free(s->readings);
	free(s->endings);
	*s = (struct sample){ .readings = NULL };
}

const struct reading *
sample_find(const struct sample *s, pid_t pid)
{
	return sorted_find_pid(
		s->readings, s->count, sizeof *s->readings, offsetof(struct reading, key.pid), pid);
}

bool
sample_shmem_bytes(const struct sample *s, uint64_t *bytes)
{
	*bytes = 0;
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];

		if (r->known & KNOWN_SHMEM)
			*bytes += r->shmem_bytes;
		else if (r->state != 'Z')
			return false;
	}
	return true;
}

struct reading *
sample_add(struct sample *s)
{
	s->readings = grow_array(s->readings, &s->capacity, s->count + 1, sizeof *s->readings);
	memset(&s->readings[s->count], 0, sizeof *s->readings);
	return &s->readings[s->count++];
}

struct ending *
sample_add_ending(struct sample *s)
{
	s->endings = grow_array(
		s->endings, &s->ending_capacity, s->ending_count + 1, sizeof *s->endings);
	memset(&s->endings[s->ending_count], 0, sizeof *s->endings);
	return &s->endings[s->ending_count++];
}
