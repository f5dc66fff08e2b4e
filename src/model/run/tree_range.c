/* SPDX-License-Identifier: MIT */
/* tree_range.c: the range of what a tree holds: certainly, probably, at most. */
#include "model/run/tree_range.h"

#include "base/arithmetic.h"

static void
add_up(struct tree_held *h, const struct tree_roster *roster)
{
	*h = (struct tree_held){ .living = 0 };
	for (size_t i = 0; i < roster->count; i++) {
		const struct tree_member *m = &roster->members[i];

		h->sum_bytes += m->rss_bytes;
		h->sum.anon += m->rss.anon;
		h->sum.shmem += m->rss.shmem;
		h->sum.file += m->rss.file;
		h->largest_bytes = larger(h->largest_bytes, m->rss_bytes);
		h->living += m->rss_bytes > 0;
	}
}

/* For anonymous memory; the sums over members are of pages that exist once. What ended processes
 * left to others is what those hold beyond their own parts. */
static struct tree_range
range_of_anon(struct tree_held *h, const struct tree_roster *roster, double yield)
{
	uint64_t largest = 0, copied = 0, likely = 0, faulted = 0, unexplained = 0,
		 all_unexplained = 0, found_max = 0, fallen = 0;
	uint64_t left = roster->left_bytes, likely_left = roster->likely_left_bytes;
	struct tree_range range = { .min = 0 };

	for (size_t i = 0; i < roster->count; i++) {
		const struct tree_member *m = &roster->members[i];
		uint64_t min = tree_member_anon_min(m);
		uint64_t part = tree_member_anon_likely(m), rest = more_than(m->rss.anon, part);

		range.min += min;
		range.max += tree_member_anon_max(m);
		likely += part;
		h->estimated |= m->guess.known;
		found_max += m->guess.known ? part + tree_member_faulted_lately(m)
					    : tree_member_anon_max(m);
		copied += tree_member_copied_lately(m);
		faulted += tree_member_faulted_lately(m);
		left += tree_member_given_back(m);
		fallen += m->fallen_bytes;
		likely_left += tree_member_likely_given_back(m);
		largest = larger(largest, m->rss.anon);
		unexplained = larger(unexplained, rest);
		all_unexplained += more_than(m->rss.anon, min);
	}
	h->copied_bytes = copied;
	h->found_bytes = larger(likely, largest);
	h->open_bytes = faulted + smaller(likely_left, unexplained);
	range.likely =
		likely + (uint64_t)((double)copied * yield) + smaller(likely_left, unexplained);
	range.max += smaller(left, all_unexplained);
	range.min = larger(range.min, largest);
	range.max = larger(smaller(range.max, h->sum.anon), range.min);
	/* Freed memory is assumed to be what had grown since; but an estimate may contradict
	 * that. */
	if (h->estimated)
		range.max = larger(range.max,
			smaller(range.likely, range.max + smaller(fallen, all_unexplained)));
	range.likely = larger(smaller(range.likely, range.max), range.min);
	range.found = larger(smaller(h->found_bytes, range.likely), range.min);
	found_max +=
		h->estimated ? smaller(likely_left, unexplained) : smaller(left, all_unexplained);
	range.found_max = larger(smaller(found_max, range.max), range.likely);
	return range;
}

/* For memory that many map and that exists once: what was read, minus what was freed since, and
 * no less than what one process maps. */
struct mapped {
	uint64_t kept, gained, largest;
};

static void
add_mapped(struct mapped *all, uint64_t pss, uint64_t then, uint64_t low, uint64_t now)
{
	all->kept += more_than(pss, more_than(then, low));
	all->gained += more_than(now, low) + (pss == 0 ? low : 0);
	all->largest = larger(all->largest, now);
}

static struct tree_range
range_of_mapped(const struct mapped *all, uint64_t sum)
{
	struct tree_range range;

	range.min = range.found = range.likely = larger(all->kept, all->largest);
	range.max = larger(smaller(all->kept + all->gained, sum), range.min);
	range.found_max = range.max;
	return range;
}

static void
add_range(struct tree_range *to, struct tree_range more)
{
	to->min += more.min;
	to->found += more.found;
	to->found_max += more.found_max;
	to->likely += more.likely;
	to->max += more.max;
}

void
tree_held_now(struct tree_held *h, const struct tree_roster *roster, double yield)
{
	struct mapped shmem = { 0, 0, 0 }, file = { 0, 0, 0 };
	struct tree_range *range = &h->range, of_shmem, of_files;

	add_up(h, roster);
	*range = h->anon = range_of_anon(h, roster, yield);
	for (size_t i = 0; i < roster->count; i++) {
		const struct tree_member *m = &roster->members[i];

		add_mapped(
			&shmem, m->pss_then.shmem, m->rss_then.shmem, m->low.shmem, m->rss.shmem);
		add_mapped(&file, m->pss_then.file, m->rss_then.file, m->low.file, m->rss.file);
	}
	of_shmem = range_of_mapped(&shmem, h->sum.shmem);
	of_files = range_of_mapped(&file, h->sum.file);
	h->shmem_bytes = of_shmem.likely;
	h->file_bytes = of_files.likely;
	add_range(range, of_shmem);
	add_range(range, of_files);
	if (h->living == 1 || range->min < h->largest_bytes)
		range->min = h->largest_bytes;
	range->found = larger(range->found, range->min);
	range->likely = larger(range->likely, range->found);
	range->max = h->living == 1 ? range->min : larger(range->max, range->likely);
	range->found_max = larger(smaller(range->found_max, range->max), range->likely);
}

/* Interpolates from `low` to `high` as `at` is between `from` and `to`. */
static uint64_t
interpolate(uint64_t low, uint64_t high, uint64_t from, uint64_t to, uint64_t at)
{
	double share = to > from ? (double)(at - from) / (double)(to - from) : 0;

	return low + (uint64_t)((double)(high - low) * (share < 1 ? share : 1));
}

uint64_t
tree_range_corrected(struct tree_range then, struct tree_range now, uint64_t measured)
{
	if (measured <= now.min)
		return then.min;
	if (measured <= now.found)
		return interpolate(then.min, then.found, now.min, now.found, measured);
	if (measured <= now.likely)
		return interpolate(then.found, then.likely, now.found, now.likely, measured);
	return interpolate(then.likely, then.found_max, now.likely, now.found_max, measured);
}
