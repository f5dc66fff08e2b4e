/* SPDX-License-Identifier: MIT */
/* trees.h: handmade trees of processes, for tests of the tree's peak. Include it last: it includes
 * cmocka, whose macro fail() collides with other names. */
#ifndef PEAKTOP_TESTS_TREES_H
#define PEAKTOP_TESTS_TREES_H

#include <string.h>
#include <unistd.h>

#include "model/run/tree_peak.h"
#include "support/samples.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MS 1000000ull
#define assert_mib(bytes, mib) assert_int_equal(bytes, (mib)*MIB)

/* A tree, and its sample in preparation. */
struct world {
	struct tree_peak tree;
	struct sample sample, last; /* in preparation, and passed on */
};

static inline int
setup(void **state)
{
	static struct world world;

	memset(&world, 0, sizeof world);
	*state = &world;
	return 0;
}

static inline int
teardown(void **state)
{
	struct world *w = *state;

	tree_peak_clear(&w->tree);
	sample_clear(&w->sample);
	sample_clear(&w->last);
	return 0;
}

/* A process after exec; all its memory is its own. */
static inline struct reading *
exec(struct world *w, pid_t pid, uint64_t rss_mib)
{
	struct reading *r = sample_process(&w->sample, pid, rss_mib * MIB, rss_mib * MIB);

	r->known |= KNOWN_ANON;
	r->anon_bytes = r->rss_bytes;
	return r;
}

static inline struct reading *
forked(struct world *w, pid_t pid, uint64_t rss_mib)
{
	struct reading *r = exec(w, pid, rss_mib);

	r->forked = true;
	return r;
}

/* Pages that it shares with others: shared memory, files. */
static inline struct reading *
maps(struct reading *r, uint64_t shmem_mib, uint64_t file_mib)
{
	r->known |= KNOWN_SHMEM | KNOWN_FILE;
	r->shmem_bytes = shmem_mib * MIB;
	r->file_bytes = file_mib * MIB;
	r->rss_bytes = r->anon_bytes + r->shmem_bytes + r->file_bytes;
	return r;
}

/* Minor faults so far, in MiB of pages. */
static inline struct reading *
faulted(struct reading *r, uint64_t mib)
{
	r->minor_faults = mib * MIB / (uint64_t)sysconf(_SC_PAGESIZE);
	return r;
}

/* Passes the sample on, and starts an empty one. */
static inline void
apply(struct world *w, uint64_t at_ms)
{
	struct sample given = w->sample;

	tree_peak_apply(&w->tree, &given, at_ms * MS);
	w->sample = w->last;
	w->last = given;
	sample_begin(&w->sample, at_ms / 1000);
}

/* The PSS of a process's anonymous memory; `alone`: its private part. */
static inline void
take_alone(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t rss_mib, uint64_t alone_mib)
{
	tree_peak_take_shares(&w->tree, (struct proc_key){ pid, (uint64_t)pid },
		&(struct smaps_shares){ .pss.anon = pss_mib * MIB,
			.anon_bytes = rss_mib * MIB,
			.private_bytes = alone_mib * MIB });
}

static inline void
take(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t rss_mib)
{
	take_alone(w, pid, pss_mib, rss_mib, 0);
}

/* The same with shared memory. */
static inline void
take_shared(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t rss_mib, uint64_t shmem_pss_mib)
{
	tree_peak_take_shares(&w->tree, (struct proc_key){ pid, (uint64_t)pid },
		&(struct smaps_shares){
			.pss = { .anon = pss_mib * MIB, .shmem = shmem_pss_mib * MIB },
			.anon_bytes = rss_mib * MIB });
}

/* Ends a reading during which nothing changed. */
static inline void
measured(struct world *w, uint64_t at_ms)
{
	tree_peak_measured(&w->tree, &w->last, at_ms * MS);
}

/* A parent of 100 MiB and a forked child that shares all of it, measured at `at_ms`. */
static inline void
measured_pair(struct world *w, uint64_t at_ms)
{
	exec(w, 1, 100);
	forked(w, 2, 100);
	apply(w, at_ms);
	take(w, 1, 50, 100);
	take(w, 2, 50, 100);
	measured(w, at_ms);
}

/* A parent of 200 MiB and three children that share all of it. */
static inline void
four(struct world *w, uint64_t faults_of_last)
{
	exec(w, 1, 200);
	for (pid_t pid = 2; pid <= 4; pid++)
		faulted(forked(w, pid, 200), pid == 4 ? faults_of_last : 0);
}

static inline void
measured_four(struct world *w)
{
	four(w, 0);
	apply(w, 10);
	tree_peak_plan_reading(&w->tree, 0);
	for (pid_t pid = 1; pid <= 4; pid++)
		take(w, pid, 50, 200);
	measured(w, 10);
	assert_mib(tree_peak_certain_bytes(&w->tree), 200);
}

/* Of an image of `anon_mib`, which nobody shares, and pages of files. */
static inline void
take_files(struct world *w, pid_t pid, uint64_t anon_mib, uint64_t file_pss_bytes)
{
	tree_peak_take_shares(&w->tree, (struct proc_key){ pid, (uint64_t)pid },
		&(struct smaps_shares){ .pss = { .anon = anon_mib * MIB, .file = file_pss_bytes },
			.anon_bytes = anon_mib * MIB,
			.private_bytes = anon_mib * MIB });
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
