/* SPDX-License-Identifier: MIT */
/* process.h: one process as it accumulates over samples: what it holds now, the most it ever
 * held, when, and what it is called. Outlives its exit, until the table drops it. */
#ifndef PEAKTOP_MODEL_PROCESS_PROCESS_H
#define PEAKTOP_MODEL_PROCESS_PROCESS_H

#include "model/process/growth.h"
#include "model/process/history.h"
#include "model/process/peak.h"
#include "model/process/sample.h"
#include "model/process/subtree.h"

enum life { LIFE_RUNNING, LIFE_ENDED };

struct process {
	struct reading now;      /* the newest facts; after the end, the last ones */
	struct peak peak;        /* of this image: an exec begins a new one */
	struct peak marked;      /* since the mark; PEAK_NONE: there is none */
	uint64_t kernel_at_mark; /* VmHWM then: what is above it came after */
	struct subtree subtree;  /* what it and all below it hold together */
	struct history history;  /* of rss */
	struct growth *looks;    /* of rss, for the growth below; owned; NULL after the end */
	struct growth_fit growth;
	double cpu_percent;     /* of one CPU, over the last interval; see KNOWN_CPU_PERCENT */
	double faults_a_second; /* over the last interval; known with cpu_percent */
	uint64_t first_seen_ns;
	uint64_t image_began_ns; /* its start, or its last exec that was seen */
	uint64_t rose_ns;        /* the last rise that was seen as it happened; 0: none */
	uint64_t ended_ns;
	uint64_t final_ns,
		final_bytes;   /* when its end was told by the kernel, and its peak; 0: not */
	uint64_t described_ns; /* when the names below were read; 0: they are to be read */
	unsigned execs;        /* generations seen since first_seen_ns */
	enum life life;
	int wait_status; /* as of waitpid(2), where wait_known */
	bool wait_known;
	bool held; /* belongs to what the user launched or tagged (table_hold) */
	bool python;
	char *name;        /* comm; owned, cleaned, never NULL */
	char *command;     /* what it runs (model/naming/command.h); owned, cleaned, never NULL */
	char *cgroup;      /* owned, cleaned; NULL: unknown */
	char *environment; /* Python's (model/naming/python.h); owned, cleaned; NULL: none to be
			      seen */
	const char *user;  /* lives as long as the source; NULL: unknown */
};

/* What a source says of a process beyond its numbers; all borrowed, all cleaned. */
struct description {
	const char *name, *command, *cgroup, *user;
	const char *environment; /* NULL: none, and one that was known is forgotten */
	bool python;
	bool provisional; /* read in the midst of an exec: to be read again */
};

/* A process at its first sight. `witnessed`: it began while we looked on. The caller frees with
 * process_free. */
struct process *process_new(const struct reading *, const struct sample *, bool witnessed);
void process_free(struct process *);

/* Merges what a later sample says. `since_ns`: active time since the sample before. */
void process_update(
	struct process *, const struct reading *, const struct sample *, uint64_t since_ns);

/* Takes over names; copies them. */
void process_describe(struct process *, const struct description *, uint64_t now_ns);

/* Begins a peak anew; the one before stays. `whole`: it began after the mark, all is of after. */
void process_mark(struct process *, bool whole, uint64_t now_ns);
void process_unmark(struct process *);

/* The peak that is shown: since the mark, where there is one. */
const struct peak *process_peak(const struct process *);

/* It is gone: keeps its last peak and says it holds nothing. */
void process_end(struct process *, uint64_t now_ns);

/* The kernel's last word on its peak, told at its end. One that is below what was seen is of a
 * later image (exec): it changes nothing; by some pages it may be below for its counters: what was
 * seen is final then. */
void process_final_peak(struct process *, uint64_t bytes, uint64_t now_ns);

/* One that began and ended between two samples: nothing is known but its end. The caller frees with
 * process_free. */
struct process *process_from_ending(const struct ending *, uint64_t now_ns);

/* Predicates of the screen and of the machine-readable forms alike. */
bool process_ended(const struct process *);
bool process_peak_rising(const struct process *, uint64_t now_ns); /* rose in the last 5 s */
bool process_near_limit(const struct process *); /* nine tenths of it, or an hour away */
bool process_at_peak(const struct process *); /* holds within 1 % of its peak, and at least 1 MiB */

/* Names are to be read: new, just exec'd, renamed, or read long ago by one that has moved since
 * (setproctitle changes a command line with no other trace). */
bool process_wants_description(const struct process *, uint64_t now_ns);

#endif
