/* SPDX-License-Identifier: MIT */
/* tree_peak.h: the most that a tree of processes held together at one instant, shared pages once.
 *
 * At each sample what the tree holds lies in a range (model/run/tree_member.h): certainly no less,
 * probably, no more. A reading of PSS makes the range narrow, and stalls the process it is read of;
 * so PSS is read seldom, where the range is wide and reaches above what is certain already. One
 * process alone needs none: its RSS is its PSS.
 *
 * The peak is the largest of four marks:
 *   MARK_CERTAIN    the largest lower end of a range: by a reading, or by what shares nothing. "At
 *                   least", for between two samples it may have held more
 *   MARK_CORRECTED  the largest estimate of an earlier time, set right by a reading after it:
 * "about" MARK_TOLD       the largest that estimates from pages told since the last reading, with
 * growth: "about" MARK_OPEN       the largest estimate since then, with what may have been copied
 * or left: "about"
 *
 * Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_TREE_PEAK_H
#define PEAKTOP_MODEL_RUN_TREE_PEAK_H

#include "model/run/tree_mark.h"
#include "model/run/tree_roster.h"

enum mark { MARK_CERTAIN, MARK_CORRECTED, MARK_TOLD, MARK_OPEN, MARKS };

/* A sample, as far as it is compared with others. */
struct tree_instant {
	uint64_t at_ns;
	struct tree_held held;
};

struct tree_peak {
	struct tree_mark marks[MARKS];
	struct run_tree_peak best; /* of these */
	struct tree_roster roster;
	struct tree_instant now, before;
	uint64_t swap_bytes, hugetlb_bytes; /* of the newest sample */
	struct tree_instant measured;       /* the last reading */
	struct tree_instant still; /* since when it has not moved by more than a hundredth */
	bool can_estimate, frames; /* shares could be estimated; and well (tree_peak_estimated) */
	bool apart;      /* the reading that is planned is of some of those that share anonymous
			  * memory */
	bool small_ones; /* what each of many maps is little, in sum a doubt: they are read as
			  * well */
	double yield;    /* of what could be copies so many were, by the last reading that showed
			  * any */
};

/* Start with a zeroed struct. */
void tree_peak_clear(struct tree_peak *);

/* Takes a sample of the whole tree, `at_ns` since the start. */
void tree_peak_apply(struct tree_peak *, const struct sample *, uint64_t at_ns);

/* Whether a reading of PSS now could show a higher peak than is certain, and would hold for a
 * while; it will take `cost_ns`, and is not worth it where the tree may have moved on by then. */
bool tree_peak_wants_pss(const struct tree_peak *, uint64_t cost_ns);

/* Whether one is wanted as soon as the tree stands still. */
bool tree_peak_waits(const struct tree_peak *);

/* Whether only a reading can tell if more than this is held. */
bool tree_peak_may_exceed(const struct tree_peak *, uint64_t bytes);

/* By what part of the certain peak such a reading could raise it. */
double tree_peak_doubt(const struct tree_peak *);

/* Whether the tree stands about still, and for how long it has: what stood for a while will for
 * another. */
bool tree_peak_settled(const struct tree_peak *);
uint64_t tree_peak_still_ns(const struct tree_peak *);

/* In what time the tree would rise by a hundredth of its peak as it rose between the last two
 * samples; UINT64_MAX where it did not. */
uint64_t tree_peak_rise_ns(const struct tree_peak *);

/* A reading is planned: of those whose shares have changed, or of all. Returns how much memory it
 * has to walk, each process taken for `process_bytes` more. It goes through the members for which
 * tree_peak_needs_shares, hands over what each holds (NULL: it could not be read), and ends with a
 * sample, handed to tree_peak_measured, which shows what has changed meanwhile. */
uint64_t tree_peak_plan_reading(struct tree_peak *, uint64_t process_bytes);
bool tree_peak_needs_shares(const struct tree_peak *, size_t member);
void tree_peak_take_shares(struct tree_peak *, struct proc_key, const struct smaps_shares *);
void tree_peak_measured(struct tree_peak *, const struct sample *, uint64_t at_ns);

/* Whether an estimate of the shares of anonymous memory would help: where too much of what is
 * thought to be held rests on faults. It is made of the relatives' pages, handed over as shares
 * that an estimate tells of one member, and ends with tree_peak_estimated: at the instant of the
 * newest sample. `frames`: pages that are shared could be told from each other. */
bool tree_peak_wants_estimate(const struct tree_peak *);
void tree_peak_take_estimate(
	struct tree_peak *, struct proc_key, uint64_t pss_bytes, uint64_t alone_bytes);
void tree_peak_estimated(struct tree_peak *, bool frames);

/* The largest mark, as `best`: to be called when names were put into marks. */
void tree_peak_choose_best(struct tree_peak *);

/* What is certain of the peak: by a reading, or by what shares nothing. */
uint64_t tree_peak_certain_bytes(const struct tree_peak *);

/* The tree's peak is never below that of its largest process, which the kernel knew at exit. */
void tree_peak_at_least(struct tree_peak *, uint64_t bytes, enum peak_origin, uint64_t at_ns);

#endif
