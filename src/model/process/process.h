/* SPDX-License-Identifier: MIT */
/* process.h: one process, accumulated over samples: what it holds now, the most it ever held,
 * when, and its names. It outlives its exit, until the table drops it. */
#ifndef PEAKTOP_MODEL_PROCESS_PROCESS_H
#define PEAKTOP_MODEL_PROCESS_PROCESS_H

#include "model/process/growth.h"
#include "model/process/process_history.h"
#include "model/process/own_anon.h"
#include "model/process/peak.h"
#include "model/process/sample.h"
#include "model/process/subtree.h"

enum life { LIFE_RUNNING, LIFE_ENDED };

struct process {
	struct reading now;       /* the newest facts; after the end, the last ones */
	struct peak peak;         /* of this image: exec starts a new one */
	struct peak since_reset;  /* PEAK_NONE: there was no reset */
	uint64_t kernel_at_reset; /* VmHWM at the reset: a larger value came after it */
	struct own_anon own_anon;
	struct subtree subtree;         /* what it and its descendants hold together */
	struct process_history history; /* of rss */
	struct growth *growth_samples; /* of rss, for the growth below; owned; NULL after the end */
	struct growth_fit growth;
	uint64_t since_ns;      /* since it rests (struct reading): the next two stand */
	double cpu_percent;     /* of one CPU, since it last did not; see KNOWN_CPU_PERCENT */
	double faults_a_second; /* likewise; known if cpu_percent is */
	uint64_t first_seen_ns;
	uint64_t image_began_ns; /* its start, or the last exec that was seen */
	uint64_t rose_ns;        /* the last rise that was seen as it happened; 0: none */
	uint64_t ended_ns;
	uint64_t final_ns,
		final_bytes;   /* when the kernel reported its end, and its peak; 0: not reported */
	uint64_t described_ns; /* when the names below were read; 0: not yet */
	unsigned execs;        /* number of execs seen since first_seen_ns */
	enum life life;
	int wait_status; /* as of waitpid(2); meaningful if wait_known */
	bool wait_known;
	bool held; /* belongs to what the user launched or tagged (table_hold), or was killed for
		    * memory */
	bool python;
	char *name;        /* comm; owned, clean, never NULL */
	char *command;     /* what it runs (model/naming/command.h); owned, clean, never NULL */
	char *cgroup;      /* owned, clean; NULL: unknown */
	char *environment; /* Python's (model/naming/python.h); owned, clean; NULL: none seen */
	const char *user;  /* owned by the source; NULL: unknown */
};

/* What a source says about a process besides numbers; all borrowed, all clean. */
struct description {
	const char *name, *command, *cgroup, *user;
	const char *environment; /* NULL: none; a known one is dropped */
	bool python;
	bool provisional; /* read during an exec: must be read again */
};

/* A process at first sight. `witnessed`: it started while we were sampling. The caller frees it
 * with process_free. */
struct process *process_new(const struct reading *, const struct sample *, bool witnessed);
void process_free(struct process *);

/* Merges a later sample. `since_ns`: active time since the previous sample. */
void process_update(
	struct process *, const struct reading *, const struct sample *, uint64_t since_ns);

/* Copies names. */
void process_describe(struct process *, const struct description *, uint64_t now_ns);

/* Starts a new peak; the old one is kept. `whole`: the process began after the reset, so all of
 * its peak counts. */
void process_reset_peak(struct process *, bool whole, uint64_t now_ns);
void process_restore_peak(struct process *);

/* The peak to show: since the reset, if there was one. */
const struct peak *process_peak(const struct process *);

/* The process has ended: keeps its last peak and holds nothing from now on. */
void process_end(struct process *, uint64_t now_ns);

/* Predicates shared by the screen and the machine-readable formats. */
bool process_ended(const struct process *);
bool process_peak_rising(const struct process *, uint64_t now_ns); /* rose in the last 5 s */
bool process_near_limit(const struct process *); /* nine tenths used, or an hour from it */
bool process_at_peak(const struct process *); /* holds within 1 % of its peak, and at least 1 MiB */

/* Whether its names should be read: it is new, has just exec'd or been renamed, or was read long
 * ago and has been active since (setproctitle changes a command line without any other trace); or
 * it has another user or control group. */
bool process_wants_description(const struct process *, uint64_t now_ns);

#endif
