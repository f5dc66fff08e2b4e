/* SPDX-License-Identifier: MIT */
/* source.h: where facts come from: the contract that every source keeps.
 *
 * A source yields samples (facts of all processes at one time) and, on request, names. The text
 * it hands out is clean already (base/clean.h). It keeps no history and makes no choice of what
 * is shown. Everything it owns goes with source_close. */
#ifndef PEAKTOP_SOURCE_SOURCE_H
#define PEAKTOP_SOURCE_SOURCE_H

#include <errno.h>

#include "base/failure.h"
#include "model/process/details.h"
#include "model/process/process.h"

struct source;

/* What one kind of source does; see source_open_proc for the one that reads a live system. */
struct source_kind {
	bool (*scan)(struct source *, unsigned wants, struct sample *, struct failure *);
	bool (*describe)(struct source *, const struct reading *, struct description *);
	void (*details)(struct source *, struct proc_key, struct details *);
	/* NULL: nothing can be done to its processes. */
	int (*signal)(struct source *, struct proc_key, int signal);
	int (*share)(struct source *, struct proc_key, struct process_smaps *);
	void (*close)(struct source *);
};

/* The first member of every kind of source. */
struct source {
	const struct source_kind *kind;
	bool ours; /* its pids are those of our own pid namespace, now */
};

/* Fills the sample, sorted by pid. False: nothing could be read at all, `why` says what; a single
 * process that vanishes or may not be read is counted in the sample instead. */
static inline bool
source_scan(struct source *s, unsigned wants, struct sample *sample, struct failure *why)
{
	return s->kind->scan(s, wants, sample, why);
}

/* Names of one process; the strings are good until the next call, `user` until source_close.
 * False: it is gone. */
static inline bool
source_describe(struct source *s, const struct reading *r, struct description *d)
{
	return s->kind->describe(s, r, d);
}

/* What the details view shows; off the hot path. */
static inline void
source_details(struct source *s, struct proc_key key, struct details *d)
{
	s->kind->details(s, key, d);
}

/* Sends a signal to this very process, and not to another with its pid. 0, or an errno. */
static inline int
source_signal(struct source *s, struct proc_key key, int signal)
{
	return s->kind->signal != NULL ? s->kind->signal(s, key, signal) : EROFS;
}

/* What it shares with others: dear, and felt by the process. 0, or an errno. */
static inline int
source_share(struct source *s, struct proc_key key, struct process_smaps *share)
{
	return s->kind->share != NULL ? s->kind->share(s, key, share) : EROFS;
}

static inline void
source_close(struct source *s)
{
	s->kind->close(s);
}

#endif
