/* SPDX-License-Identifier: MIT */
/* tree_guess.c: what a process of a tree probably holds: copies, and the last estimate of its
 * shares. */
#include "model/run/tree_guess.h"

#include "base/arithmetic.h"

uint64_t
tree_copies_copied(const struct tree_copies *c, uint64_t shared_bytes)
{
	return c->copied_before_bytes + smaller(c->copied_bytes, shared_bytes);
}

uint64_t
tree_copies_faulted(const struct tree_copies *c, uint64_t shared_bytes)
{
	return c->faulted_before_bytes + smaller(c->faulted_bytes, shared_bytes);
}

/* Copied pages are shared again, and may be copied again. */
void
tree_copies_share(struct tree_copies *c, uint64_t shared_bytes)
{
	*c = (struct tree_copies){ .copied_before_bytes = tree_copies_copied(c, shared_bytes),
		.faulted_before_bytes = tree_copies_faulted(c, shared_bytes) };
}

/* How much of what the estimate found was freed since the last birth of a child. */
static uint64_t
lost(const struct tree_guess *g)
{
	return smaller(g->pss_bytes, more_than(g->rss_bytes, g->low_bytes));
}

uint64_t
tree_guess_given_back(const struct tree_guess *g)
{
	return g->given_back_bytes + more_than(lost(g), g->alone_bytes);
}

uint64_t
tree_guess_min(const struct tree_guess *g, uint64_t now_bytes)
{
	return g->pss_bytes - lost(g) + more_than(now_bytes, g->low_bytes);
}
