/* SPDX-License-Identifier: MIT */
/* proc_thread.c: for a process whose main thread has ended, reads its memory from a living
 * thread. */
#include "source/proc/proc_thread.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/proc_parse.h"

static enum proc_outcome
read_file(int root, pid_t pid, pid_t thread, const char *name, size_t max, struct proc_text *text)
{
	char path[80];

	snprintf(path, sizeof path, "%d/task/%d/%s", (int)pid, (int)thread, name);
	return max < PROC_TEXT_MAX ? proc_text_read_pieces(text, root, path, max)
				   : proc_text_read(text, root, path);
}

static bool
has_memory(int root, pid_t pid, pid_t thread, struct proc_text *text)
{
	uint64_t rss;

	return thread > 0 &&
	       read_file(root, pid, thread, "status", PROC_TEXT_MAX, text) == PROC_READ &&
	       proc_parse_kib(text->bytes, "VmRSS:", &rss);
}

/* A folder has one link per subfolder, plus two; 1 if the file system does not count them. */
static bool
is_alone(int root, const char *path)
{
	struct stat info;

	return fstatat(root, path, &info, 0) < 0 || info.st_nlink == 3;
}

/* The main thread comes first in the listing: usually the next one is it. */
pid_t
proc_thread_find(int root, pid_t pid, struct proc_text *text)
{
	char path[40];
	struct dirent *entry;
	pid_t found = 0;
	DIR *folder;
	int fd;

	snprintf(path, sizeof path, "%d/task", (int)pid);
	if (is_alone(root, path))
		return 0;
	fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (folder == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while (found == 0 && (entry = readdir(folder)) != NULL) {
		pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);

		if (thread != pid && has_memory(root, pid, thread, text))
			found = thread;
	}
	closedir(folder);
	return found;
}

enum proc_outcome
proc_thread_status(int root, pid_t pid, pid_t *thread, struct proc_text *text)
{
	if (has_memory(root, pid, *thread, text))
		return PROC_READ;
	*thread = proc_thread_find(root, pid, text);
	return *thread > 0 ? PROC_READ : PROC_GONE;
}

enum proc_outcome
proc_thread_read(int root, pid_t pid, const char *name, size_t max, struct proc_text *text)
{
	pid_t thread = proc_thread_find(root, pid, text);

	return thread > 0 ? read_file(root, pid, thread, name, max, text) : PROC_GONE;
}

char
proc_thread_state(const char *status)
{
	const char *line = strstr(status, "\nState:");

	if (line == NULL)
		return 'S';
	line += strlen("\nState:");
	line += strspn(line, " \t");
	return *line == '\n' || *line == '\0' ? 'S' : *line;
}
