/* SPDX-License-Identifier: MIT */
/* confidence.h: how reliable the peaks of a run are: exact, a bound, or approximate. */
#ifndef PEAKTOP_MODEL_RUN_CONFIDENCE_H
#define PEAKTOP_MODEL_RUN_CONFIDENCE_H

#include "model/run/run.h"

/* The prefix of a figure: "", "at least ", "at most ", "about ". */
const char *confidence_prefix(enum confidence);

/* Its name in formats and in JSON: "exact", "at-least", "at-most", "about"; and the reverse: exact
 * if there is no such name. */
const char *confidence_name(enum confidence);
enum confidence confidence_by_name(const char *name);

/* The confidence of an exact figure minus one of this confidence. */
enum confidence confidence_of_rest(enum confidence);

enum confidence confidence_single(const struct run *);
enum confidence confidence_tree(const struct run *);

/* For huge pages: seen at a sample, and shared ones count for each process. */
enum confidence confidence_hugetlb(const struct run *);

/* Whether one process was seen, and its peak is the tree's with the same confidence: there was no
 * other process, or both are lower bounds. */
bool confidence_one_process(const struct run *);

/* The tree's peak is never below that of its largest process, and may be just that. */
bool confidence_tree_is_single(const struct run *);

#endif
