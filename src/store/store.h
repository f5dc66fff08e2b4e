/* SPDX-License-Identifier: MIT */
/* store.h: the history of runs, in one SQLite file that many processes may write at the same
 * time. It never exits, never deletes a file that it cannot read, and reads no clock, no
 * environment and no /proc: the caller passes times, the folder, and whether a process is alive.
 * A failed write leaves the history unchanged. Do not carry a store across fork: open it in the
 * process that uses it. A file size limit (RLIMIT_FSIZE) sends SIGXFSZ, which the caller must
 * ignore to see the failure. */
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
	STORE_READ,  /* creates nothing: a missing history is empty */
	STORE_WRITE, /* creates the folder and its parents (0700), and the file (0600) */
};

/* The process that records a run: a run whose writer is gone is marked lost. A pid is meaningful
 * only on its host and in its boot. */
struct store_writer {
	pid_t pid;
	uint64_t start_ticks;
	const char *boot_id, *host;
};

struct store_setup {
	enum store_mode mode;
	int patience_ms;   /* see store_set_patience */
	bool program_only; /* keep only the program of argv, and names without arguments */
	/* Whether a writer is alive, or cannot be judged from here (true); NULL: all are. */
	bool (*lives)(void *context, const struct store_writer *);
	void *context;
	bool *busy; /* on failure: whether another process holds the history; NULL: not wanted */
	const char *user; /* for runs that were left without one (store_spool); NULL: unknown */
	const char *vfs;  /* another file layer of SQLite ("unix-dotfile"); NULL: its default */
};

/* Opens the history in `folder`, which must not be a link, contain one in its last component,
 * belong to another user or be writable by others. */
struct store *store_open(const char *folder, const struct store_setup *, struct failure *why);
void store_close(struct store *); /* no-op for NULL */

/* How long a call may wait for another writer: short while a job runs, longer at its end. */
void store_set_patience(struct store *, int ms);

/* --- writing --- */

/* Begins a run: records it as running. `name` is what the command runs (run_put_name): runs of
 * one name are ranked together. NULL: not recorded. Close it in any case, even after
 * store_finish, and before the store; a run that was not finished shows as lost once we are
 * gone. */
struct store_run *store_begin(struct store *, const struct run *, const char *name,
	pid_t writer_pid, uint64_t writer_start_ticks, struct failure *why);
uint64_t store_run_number(const struct store_run *);
void store_run_close(struct store_run *); /* no-op for NULL */

/* The figures known so far, recorded as running whatever the reason; writes only what changed. */
bool store_update(
	struct store_run *, const struct run *, const struct series *, struct failure *why);

/* Its end. It may be called again after a failure. */
bool store_finish(
	struct store_run *, const struct run *, const struct series *, struct failure *why);

/* Records a whole run that has ended. */
bool store_record(struct store *, const struct run *, const char *name, const struct series *,
	uint64_t *number, struct failure *why);

/* A place to leave a run at its end, until a store is next opened here and takes it in: this
 * costs a launch a millisecond less than SQLite. Opening does everything that can be done before
 * the end; `run` is only an example then. NULL: there is no history yet, or it is not ours. */
struct store_spool;
struct store_spool *store_spool_open(const char *folder, const struct run *run, bool program_only);
void store_spool_close(struct store_spool *); /* no-op for NULL */

/* Leaves the run there. It gets a number only when it is taken in, unless it was begun in the
 * history (store_begin): then it is finished there. False: too many runs wait already; use
 * store_record or store_finish. */
bool store_spool_leave(struct store_spool *, const struct run *, const char *name,
	const struct series *, pid_t writer_pid);

/* --- reading --- */

/* One run from the history. Owns everything, including argv and series. */
struct stored_run {
	struct run run;    /* reason RUN_LOST: recorded as running, but its writer is gone */
	char *name;        /* what the command runs */
	bool program_only; /* arguments were not kept */
	struct store_writer writer;
	struct series *series; /* NULL: not requested */
};

/* The run with its processes and its series. Clear it in any case. */
bool store_load(struct store *, uint64_t number, struct stored_run *, struct failure *why);
void stored_run_clear(struct stored_run *);

/* Reads the lists of run.lines of a run by its number; the caller frees them. */
bool store_load_lines(struct store *, struct run *, struct failure *why);

/* A number, `last`, or a label (its newest run). */
bool store_find(struct store *, const char *selector, uint64_t *number, struct failure *why);

/* What runs are ranked by: name with arguments, program or script alone, label, folder. */
enum store_rank_by { RANK_NAME, RANK_SCRIPT, RANK_LABEL, RANK_FOLDER };

/* Zeroed: every run. */
struct store_filter {
	uint64_t since_wall_ns;
	const char *command; /* a part of name or arguments, ignoring the case of ASCII letters */
	const char *label;   /* the whole label */
	bool failed;         /* ended otherwise than with status 0; not running ones */
	size_t limit;        /* 0: all */
	size_t offset;       /* how many to skip */
	enum store_rank_by rank_by;
};

/* Newest first, until `see` returns false; without processes and series. The argument of `see`
 * is valid only during the call. */
bool store_list(struct store *, const struct store_filter *,
	bool (*see)(void *context, const struct stored_run *), void *context, struct failure *why);

/* The runs of one name, by the peak of the tree. */
struct store_rank {
	char *name;
	size_t runs;
	uint64_t median_bytes, largest_bytes, last_bytes;
	bool change_known;    /* there are two runs, and neither of the last two was cut short */
	int64_t change_bytes; /* the last run compared with the one before */
	uint64_t last_number;
	/* Runs that were cut short (run_cut): their peaks, and hence the largest, are lower bounds;
	 * the median is one unless all of theirs are above it. */
	size_t cut_short;
	bool median_at_least, last_at_least;
};

struct store_ranks {
	struct store_rank *rows;
	size_t count, capacity;
};

/* Largest peak first. Skips runs that are running, were not started or have no known peak. */
bool store_rank(
	struct store *, const struct store_filter *, struct store_ranks *, struct failure *why);
void store_ranks_clear(struct store_ranks *);

/* --- limiting its size (mode STORE_WRITE) --- */

/* 0: no bound. */
struct store_bounds {
	uint64_t since_wall_ns; /* runs that began earlier are removed */
	uint64_t runs;
	uint64_t bytes; /* of the file */
};

/* Removes the oldest runs until the bounds hold, and shrinks the file; running ones stay. */
bool store_prune(
	struct store *, const struct store_bounds *, uint64_t *pruned, struct failure *why);
bool store_delete(struct store *, uint64_t number, struct failure *why);

/* Deletes all ended runs with this label; fails if there is none. */
bool store_delete_label(struct store *, const char *label, uint64_t *deleted, struct failure *why);

#endif
