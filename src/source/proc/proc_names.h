/* SPDX-License-Identifier: MIT */
/* proc_names.h: reads the names of one process: comm, what it runs, its control group. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_NAMES_H
#define PEAKTOP_SOURCE_PROC_PROC_NAMES_H

#include "model/process/process.h"
#include "source/proc/proc_slot.h"

/* Storage for the result. */
struct proc_names {
	char cgroup[4096], name[64], command[1024], environment[256];
	uint32_t cgroup_mark; /* proc_cgroup_mark; 0: unknown */
};

/* Fills all of `d` except the user; the strings are in `names`. False: the process is gone. */
bool proc_names_read(
	struct proc_reader *, struct proc_names *names, pid_t pid, struct description *d);

/* The target of a link in /proc/PID ("exe", "cwd"), raw; NULL if it is not readable. */
const char *proc_names_link(
	struct proc_reader *, pid_t pid, const char *name, char *link, size_t size);

#endif
