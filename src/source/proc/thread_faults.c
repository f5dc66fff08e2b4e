/* SPDX-License-Identifier: MIT */
/* thread_faults.c: the minor faults of each thread of a process. */
#include "source/proc/thread_faults.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "source/proc_parse.h"

/* A line of some fifty numbers and a name. */
#define STAT_MAX 2048

static bool
read_one(int root, pid_t pid, pid_t tid, struct thread_faults *out)
{
	char path[80], bytes[STAT_MAX];
	struct proc_stat stat;
	size_t length;

	snprintf(path, sizeof path, "%d/task/%d/stat", (int)pid, (int)tid);
	if (proc_file_read(root, path, bytes, sizeof bytes, &length) != PROC_READ ||
		!proc_parse_stat(bytes, &stat))
		return false;
	*out = (struct thread_faults){ tid, stat.minor_faults };
	return true;
}

static int
by_tid(const void *a, const void *b)
{
	const struct thread_faults *left = a, *right = b;

	return (left->tid > right->tid) - (left->tid < right->tid);
}

enum proc_outcome
thread_faults_read(int root, pid_t pid, struct thread_faults *threads, size_t max, size_t *count)
{
	char path[40];
	struct dirent *entry;
	DIR *folder;
	int fd;

	*count = 0;
	snprintf(path, sizeof path, "%d/task", (int)pid);
	fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return proc_file_outcome(errno);
	folder = fdopendir(fd);
	if (folder == NULL) {
		close(fd);
		return PROC_FAILED;
	}
	while (*count < max && (entry = readdir(folder)) != NULL) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid > 0 && read_one(root, pid, tid, &threads[*count]))
			++*count;
	}
	closedir(folder);
	qsort(threads, *count, sizeof *threads, by_tid);
	return *count > 0 ? PROC_READ : PROC_GONE;
}
