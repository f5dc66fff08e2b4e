/* SPDX-License-Identifier: MIT */
/* tmpfs.c: how much file systems in memory have grown. */
#include "source/host/tmpfs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "source/proc_file.h"

#define MOUNTINFO_MAX 65536

/* A mount hides those below it; the one visible at the path counts. */
static bool
read_used(const char *folder, uint64_t *bytes)
{
	struct statfs fs;

	if (statfs(folder, &fs) != 0 || fs.f_type != TMPFS_MAGIC || fs.f_blocks < fs.f_bfree)
		return false;
	*bytes = (fs.f_blocks - fs.f_bfree) * (uint64_t)fs.f_bsize;
	return true;
}

static void
add_folder(struct tmpfs *t, const char *folder)
{
	struct tmpfs_mount *m = &t->mounts[t->count];
	size_t length = strlen(folder);

	if (t->count == TMPFS_MAX || length >= sizeof m->folder)
		return;
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->mounts[i].folder, folder) == 0)
			return;
	if (!read_used(folder, &m->before_bytes))
		return;
	memcpy(m->folder, folder, length + 1);
	t->count++;
}

void
tmpfs_begin(struct tmpfs *t)
{
	t->count = 0;
	add_folder(t, "/dev/shm");
	add_folder(t, "/tmp");
}

/* Finds a writable tmpfs in a line of mountinfo(5). A path with a blank is escaped there and is
 * skipped. */
static bool
parse_line(const char *line, char folder[128])
{
	const char *end = line + strcspn(line, "\n"), *dash = strstr(line, " - tmpfs ");
	char options[3];

	return dash != NULL && dash < end &&
	       sscanf(line, "%*s %*s %*s %*s %127s %2s", folder, options) == 2 &&
	       strcmp(options, "ro") != 0 && folder[0] == '/' && strncmp(folder, "/sys/", 5) != 0;
}

/* A file system mounted twice must count once: only its first mount counts. */
static bool
is_new_device(const char *mountinfo, const char *line)
{
	char device[24], other[24];

	if (sscanf(line, "%*s %*s %23s", device) != 1)
		return false;
	for (const char *l = mountinfo; l < line; l = strchr(l, '\n') + 1)
		if (sscanf(l, "%*s %*s %23s", other) == 1 && strcmp(other, device) == 0)
			return false;
	return true;
}

void
tmpfs_add(struct tmpfs *t, const char *mountinfo)
{
	for (const char *end, *line = mountinfo; (end = strchr(line, '\n')) != NULL;
		line = end + 1) {
		char folder[128];

		if (t->count == TMPFS_MAX)
			return;
		if (parse_line(line, folder) && is_new_device(mountinfo, line))
			add_folder(t, folder);
	}
}

void
tmpfs_add_all(struct tmpfs *t)
{
	struct proc_text text = { .bytes = NULL };

	if (proc_text_read_on(&text, AT_FDCWD, "/proc/self/mountinfo", MOUNTINFO_MAX) == PROC_READ)
		tmpfs_add(t, text.bytes);
	proc_text_clear(&text);
}

uint64_t
tmpfs_gained(const struct tmpfs *t, const char **max)
{
	uint64_t sum = 0, largest = 0;

	*max = NULL;
	for (size_t i = 0; i < t->count; i++) {
		uint64_t now, before = t->mounts[i].before_bytes;

		if (!read_used(t->mounts[i].folder, &now) || now <= before)
			continue;
		sum += now - before;
		if (now - before > largest) {
			largest = now - before;
			*max = t->mounts[i].folder;
		}
	}
	return sum;
}
