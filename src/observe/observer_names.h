/* SPDX-License-Identifier: MIT */
/* observer_names.h: names of a job's processes. A name read during an exec, or of a zombie, is
 * the kernel's short one ("[python3]"): it is provisional and is read again. */
#ifndef PEAKTOP_OBSERVE_OBSERVER_NAMES_H
#define PEAKTOP_OBSERVE_OBSERVER_NAMES_H

#include "model/run/run.h"
#include "model/process/sample.h"

struct observer;

#define NAMES_PROVISIONAL_MAX 32

/* Zeroed: none. */
struct observer_names {
	size_t count;
	struct provisional_name {
		struct proc_key key; /* start 0: unknown */
		uint64_t since_ns, next_ns;
		char used_name[sizeof((struct run_member *)0)->name]; /* its name in the run
									 meanwhile */
		char comm[32];
	} items[NAMES_PROVISIONAL_MAX];
};

/* Names a process of the tree; one that has ended keeps no name. */
void observer_name(struct observer *, struct run_member *);

/* At each sample: reads provisional names of living processes again. */
void observer_names_sample(struct observer *);

/* The kernel reported the end of a process with this name. */
void observer_names_end(struct observer *, pid_t, const char *name);

/* At the end: a name that is still provisional is the program's name. */
void observer_names_finish(struct observer *);

#endif
