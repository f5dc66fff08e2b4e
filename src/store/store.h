/* SPDX-License-Identifier: MIT */
/* store.h: the history of runs, in one SQLite file that many processes write at the same time.
 *
 * It never ends the program, never deletes a file that it cannot read, and reads no clock, no
 * environment and no /proc: the caller passes times, the folder, and whether a process lives. Every
 * function that returns bool says why not in `why`. A failed write leaves the history as it was.
 *
 * Do not carry a store across fork: open it in the process that uses it. A limit of file sizes
 * (RLIMIT_FSIZE) sends SIGXFSZ, which a caller has to ignore to see the failure. */
#ifndef PEAKTOP_STORE_STORE_H
#define PEAKTOP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"
#include "model/run/run.h"
#include "model/run/series.h"

struct store;
struct store_run;

/* --- open and close --- */

enum store_mode {
	STORE_READ,  /* makes nothing: where there is no history it is empty */
	STORE_WRITE, /* makes the folder and those above it (0700), and the file (0600) */
};

/* Who records a run; with it a run is told lost whose writer is gone. A pid means something only on
 * its host and in its boot. */
struct store_writer {
	pid_t pid;
	uint64_t start_ticks;
	const char *boot_id, *host;
};

struct store_setup {
	enum store_mode mode;
	int patience_ms;   /* see store_set_patience */
	bool program_only; /* of argv only the program is kept, and names without arguments */
	/* Whether a writer lives, or cannot be judged from here (true); NULL: all live. */
	bool (*lives)(void *context, const struct store_writer *);
	void *context;
	bool *busy; /* at a failure: whether another process holds the history; NULL: untold */
	const char *user; /* of runs that were left without one (store_spool); NULL: unknown */
	const char *vfs;  /* another file layer of SQLite ("unix-dotfile"); NULL: its own choice */
};

/* The history in `folder` (not in one that is or holds a link in its last part, that is another
 * user's, or that others may write to). NULL and `why` where that cannot be. */
struct store *store_open(const char *folder, const struct store_setup *, struct failure *why);
void store_close(struct store *); /* NULL is fine */

/* How long a call may wait for another writer: short while a job runs, longer at its end. */
void store_set_patience(struct store *, int ms);

/* --- writing --- */

/* A run that begins: recorded as running. `name` is what the command runs (run_put_name): runs of
 * one name are ranked together. NULL and `why`: not recorded. Close it in any case, also after
 * store_finish and before the store; a run that was not finished reads as lost once we are gone. */
struct store_run *store_begin(struct store *, const struct run *, const char *name,
	pid_t writer_pid, uint64_t writer_start_ticks, struct failure *why);
uint64_t store_run_number(const struct store_run *);
void store_run_close(struct store_run *); /* NULL is fine */

/* The figures known so far, as still running whatever its reason; only what changed is written. */
bool store_update(
	struct store_run *, const struct run *, const struct series *, struct failure *why);

/* Its end. After a failure it may be called again. */
bool store_finish(
	struct store_run *, const struct run *, const struct series *, struct failure *why);

/* A run that has ended, as a whole. */
bool store_record(struct store *, const struct run *, const char *name, const struct series *,
	uint64_t *number, struct failure *why);

/* A place to leave a run at its end, for the next store that is opened here, which takes it in:
 * that costs a launch of a millisecond less than SQLite does. Opening does all that can be done
 * before the end; `run` as it is then is only an example. NULL: there is no history yet, or none of
 * ours. */
struct store_spool;
struct store_spool *store_spool_open(const char *folder, const struct run *run, bool program_only);
void store_spool_close(struct store_spool *); /* NULL is fine */

/* Leaves the run there; it has no number until it is taken in, but where it was begun (store_begin)
 * in the history: then it is finished there. False: too much waits already; store_record or
 * store_finish then. */
bool store_spool_leave(struct store_spool *, const struct run *, const char *name,
	const struct series *, pid_t writer_pid);

/* --- reading --- */

/* One run out of the history. All of it is owned, argv and series too. */
struct stored_run {
	struct run run; /* reason RUN_LOST: still running by the record, and its writer is gone */
	char *name;     /* what the command runs */
	bool program_only; /* arguments were not kept */
	struct store_writer writer;
	struct series *series; /* NULL: not asked for */
};

/* The run with its processes and its series. Clear it in any case. */
bool store_load(struct store *, uint64_t number, struct stored_run *, struct failure *why);
void stored_run_clear(struct stored_run *);

/* A number, `last`, or a label (the newest run that bears it). */
bool store_find(struct store *, const char *word, uint64_t *number, struct failure *why);

/* What runs are ranked by: their name with its arguments, the program or script alone, label,
 * folder. */
enum store_rank_by { RANK_NAME, RANK_SCRIPT, RANK_LABEL, RANK_FOLDER };

/* Zeroed: every run. */
struct store_filter {
	uint64_t since_wall_ns;
	const char *command; /* a part of name or arguments, ASCII letters in either case */
	const char *label;   /* the whole label */
	bool failed;         /* ended otherwise than with status 0; not those that go on */
	size_t limit;        /* 0: all */
	size_t offset;       /* how many to skip */
	enum store_rank_by rank_by;
};

/* Newest first, until `see` returns false; without processes and series. What `see` is given is its
 * own only for the call. */
bool store_list(struct store *, const struct store_filter *,
	bool (*see)(void *context, const struct stored_run *), void *context, struct failure *why);

/* The runs of one name, by the peak of the tree. */
struct store_rank {
	char *name;
	size_t runs;
	uint64_t median_bytes, largest_bytes, last_bytes;
	int64_t change_bytes; /* of the last run against the one before; 0 where there is one
			       * only */
	uint64_t last_number;
};

struct store_ranks {
	struct store_rank *rows;
	size_t count, capacity;
};

/* Largest peak first. Runs that go on, were not started or have no known peak do not count. */
bool store_rank(
	struct store *, const struct store_filter *, struct store_ranks *, struct failure *why);
void store_ranks_clear(struct store_ranks *);

/* --- keeping it small (mode STORE_WRITE) --- */

/* 0: no bound. */
struct store_bounds {
	uint64_t since_wall_ns; /* runs that began earlier go */
	uint64_t runs;
	uint64_t bytes; /* of the file */
};

/* Removes the oldest runs until the bounds hold, and makes the file smaller; what goes on stays. */
bool store_prune(
	struct store *, const struct store_bounds *, uint64_t *pruned, struct failure *why);
bool store_delete(struct store *, uint64_t number, struct failure *why);

/* All that bear it and have ended; false and `why` where there is none. */
bool store_delete_label(struct store *, const char *label, uint64_t *deleted, struct failure *why);

#endif
