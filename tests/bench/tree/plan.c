/* SPDX-License-Identifier: MIT */
/* plan.c: which random steps a tree takes, and how long it rests between them. */
#include "steps.h"

#include <string.h>
#include <time.h>

#define HOLD_SHORTEST_NS 20e6
#define HOLD_LONGEST_NS 3e9
#define SCALE_MIN_UNITS 256 /* 64 MiB */

enum step {
	PRIVATE,
	FORK,
	EXEC,
	FAN,
	REWRITE,
	REWRITE_ALL,
	SHARE,
	READ_ALL,
	DISCARD,
	UNMAP,
	GROW,
	THREADS,
	END,
	COLLAPSE,
	STEPS
};

static void (*const steps[STEPS])(struct plan *) = {
	[PRIVATE] = step_grow_private,
	[FORK] = step_fork,
	[EXEC] = step_exec,
	[FAN] = step_fan,
	[REWRITE] = step_rewrite,
	[REWRITE_ALL] = step_rewrite_all,
	[SHARE] = step_share,
	[READ_ALL] = step_read_all,
	[DISCARD] = step_discard,
	[UNMAP] = step_unmap,
	[GROW] = step_grow,
	[THREADS] = step_threads,
	[END] = step_end,
	[COLLAPSE] = step_collapse,
};

/* How likely each step is. */
static const struct style {
	const char *name;
	int chain;
	unsigned char weight[STEPS];
} styles[] = {
	{ "mixed", 3,
		{ [PRIVATE] = 8,
			[FORK] = 8,
			[EXEC] = 4,
			[FAN] = 2,
			[REWRITE] = 6,
			[REWRITE_ALL] = 3,
			[SHARE] = 6,
			[READ_ALL] = 4,
			[DISCARD] = 4,
			[UNMAP] = 2,
			[GROW] = 4,
			[THREADS] = 2,
			[END] = 4,
			[COLLAPSE] = 1 } },
	{ "workers", 0,
		{ [PRIVATE] = 4,
			[FAN] = 6,
			[GROW] = 4,
			[END] = 3,
			[COLLAPSE] = 2,
			[DISCARD] = 2 } },
	{ "copies", 2,
		{ [PRIVATE] = 6,
			[FORK] = 8,
			[FAN] = 1,
			[REWRITE] = 10,
			[REWRITE_ALL] = 5,
			[END] = 3 } },
	{ "shared", 1,
		{ [PRIVATE] = 1,
			[FORK] = 8,
			[EXEC] = 6,
			[SHARE] = 10,
			[READ_ALL] = 10,
			[DISCARD] = 3,
			[UNMAP] = 2,
			[END] = 3 } },
	{ "many", 3,
		{ [PRIVATE] = 4,
			[FORK] = 20,
			[EXEC] = 10,
			[FAN] = 6,
			[REWRITE] = 4,
			[THREADS] = 4,
			[GROW] = 4,
			[END] = 2 } },
	{ "chain", 9,
		{ [PRIVATE] = 8, [FORK] = 10, [EXEC] = 3, [REWRITE] = 8, [END] = 6, [GROW] = 3 } },
};

#define STYLES (sizeof styles / sizeof styles[0])

static const struct style *
choose_style(struct job *j, const char *name)
{
	for (size_t i = 0; i < STYLES; i++)
		if (strcmp(styles[i].name, name) == 0)
			return &styles[i];
	return &styles[plan_below(j, STYLES)];
}

static void
take_step(struct plan *p, const struct style *style)
{
	uint32_t all = 0, at;
	int step = 0;

	for (int i = 0; i < STEPS; i++)
		all += style->weight[i];
	for (at = plan_below(p->job, all); at >= style->weight[step]; step++)
		at -= style->weight[step];
	steps[step](p);
	job_note_state(p->job);
}

static void
hold(uint64_t ns)
{
	struct timespec rest = { (time_t)(ns / 1000000000u), (long)(ns % 1000000000u) };

	while (nanosleep(&rest, &rest) != 0)
		;
}

const char *
job_run_plan(struct job *j, const char *style_name, uint64_t hold_ns)
{
	const struct style *style = choose_style(j, style_name);
	struct plan p = { .job = j, .chain = style->chain };

	p.scale_units = (uint32_t)plan_between(j, SCALE_MIN_UNITS, j->limit_units);
	job_state_ends(j);
	step_begin(&p);
	job_note_state(j);
	while (hold_ns >= (uint64_t)HOLD_SHORTEST_NS) {
		uint64_t rest = (uint64_t)plan_between(j, HOLD_SHORTEST_NS, HOLD_LONGEST_NS);

		for (uint32_t i = 1 + plan_below(j, 6); i > 0; i--) {
			job_state_ends(j);
			take_step(&p, style);
		}
		rest = rest < hold_ns ? rest : hold_ns;
		hold(rest);
		hold_ns -= rest;
	}
	job_state_ends(j);
	return style->name;
}
