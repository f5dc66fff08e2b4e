/* SPDX-License-Identifier: MIT */
/* tree_member.h: what one process of a tree adds to it, page by page: what is its own, and what
 * others may hold as well.
 *
 * RSS counts a shared page once for each process. What is known without identifying the pages
 * (which PSS does, at a high cost):
 *
 * - anonymous memory after exec is the process's own until it forks;
 * - a forked process begins as a copy: what it holds beyond its size at birth is its own;
 * - a write to a page that is shared since a fork (copy-on-write) adds one page while RSS stays
 *   the same; each such write is a minor fault, but so are others, so the number of faults is an
 *   upper bound;
 * - shared memory and files are mapped by many processes, and exist once.
 *
 * A PSS reading restarts this from what it found. Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_TREE_MEMBER_H
#define PEAKTOP_MODEL_RUN_TREE_MEMBER_H

#include "model/process/sample.h"
#include "model/run/tree_guess.h"

/* Resident memory by kind, in bytes. */
struct memory_kinds {
	uint64_t anon, shmem, file;
};

/* What smaps_rollup says about one process, all at one instant. */
struct smaps_shares {
	struct memory_kinds pss;
	uint64_t anon_bytes;    /* resident anonymous memory; the rest is in the sample */
	uint64_t private_bytes; /* of all kinds: not mapped by anyone else */
};

struct tree_member {
	struct proc_key key;
	uint64_t image;
	pid_t parent;    /* as first seen */
	bool forked;     /* no exec so far */
	bool ended;      /* a zombie */
	bool relatives;  /* others may share its anonymous memory: it forked, or was forked */
	bool measured;   /* its shares were read */
	bool alone_only; /* only what it has alone was read, since its relatives were read before
			  * its birth */
	/* At the last reading, or else at its birth, when all of it was its parent's. */
	struct memory_kinds pss_then, rss_then;
	uint64_t alone_then_bytes; /* anonymous memory that nobody else had */
	uint64_t doubt_bytes; /* what may be its own in addition: it was born before it was first
			       * seen, or could not be read */
	uint64_t apart_bytes; /* by how much its copies have raised the shares of processes not
			       * read with it */
	uint64_t given_back_bytes; /* before its last child was born; others may still have it */
	uint64_t fallen_bytes;     /* total that it freed: any of it may have been shared */
	bool shared_since;     /* with children born after it was read: its copies and theirs cannot
				* be told apart by reading it alone */
	uint64_t unseen_bytes; /* from a reading of it alone: counted as copies before, but not
				* found to be its own */
	struct memory_kinds rss, low; /* now, and the minimum since then */
	uint64_t rss_bytes;           /* now, of all kinds */
	uint64_t faults;              /* minor ones so far */
	uint64_t copied_bytes;        /* an upper bound of its copies so far, from these */
	struct tree_copies copies;    /* since then */
	struct tree_guess guess;
	struct page_estimate estimate; /* in progress */
	uint64_t cpu_ns;
	uint64_t held_bytes; /* its part of the tree, for the breakdown */
};

/* A newcomer. `parent_bytes`: the most anonymous memory its parent was seen with around its
 * birth, if known: what exceeds it is its own as far as it had faults. */
struct tree_member tree_member_new(
	const struct reading *, bool parent_known, uint64_t parent_bytes);

/* The same process, one sample later. */
void tree_member_carry_on(struct tree_member *, const struct reading *);

/* Starts over from a reading of it and of all processes it shares with; NULL: it could not be
 * read, and none of it is certain. */
void tree_member_measured(struct tree_member *, const struct smaps_shares *);

/* The same for its anonymous memory alone, when the processes it shares with are not read again.
 * Their part of a page that it copied grows; for a process never read, the reading shows only
 * what it has alone. */
void tree_member_measured_apart(struct tree_member *, const struct smaps_shares *);

/* Takes over the finished estimate, which does not affect what it certainly holds. */
void tree_member_guessed(struct tree_member *);

/* Call before that: adds what it may have copied since the last estimate or reading, and what it
 * has gained alone, both in bytes; nothing if children were born since, which share its copies. */
void tree_member_add_seen(const struct tree_member *, double *copied, double *gained);

/* Its part by what was known before and by its copies since; `yield` is the fraction of possible
 * copies that are copies. */
uint64_t tree_member_likely_kept(const struct tree_member *, double yield);

/* It has forked since the newest sample: its child shares what it holds. */
void tree_member_forked(struct tree_member *);

/* Anonymous memory that it certainly adds to the tree, in sum with all others. */
uint64_t tree_member_anon_min(const struct tree_member *);

/* What it probably adds without copies made since the last estimate or reading; the probable
 * number of these; the most. */
uint64_t tree_member_anon_likely(const struct tree_member *);
uint64_t tree_member_copied_lately(const struct tree_member *);
uint64_t tree_member_faulted_lately(const struct tree_member *);

/* The most that it may add. */
uint64_t tree_member_anon_max(const struct tree_member *);

/* Anonymous memory that it freed and that its relatives may still have; the same when it ends. */
uint64_t tree_member_given_back(const struct tree_member *);
uint64_t tree_member_left_to_others(const struct tree_member *);

/* The same by the last estimate. */
uint64_t tree_member_likely_given_back(const struct tree_member *);
uint64_t tree_member_likely_left(const struct tree_member *);

#endif
