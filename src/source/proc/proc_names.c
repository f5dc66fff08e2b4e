/* SPDX-License-Identifier: MIT */
/* proc_names.c: reads the names of one process: comm, what it runs, its control group. */
#include "source/proc/proc_names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clean.h"
#include "model/naming/command.h"
#include "model/naming/python.h"
#include "source/proc_parse.h"
#include "source/proc/proc_thread.h"

/* How much of a command line is read: twice the longest possible argument. A column shows the
 * beginning, and what a Python process runs is mostly near it. */
#define CMDLINE_MAX ((size_t)256 << 10)

const char *
proc_names_link(struct proc_reader *p, pid_t pid, const char *name, char *link, size_t size)
{
	char path[80];
	pid_t thread;
	ssize_t length;

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	length = readlinkat(p->root_fd, path, link, size - 1);
	if (length < 0 && errno == ENOENT) {
		thread = proc_thread_find(p->root_fd, pid, &p->text);
		snprintf(path, sizeof path, "%d/task/%d/%s", (int)pid, (int)thread, name);
		length = readlinkat(p->root_fd, path, link, size - 1);
	}
	if (length <= 0)
		return NULL;
	link[length] = '\0';
	return link;
}

static const char *
read_cgroup(struct proc_reader *p, struct proc_names *names, pid_t pid)
{
	struct buffer b = buffer_over(names->cgroup, sizeof names->cgroup);
	size_t length;
	const char *path;

	names->cgroup_mark = 0;
	if (slot_read_file(p, pid, "cgroup") != PROC_READ)
		return NULL;
	names->cgroup_mark = proc_cgroup_mark(p->text.bytes);
	path = proc_parse_cgroup(p->text.bytes, &length);
	if (path == NULL)
		return NULL;
	clean_text(&b, path, length);
	return names->cgroup;
}

/* The raw name, which python_name and others expect. */
static bool
read_comm(struct proc_reader *p, pid_t pid, char *comm, size_t size)
{
	struct buffer b = buffer_over(comm, size);
	size_t length;

	if (slot_read_file(p, pid, "comm") != PROC_READ)
		return false;
	length = p->text.length;
	buffer_put(&b, p->text.bytes,
		length > 0 && p->text.bytes[length - 1] == '\n' ? length - 1 : length);
	return true;
}

/* The arguments of its command line, without the last one if that is incomplete. */
static void
read_cmdline(struct proc_reader *p, pid_t pid, struct command_line *line)
{
	const char *end;

	line->argv = "";
	line->argv_bytes = 0;
	if (slot_read_memory_file(p, pid, "cmdline", CMDLINE_MAX) != PROC_READ)
		return;
	line->argv = p->text.bytes;
	line->argv_bytes = p->text.length;
	end = p->text.cut ? memrchr(line->argv, '\0', line->argv_bytes) : NULL;
	if (end != NULL)
		line->argv_bytes = (size_t)(end - line->argv) + 1;
}

/* Others without arguments have ended, or erased them. */
static bool
is_kernel_thread(struct proc_reader *p, pid_t pid)
{
	struct proc_stat stat;

	return slot_read_file(p, pid, "stat") == PROC_READ &&
	       proc_parse_stat(p->text.bytes, &stat) && (stat.flags & PROC_FLAG_KTHREAD);
}

bool
proc_names_read(struct proc_reader *p, struct proc_names *names, pid_t pid, struct description *d)
{
	struct buffer name = buffer_over(names->name, sizeof names->name);
	struct buffer command = buffer_over(names->command, sizeof names->command);
	struct buffer environment = buffer_over(names->environment, sizeof names->environment);
	char comm[64], link[1024];
	struct command_line line = { .comm = comm };

	*d = (struct description){ .cgroup = read_cgroup(p, names, pid) };
	if (!read_comm(p, pid, comm, sizeof comm))
		return false;
	clean_text(&name, comm, strlen(comm));
	line.exe = proc_names_link(p, pid, "exe", link, sizeof link);
	read_cmdline(p, pid, &line);
	d->provisional = line.argv_bytes == 0;
	if (d->provisional) {
		line.argv = ""; /* what was read is overwritten */
		line.kernel = is_kernel_thread(p, pid);
	}
	d->python = command_describe(&line, &command);
	if (d->python && python_environment(&line, &environment))
		d->environment = names->environment;
	d->name = names->name;
	d->command = names->command;
	return true;
}
