/* SPDX-License-Identifier: MIT */
/* session.h: a source and the table that is filled from it: shared by the screen and plain
 * output. */
#ifndef PEAKTOP_APP_SAMPLING_SESSION_H
#define PEAKTOP_APP_SAMPLING_SESSION_H

#include "app/cli/options.h"
#include "base/heap.h"
#include "source/source.h"

struct session {
	struct source *source;
	struct sample sample; /* the newest; its memory is reused */
	struct table table;
	struct rows rows;
	struct heap_trim trim; /* living processes */
	struct filter *filter; /* of the options; NULL: none */
	unsigned wants;
	uint64_t wall_ns;  /* when the newest sample was taken */
	bool replay;       /* the source is a recording (source/recording/source_replay.h) */
	bool program_only; /* keep commands only up to the first blank */
	/* Summed in each tick, as long as they are wanted: */
	bool grouped;
	struct groups groups;
	struct tagged_set tagged;
};

/* Opens the source; reads nothing yet. False and `why`: nothing is open. */
bool session_open(struct session *, const struct options *, struct failure *why);
void session_close(struct session *);

/* Takes a sample: reaps own children, reads the system, merges, names new processes, sums groups
 * and tagged processes. False: nothing was read, and the table is unchanged. */
bool session_tick(struct session *, struct failure *why);

/* Forgets exited processes; restarts peaks, and undoes that. The sums follow. */
void session_dismiss(struct session *);
void session_reset_peaks(struct session *);
void session_restore_peaks(struct session *);

/* The table is empty again, as before the first sample. */
void session_restart(struct session *);

/* Sums groups from now on, or no longer. True: that is a change, and rows of groups are void. */
bool session_group(struct session *, bool grouped);

/* From now on sums the processes with these keys, if there are at least two. */
void session_sum_tagged(struct session *, const struct proc_key *, size_t count);

/* False and `why`: one of the pids in the options does not exist. */
bool session_check_pids(const struct session *, const struct options *, struct failure *why);

/* Our own pid as the source sees it; 0: the source is a recording, or another pid namespace. */
pid_t session_own_pid(const struct session *);

#endif
