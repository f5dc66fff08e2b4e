/* SPDX-License-Identifier: MIT */
/* tree_member.c: what one process of a tree adds to it. */
#include "model/tree_member.h"

#include <unistd.h>

#include "base/arithmetic.h"

/* By a fault in a file so many pages are mapped around it where they are in memory already. */
#define PAGES_AROUND 16
/* Memory may be given back and taken anew so often between two samples. */
#define TAKEN_ANEW 8

static uint64_t
page_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Where the kinds are not told, all is taken for anonymous. */
static struct memory_kinds
kinds_of(const struct reading *r)
{
	uint64_t rss = r->known & KNOWN_RSS ? r->rss_bytes : 0;

	if (!(r->known & KNOWN_ANON) || r->state == 'Z')
		return (struct memory_kinds){ .anon = rss };
	return (struct memory_kinds){ .anon = r->anon_bytes,
		.shmem = r->known & KNOWN_SHMEM ? r->shmem_bytes : 0,
		.file = r->known & KNOWN_FILE ? r->file_bytes : 0 };
}

static void
note_low(struct tree_member *m)
{
	m->low.anon = smaller(m->low.anon, m->rss.anon);
	m->low.shmem = smaller(m->low.shmem, m->rss.shmem);
	m->low.file = smaller(m->low.file, m->rss.file);
	m->guess.low_bytes = smaller(m->guess.low_bytes, m->rss.anon);
}

/* Faults that no growth explains: each may be a copy. Where memory was given back in the same time it was
 * rather taken anew than copied. */
static void
count_copies(struct tree_member *m, const struct memory_kinds *before, uint64_t faults)
{
	uint64_t explained = more_than(m->rss.anon, before->anon) +
			     more_than(m->rss.shmem, before->shmem) +
			     more_than(m->rss.file, before->file) / PAGES_AROUND;
	uint64_t given_back = more_than(before->anon, m->rss.anon);
	uint64_t faulted = more_than(faults * page_bytes(), explained);
	uint64_t copied = more_than(faulted, given_back * TAKEN_ANEW);

	m->faulted_bytes += faulted;
	m->copied_bytes += copied;
	m->guess.faulted_bytes += faulted;
	m->guess.copied_bytes += copied;
}

struct tree_member
tree_member_new(const struct reading *r, bool parent_known, uint64_t parent_bytes)
{
	struct tree_member m = { .key = r->key,
		.image = r->image,
		.forked = r->forked,
		.relatives = r->forked,
		.rss = kinds_of(r),
		.rss_bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0,
		.faults = r->minor_faults,
		.cpu_ns = r->cpu_ns };
	uint64_t faults = r->minor_faults * page_bytes(), grown, own;

	m.low = m.rss_then = m.rss;
	if (!r->forked) {
		m.pss_then.anon = m.rss.anon;
		return m;
	}
	grown = parent_known ? more_than(m.rss.anon, parent_bytes) : 0;
	own = smaller(grown, faults);
	m.low.anon = m.rss_then.anon = m.rss.anon - own;
	m.doubt_bytes = m.low.anon;
	if (parent_known)
		m.doubt_bytes = smaller(m.doubt_bytes, more_than(larger(faults, grown), own));
	count_copies(&m, &(struct memory_kinds){ .anon = m.low.anon }, r->minor_faults);
	return m;
}

void
tree_member_carry_on(struct tree_member *m, const struct reading *r)
{
	struct memory_kinds before = m->rss;

	m->rss = kinds_of(r);
	m->rss_bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0;
	note_low(m);
	if (m->relatives)
		count_copies(m, &before, more_than(r->minor_faults, m->faults));
	m->faults = r->minor_faults;
	m->cpu_ns = r->cpu_ns;
}

/* Of pages that are gone from the tree each was gone from all that had it; their shares of it add up
 * to one page, and none has lost more than what it gave back, nor more than its share. */
static uint64_t
kept(const struct tree_member *m)
{
	uint64_t lost = more_than(m->rss_then.anon, m->low.anon);

	return m->pss_then.anon - smaller(m->pss_then.anon, lost);
}

static uint64_t
guess_lost(const struct tree_guess *g)
{
	return smaller(g->pss_bytes, more_than(g->rss_bytes, g->low_bytes));
}

static uint64_t
guess_least(const struct tree_guess *g, uint64_t now_bytes)
{
	return g->pss_bytes - guess_lost(g) + more_than(now_bytes, g->low_bytes);
}

/* What is given back is rather what nobody else had. */
static uint64_t
alone_still(const struct tree_member *m)
{
	return more_than(m->alone_then_bytes, more_than(m->rss_then.anon, m->low.anon));
}

uint64_t
tree_member_given_back(const struct tree_member *m)
{
	uint64_t lost = m->pss_then.anon - kept(m);

	return m->relatives ? more_than(lost, m->alone_then_bytes) : 0;
}

void
tree_member_forked(struct tree_member *m)
{
	m->relatives = true;
	m->guess.pss_bytes = guess_least(&m->guess, m->rss.anon);
	m->guess.rss_bytes = m->guess.low_bytes = m->rss.anon;
	m->guess.alone_bytes = 0;
	m->pss_then.anon = tree_member_anon_least(m);
	m->rss_then.anon = m->low.anon = m->rss.anon;
	m->alone_then_bytes = 0;
}

uint64_t
tree_member_anon_least(const struct tree_member *m)
{
	return kept(m) + more_than(m->rss.anon, m->low.anon);
}

static void
begin_anon(struct tree_member *m, const struct memory_shares *s, uint64_t pss)
{
	m->pss_then.anon = pss;
	m->rss_then.anon = m->low.anon = s->anon_bytes;
	m->alone_then_bytes = smaller(s->private_bytes, s->pss.anon);
	m->copied_bytes = m->faulted_bytes = m->doubt_bytes = m->apart_bytes = 0;
	m->measured = true;
}

void
tree_member_measured(struct tree_member *m, const struct memory_shares *s)
{
	m->pss_then = (struct memory_kinds){ .anon = 0 };
	m->rss_then = m->low = m->rss;
	m->measured = m->alone_only = m->guess.known = false;
	if (s == NULL) {
		m->doubt_bytes = m->rss.anon;
		return;
	}
	m->pss_then = s->pss;
	begin_anon(m, s, s->pss.anon);
}

void
tree_member_measured_apart(struct tree_member *m, const struct memory_shares *s)
{
	uint64_t alone = smaller(s->private_bytes, s->pss.anon), before = m->apart_bytes;
	uint64_t gained = more_than(m->rss.anon, m->low.anon) + m->copied_bytes;
	uint64_t with_copies = kept(m) + smaller(more_than(alone, m->alone_then_bytes), gained);

	if (!m->measured || m->alone_only) {
		begin_anon(m, s, alone);
		m->alone_only = true;
		return;
	}
	begin_anon(m, s, s->pss.anon);
	m->apart_bytes = before + more_than(with_copies, s->pss.anon);
}

/* Pages that it may copy still. */
static uint64_t
shared(const struct tree_member *m)
{
	if (!m->relatives)
		return 0;
	if (!m->measured)
		return m->forked ? m->low.anon : m->rss.anon;
	return more_than(m->low.anon, alone_still(m));
}

uint64_t
tree_member_copied(const struct tree_member *m)
{
	return smaller(m->copied_bytes, shared(m));
}

uint64_t
tree_member_anon_most(const struct tree_member *m)
{
	uint64_t faulted = smaller(m->faulted_bytes, shared(m));
	uint64_t doubt = larger(faulted + m->apart_bytes, m->doubt_bytes);

	return tree_member_anon_least(m) + doubt;
}

uint64_t
tree_member_left_to_others(const struct tree_member *m)
{
	return m->relatives ? more_than(m->pss_then.anon, m->alone_then_bytes) : 0;
}

/* --- by the last estimate --- */

void
tree_member_guessed(struct tree_member *m, uint64_t pss_bytes, uint64_t alone_bytes)
{
	m->guess = (struct tree_guess){ .known = true,
		.pss_bytes = smaller(pss_bytes, m->rss.anon),
		.alone_bytes = smaller(alone_bytes, pss_bytes),
		.rss_bytes = m->rss.anon,
		.low_bytes = m->rss.anon };
}

uint64_t
tree_member_anon_likely(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_anon_least(m) + m->apart_bytes;
	return guess_least(&m->guess, m->rss.anon);
}

/* Pages that it may have copied since the estimate. */
static uint64_t
guess_shared(const struct tree_member *m)
{
	const struct tree_guess *g = &m->guess;
	uint64_t alone = more_than(g->alone_bytes, more_than(g->rss_bytes, g->low_bytes));

	return m->relatives ? more_than(g->low_bytes, alone) : 0;
}

uint64_t
tree_member_copied_lately(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_copied(m);
	return smaller(m->guess.copied_bytes, guess_shared(m));
}

uint64_t
tree_member_faulted_lately(const struct tree_member *m)
{
	if (!m->guess.known)
		return smaller(m->faulted_bytes, shared(m));
	return smaller(m->guess.faulted_bytes, guess_shared(m));
}

uint64_t
tree_member_likely_given_back(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_given_back(m);
	return m->relatives ? more_than(guess_lost(&m->guess), m->guess.alone_bytes) : 0;
}

uint64_t
tree_member_likely_left(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_left_to_others(m);
	return m->relatives ? more_than(m->guess.pss_bytes, m->guess.alone_bytes) : 0;
}
