/* SPDX-License-Identifier: MIT */
/* job_options.h: the options of a job: its command, its environment, and actions at given sizes. */
#ifndef PEAKTOP_OBSERVE_JOB_OPTIONS_H
#define PEAKTOP_OBSERVE_JOB_OPTIONS_H

#include "launch/launch.h"

#define JOB_THRESHOLDS_MAX 8

/* A command for sh, run once the tree certainly holds this much. */
struct job_threshold {
	uint64_t bytes;
	const char *command;
};

/* Strings are borrowed and must outlive the job. */
struct job_options {
	char *const *argv;    /* the command */
	uint64_t interval_ns; /* the longest time between two samples */
	struct limit_list limits;
	int nice;
	uint64_t budget_bytes; /* 0: none */
	enum { CGROUP_AUTO, CGROUP_OFF, CGROUP_REQUIRE } cgroup;
	uint64_t memory_max_bytes; /* limit of its control group; 0: none */
	bool enforce;              /* end a tree that exceeds its budget */
	bool wait_all;             /* wait for all descendants of the command */
	bool nohup;
	bool no_lines;                 /* do not follow growth by line of Python code */
	bool exact;                    /* by ptrace */
	const char *on_peak, *on_exit; /* commands for sh; NULL: none */
	struct job_threshold at[JOB_THRESHOLDS_MAX];
	size_t at_count;
};

#endif
