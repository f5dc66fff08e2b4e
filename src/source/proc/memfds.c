/* SPDX-License-Identifier: MIT */
/* memfds.c: files in memory without a name that processes have open. */
#include "source/proc/memfds.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BLOCK_BYTES 512 /* of st_blocks, whatever the file system */

struct path {
	char text[40];
};

static struct path
path_of(pid_t pid, int fd)
{
	struct path path;

	snprintf(path.text, sizeof path.text, "/proc/%d/fd/%d", (int)pid, fd);
	return path;
}

/* Reserved huge pages are in no RSS and are counted elsewhere. */
static bool
is_memfd(const struct path *path)
{
	static const char name[] = "/memfd:";
	char link[sizeof name - 1];
	struct statfs fs;

	return readlink(path->text, link, sizeof link) == (ssize_t)sizeof link &&
	       memcmp(link, name, sizeof link) == 0 && statfs(path->text, &fs) == 0 &&
	       fs.f_type == TMPFS_MAGIC;
}

static bool
is_known(const struct memfds *m, const struct stat *st)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->files[i].device == st->st_dev && m->files[i].inode == st->st_ino)
			return true;
	return false;
}

static void
look(struct memfds *m, pid_t pid, int fd)
{
	struct path path = path_of(pid, fd);
	struct stat st;

	if (m->count == MEMFDS_MAX || !is_memfd(&path) || stat(path.text, &st) != 0 ||
		is_known(m, &st))
		return;
	m->files[m->count++] =
		(struct memfd){ .pid = pid, .fd = fd, .device = st.st_dev, .inode = st.st_ino };
}

/* Returns how many descriptors it looked at. */
static size_t
search_one(struct memfds *m, pid_t pid, size_t max)
{
	char folder[32];
	struct dirent *entry;
	size_t looks = 0;
	DIR *open_ones;

	snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
	open_ones = opendir(folder);
	while (open_ones != NULL && looks < max && (entry = readdir(open_ones)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		look(m, pid, (int)strtol(entry->d_name, NULL, 10));
		looks++;
	}
	if (open_ones != NULL)
		closedir(open_ones);
	return looks + 1;
}

bool
memfds_search(struct memfds *m, const struct sample *s)
{
	size_t looks = 0;

	for (size_t i = 0; i < s->count; i++) {
		pid_t pid = s->readings[i].key.pid;

		if (pid <= m->after)
			continue;
		if (looks >= MEMFDS_LOOKS)
			return false;
		looks += search_one(m, pid, MEMFDS_LOOKS - looks);
		m->after = pid;
	}
	m->after = 0;
	return true;
}

uint64_t
memfds_bytes(struct memfds *m)
{
	size_t kept = 0;
	uint64_t sum = 0;

	for (size_t i = 0; i < m->count; i++) {
		struct path path = path_of(m->files[i].pid, m->files[i].fd);
		struct stat st;

		if (stat(path.text, &st) != 0 || st.st_dev != m->files[i].device ||
			st.st_ino != m->files[i].inode)
			continue;
		m->files[kept++] = m->files[i];
		sum += (uint64_t)st.st_blocks * BLOCK_BYTES;
	}
	m->count = kept;
	return sum;
}
