/* SPDX-License-Identifier: MIT */
/* tree_mark.h: the most that a tree held by one kind of evidence, and which processes held it. */
#ifndef PEAKTOP_MODEL_RUN_TREE_MARK_H
#define PEAKTOP_MODEL_RUN_TREE_MARK_H

#include "model/run/run.h"
#include "model/run/tree_range.h"

/* The processes of a breakdown, in its order: a name once set is kept. */
struct tree_who {
	struct proc_key key;
	uint64_t image;
};

struct tree_mark {
	struct run_tree_peak peak;
	struct tree_who who[RUN_MEMBERS_MAX];
	struct tree_range range; /* at that instant */
	size_t holders;          /* processes that held memory */
	uint64_t copied_bytes;   /* the part of the uncertain memory that probably was copies */
};

/* Looks up the name that a process has in one of the breakdowns while it ran the same image. */
bool tree_marks_know_name(const struct tree_mark *known, size_t count, const struct tree_who *,
	struct run_member *out);

/* Starts the mark over with the largest of these members, largest first. Names are taken from
 * the marks in `known` if the image is the same. */
void tree_mark_set(struct tree_mark *, uint64_t bytes, enum peak_origin, uint64_t at_ns,
	const struct tree_member *members, size_t count, const struct tree_mark *known,
	size_t known_count);

/* Whatever is neither shared nor of files is anonymous: the kinds add up to the total. */
void tree_mark_fit_parts(struct tree_mark *);

/* Changes the size at the same instant; the members' parts are scaled. */
void tree_mark_correct(struct tree_mark *, uint64_t bytes);

#endif
