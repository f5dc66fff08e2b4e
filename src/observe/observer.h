/* SPDX-License-Identifier: MIT */
/* observer.h: watches a launched job: its largest process, its tree at one instant, within a budget
 * of a hundredth of one CPU. */
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

struct observer {
	struct process_tree *processes;
	struct sample sample;
	struct heap_crowd crowd; /* of the sample */
	struct tree_peak tree;
	struct pace pace;
	uint64_t cpu_ns;         /* that we had used at the end of the newest look */
	uint64_t pss_cpu_ns;     /* of the newest look, for readings of PSS */
	uint64_t pss_last_ns;    /* CPU time of the last such reading */
	uint64_t pages_tried_ns; /* when shares were last estimated from pages */
	unsigned pages_wasted;   /* so many estimates on end were dropped for a birth or an exec */
	uint64_t pages_refused_bytes; /* what was open when an estimate was of no use; 0: it was */
	uint64_t act_at_bytes;        /* a threshold at which something will be done; 0: none */
	uint64_t other_ns;            /* CPU time that went to something else (observer_exempt) */
	struct run *run;              /* what is filled in; borrowed */
	pid_t root;
	uint64_t began_ns; /* clock_active_ns at the launch */
	struct census census;
	uint64_t reaped; /* of the job's processes so many came to us at their end */
	bool root_seen;
	enum offspring offspring; /* of the command; asked at its end */
	bool blind;               /* it could not look: who was there is not known */
	bool counted;             /* processes_seen is kept by somebody who misses none */
	struct proc_key largest;
	struct top_processes top;
	struct observer_ends ends;
	struct observer_names names;
	struct series *series; /* filled in where there is one; borrowed */
};

/* Of a zeroed struct; for a run that may have ended already: reads nothing. */
void observer_begin(struct observer *, struct run *, pid_t root, uint64_t began_ns);

/* From now on it can look. False and `why`: /proc cannot be read; the run goes on without being
 * watched. */
bool observer_open(struct observer *, struct failure *why);
void observer_close(struct observer *);

/* A hook: none of the job's. */
void observer_exclude(struct observer *, pid_t pid);

/* So much CPU time since the newest look was no observation: it does not count for the budget. */
void observer_exempt(struct observer *, uint64_t cpu_ns);

/* One look. Returns nanoseconds until the next one. */
uint64_t observer_sample(struct observer *);

/* A part of a look: estimates what relatives share, where that helps and may be had within the
 * budget, which is a part of `time_ns`. */
void observer_estimate(struct observer *, uint64_t at_ns, uint64_t time_ns);

/* What is certain of the tree's peak: nothing is done about a job on an estimate. */
uint64_t observer_certain_bytes(const struct observer *);

/* What the tree holds now, by the newest look, and its largest process. */
uint64_t observer_tree_bytes(const struct observer *);
pid_t observer_largest_pid(const struct observer *);

/* processes_seen begins with the command, and is from now on counted by the caller. */
void observer_count_exactly(struct observer *);

/* A process stands before its end (--exact), its memory still there: its mark is final. Comes more
 * than once for a process of several threads. */
void observer_note_exit(struct observer *, pid_t pid, uint64_t peak_bytes, uint64_t at_ns);

/* Puts what is known so far into the run. */
void observer_report(struct observer *);

/* The command has ended and is not reaped yet; `newest`: see source/proc/offspring.h. */
void observer_root_ended(struct observer *, pid_t newest);

/* The end: usage is in the run; settles the two peaks with what the kernel said. */
void observer_finish(struct observer *);

#endif
