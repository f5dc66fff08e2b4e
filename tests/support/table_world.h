/* SPDX-License-Identifier: MIT */
/* table_world.h: a table and a sample of one process, for tests of accumulated values. Include it
 * after support/samples.h and cmocka.h. */
#ifndef PEAKTOP_TESTS_SUPPORT_TABLE_WORLD_H
#define PEAKTOP_TESTS_SUPPORT_TABLE_WORLD_H

struct world {
	struct table table;
	struct sample sample;
};

static inline int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	table_clear(&w->table);
	sample_clear(&w->sample);
	free(w);
	return 0;
}

/* A sample of one process with pid 50; change its reading before applying it. */
static inline struct reading *
one(struct world *w, uint64_t seconds, uint64_t rss, uint64_t peak)
{
	sample_begin(&w->sample, seconds);
	return sample_process(&w->sample, 50, rss, peak);
}

static inline struct process *
apply(struct world *w)
{
	table_apply(&w->table, &w->sample);
	return table_find_pid(&w->table, 50);
}

#endif
