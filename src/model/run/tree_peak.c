/* SPDX-License-Identifier: MIT */
/* tree_peak.c: the most that a tree of processes held at one instant. */
#include "model/run/tree_peak.h"

#include "base/arithmetic.h"
#include "base/duration.h"
#include "model/run/hugetlb.h"

/* The readings of a sample that took longer are not of one instant if the tree moves. */
#define INSTANT_NS (10 * NS_PER_MS)
/* A difference of less than one part in this many counts as none. */
#define NEAR 100
/* Copies that are less than one part in this many of the tree teach nothing. */
#define LEARNABLE_PART 20

void
tree_peak_clear(struct tree_peak *t)
{
	tree_roster_clear(&t->roster);
	*t = (struct tree_peak){ .apart = false };
}

static uint64_t
difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* --- what is held now --- */

/* Assigns what no part explains (file pages, memory left by others) to the earliest processes
 * that may have it. */
static void
add_rest(struct tree_roster *roster, uint64_t rest)
{
	for (size_t i = 0; i < roster->count && rest > 0; i++) {
		struct tree_member *m = &roster->members[i];
		uint64_t more = smaller(rest, m->rss_bytes - m->held_bytes);

		m->held_bytes += more;
		rest -= more;
	}
}

/* The part of each process; they add up to what the tree holds. */
static void
note_parts(struct tree_peak *t)
{
	uint64_t sum = 0, whole = t->now.held.range.likely;

	for (size_t i = 0; i < t->roster.count; i++) {
		struct tree_member *m = &t->roster.members[i];
		uint64_t copied = (uint64_t)((double)tree_member_copied_lately(m) * t->yield);
		uint64_t part =
			tree_member_anon_likely(m) + copied + m->pss_then.shmem + m->pss_then.file;

		m->held_bytes = smaller(part, m->rss_bytes);
		sum += m->held_bytes;
	}
	for (size_t i = 0; i < t->roster.count && sum > whole; i++) {
		struct tree_member *m = &t->roster.members[i];

		m->held_bytes = (uint64_t)((double)m->held_bytes / (double)sum * (double)whole);
	}
	add_rest(&t->roster, more_than(whole, sum));
}

/* --- marks --- */

static void
raise_mark(struct tree_peak *t, enum mark mark, uint64_t bytes, enum peak_origin origin)
{
	if (bytes <= t->marks[mark].peak.bytes)
		return;
	tree_mark_set(&t->marks[mark], bytes, origin, t->now.at_ns, t->roster.members,
		t->roster.count, t->marks, MARKS);
	t->marks[mark].range = t->now.held.range;
	t->marks[mark].copied_bytes = (uint64_t)((double)t->now.held.copied_bytes * t->yield);
	t->marks[mark].peak.parts = (struct run_parts){ .known = t->now.held.file_bytes > 0,
		.shared_bytes = t->now.held.shmem_bytes,
		.file_bytes = t->now.held.file_bytes,
		.swap_bytes = t->swap_bytes,
		.hugetlb_bytes = t->hugetlb_bytes };
	tree_mark_fit_parts(&t->marks[mark]);
}

static void
raise_estimates(struct tree_peak *t)
{
	if (t->now.held.estimated)
		raise_mark(t, MARK_ESTIMATED, t->now.held.range.found, PEAK_SAMPLED);
	raise_mark(t, MARK_OPEN, t->now.held.range.likely, PEAK_SAMPLED);
}

/* An estimate must exceed what is certain by a noticeable amount. */
void
tree_peak_choose_best(struct tree_peak *t)
{
	const struct run_tree_peak *certain = &t->marks[MARK_CERTAIN].peak, *best = certain;
	bool sampled = t->now.at_ns > 0;

	for (enum mark mark = MARK_CORRECTED; sampled && mark < MARKS; mark++) {
		const struct run_tree_peak *p = &t->marks[mark].peak;

		if (p->bytes > best->bytes && p->bytes > certain->bytes + certain->bytes / NEAR)
			best = p;
	}
	t->best = *best;
	t->best.lower_bound = best == certain && best->origin != PEAK_NONE;
}

static enum peak_origin
certain_origin(const struct tree_peak *t)
{
	for (size_t i = 0; i < t->roster.count; i++)
		if (t->roster.members[i].measured)
			return PEAK_PSS;
	return PEAK_RSS;
}

static bool
moved(const struct tree_instant *from, const struct tree_instant *to)
{
	return difference(to->held.sum_bytes, from->held.sum_bytes) > to->held.sum_bytes / NEAR ||
	       difference(to->held.range.likely, from->held.range.likely) >
		       to->held.range.likely / NEAR ||
	       difference(to->held.range.max, from->held.range.max) > to->held.range.max / NEAR;
}

static void
take_sample(struct tree_peak *t, const struct sample *s, uint64_t at_ns)
{
	if (t->now.at_ns == 0 && t->roster.count == 0)
		t->yield = 1;
	tree_roster_update(&t->roster, s);
	t->before = t->now;
	t->now.at_ns = at_ns;
	tree_held_now(&t->now.held, &t->roster, t->yield);
	note_parts(t);
	if (moved(&t->still, &t->now))
		t->still = t->now;
}

static uint64_t
swap_of(const struct sample *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->count; i++)
		sum += s->readings[i].known & KNOWN_SWAP ? s->readings[i].swap_bytes : 0;
	return sum;
}

void
tree_peak_apply(struct tree_peak *t, const struct sample *s, uint64_t at_ns)
{
	take_sample(t, s, at_ns);
	t->swap_bytes = swap_of(s);
	t->hugetlb_bytes = hugetlb_of(s).bytes;
	t->instant = s->took_ns <= INSTANT_NS || tree_peak_settled(t);
	if (t->instant)
		raise_mark(t, MARK_CERTAIN, t->now.held.range.min, certain_origin(t));
	raise_estimates(t);
	tree_peak_choose_best(t);
}

uint64_t
tree_peak_certain_bytes(const struct tree_peak *t)
{
	return t->marks[MARK_CERTAIN].peak.bytes;
}

uint64_t
tree_peak_certain_now(const struct tree_peak *t)
{
	return t->instant ? t->now.held.range.min : 0;
}

void
tree_peak_at_least(struct tree_peak *t, uint64_t bytes, enum peak_origin origin, uint64_t at_ns)
{
	struct run_tree_peak *certain = &t->marks[MARK_CERTAIN].peak;

	if (bytes > certain->bytes) {
		certain->bytes = bytes;
		certain->origin = origin;
		certain->at_ns = at_ns;
	}
	tree_peak_choose_best(t);
}

/* --- when PSS is read --- */

bool
tree_peak_settled(const struct tree_peak *t)
{
	return !moved(&t->before, &t->now);
}

uint64_t
tree_peak_still_ns(const struct tree_peak *t)
{
	return t->now.at_ns - t->still.at_ns;
}

/* --- a reading --- */

/* Mappings that appeared during the reading are in the shares of some processes and not of
 * others. */
static void
doubt_mapped(struct tree_peak *t, const struct memory_kinds *before)
{
	uint64_t small = t->now.held.sum_bytes / NEAR;

	for (size_t i = 0; i < t->roster.count; i++) {
		if (difference(before->shmem, t->now.held.sum.shmem) > small)
			t->roster.members[i].pss_then.shmem = 0;
		if (difference(before->file, t->now.held.sum.file) > small)
			t->roster.members[i].pss_then.file = 0;
	}
}

/* Learns which fraction of the supposed copies since the last reading or estimate were copies. */
static void
learn_yield(struct tree_peak *t, uint64_t found_bytes, uint64_t copied_bytes)
{
	uint64_t grown = more_than(t->now.held.anon.likely, found_bytes);

	if (copied_bytes > t->now.held.range.max / LEARNABLE_PART)
		t->yield = (double)smaller(grown, copied_bytes) / (double)copied_bytes;
}

/* The processes with the uncertain copies, or with their originals, may be gone: these cannot be
 * corrected any more. `copied_bytes`: what is uncertain now. An estimate does not correct an
 * earlier estimate. */
static uint64_t
corrected_bytes(const struct tree_peak *t, const struct tree_mark *mark,
	const struct tree_range *thought, uint64_t copied_bytes)
{
	uint64_t bytes = tree_range_corrected(mark->range, *thought, t->now.held.range.likely);
	uint64_t found;

	if (copied_bytes >= mark->copied_bytes / 2 && t->now.held.living * 4 >= mark->holders * 3)
		return bytes;
	found = t->now.held.estimated ? mark->range.found : smaller(bytes, mark->range.found);
	return larger(bytes, smaller(mark->peak.bytes, found + mark->copied_bytes));
}

/* A state that equals the present one needs no correction: it is known. A partial reading leaves
 * a doubt about what the others hold. */
static void
correct(struct tree_peak *t, enum mark which, const struct tree_range *thought,
	uint64_t copied_bytes)
{
	struct tree_mark *mark = &t->marks[which], *corrected = &t->marks[MARK_CORRECTED];
	bool stood = mark->peak.at_ns >= t->still.at_ns;
	uint64_t bytes = corrected_bytes(t, mark, thought, copied_bytes);

	if (which == MARK_ESTIMATED)
		bytes = smaller(bytes, mark->peak.bytes);
	if (t->apart && !stood)
		return;
	if (!stood && bytes > corrected->peak.bytes) {
		*corrected = *mark;
		tree_mark_correct(corrected, bytes);
	}
	*mark = (struct tree_mark){ .range = { .min = 0 } };
}

/* A process forked while others were read has a part in their shares that nobody counted, but no
 * more than it has. What they certainly held before still exists, and what is missing now is
 * that part. */
static void
note_shares_of_newborn(struct tree_roster *roster, uint64_t min_before)
{
	uint64_t born = 0, known = 0;

	for (size_t i = 0; i < roster->count; i++) {
		const struct tree_member *m = &roster->members[i];

		if (m->forked && !m->measured)
			born += m->low.anon;
		else
			known += tree_member_anon_min(m);
	}
	roster->left_bytes = born;
	roster->likely_left_bytes = smaller(born, more_than(min_before, known));
}

/* A partial reading keeps the estimates, which are of all; it drops those of processes whose
 * memory is gone: the shares of the others cover it. */
static void
forget_estimates(struct tree_peak *t)
{
	for (size_t i = 0; i < t->roster.count; i++) {
		struct tree_member *m = &t->roster.members[i];

		m->guess.known = false;
		if (m->rss_bytes == 0)
			tree_member_measured(m, &(struct smaps_shares){ .anon_bytes = 0 });
	}
}

void
tree_peak_measured(struct tree_peak *t, const struct sample *s, uint64_t at_ns)
{
	struct tree_range thought = t->now.held.range;
	struct memory_kinds before = t->now.held.sum;
	uint64_t found = t->now.held.found_bytes, copied = t->now.held.copied_bytes;
	uint64_t min = t->now.held.anon.min;

	if (!t->apart)
		forget_estimates(t);
	take_sample(t, s, at_ns);
	if (!t->apart) {
		note_shares_of_newborn(&t->roster, min);
		doubt_mapped(t, &before);
	}
	tree_held_now(&t->now.held, &t->roster, t->yield);
	note_parts(t);
	correct(t, MARK_OPEN, &thought, copied);
	if (!t->apart)
		correct(t, MARK_ESTIMATED, &thought, copied);
	learn_yield(t, found, copied);
	t->measured = t->now;
	t->instant = true;
	raise_mark(t, MARK_CERTAIN, t->now.held.range.min, PEAK_PSS);
	raise_estimates(t);
	tree_peak_choose_best(t);
}

/* Corrects what was uncertain after an earlier estimate, not what that one found: the errors
 * of both are alike. */
void
tree_peak_estimated(struct tree_peak *t, bool frames, bool followed)
{
	struct tree_range thought = t->now.held.range;
	uint64_t found = t->now.held.found_bytes, copied = t->now.held.copied_bytes;

	t->apart = false;
	t->can_estimate = true;
	t->frames = frames;
	t->roster.likely_left_bytes = 0;
	tree_roster_take_estimates(&t->roster, frames || followed, t->yield);
	tree_held_now(&t->now.held, &t->roster, t->yield);
	note_parts(t);
	correct(t, MARK_OPEN, &thought, copied);
	learn_yield(t, found, copied);
	raise_estimates(t);
	tree_peak_choose_best(t);
}
