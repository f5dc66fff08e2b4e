/* SPDX-License-Identifier: MIT */
/* observer.h: observes a launched job: its largest process, and its tree at one instant, on a
 * budget of a hundredth of one CPU. */
#ifndef PEAKTOP_OBSERVE_OBSERVER_H
#define PEAKTOP_OBSERVE_OBSERVER_H

#include "observe/observer_ends.h"
#include "observe/observer_names.h"
#include "base/heap.h"
#include "model/process/census.h"
#include "model/run/top_processes.h"
#include "model/run/pace.h"
#include "model/run/series.h"
#include "model/run/tree_peak.h"
#include "source/proc/process_tree.h"
#include "source/proc/offspring.h"

/* What a job without a sample needs comes first, and arrays last. */
struct observer {
	struct process_tree *processes;
	struct sample sample;
	struct heap_trim trim; /* of the newest sample */
	struct pace pace;
	uint64_t cpu_ns;         /* of this thread, at the end of the newest sample */
	uint64_t pss_cpu_ns;     /* spent on PSS during the newest sample */
	uint64_t pss_last_ns;    /* CPU time of the last PSS reading */
	uint64_t pss_bytes;      /* what one would have walked at the newest sample */
	bool is_second;          /* the next sample is for a reading, and counts as part of it */
	uint64_t pages_tried_ns; /* when shares were last estimated from pages */
	unsigned pages_wasted;   /* consecutive estimates dropped because of a birth or an exec */
	uint64_t pages_refused_bytes; /* the uncertainty when an estimate did not help; 0: it did */
	uint64_t next_threshold_bytes; /* a threshold that will trigger an action; 0: none */
	uint64_t other_ns;             /* CPU time spent on something else (observer_exempt) */
	struct run *run;               /* filled in; borrowed */
	pid_t root;
	uint64_t began_ns; /* clock_active_ns at the launch */
	struct census census;
	uint64_t reaped; /* processes of the job that we reaped */
	bool root_seen;
	enum offspring offspring; /* of the command; determined at its end */
	bool blind;               /* sampling is impossible: the processes are unknown */
	bool counted;             /* processes_seen is counted by the caller, who misses none */
	struct proc_key largest;
	struct series *series; /* filled in if not NULL; borrowed */
	struct observer_ends ends;
	struct tree_peak tree;
	struct top_processes top;
	struct observer_names names;
};

/* Begins with a zeroed struct. The run may have ended already: nothing is read. */
void observer_begin(struct observer *, struct run *, pid_t root, uint64_t began_ns);

/* Enables sampling. Fails if /proc cannot be read; the run then goes on unobserved. */
bool observer_open(struct observer *, struct failure *why);
void observer_close(struct observer *);

/* A hook: not part of the job. */
void observer_exclude(struct observer *, pid_t pid);

/* Exempts this much CPU time since the newest sample from the budget: it was not spent on
 * observation. */
void observer_exempt(struct observer *, uint64_t cpu_ns);

/* Takes a sample. Returns nanoseconds until the next one. */
uint64_t observer_sample(struct observer *);

/* Parts of a sample. Whether an estimate of what relatives share helps and fits the budget, which
 * is a fraction of `time_ns`; a PSS reading would walk `pss_bytes`. What it costs. Makes it. */
bool observer_may_estimate(
	const struct observer *, uint64_t at_ns, uint64_t time_ns, uint64_t pss_bytes);
uint64_t observer_estimate_cost_ns(const struct observer *);
void observer_estimate(struct observer *);

/* The certain part of the tree's peak: no action is taken on an estimate. */
uint64_t observer_certain_bytes(const struct observer *);

/* What the tree holds, and its largest process, by the newest sample. */
uint64_t observer_tree_bytes(const struct observer *);
pid_t observer_largest_pid(const struct observer *);

/* Starts processes_seen at the command; from now on the caller counts. */
void observer_count_exactly(struct observer *);

/* A process is stopped before its exit (--exact) with its memory still in place: its mark is
 * final. Called more than once for a process with several threads. */
void observer_note_exit(struct observer *, pid_t pid, uint64_t peak_bytes, uint64_t at_ns);

/* Puts what is known so far into the run. */
void observer_report(struct observer *);

/* The command has ended and is not reaped yet; `newest`: see source/proc/offspring.h. */
void observer_root_ended(struct observer *, pid_t newest);

/* At the end, with usage in the run: settles the two peaks with the kernel's figures. */
void observer_finish(struct observer *);

#endif
