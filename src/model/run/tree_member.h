/* SPDX-License-Identifier: MIT */
/* tree_member.h: what one process of a tree adds to it, page by page: what is its own, what others
 * may hold as well.
 *
 * RSS counts a shared page once for each process. What can be told without asking which pages they
 * are (PSS, dear):
 *   - anonymous memory after exec is the process's own until it forks;
 *   - a forked process begins as a copy: what it holds more than at its birth is its own;
 *   - a write to a page that is shared since a fork (copy-on-write) makes one more page while RSS
 *     stands still; each such write is a minor fault, as others are: so many pages at most;
 *   - shared memory and files are mapped by many, and there once.
 * A reading of PSS begins this anew from what it told. Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_TREE_MEMBER_H
#define PEAKTOP_MODEL_RUN_TREE_MEMBER_H

#include "model/process/sample.h"
#include "model/run/tree_guess.h"

/* Resident memory by kind, in bytes. */
struct memory_kinds {
	uint64_t anon, shmem, file;
};

/* What smaps_rollup told of one process, all of one instant. */
struct smaps_shares {
	struct memory_kinds pss;
	uint64_t anon_bytes;    /* resident anonymous memory; of the rest the sample tells */
	uint64_t private_bytes; /* of all kinds: that nobody else maps */
};

struct tree_member {
	struct proc_key key;
	uint64_t image;
	pid_t parent;    /* as it was first seen */
	bool forked;     /* has not run exec */
	bool relatives;  /* others may share its anonymous memory: it forked, or was forked */
	bool measured;   /* its shares were read */
	bool alone_only; /* only what it has alone was, for its relatives were read before its
			  * birth */
	/* At the last reading; before the first: at its birth, when all of it was its parent's. */
	struct memory_kinds pss_then, rss_then;
	uint64_t alone_then_bytes; /* anonymous memory that nobody else had */
	uint64_t
		doubt_bytes; /* what may be its own besides: born before it was seen, or not read */
	uint64_t
		apart_bytes; /* by what it copied the shares of those not read with it have grown */
	uint64_t
		given_back_bytes; /* before its last child was born, and others may have it still */
	uint64_t fallen_bytes;    /* that it gave back, in sum: any may have been shared */
	bool shared_since; /* with children born after it was read: of their copies and its own it
			      cannot be told alone */
	uint64_t unseen_bytes; /* in a reading of it alone: taken for copies before, and not seen as
				  its own */
	struct memory_kinds rss, low; /* now, and the least since then */
	uint64_t rss_bytes;           /* now, of all kinds */
	uint64_t faults;              /* minor ones so far */
	uint64_t copied_bytes;        /* by these it may have copied so much so far */
	struct tree_copies copies;    /* since then */
	struct tree_guess guess;
	struct page_estimate estimate; /* that is being made */
	uint64_t cpu_ns;
	uint64_t held_bytes; /* its part of the tree, for the breakdown */
};

/* A newcomer. `parent_bytes`: the most anonymous memory its parent was seen with around its birth,
 * where that is known: what it has more is its own as far as it had faults. */
struct tree_member tree_member_new(
	const struct reading *, bool parent_known, uint64_t parent_bytes);

/* The same process, one sample later. */
void tree_member_carry_on(struct tree_member *, const struct reading *);

/* Begins anew from a reading of it and of all it shares with; NULL: it could not be read, and
 * nothing of it is certain. */
void tree_member_measured(struct tree_member *, const struct smaps_shares *);

/* The same of its anonymous memory alone, where those it shares with are not read again. What they
 * had of a page that it copied is theirs to a larger part now; of one never read only what it has
 * alone is new. */
void tree_member_measured_apart(struct tree_member *, const struct smaps_shares *);

/* Takes over the estimate that was made: of what it certainly holds that says nothing. */
void tree_member_guessed(struct tree_member *);

/* Before that: adds what it may have copied since the last estimate or reading, and what it has
 * more alone, both in bytes; nothing where children were born since, which have its copies as
 * well. */
void tree_member_add_seen(const struct tree_member *, double *copied, double *gained);

/* Its part as it was told before, and by what it has copied since: `yield` of what may be
 * copies. */
uint64_t tree_member_likely_kept(const struct tree_member *, double yield);

/* It has forked since the newest sample: what it holds is its child's as well. */
void tree_member_forked(struct tree_member *);

/* Anonymous memory that it certainly adds to the tree, in sum with all others. */
uint64_t tree_member_anon_least(const struct tree_member *);

/* Pages that probably became its own by copy-on-write. */
uint64_t tree_member_copied(const struct tree_member *);

/* What it probably adds without copies made since the last estimate or reading; these, probably; at
 * most. */
uint64_t tree_member_anon_likely(const struct tree_member *);
uint64_t tree_member_copied_lately(const struct tree_member *);
uint64_t tree_member_faulted_lately(const struct tree_member *);

/* What it may add at most. */
uint64_t tree_member_anon_most(const struct tree_member *);

/* Anonymous memory that it gave back, and that its relatives may have still; the same when it
 * ends. */
uint64_t tree_member_given_back(const struct tree_member *);
uint64_t tree_member_left_to_others(const struct tree_member *);

/* The same by the last estimate. */
uint64_t tree_member_likely_given_back(const struct tree_member *);
uint64_t tree_member_likely_left(const struct tree_member *);

#endif
