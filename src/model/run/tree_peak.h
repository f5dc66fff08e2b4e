/* SPDX-License-Identifier: MIT */
/* tree_peak.h: the most that a tree of processes held at one instant, shared pages counted once.
 *
 * At each sample there is a range for what the tree holds (model/run/tree_member.h): certainly
 * no less, probably, no more. A PSS reading narrows the range, but stalls the process it reads.
 * So PSS is read seldom, when the range is wide and extends above what is certain already. A
 * single process needs none: its RSS is its PSS.
 *
 * The peak is the largest of four marks:
 *
 * - MARK_CERTAIN: the largest lower end of a range, by a reading or by what is not shared. "At
 *   least", since it may have held more between two samples.
 * - MARK_CORRECTED: the largest earlier estimate, corrected by a later reading. "About".
 * - MARK_ESTIMATED: the largest result of estimates from pages since the last reading, plus growth.
 *   "About".
 * - MARK_OPEN: the largest estimate since then, including what may have been copied or left.
 *   "About".
 *
 * Pure: no files, no clock. */
#ifndef PEAKTOP_MODEL_RUN_TREE_PEAK_H
#define PEAKTOP_MODEL_RUN_TREE_PEAK_H

#include "model/run/tree_mark.h"
#include "model/run/tree_roster.h"

enum mark { MARK_CERTAIN, MARK_CORRECTED, MARK_ESTIMATED, MARK_OPEN, MARKS };

/* The parts of a sample that are compared with others. */
struct tree_instant {
	uint64_t at_ns;
	struct tree_held held;
};

/* The marks last: without a sample most of them are never touched. */
struct tree_peak {
	struct tree_roster roster;
	struct tree_instant now, before;
	uint64_t swap_bytes, hugetlb_bytes; /* of the newest sample */
	struct tree_instant measured;       /* the last reading */
	struct tree_instant still; /* since when it has not moved by more than a hundredth */
	bool can_estimate, frames; /* shares could be estimated; and with identified pages
				    * (tree_peak_estimated) */
	bool apart;      /* the planned reading is of some of the processes that share anonymous
			  * memory */
	bool small_ones; /* each of many maps little, which adds up to a doubt: they are read as
			  * well */
	bool instant;    /* the newest sample, or reading, is of one instant */
	double yield;    /* fraction of possible copies that were copies, by the last reading
			  * that showed any */
	struct run_tree_peak best; /* of the marks */
	struct tree_mark marks[MARKS];
};

/* Start with a zeroed struct. */
void tree_peak_clear(struct tree_peak *);

/* Takes a sample of the whole tree, `at_ns` since the start. */
void tree_peak_apply(struct tree_peak *, const struct sample *, uint64_t at_ns);

/* Whether a PSS reading now could show a higher peak than is certain, and would hold for a
 * while. It will take `cost_ns`, and is not worth it if the tree may have moved on by then. */
bool tree_peak_wants_pss(const struct tree_peak *, uint64_t cost_ns);

/* Whether a reading is wanted as soon as the tree stands still. */
bool tree_peak_waits(const struct tree_peak *);

/* Whether only a reading can tell if more than this is held. */
bool tree_peak_may_exceed(const struct tree_peak *, uint64_t bytes);

/* The fraction of the certain peak by which such a reading could raise it. */
double tree_peak_doubt(const struct tree_peak *);

/* The fraction of the largest mark by which the size now may exceed it, or is unknown since the
 * last reading or estimate. */
double tree_peak_open_doubt(const struct tree_peak *);

/* Whether the tree is nearly still; and for how long it has been, which predicts how long it
 * will be. */
bool tree_peak_settled(const struct tree_peak *);
uint64_t tree_peak_still_ns(const struct tree_peak *);

/* What it certainly holds by the newest sample; 0: that is not of one instant. */
uint64_t tree_peak_certain_now(const struct tree_peak *);

/* The time in which the tree would rise by a hundredth of its peak at the rate between the last
 * two samples; UINT64_MAX if it did not rise. */
uint64_t tree_peak_rise_ns(const struct tree_peak *);

/* Plans a reading, of the processes whose shares have changed or of all. Returns how much memory
 * it has to walk, with `process_bytes` added for each process. The reading goes through the
 * members for which tree_peak_needs_shares, hands over what each holds (NULL: it could not be
 * read), and ends with a sample, passed to tree_peak_measured, which shows what changed
 * meanwhile. */
uint64_t tree_peak_plan_reading(struct tree_peak *, uint64_t process_bytes);
bool tree_peak_needs_shares(const struct tree_peak *, size_t member);
void tree_peak_take_shares(struct tree_peak *, struct proc_key, const struct smaps_shares *);
void tree_peak_measured(struct tree_peak *, const struct sample *, uint64_t at_ns);

/* Whether an estimate of the shares of anonymous memory would help, because too much of the
 * probable size rests on faults. It is made from the relatives' pages, handed over member by
 * member, and ends with tree_peak_estimated, at the instant of the newest sample. `frames`:
 * shared pages could be identified; `followed`: they were followed from an earlier estimate. */
bool tree_peak_wants_estimate(const struct tree_peak *);
void tree_peak_take_estimate(
	struct tree_peak *, struct proc_key, uint64_t pss_bytes, uint64_t alone_bytes);
void tree_peak_estimated(struct tree_peak *, bool frames, bool followed);

/* Puts the largest mark into `best`; call it after names were put into marks. */
void tree_peak_choose_best(struct tree_peak *);

/* The certain part of the peak: by a reading, or by what is not shared. */
uint64_t tree_peak_certain_bytes(const struct tree_peak *);

/* The tree's peak is never below that of its largest process, which the kernel reported at exit. */
void tree_peak_at_least(struct tree_peak *, uint64_t bytes, enum peak_origin, uint64_t at_ns);

#endif
