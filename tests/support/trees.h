/* SPDX-License-Identifier: MIT */
/* trees.h: trees of processes written by hand, for tests of the peak that is made of them. Included
 * last: it includes cmocka, whose macro fail() is no name for a function. */
#ifndef PEAKTOP_TESTS_TREES_H
#define PEAKTOP_TESTS_TREES_H

#include <string.h>

#include "model/tree_peak.h"
#include "support/samples.h"

/* Last: its macro fail() is no name for a function. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MS 1000000ull
#define assert_mib(bytes, mib) assert_int_equal(bytes, (mib)*MIB)

/* A tree, and the sample that is being made for it. */
struct world {
	struct tree_peak tree;
	struct sample sample;
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
	return 0;
}

/* A process that ran exec; its memory is all its own. */
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

/* Hands the sample over, and begins an empty one. */
static inline void
apply(struct world *w, uint64_t at_ms)
{
	tree_peak_apply(&w->tree, &w->sample, at_ms * MS);
	sample_begin(&w->sample, at_ms / 1000);
}

static inline void
take(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t rss_mib)
{
	tree_peak_take_pss(
		&w->tree, (struct proc_key){ pid, (uint64_t)pid }, pss_mib * MIB, rss_mib * MIB);
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
	tree_peak_measured(&w->tree, at_ms * MS);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
