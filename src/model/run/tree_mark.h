/* SPDX-License-Identifier: MIT */
/* tree_mark.h: the most that a tree held by one kind of evidence, and who held it. */
#ifndef PEAKTOP_MODEL_RUN_TREE_MARK_H
#define PEAKTOP_MODEL_RUN_TREE_MARK_H

#include "model/run/run.h"
#include "model/run/tree_range.h"

/* Who is in a breakdown, in its order: a name once given is kept. */
struct tree_who {
	struct proc_key key;
	uint64_t image;
};

struct tree_mark {
	struct run_tree_peak peak;
	struct tree_who who[RUN_MEMBERS_MAX];
	struct tree_range range; /* at that instant */
	uint64_t copied_bytes;   /* of what was open then, what probably were copies */
};

/* The name that somebody has in one of the breakdowns, as the same image. */
bool tree_marks_know_name(const struct tree_mark *known, size_t count, const struct tree_who *,
	struct run_member *out);

/* Begins the mark anew, with the largest of these members, largest first. Names come from the marks
 * of `known`, where they stand for the same image. */
void tree_mark_set(struct tree_mark *, uint64_t bytes, enum peak_origin, uint64_t at_ns,
	const struct tree_member *members, size_t count, const struct tree_mark *known,
	size_t known_count);

/* What is neither shared nor of files is anonymous: the kinds add up to what was held. */
void tree_mark_fit_parts(struct tree_mark *);

/* The same instant, but for what it held: the members' parts follow. */
void tree_mark_correct(struct tree_mark *, uint64_t bytes);

#endif
