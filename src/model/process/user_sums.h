/* SPDX-License-Identifier: MIT */
/* user_sums.h: what the processes of each user hold together. */
#ifndef PEAKTOP_MODEL_PROCESS_USER_SUMS_H
#define PEAKTOP_MODEL_PROCESS_USER_SUMS_H

#include "model/process/table.h"

/* Sums over living processes: a page shared by several counts for each, except that one address
 * space counts once. The peaks need not have been at one time. */
struct user_sum {
	uid_t uid;
	size_t processes;
	uint64_t rss_bytes, peak_bytes;
};

/* The users with processes, the one that holds most first: at most `max`. Returns how many. */
size_t user_sums_find(const struct table *, struct user_sum *sums, size_t max);

#endif
