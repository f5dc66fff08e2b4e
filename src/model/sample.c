/* SPDX-License-Identifier: MIT */
/* sample.c: the facts of one scan of the system. */
#include "model/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

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
	struct reading *readings = s->readings;
	size_t capacity = s->capacity;

	*s = (struct sample){ .readings = readings, .capacity = capacity };
}

void
sample_clear(struct sample *s)
{
	free(s->readings);
	*s = (struct sample){ .readings = NULL };
}

struct reading *
sample_add(struct sample *s)
{
	s->readings = grow_array(s->readings, &s->capacity, s->count + 1, sizeof *s->readings);
	memset(&s->readings[s->count], 0, sizeof *s->readings);
	return &s->readings[s->count++];
}
