/* SPDX-License-Identifier: MIT */
/* job_record.h: records a job in the history while it runs, without delaying it. */
#ifndef PEAKTOP_APP_RUN_JOB_RECORD_H
#define PEAKTOP_APP_RUN_JOB_RECORD_H

#include "app/cli/run_options.h"
#include "model/run/run.h"
#include "model/run/series.h"
#include "store/store.h"

struct job_record {
	struct run *run;           /* borrowed */
	bool wanted;               /* false: not to be recorded, or failed (which was reported) */
	bool program_only;         /* only the program of the command is reported, also if it is not
				      recorded */
	bool no_lines;             /* the settings say so; known after job_record_begin */
	struct store_spool *spool; /* until its first write; NULL: none */
	struct store *store;
	struct store_run *stored; /* while it runs */
	int lock_fd;              /* as long as we run; 0 or less: none */
	struct series *series;    /* NULL: not requested, or not recorded */
	struct series *own;       /* the same if it is ours */
	uint64_t next_ns;         /* since the start: when to write again */
	bool busy;                /* the last failure was that another process holds the store */
	bool late;                /* the job has ended, and could not be recorded yet */
	bool numbered;            /* its number is needed at the end */
	bool filed;               /* other files are named after it: better late than never */
};

/* After the launch: reads the settings about the history, and notes the command's folder. Close it
 * in any case; job_record_end does so. */
void job_record_begin(struct job_record *, struct run *, const struct run_options *);

/* The series for the sizes of the tree: `given`, which is borrowed; or if that is NULL and the job
 * is recorded, one of its own; NULL: none. Call it once. */
struct series *job_record_series(struct job_record *, struct series *given);

/* Call it regularly, `at_ns` since the start: writes what is known so far, if due. A job of less
 * than a quarter of a second is written only at its end. */
void job_record_sample(struct job_record *, uint64_t at_ns);

/* At the end: the run gets its number. If another process holds the history, the run waits in the
 * spool for the next process that opens it. A failure is reported in one line, and changes nothing
 * else. */
void job_record_end(struct job_record *);

/* After the account, if job_record_end set `late`: tries again. With `last`, reports a failure. */
void job_record_retry(struct job_record *, bool last);

/* Closes it without a further write. */
void job_record_close(struct job_record *);

#endif
