/* SPDX-License-Identifier: MIT */
/* session.h: a source and the table that is filled from it: shared by the screen and plain
 * output. */
#ifndef PEAKTOP_APP_SAMPLING_SESSION_H
#define PEAKTOP_APP_SAMPLING_SESSION_H

#include "app/cli/options.h"
#include "base/heap.h"
#include "source/source.h"
#include "text/table/report.h"

struct session {
	struct source *source;
	struct sample sample; /* the newest; its memory is reused */
	struct table table;
	struct rows rows;
	struct heap_trim trim; /* living processes */
	unsigned wants;
	uint64_t wall_ns; /* when the newest sample was taken */
	bool replay;      /* the source is a recording (source/recording/source_replay.h) */
	bool jobs; /* rows are groups: they need every sample of a recording, also skipped ones */
	bool program_only;        /* keep commands only up to the first blank */
	struct tagged_set tagged; /* the same for these */
};

/* Opens the source; reads nothing yet. False and `why`: nothing is open. */
bool session_open(struct session *, const struct options *, struct failure *why);
void session_close(struct session *);

/* Takes a sample: reaps own children, reads the system, merges, names new processes. False: nothing
 * was read, and the table is unchanged. */
bool session_tick(struct session *, struct failure *why);

/* Builds the table's rows in this order, which also sets `jobs` from now on. */
void session_build_rows(struct session *, struct row_order, const struct selection *,
	const struct column_context *);

/* From now on sums the processes with these keys, if there are at least two. */
void session_sum_tagged(struct session *, const struct proc_key *, size_t count);

/* False and `why`: one of the pids in the options does not exist. */
bool session_check_pids(const struct session *, const struct options *, struct failure *why);

/* Our own pid as the source sees it; 0: the source is a recording, or another pid namespace. */
pid_t session_own_pid(const struct session *);

#endif
