/* SPDX-License-Identifier: MIT */
/* tree_member.c: what one process of a tree adds to it. */
#include "model/run/tree_member.h"

#include "base/arithmetic.h"
#include "base/page_size.h"

/* A fault in a file maps this many pages around it, if they are already in memory. */
#define PAGES_AROUND 16
/* Memory may be freed and reallocated this many times between two samples. */
#define RETAKEN_PART 8

/* If the kinds are unknown, all counts as anonymous. */
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

/* Faults that growth does not explain: each may be a copy. If memory was freed in the same time,
 * it was more likely reallocated than copied. */
static void
count_copies(struct tree_member *m, const struct memory_kinds *before, uint64_t faults)
{
	uint64_t explained = more_than(m->rss.anon, before->anon) +
			     more_than(m->rss.shmem, before->shmem) +
			     more_than(m->rss.file, before->file) / PAGES_AROUND;
	uint64_t given_back = more_than(before->anon, m->rss.anon);
	uint64_t faulted = more_than(faults * page_size_bytes(), explained);
	uint64_t copied = more_than(faulted, given_back * RETAKEN_PART);

	m->copies.faulted_bytes += faulted;
	m->copies.copied_bytes += copied;
	m->copied_bytes += copied;
	m->guess.copies.faulted_bytes += faulted;
	m->guess.copies.copied_bytes += copied;
}

struct tree_member
tree_member_new(const struct reading *r, bool parent_known, uint64_t parent_bytes)
{
	struct tree_member m = { .key = r->key,
		.image = r->image,
		.parent = r->ppid,
		.forked = r->forked,
		.ended = r->state == 'Z',
		.relatives = r->forked,
		.rss = kinds_of(r),
		.rss_bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0,
		.faults = r->minor_faults,
		.cpu_ns = r->cpu_ns };
	uint64_t faults = r->minor_faults * page_size_bytes(), grown, own;

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

	m->unseen_bytes = 0;
	m->ended = r->state == 'Z';
	m->rss = kinds_of(r);
	m->rss_bytes = r->known & KNOWN_RSS ? r->rss_bytes : 0;
	note_low(m);
	if (m->relatives)
		m->fallen_bytes += more_than(before.anon, m->rss.anon);
	if (m->relatives)
		count_copies(m, &before, more_than(r->minor_faults, m->faults));
	m->faults = r->minor_faults;
	m->cpu_ns = r->cpu_ns;
}

/* A page that is gone from the tree is gone from all processes that had it; their shares of it
 * add up to one page, and none has lost more than it freed, nor more than its share. */
static uint64_t
kept(const struct tree_member *m)
{
	uint64_t lost = more_than(m->rss_then.anon, m->low.anon);

	return m->pss_then.anon - smaller(m->pss_then.anon, lost);
}

/* Freed memory is assumed to be memory that nobody else had, as far as there was any. */
static uint64_t
alone_still(const struct tree_member *m)
{
	return more_than(m->alone_then_bytes, more_than(m->rss_then.anon, m->low.anon));
}

uint64_t
tree_member_given_back(const struct tree_member *m)
{
	uint64_t lost = m->pss_then.anon - kept(m);

	return m->relatives ? m->given_back_bytes + more_than(lost, m->alone_then_bytes) : 0;
}

/* Pages that it may still copy. */
static uint64_t
shared(const struct tree_member *m)
{
	if (!m->relatives)
		return 0;
	if (!m->measured)
		return m->forked ? m->low.anon : m->rss.anon;
	return more_than(m->low.anon, alone_still(m));
}

/* Pages that probably became its own by copy-on-write. */
static uint64_t
copied(const struct tree_member *m)
{
	return tree_copies_copied(&m->copies, shared(m));
}

/* Pages that it may have copied since the estimate. */
static uint64_t
guess_shared(const struct tree_member *m)
{
	const struct tree_guess *g = &m->guess;
	uint64_t alone = more_than(g->alone_bytes, more_than(g->rss_bytes, g->low_bytes));

	return m->relatives ? more_than(g->low_bytes, alone) : 0;
}

void
tree_member_forked(struct tree_member *m)
{
	tree_copies_share(&m->copies, shared(m));
	tree_copies_share(&m->guess.copies, guess_shared(m));
	/* Pages of a child born during the reading: they exist, and the child shares them. */
	m->copies.copied_before_bytes += m->unseen_bytes;
	m->copies.faulted_before_bytes += m->unseen_bytes;
	m->unseen_bytes = 0;
	/* The child has none of what was freed before, but earlier children may. */
	m->given_back_bytes = tree_member_given_back(m);
	m->guess.given_back_bytes = m->relatives ? tree_guess_given_back(&m->guess) : 0;
	m->relatives = m->shared_since = true;
	m->guess.pss_bytes = tree_guess_min(&m->guess, m->rss.anon);
	m->guess.rss_bytes = m->guess.low_bytes = m->rss.anon;
	m->guess.alone_bytes = 0;
	m->guess.shared_since = true;
	m->pss_then.anon = tree_member_anon_min(m);
	m->rss_then.anon = m->low.anon = m->rss.anon;
	m->alone_then_bytes = 0;
}

uint64_t
tree_member_anon_min(const struct tree_member *m)
{
	return kept(m) + more_than(m->rss.anon, m->low.anon);
}

static void
begin_anon(struct tree_member *m, const struct smaps_shares *s, uint64_t pss)
{
	m->pss_then.anon = pss;
	m->rss_then.anon = m->low.anon = s->anon_bytes;
	m->alone_then_bytes = smaller(s->private_bytes, s->pss.anon);
	m->copies = (struct tree_copies){ .copied_bytes = 0 };
	m->given_back_bytes = m->fallen_bytes = 0;
	m->doubt_bytes = m->apart_bytes = 0;
	m->measured = true;
	m->shared_since = false;
}

void
tree_member_measured(struct tree_member *m, const struct smaps_shares *s)
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
tree_member_measured_apart(struct tree_member *m, const struct smaps_shares *s)
{
	uint64_t alone = smaller(s->private_bytes, s->pss.anon);
	uint64_t gained = more_than(m->rss.anon, m->low.anon) + copied(m);
	uint64_t before_copies = kept(m), apart = m->apart_bytes;
	uint64_t with_copies =
		before_copies + smaller(more_than(alone, m->alone_then_bytes), gained);
	uint64_t found = larger(with_copies, s->pss.anon);
	uint64_t unseen;

	m->alone_only = !m->measured || m->alone_only;
	if (m->alone_only)
		found = alone;
	unseen = smaller(more_than(before_copies + gained, found), copied(m));
	begin_anon(m, s, m->alone_only ? alone : s->pss.anon);
	m->unseen_bytes = unseen;
	m->apart_bytes = m->alone_only ? 0 : apart + found - s->pss.anon;
}

uint64_t
tree_member_anon_max(const struct tree_member *m)
{
	uint64_t faulted = tree_copies_faulted(&m->copies, shared(m));
	uint64_t doubt = larger(faulted + m->apart_bytes, m->doubt_bytes);

	return tree_member_anon_min(m) + doubt;
}

uint64_t
tree_member_left_to_others(const struct tree_member *m)
{
	return m->relatives ? m->given_back_bytes + more_than(m->pss_then.anon, m->alone_then_bytes)
			    : 0;
}

/* --- by the last estimate --- */

void
tree_member_guessed(struct tree_member *m)
{
	uint64_t pss = smaller(m->estimate.pss_bytes, m->rss.anon);

	m->guess = (struct tree_guess){ .known = true,
		.pss_bytes = pss,
		.alone_bytes = smaller(m->estimate.alone_bytes, pss),
		.rss_bytes = m->rss.anon,
		.low_bytes = m->rss.anon };
	m->estimate.known = false;
}

uint64_t
tree_member_anon_likely(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_anon_min(m) + m->apart_bytes;
	return tree_guess_min(&m->guess, m->rss.anon);
}

uint64_t
tree_member_copied_lately(const struct tree_member *m)
{
	if (!m->guess.known)
		return copied(m);
	return tree_copies_copied(&m->guess.copies, guess_shared(m));
}

uint64_t
tree_member_faulted_lately(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_copies_faulted(&m->copies, shared(m));
	return tree_copies_faulted(&m->guess.copies, guess_shared(m));
}

uint64_t
tree_member_likely_given_back(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_given_back(m);
	return m->relatives ? tree_guess_given_back(&m->guess) : 0;
}

uint64_t
tree_member_likely_left(const struct tree_member *m)
{
	if (!m->guess.known)
		return tree_member_left_to_others(m);
	return m->relatives ? m->guess.given_back_bytes +
				      more_than(m->guess.pss_bytes, m->guess.alone_bytes)
			    : 0;
}

/* What it still has alone, by the last estimate or reading and by growth since. */
static uint64_t
alone_by_that(const struct tree_member *m)
{
	const struct tree_guess *g = &m->guess;

	if (!g->known)
		return alone_still(m) + more_than(m->rss.anon, m->low.anon);
	return more_than(g->alone_bytes, more_than(g->rss_bytes, g->low_bytes)) +
	       more_than(m->rss.anon, g->low_bytes);
}

void
tree_member_add_seen(const struct tree_member *m, double *copied, double *gained)
{
	if (m->guess.known ? m->guess.shared_since : m->shared_since)
		return;
	*copied += (double)tree_member_copied_lately(m);
	*gained += (double)m->estimate.alone_bytes - (double)alone_by_that(m);
}

/* A part of a page that it did not have alone was already counted; this is the average. */
uint64_t
tree_member_likely_kept(const struct tree_member *m, double yield)
{
	uint64_t found = tree_member_anon_likely(m), alone = alone_by_that(m);
	uint64_t others = more_than(m->rss.anon, alone);
	double part = others > 0 ? (double)more_than(found, alone) / (double)others : 1;
	double copied = (double)tree_member_copied_lately(m) * yield;

	return found + (uint64_t)(copied * (part < 1 ? 1 - part : 0));
}
