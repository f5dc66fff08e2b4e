/* SPDX-License-Identifier: MIT */
/* job.h: a made-up job: a root that orders its tree about, and knows what the tree holds. */
#ifndef PEAKTOP_BENCH_TREE_JOB_H
#define PEAKTOP_BENCH_TREE_JOB_H

#include "truth.h"

/* A state of the tree, from the answer to one order until the next order. */
struct state {
	uint64_t from_ns, until_ns, bytes, unmapped_bytes;
};

#define STATES_MAX 4096

/* What the root alone knows; no child inherits it. */
struct job {
	struct truth truth;
	struct state states[STATES_MAX];
	size_t state_count;
	pid_t pids[NODES_MAX];
	int births, most_alive;
	uint64_t child_bytes, exec_bytes; /* what a process holds before it does anything */
	uint64_t thread_bytes;
	uint64_t seed; /* of the random steps; moves */
	uint32_t limit_units;
	uint64_t file_objects; /* a bit for each object that is a file on a disk */
	struct node *root;     /* outside: its children begin as copies of it */
};

/* Orders a node about and waits until it has done; of many, give them all first. */
void job_give(struct job *, int node, const struct order *);
struct answer job_await(struct job *, int node, const struct order *);
struct answer job_order(struct job *, int node, const struct order *);

/* A child of `parent` becomes node `child`; false: no more processes can be had. */
bool job_fork(struct job *, int parent, int child, enum birth);
void job_exec(struct job *, int node);
void job_end(struct job *, int node, bool killed);

/* The tree stands in a new state; it will be ordered about again. What it holds on its way to the
 * next lies between the two. */
void job_note_state(struct job *);
void job_state_ends(struct job *);
uint64_t job_now_ns(void);

/* The truth, as a line of JSON on standard output. */
void job_report(const struct job *, const char *style);

/* Random steps until the holds have taken so long (plan.c); returns the style's name. */
const char *job_run_plan(struct job *, const char *style, uint64_t hold_ns);

#endif
