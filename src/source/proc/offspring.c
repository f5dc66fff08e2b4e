/* SPDX-License-Identifier: MIT */
/* offspring.c: whether a process that has ended had children, including children that no sample
 * saw. */
#include "source/proc/offspring.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

#include "source/host/machine.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

/* Not by strtol, which the shortest command would be the first to use: two pages of the C library.
 */
static bool
is_last_number(const char *text, size_t length, pid_t number)
{
	while (length > 0 && text[length - 1] == '\n')
		length--;
	for (; number > 0; number /= 10)
		if (length == 0 || text[--length] != '0' + number % 10)
			return false;
	return length > 0 && text[length - 1] == ' ';
}

/* "0.00 0.01 0.05 1/184 21113": the last number is the newest pid, in our own pid namespace
 * whatever that mount of /proc shows. */
static bool
stands(pid_t newest)
{
	char text[128];
	size_t length;

	if (proc_file_read(AT_FDCWD, "/proc/loadavg", text, sizeof text, &length) != PROC_READ)
		return false;
	return is_last_number(text, length, newest);
}

static bool
read_children(pid_t pid, struct proc_children *children)
{
	char path[40], text[1024];
	size_t length;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	return machine_proc_is_ours() &&
	       proc_file_read(AT_FDCWD, path, text, sizeof text, &length) == PROC_READ &&
	       proc_parse_children(text, children);
}

enum offspring
offspring_of_ended(pid_t pid, pid_t newest)
{
	struct proc_children children;

	if (stands(newest))
		return OFFSPRING_NONE;
	if (!read_children(pid, &children))
		return OFFSPRING_UNKNOWN;
	if (children.faults > 0 || children.ticks > 0)
		return OFFSPRING_SOME;
	return children.ignored >> (SIGCHLD - 1) & 1 ? OFFSPRING_UNKNOWN : OFFSPRING_NONE;
}
