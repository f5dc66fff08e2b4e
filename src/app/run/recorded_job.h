/* SPDX-License-Identifier: MIT */
/* recorded_job.h: a job with its account and its record in the history: that of `peaktop run`, or
 * of a keeper. */
#ifndef PEAKTOP_APP_RUN_RECORDED_JOB_H
#define PEAKTOP_APP_RUN_RECORDED_JOB_H

#include "app/run/job_record.h"
#include "app/run/run_account.h"
#include "observe/job.h"

enum run_moment {
	RUN_BEGUN,    /* it runs, and is observed */
	RUN_SAMPLED,  /* its figures are new */
	RUN_SETTLED,  /* it has ended (or was not started), and its account is whole */
	RUN_RECORDED, /* it has its number in the history, or gets none here */
};

/* Somebody who has more to wait for than the job: a keeper. */
struct run_attendant {
	void *context;
	void (*wait)(void *context, struct job *); /* as a job's attendant does */
	void (*note)(void *context, enum run_moment);
	/* Nothing was launched, and this is why. */
	void (*fail)(void *context, const struct failure *why);
};

struct recorded_job {
	struct job job;
	struct run_options options; /* those of the job were taken from here */
	struct run_account account;
	struct job_record record;
	struct series *series; /* filled in while it runs; NULL: one of the record's own */
	char *program[2];      /* what its account tells of the command, where that is not all */
	const struct run_attendant *attendant; /* NULL: none */
};

/* A zeroed struct for this command line, before anything of it is done. */
void recorded_job_init(struct recorded_job *, const struct run_options *, const struct inherited *);

/* From the launch to the account; returns the exit status: the command's own, or one of ours. */
int recorded_job_live(struct recorded_job *);

#endif
