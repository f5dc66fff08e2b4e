/* SPDX-License-Identifier: MIT */
/* confidence.h: how far the peaks of a run can be trusted: exact, a bound, or near. */
#ifndef PEAKTOP_MODEL_RUN_CONFIDENCE_H
#define PEAKTOP_MODEL_RUN_CONFIDENCE_H

#include "model/run/run.h"

enum confidence { CONFIDENCE_EXACT, CONFIDENCE_AT_LEAST, CONFIDENCE_AT_MOST, CONFIDENCE_ABOUT };

/* What stands before the figure: "", "at least ", "at most ", "about ". */
const char *confidence_words(enum confidence);

/* Of what is left of an exact figure once this one is taken away. */
enum confidence confidence_of_rest(enum confidence);

enum confidence confidence_single(const struct run *);
enum confidence confidence_tree(const struct run *);

/* Of the huge pages: seen at a look, and what several map counted for each. */
enum confidence confidence_hugetlb(const struct run *);

/* One process was seen, and what is told of its peak holds for the tree: there was no other, or
 * both are lower bounds. */
bool confidence_one_process(const struct run *);

/* The tree's peak is never below that of its largest process, and may be just that. */
bool confidence_tree_is_single(const struct run *);

#endif
