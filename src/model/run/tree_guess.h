/* SPDX-License-Identifier: MIT */
/* tree_guess.h: what one process of a tree probably holds: copies, and the last estimate of its
 * shares. */
#ifndef PEAKTOP_MODEL_RUN_TREE_GUESS_H
#define PEAKTOP_MODEL_RUN_TREE_GUESS_H

#include <stdbool.h>
#include <stdint.h>

/* Pages of minor faults that growth does not explain: any may be a copy; of these, that giving back
 * does not explain either: they probably are. Of what it shares each can be copied once, until its
 * next child is born. */
struct tree_copies {
	uint64_t faulted_bytes, copied_bytes; /* since that birth */
	uint64_t faulted_before_bytes,
		copied_before_bytes; /* before, as far as there was to copy */
};

/* Its anonymous memory by the last estimate of shares from some of its pages; since a reading of
 * PSS there is none. Only what probably is held follows from it. */
struct tree_guess {
	bool known;
	uint64_t pss_bytes, alone_bytes, rss_bytes; /* at that time */
	uint64_t low_bytes;                         /* the least RSS since then */
	struct tree_copies copies;
	bool shared_since;         /* the same */
	uint64_t given_back_bytes; /* as far as children that were born later have no part in it */
};

/* Of the pages of one process: the part that falls to it, and what nobody else has. */
struct page_estimate {
	bool known;
	uint64_t pss_bytes, alone_bytes;
};

/* Pages that probably, and that possibly, are copies, where so much can be copied. */
uint64_t tree_copies_copied(const struct tree_copies *, uint64_t shared_bytes);
uint64_t tree_copies_faulted(const struct tree_copies *, uint64_t shared_bytes);

/* A child is born: what was copied is shared with it. */
void tree_copies_share(struct tree_copies *, uint64_t shared_bytes);

/* Of what the estimate told, what was given back since the last birth; the same since the estimate,
 * as far as others may have it still; what is left of it, with growth. */
uint64_t tree_guess_lost(const struct tree_guess *);
uint64_t tree_guess_given_back(const struct tree_guess *);
uint64_t tree_guess_least(const struct tree_guess *, uint64_t now_bytes);

#endif
