/* SPDX-License-Identifier: MIT */
/* recorded_job.h: a job with its account and its record in the history: that of `peaktop run`, or
 * of a keeper. */
#ifndef PEAKTOP_APP_RUN_RECORDED_JOB_H
#define PEAKTOP_APP_RUN_RECORDED_JOB_H

#include "app/run/job_record.h"
#include "app/run/run_account.h"
#include "observe/job.h"

enum run_moment {
	RUN_STARTED,  /* it runs and is observed */
	RUN_SAMPLED,  /* it has new figures */
	RUN_SETTLED,  /* it has ended (or did not start), and its account is complete */
	RUN_RECORDED, /* it has its number in the history, or gets none */
};

/* Callbacks of a keeper, which waits for more than the job. */
struct run_callbacks {
	void *context;
	void (*wait)(void *context, struct job *); /* see struct job_callbacks */
	void (*note)(void *context, enum run_moment);
	/* The launch failed. */
	void (*fail)(void *context, const struct failure *why);
};

struct recorded_job {
	struct run_options options; /* the job borrows its part of these */
	struct run_account account;
	struct job_record record;
	struct series *series; /* filled while it runs; NULL: one of the record's own */
	char *program[2];      /* the command in its account, if that is only the program */
	const struct run_callbacks *callbacks; /* NULL: none */
	struct job job; /* last, with what a short job never touches at its end */
};

/* Initialises a zeroed struct for this command line. */
void recorded_job_init(struct recorded_job *, const struct run_options *, const struct inherited *);

/* Runs the job, from the launch to the account; returns the exit status: the command's own, or one
 * of ours. */
int recorded_job_live(struct recorded_job *);

#endif
