/* SPDX-License-Identifier: MIT */
/* cgroup_others.c: the processes that are in the control group of a job without being the job's. */
#include "source/cgroup/cgroup_others.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/cgroup/cgroup_folder.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

/* The kernel yields a page at a time, which has room for all that is kept. */
#define TEXT_MAX 4096

void
cgroup_others_note(struct cgroup_others *o, const char *folder, const struct sample *job)
{
	char text[TEXT_MAX], *line = text, *end;

	o->count = 0;
	o->known = cgroup_read_text(folder, "cgroup.procs", text, sizeof text);
	for (; o->known && *line != '\0'; line = end + 1) {
		pid_t pid = (pid_t)strtol(line, &end, 10);

		o->known = *end == '\n' && pid > 0;
		if (!o->known || sample_find(job, pid) != NULL)
			continue;
		if (o->count < CGROUP_OTHERS_MAX)
			o->pids[o->count++] = pid;
		else
			o->known = false;
	}
}

void
cgroup_others_drop(struct cgroup_others *o, pid_t pid)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->pids[i] == pid)
			o->pids[i] = o->pids[--o->count];
}

/* --- whether they live --- */

static bool
read_of(struct proc_text *t, pid_t pid, const char *file)
{
	char path[48];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	return proc_text_read(t, AT_FDCWD, path) == PROC_READ;
}

/* A line of /proc/PID/status with a set of signals, in hexadecimal. */
static bool
has_kill(const char *status, const char *label)
{
	const char *at = strstr(status, label);

	return at == NULL || (strtoull(at + strlen(label), NULL, 16) & 1ull << (SIGKILL - 1)) != 0;
}

/* A kill is counted just before the signal is sent, which the process may not have taken yet. */
static bool
lives_on(struct proc_text *t, pid_t pid)
{
	struct proc_stat stat;

	return read_of(t, pid, "status") && !has_kill(t->bytes, "\nSigPnd:\t") &&
	       !has_kill(t->bytes, "\nShdPnd:\t") && read_of(t, pid, "stat") &&
	       proc_parse_stat(t->bytes, &stat) && proc_stat_is_alive(&stat) &&
	       !(stat.flags & PROC_FLAG_EXITING);
}

bool
cgroup_others_live(const struct cgroup_others *o)
{
	struct proc_text text = { .bytes = NULL };
	bool live = o->known;

	for (size_t i = 0; live && i < o->count; i++)
		live = lives_on(&text, o->pids[i]);
	proc_text_clear(&text);
	return live;
}
