/* SPDX-License-Identifier: MIT */
/* steps.h: the random steps of a tree. */
#ifndef PEAKTOP_BENCH_TREE_STEPS_H
#define PEAKTOP_BENCH_TREE_STEPS_H

#include "job.h"

/* Sizes are of this order, so that small trees come as well as large ones. */
struct plan {
	struct job *job;
	uint32_t scale_units;
	int chain; /* of ten children this many belong to the newest process */
};

/* A number below n; one between two, as likely to be small as large. */
uint32_t plan_below(struct job *, uint32_t n);
double plan_between(struct job *, double low, double high);

/* Random choices: a living process, a number for a new one (-1: none left), a private or a shared
 * region of a process (-1: it has none). */
int plan_alive(struct job *);
int plan_free_node(const struct job *);
int plan_region(struct job *, int node, bool private);

/* How much more the tree may hold. */
uint32_t plan_room(const struct job *);

/* Private memory, or an object, as a new region; -1: not possible. */
int plan_map(struct job *, int node, int object, uint32_t units);

/* Plans touches. plan_touch: whether there was space; the truth changes at once, the tree when the
 * whole list is executed, at the same time. */
struct touching {
	int node;
	struct order order;
};

bool plan_touch(
	struct job *, struct touching *, int node, int region, uint32_t from, uint32_t units);
void plan_touch_all(struct job *, const struct touching *, size_t count);

/* What the root holds from the start. */
void step_begin(struct plan *);
void step_grow_private(struct plan *);
void step_fork(struct plan *);
void step_exec(struct plan *);
void step_fan(struct plan *);
void step_rewrite(struct plan *);
void step_rewrite_all(struct plan *);
void step_read_all(struct plan *);
void step_share(struct plan *);
void step_discard(struct plan *);
void step_unmap(struct plan *);
void step_grow(struct plan *);
void step_threads(struct plan *);
void step_end(struct plan *);
void step_collapse(struct plan *);

#endif
