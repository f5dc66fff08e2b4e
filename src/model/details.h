/* SPDX-License-Identifier: MIT */
/* details.h: what the details view shows of one process beyond the table. Text is clean; an empty
 * string or a bit that is not set is unknown or not permitted. */
#ifndef PEAKTOP_MODEL_DETAILS_H
#define PEAKTOP_MODEL_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

struct details {
	bool found;
	char exe[512], cwd[512], tty[64], cgroup[512];
	char command[2048]; /* the whole command line as the process has it now */
	int nice, oom_adjust;
	uint64_t virtual_bytes, locked_bytes;
};

#endif
