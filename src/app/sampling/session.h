/* SPDX-License-Identifier: MIT */
/* session.h: a source and the table that grows from it: what the screen and the plain forms
 * share. */
#ifndef PEAKTOP_APP_SAMPLING_SESSION_H
#define PEAKTOP_APP_SAMPLING_SESSION_H

#include "app/cli/options.h"
#include "base/heap.h"
#include "source/source.h"
#include "text/table/report.h"

struct session {
	struct source *source;
	struct sample sample; /* the newest; its room is used again */
	struct table table;
	struct rows rows;
	struct heap_crowd crowd; /* the living */
	unsigned wants;
	uint64_t wall_ns;  /* when the newest sample was taken */
	bool replay;       /* the source is a recording (source/recording/source_replay.h) */
	bool jobs;         /* rows are jobs: in a recording they look at each sample passed over */
	bool program_only; /* of commands only what stands before the first blank is kept */
	struct tagged_set tagged; /* as jobs do */
};

/* Opens the source; nothing is read yet. False and `why`: nothing is open. */
bool session_open(struct session *, const struct options *, struct failure *why);
void session_close(struct session *);

/* One sample: own children reaped, the system read and merged, newcomers named. False: nothing was
 * read, the table is as it was. */
bool session_tick(struct session *, struct failure *why);

/* The table's rows in this order, which is also whether `jobs` is set from now on. */
void session_build_rows(struct session *, struct row_order, const struct selection *,
	const struct column_context *);

/* Sums the processes with these keys from now on, where they are two or more. */
void session_sum_tagged(struct session *, const struct proc_key *, size_t count);

/* False and `why`: one of the pids that the options name is not there. */
bool session_check_pids(const struct session *, const struct options *, struct failure *why);

/* Our own pid among those of the source; 0: it is a recording, or shows another pid namespace. */
pid_t session_own_pid(const struct session *);

#endif
