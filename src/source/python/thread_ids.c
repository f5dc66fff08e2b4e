/* SPDX-License-Identifier: MIT */
/* thread_ids.c: which thread of the kernel a thread of Python is. */
#include "source/python/thread_ids.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/proc_file.h"

/* Where glibc has had the id, with room to spare. */
#define SEARCH_FROM 512
#define SEARCH_BYTES 512

/* The last number of the line, which is the id in the innermost namespace; 0: there is none
 * (kernels without pid namespaces). */
static pid_t
inner_id(const char *path)
{
	struct proc_text text = { .bytes = NULL };
	const char *line, *end;
	long id = 0;

	if (proc_text_read(&text, AT_FDCWD, path) == PROC_READ) {
		line = strstr(text.bytes, "\nNSpid:");
		end = line != NULL ? strchr(line + 1, '\n') : NULL;
		for (line = line != NULL ? line + strlen("\nNSpid:") : NULL; line < end;) {
			char *behind;
			long number = strtol(line, &behind, 10);

			if (behind == line || behind > end)
				break;
			id = number;
			line = behind;
		}
	}
	proc_text_clear(&text);
	return (pid_t)id;
}

void
thread_ids_begin(struct thread_ids *ids)
{
	char path[40];

	if (ids->inner != 0 || ids->pid == 0)
		return;
	snprintf(path, sizeof path, "/proc/%d/status", (int)ids->pid);
	ids->inner = inner_id(path);
	if (ids->inner == 0)
		ids->inner = ids->pid;
}

void
thread_ids_search(struct thread_ids *ids, struct remote *r, uint64_t pthread)
{
	pid_t words[SEARCH_BYTES / sizeof(pid_t)];

	if (!remote_bytes(r, pthread + SEARCH_FROM, words, sizeof words))
		return;
	for (size_t i = 0; ids->in_pthread == 0 && i < sizeof words / sizeof *words; i++)
		if (words[i] == ids->inner && ids->inner != 0)
			ids->in_pthread = (uint32_t)(SEARCH_FROM + i * sizeof *words);
}

static pid_t
search_tasks(const struct thread_ids *ids, pid_t native)
{
	char path[80];
	struct dirent *entry;
	pid_t found = 0;
	DIR *folder;

	snprintf(path, sizeof path, "/proc/%d/task", (int)ids->pid);
	folder = opendir(path);
	if (folder == NULL)
		return 0;
	while (found == 0 && (entry = readdir(folder)) != NULL) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		snprintf(path, sizeof path, "/proc/%d/task/%d/status", (int)ids->pid, (int)tid);
		if (tid > 0 && inner_id(path) == native)
			found = tid;
	}
	closedir(folder);
	return found;
}

pid_t
thread_ids_outer(const struct thread_ids *ids, pid_t native)
{
	char path[80];

	if (ids->pid == 0 || native <= 0)
		return native > 0 ? native : 0;
	if (ids->inner != ids->pid)
		return search_tasks(ids, native);
	snprintf(path, sizeof path, "/proc/%d/task/%d", (int)ids->pid, (int)native);
	return access(path, F_OK) == 0 ? native : 0;
}
