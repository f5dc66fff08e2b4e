/* SPDX-License-Identifier: MIT */
/* source.h: where facts come from: the interface that every source implements. A source yields
 * samples (facts about all processes at one time) and, on request, names. The text it returns is
 * already clean (base/clean.h). It keeps no history and does not choose what is shown.
 * Everything it owns is freed by source_close. */
#ifndef PEAKTOP_SOURCE_SOURCE_H
#define PEAKTOP_SOURCE_SOURCE_H

#include <errno.h>

#include "base/failure.h"
#include "model/process/details.h"
#include "model/process/process.h"

struct source;

/* The functions of one kind of source; source_open_proc opens the one for the live system. */
struct source_kind {
	bool (*scan)(struct source *, unsigned wants, struct sample *, struct failure *);
	bool (*describe)(struct source *, const struct reading *, struct description *);
	void (*details)(struct source *, struct proc_key, struct details *);
	/* NULL: it does not have this function. */
	int (*signal)(struct source *, struct proc_key, int signal);
	int (*smaps)(struct source *, struct proc_key, struct process_smaps *);
	void (*watch)(struct source *, const struct proc_key *, size_t count);
	void (*close)(struct source *);
};

/* The first member of every kind of source. */
struct source {
	const struct source_kind *kind;
	bool ours; /* its pids are those of our own pid namespace, now */
};

/* Fills the sample, sorted by pid. Fails only if nothing could be read at all; processes that
 * vanish or are not readable are counted in the sample instead. */
static inline bool
source_scan(struct source *s, unsigned wants, struct sample *sample, struct failure *why)
{
	return s->kind->scan(s, wants, sample, why);
}

/* These processes are read in full at every scan from now on, whatever is wanted of those that
 * rest; others no longer. */
static inline void
source_watch(struct source *s, const struct proc_key *keys, size_t count)
{
	if (s->kind->watch != NULL)
		s->kind->watch(s, keys, count);
}

/* Names of one process; the strings are valid until the next call, `user` until source_close.
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

/* Sends a signal to exactly this process, not to another one with its pid. Returns 0 or an
 * errno. */
static inline int
source_signal(struct source *s, struct proc_key key, int signal)
{
	return s->kind->signal != NULL ? s->kind->signal(s, key, signal) : EROFS;
}

/* What it shares with others: expensive, and it delays the process. Returns 0 or an errno. */
static inline int
source_smaps(struct source *s, struct proc_key key, struct process_smaps *smaps)
{
	return s->kind->smaps != NULL ? s->kind->smaps(s, key, smaps) : EROFS;
}

static inline void
source_close(struct source *s)
{
	s->kind->close(s);
}

#endif
