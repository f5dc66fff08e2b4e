/* SPDX-License-Identifier: MIT */
/* observer_names.h: the names of a job's processes. One that is read in the midst of an exec, or
 * of a zombie, is the short one the kernel has ("[python3]"): it is provisional, and read again. */
#ifndef PEAKTOP_OBSERVE_OBSERVER_NAMES_H
#define PEAKTOP_OBSERVE_OBSERVER_NAMES_H

#include "model/run/run.h"
#include "model/process/sample.h"

struct observer;

#define NAMES_PROVISIONAL_MAX 32

/* Zeroed: there is none. */
struct observer_names {
	struct provisional_name {
		struct proc_key key; /* start 0: unknown */
		uint64_t since_ns, next_ns;
		char told[sizeof((struct run_member *)0)->name]; /* what stands in the run
								  * meanwhile */
		char comm[32];
	} items[NAMES_PROVISIONAL_MAX];
	size_t count;
};

/* Names a process of the tree; one that is gone has none. */
void observer_name(struct observer *, struct run_member *);

/* At each look: reads again what was provisional, of those who are still there. */
void observer_names_look(struct observer *);

/* The kernel told the end of one, with this name. */
void observer_names_end(struct observer *, pid_t, const char *name);

/* The end: what is provisional still is the name of a program. */
void observer_names_finish(struct observer *);

#endif
