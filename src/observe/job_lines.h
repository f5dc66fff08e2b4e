/* SPDX-License-Identifier: MIT */
/* job_lines.h: growth of a job by line of Python code: finds its Python processes among those of a
 * sample, and starts what follows them (line_sampler.h). A job without Python costs a test per
 * process, and no thread. */
#ifndef PEAKTOP_OBSERVE_JOB_LINES_H
#define PEAKTOP_OBSERVE_JOB_LINES_H

#include "model/process/sample.h"
#include "model/run/run.h"
#include "model/run/tree_peak.h"
#include "observe/line_sampler.h"

/* Processes that are remembered; further ones are not followed. */
#define LINES_ASKED_MAX 1024

/* Starts zeroed. */
struct job_lines {
	bool off; /* not wanted, or it cannot be started */
	int proc; /* a descriptor of /proc; 0: not opened yet */
	pid_t root;
	uint64_t began_ns;
	struct line_sampler *sampler; /* NULL: no Python so far */
	/* The processes of the last sample, by pid: what is known of their programs. */
	struct lines_asked {
		struct proc_key key;
		uint64_t image;
		bool asked, named, offered;
	} * asked, *asking;
	size_t asked_count, asked_capacity, asking_capacity;
	unsigned probes;         /* processes of other names that were looked at */
	uint64_t kept_ns;        /* the last sample whose moments were kept */
	uint64_t best_ns;        /* when the tree held most, by samples */
	uint64_t reported_ns;    /* when the run last got what is known */
	struct code_lists lists; /* the run's; they outlive the sampler */
};

void job_lines_begin(struct job_lines *, pid_t root, uint64_t began_ns);

/* After a sample of the job's processes, which is in `tree`. Returns `wait_ns`, or less if a
 * process should be looked at sooner. */
uint64_t job_lines_sample(struct job_lines *, const struct sample *, const struct tree_peak *tree,
	struct run *, uint64_t wait_ns);

/* At the end, with the peaks in the run: what is known of it by line. */
void job_lines_finish(struct job_lines *, struct run *);

/* Whatever was begun; within 50 ms. */
void job_lines_close(struct job_lines *);

#endif
