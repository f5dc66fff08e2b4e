/* SPDX-License-Identifier: MIT */
/* proc_names.c: the names of one process: comm, what it runs, its control group. */
#include "source/proc_names.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clean.h"
#include "model/command.h"
#include "model/python.h"
#include "source/proc_parse.h"

const char *
proc_names_link(const struct proc_reader *p, pid_t pid, const char *name, char *link, size_t size)
{
	char path[40];
	ssize_t length;

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	length = readlinkat(p->root_fd, path, link, size - 1);
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

	if (slot_read_file(p, pid, "cgroup", &length) != PROC_READ)
		return NULL;
	path = proc_parse_cgroup(p->file, &length);
	if (path == NULL)
		return NULL;
	clean_text(&b, path, length);
	return names->cgroup;
}

/* The raw name, as python_name and its like want it. */
static bool
read_comm(struct proc_reader *p, pid_t pid, char *comm, size_t size)
{
	struct buffer b = buffer_over(comm, size);
	size_t length;

	if (slot_read_file(p, pid, "comm", &length) != PROC_READ)
		return false;
	buffer_put(&b, p->file, length > 0 && p->file[length - 1] == '\n' ? length - 1 : length);
	return true;
}

bool
proc_names_read(struct proc_reader *p, struct proc_names *names, pid_t pid, struct description *d)
{
	struct buffer name = buffer_over(names->name, sizeof names->name);
	struct buffer command = buffer_over(names->command, sizeof names->command);
	struct buffer environment = buffer_over(names->environment, sizeof names->environment);
	char comm[64], link[1024];
	struct command_line line = { .argv = p->file, .comm = comm };

	*d = (struct description){ .cgroup = read_cgroup(p, names, pid) };
	if (!read_comm(p, pid, comm, sizeof comm))
		return false;
	clean_text(&name, comm, strlen(comm));
	line.exe = proc_names_link(p, pid, "exe", link, sizeof link);
	if (slot_read_file(p, pid, "cmdline", &line.argv_bytes) != PROC_READ)
		line.argv_bytes = 0;
	d->provisional = line.argv_bytes == 0;
	d->python = command_describe(&line, &command);
	if (d->python && python_environment(&line, &environment))
		d->environment = names->environment;
	d->name = names->name;
	d->command = names->command;
	return true;
}
