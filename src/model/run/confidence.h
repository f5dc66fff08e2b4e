/* SPDX-License-Identifier: MIT */
/* confidence.h: how far the peaks of a run can be trusted: exact, a bound, or near. */
#ifndef PEAKTOP_MODEL_RUN_CONFIDENCE_H
#define PEAKTOP_MODEL_RUN_CONFIDENCE_H

#include "model/run/run.h"

enum trust { TRUST_EXACT, TRUST_AT_LEAST, TRUST_AT_MOST, TRUST_ABOUT };

/* What stands before the figure: "", "at least ", "at most ", "about ". */
const char *trust_words(enum trust);

/* Of what is left of an exact figure once this one is taken away. */
enum trust trust_of_rest(enum trust);

enum trust trust_single(const struct run *);
enum trust trust_tree(const struct run *);

/* Of the huge pages: seen at a look, and what several map counted for each. */
enum trust trust_hugetlb(const struct run *);

/* One process was seen, and what is told of its peak holds for the tree: there was no other, or
 * both are lower bounds. */
bool trust_one_process(const struct run *);

/* The tree's peak is never below that of its largest process, and may be just that. */
bool trust_tree_is_single(const struct run *);

#endif
