/* SPDX-License-Identifier: MIT */
/* line_sampler.h: follows the Python processes of a job by line, in a thread of its own: a reading
 * may wait as long as a process holds its mmap lock, which nothing that serves the job may do.
 * All signals are blocked in it, its memory is bounded, and it keeps itself below 2 % of a CPU
 * while memory grows, and below 0.3 % while it does not. */
#ifndef PEAKTOP_OBSERVE_LINE_SAMPLER_H
#define PEAKTOP_OBSERVE_LINE_SAMPLER_H

#include "base/failure.h"
#include "observe/line_process.h"

#define LINE_PROCESSES_MAX 128

struct line_sampler;

struct line_sampler_setup {
	const char *folder;               /* of the run: paths are shown relative to it */
	uint64_t began_ns;                /* clock_active_ns at the launch */
	const char *proc;                 /* "/proc" */
	const struct line_reader *reader; /* NULL: source/python */
	/* For one who looks at a process: only what is offered is followed, not its children, and
	 * what it holds at first is nobody's growth. */
	bool since;
};

/* Starts the thread. */
struct line_sampler *line_sampler_start(const struct line_sampler_setup *, struct failure *why);

/* A process that may run Python, to be looked at; `late`: it has lived for long. Children of
 * followed processes are found by the sampler itself; `parent`: one of those, if it forked this
 * one and this one did not call exec; otherwise 0. What is followed already is ignored. */
void line_sampler_offer(struct line_sampler *, pid_t pid, pid_t parent, bool late);

/* CPU time that it has used so far. */
uint64_t line_sampler_cpu_ns(const struct line_sampler *);

/* The moments at which the tree held most, for line_sampler_report_at (lines_keep). Never waits for
 * a reading. */
void line_sampler_keep(
	struct line_sampler *, const struct lines_moment *, size_t count, uint64_t since_ns);

/* Whether this process is followed now. */
bool line_sampler_follows(struct line_sampler *, pid_t pid);

/* What was held at such a moment; `unfollowed`: as it was given. False: it is not known. */
bool line_sampler_report_at(
	struct line_sampler *, uint64_t at_ns, struct run_lines *, uint64_t *unfollowed);

/* What is known so far, at the peak of all credits; the lists are filled in. */
void line_sampler_report(struct line_sampler *, struct run_lines *);

/* The same now, instead of at the peak. */
void line_sampler_report_now(struct line_sampler *, struct run_lines *);

/* Asks for the stacks of an offered process. When they were read, or the process was found to be no
 * longer one that can be, the descriptor is readable until they are taken. It is -1 without
 * `since`, or if there was none left. */
void line_sampler_ask_stacks(struct line_sampler *, pid_t pid);
int line_sampler_stacks_fd(const struct line_sampler *);
/* False: there is nothing new. Otherwise replaces what is in *stacks. */
bool line_sampler_take_stacks(struct line_sampler *, struct code_stacks *stacks);

/* The most that a sample saw of this process; 0: it was not followed, or not to its end. */
uint64_t line_sampler_max_bytes(struct line_sampler *, pid_t pid);

/* Asks the thread to end, and waits for that for at most 50 ms; what is known then stays
 * available. */
void line_sampler_stop(struct line_sampler *);

/* Frees everything, now or once the thread returns, which it is asked to: never waits. */
void line_sampler_free(struct line_sampler *);

#endif
