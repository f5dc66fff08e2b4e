/* SPDX-License-Identifier: MIT */
/* job_options.h: what is asked of a job: the command, its surroundings, what is done at which
 * size. */
#ifndef PEAKTOP_OBSERVE_JOB_OPTIONS_H
#define PEAKTOP_OBSERVE_JOB_OPTIONS_H

#include "launch/launch.h"

#define JOB_THRESHOLDS_MAX 8

/* A command for sh, once the tree certainly holds so much. */
struct job_threshold {
	uint64_t bytes;
	const char *command;
	bool done;
};

/* Strings are borrowed, for as long as the job lives. */
struct job_options {
	char *const *argv;    /* the command */
	uint64_t interval_ns; /* the longest between two looks */
	struct limit_list limits;
	int nice;
	uint64_t budget_bytes; /* 0: none */
	enum { CGROUP_AUTO, CGROUP_OFF, CGROUP_REQUIRE } cgroup;
	uint64_t memory_max_bytes; /* of its control group; 0: none */
	bool enforce;              /* end the tree once it is over its budget */
	bool wait_all;             /* for all that descends from the command */
	bool nohup;
	bool exact;                    /* by ptrace */
	const char *on_peak, *on_exit; /* commands for sh; NULL: none */
	struct job_threshold at[JOB_THRESHOLDS_MAX];
	size_t at_count;
};

#endif
