/* SPDX-License-Identifier: MIT */
/* job.h: a random job: a root that gives orders to its tree, and knows what the tree holds. */
#ifndef PEAKTOP_BENCH_TREE_JOB_H
#define PEAKTOP_BENCH_TREE_JOB_H

#include "truth.h"

/* A state of the tree, from one answer to the next order. */
struct state {
	uint64_t from_ns, until_ns, bytes, unmapped_bytes;
};

#define STATES_MAX 4096

/* Known only to the root; not inherited. */
struct job {
	struct truth truth;
	struct state states[STATES_MAX];
	size_t state_count;
	pid_t pids[NODES_MAX];
	int births, most_alive;
	uint64_t child_bytes, exec_bytes; /* what an idle process holds */
	uint64_t thread_bytes;
	uint64_t seed; /* of the random steps; advances */
	uint32_t limit_units;
	uint64_t file_objects; /* a bit for each object that is a file on a disk */
	struct node *root;     /* outside: its children start as copies of it */
};

/* Gives a node an order and waits until it is done; for many, give all orders first. */
void job_give(struct job *, int node, const struct order *);
struct answer job_await(struct job *, int node, const struct order *);
struct answer job_order(struct job *, int node, const struct order *);

/* A child of `parent` becomes node `child`; false: no more processes available. */
bool job_fork(struct job *, int parent, int child, enum birth);
void job_exec(struct job *, int node);
void job_end(struct job *, int node, bool killed);

/* The tree is in a new state until the next order. What it holds on the way is between the two. */
void job_note_state(struct job *);
void job_state_ends(struct job *);
uint64_t job_now_ns(void);

/* Prints the truth as a line of JSON on standard output. */
void job_report(const struct job *, const char *style);

/* Takes random steps until the states have lasted this long (plan.c); returns the style's name. */
const char *job_run_plan(struct job *, const char *style, uint64_t hold_ns);

#endif
