/* SPDX-License-Identifier: MIT */
/* details.h: what the details view shows of a process beyond the table. Text is clean; an empty
 * string or an unset bit means unknown or not permitted. */
#ifndef PEAKTOP_MODEL_PROCESS_DETAILS_H
#define PEAKTOP_MODEL_PROCESS_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/limit/limit.h"
#include "model/process/sample.h"

/* What a process shares with others, from one smaps reading. */
struct process_smaps {
	struct proc_key key; /* of which process */
	bool known;
	uint64_t pss_bytes;      /* shared pages divided among those that share them */
	uint64_t uss_bytes;      /* not shared with anyone: what its end would free */
	uint64_t swap_pss_bytes; /* the same for swapped-out pages */
	uint64_t at_ns, took_ns; /* when (boot clock), and how long its mmap lock was held */
};

/* The limits of one process, and its control group. */
struct job_limits {
	bool known;
	struct limits limits;
	char path[LIMIT_KINDS][512]; /* path of the group that sets the limit, if a group does */
	bool grouped;                /* its group is known: */
	struct memory_group group;
};

struct details {
	bool found;
	char exe[512], cwd[512], tty[64];
	char command[2048]; /* the full command line as the process has it now */
	int nice, oom_adjust;
	uint64_t virtual_bytes, locked_bytes;
	bool denied; /* its links are not readable: it belongs to another user */
	struct job_limits limits;
};

#endif
