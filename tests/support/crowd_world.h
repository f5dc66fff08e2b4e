/* SPDX-License-Identifier: MIT */
/* crowd_world.h: a handmade table of processes with sessions, groups, cgroups and names, for tests
 * of groups. Include it after support/samples.h and cmocka.h. */
#ifndef PEAKTOP_TESTS_SUPPORT_CROWD_WORLD_H
#define PEAKTOP_TESTS_SUPPORT_CROWD_WORLD_H

struct person {
	pid_t pid, ppid, pgrp, session;
	const char *name, *command, *cgroup; /* NULL: the name; not known */
	unsigned mib, peak_mib;              /* 0: 1 MiB; at most what it holds */
	uint64_t began;                      /* seconds; 0: at the tick of its pid */
};

struct crowd {
	struct table table;
	struct sample sample;
	struct group_map map;
	struct groups groups;
};

static inline int
crowd_open(void **state)
{
	*state = calloc(1, sizeof(struct crowd));
	return *state == NULL;
}

static inline int
crowd_close(void **state)
{
	struct crowd *w = *state;

	groups_clear(&w->groups);
	group_map_clear(&w->map);
	table_clear(&w->table);
	sample_clear(&w->sample);
	free(w);
	return 0;
}

static inline void
crowd_describe(struct crowd *w, const struct person *who)
{
	process_describe(table_find_pid(&w->table, who->pid),
		&(struct description){ .name = who->name,
			.command = who->command != NULL ? who->command : who->name,
			.cgroup = who->cgroup,
			.user = "ada" },
		w->table.taken_ns);
}

/* A sample of these, sorted by pid; processes of the previous sample that are missing have
 * exited. */
static inline void
crowd_apply(struct crowd *w, uint64_t seconds, const struct person *people, size_t count)
{
	sample_begin(&w->sample, seconds);
	for (const struct person *p = people; p < people + count; p++) {
		unsigned mib = p->mib > 0 ? p->mib : 1;
		unsigned peak = p->peak_mib > mib ? p->peak_mib : mib;
		struct reading *r = sample_process(&w->sample, p->pid, mib * MIB, peak * MIB);

		r->ppid = p->ppid;
		r->pgrp = p->pgrp;
		r->session = p->session;
		if (p->began > 0)
			sample_started(r, p->began);
	}
	table_apply(&w->table, &w->sample);
	for (size_t i = 0; i < count; i++)
		crowd_describe(w, &people[i]);
}

#endif
