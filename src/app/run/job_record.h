/* SPDX-License-Identifier: MIT */
/* job_record.h: records a job in the history as it goes, and never in its way. */
#ifndef PEAKTOP_APP_RUN_JOB_RECORD_H
#define PEAKTOP_APP_RUN_JOB_RECORD_H

#include "app/cli/run_options.h"
#include "model/run/run.h"
#include "model/run/series.h"
#include "store/store.h"

struct job_record {
	struct run *run;   /* borrowed */
	bool wanted;       /* false: it is not to be recorded, or could not be (which was told) */
	bool program_only; /* of the command only its program is told, whether it is recorded or
			    * not */
	struct store_spool *spool; /* until it is recorded on the way; NULL: there is none */
	struct store *store;
	struct store_run *stored; /* while it goes on */
	int lock_fd;              /* as long as we live; 0 or less: none */
	struct series *series;    /* NULL: nobody asked for it, or it is not recorded */
	struct series *own;       /* that one, where nobody gave another */
	uint64_t next_ns;         /* since the start: when it is written again */
	bool busy;                /* why the store failed last: another process holds it */
	bool late;                /* it has ended, and could not be written yet */
	bool numbered;            /* its number is wanted at its end */
	bool filed;               /* other files are called by it: better late than without */
};

/* After the launch: reads what the config file says of the history, and where the command is run.
 * Close it in any case; its end does that. */
void job_record_begin(struct job_record *, struct run *, const struct run_options *);

/* Where what the tree holds is to be noted: in `given`, which is borrowed, or, where that is NULL
 * and the job is recorded, in one of the record's own; NULL: nowhere. Once. */
struct series *job_record_series(struct job_record *, struct series *given);

/* From time to time, `at_ns` since the start: what is known so far is written, if its time has
 * come. A job of less than a quarter of a second is written at its end alone. */
void job_record_sample(struct job_record *, uint64_t at_ns);

/* The end: the run gets its number. A history that another process holds is not waited for: the run
 * waits beside it for the next that opens it. What cannot be recorded is told in one line, and
 * changes nothing else. */
void job_record_end(struct job_record *);

/* After the account, where job_record_end says `late`: tries once more. With `last`, what cannot be
 * recorded now is told. */
void job_record_retry(struct job_record *, bool last);

/* Leaves it as it is. */
void job_record_close(struct job_record *);

#endif
