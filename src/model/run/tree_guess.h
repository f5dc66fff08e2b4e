/* SPDX-License-Identifier: MIT */
/* tree_guess.h: what a process of a tree probably holds: copies, and the last estimate of its
 * shares. */
#ifndef PEAKTOP_MODEL_RUN_TREE_GUESS_H
#define PEAKTOP_MODEL_RUN_TREE_GUESS_H

#include <stdbool.h>
#include <stdint.h>

/* Pages of minor faults that growth does not explain: each may be a copy. Those not explained by
 * freed memory either probably are copies. Each shared page can be copied once until the next
 * child is born. */
struct tree_copies {
	uint64_t faulted_bytes, copied_bytes; /* since the last birth of a child */
	uint64_t faulted_before_bytes,
		copied_before_bytes; /* before that, as far as there was something to copy */
};

/* Its anonymous memory by the last estimate of shares from some of its pages; none after a PSS
 * reading. Affects only what is probably held. */
struct tree_guess {
	bool known;
	uint64_t pss_bytes, alone_bytes, rss_bytes; /* at that time */
	uint64_t low_bytes;                         /* the minimum of RSS since then */
	struct tree_copies copies;
	bool shared_since;         /* children were born since then */
	uint64_t given_back_bytes; /* the part that later children do not share */
};

/* From the pages of one process: its part of them, and what nobody else has. */
struct page_estimate {
	bool known;
	uint64_t pss_bytes, alone_bytes;
};

/* Pages that probably are, and possibly are, copies, if this much can be copied. */
uint64_t tree_copies_copied(const struct tree_copies *, uint64_t shared_bytes);
uint64_t tree_copies_faulted(const struct tree_copies *, uint64_t shared_bytes);

/* A child is born: copied pages are shared with it. */
void tree_copies_share(struct tree_copies *, uint64_t shared_bytes);

/* How much of what the estimate found was freed since, but may still be held by others; and how
 * much remains, including growth. */
uint64_t tree_guess_given_back(const struct tree_guess *);
uint64_t tree_guess_min(const struct tree_guess *, uint64_t now_bytes);

#endif
