/* SPDX-License-Identifier: MIT */
/* node.h: a process of a random tree: it executes orders and answers. */
#ifndef PEAKTOP_BENCH_TREE_NODE_H
#define PEAKTOP_BENCH_TREE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NODES_MAX 61 /* the root is the first */
#define REGIONS_MAX 6
#define OBJECTS_MAX 4
/* The unit of memory: a multiple of the fault-around window. */
#define UNIT_BYTES (256u * 1024u)

enum order_kind {
	ORDER_FORK,    /* becomes node `other`; see enum birth */
	ORDER_EXEC,    /* runs this program anew: its regions are gone */
	ORDER_MAP,     /* `units` of private memory as a region */
	ORDER_SHARE,   /* object `other` as a region */
	ORDER_WRITE,   /* to each page from `from`, `units` */
	ORDER_READ,    /* from each of them */
	ORDER_DISCARD, /* frees them (madvise) */
	ORDER_GROW,    /* a private region to `units` (mremap), as realloc does */
	ORDER_UNMAP,   /* the region */
	ORDER_THREADS, /* starts `units` waiting threads */
	ORDER_MEASURE, /* answers with its private memory */
	ORDER_EXIT,
};

/* How a child is created: by fork, by fork of a second thread, as an orphan, as a daemon. */
enum birth { BIRTH_FORK, BIRTH_THREAD, BIRTH_ORPHAN, BIRTH_DAEMON };

struct order {
	enum order_kind kind;
	int region, other;
	enum birth birth;
	uint32_t from, units;
};

struct answer {
	int node;
	pid_t pid;
	int error; /* errno, 0: done */
	uint64_t bytes;
};

struct world {
	int orders[NODES_MAX][2]; /* pipes */
	int answers[2];
	int objects[OBJECTS_MAX];
	int root_end; /* a descriptor that is readable once the root has ended */
};

struct region {
	unsigned char *at; /* NULL: none */
	size_t bytes;
};

struct node {
	const struct world *world;
	int number;
	struct region regions[REGIONS_MAX];
};

/* Executes it. After a fork the child never returns. */
struct answer node_do(struct node *, const struct order *);

/* Executes orders until there are no more. */
_Noreturn void node_serve(struct node *);

/* Exits with a message unless `good`. */
void need(bool good, const char *what);

/* The private memory of this process (Private_Dirty). */
uint64_t node_private_bytes(void);

#endif
