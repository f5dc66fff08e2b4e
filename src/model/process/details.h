/* SPDX-License-Identifier: MIT */
/* details.h: what the details view shows of one process beyond the table. Text is clean; an empty
 * string or a bit that is not set is unknown or not permitted. */
#ifndef PEAKTOP_MODEL_PROCESS_DETAILS_H
#define PEAKTOP_MODEL_PROCESS_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/limit/limit.h"
#include "model/process/sample.h"

/* What a process shares with others, as of one reading. */
struct process_smaps {
	struct proc_key key; /* whose */
	bool known;
	uint64_t pss_bytes;      /* shared pages divided by those who share them */
	uint64_t uss_bytes;      /* what nobody else has: what its end would free */
	uint64_t swap_pss_bytes; /* the same of what is swapped out */
	uint64_t at_ns, took_ns; /* when (boot clock), and how long it was kept from mmap */
};

/* The limits of one process, and its control group. */
struct job_limits {
	bool known;
	struct limits limits;
	char path[LIMIT_KINDS]
		 [512]; /* of the group that sets the limit, where it is one of groups */
	bool grouped;   /* the group it is in is to be seen: */
	struct memory_group group;
};

struct details {
	bool found;
	char exe[512], cwd[512], tty[64], cgroup[512];
	char command[2048]; /* the whole command line as the process has it now */
	int nice, oom_adjust;
	uint64_t virtual_bytes, locked_bytes;
	bool denied; /* its links may not be read: it belongs to another user */
	struct job_limits limits;
};

#endif
