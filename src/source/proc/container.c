/* SPDX-License-Identifier: MIT */
/* container.c: the control group whose limit holds instead of the machine's memory. */
#include "source/proc/container.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/bytes.h"
#include "base/clean.h"
#include "base/grow.h"
#include "source/cgroup/cgroup_figure.h"
#include "source/cgroup/cgroup_path.h"
#include "source/proc_parse.h"

#define STAT_TICKS 5
#define LOOK_TICKS 5
#define LOOK_TICKS_WITHOUT 10
/* A usage that has moved by more than this part of the limit may be cache, or may not. */
#define MOVED_PART 128

/* --- which group --- */

/* The group of a process, and its path as /proc/PID/cgroup has it, which is cut at a length for the
 * groups above. */
struct place {
	struct cgroup_path group;
	char path[CGROUP_PATH_MAX];
};

static bool
read_cgroup(struct container *c, const char *proc, const char *who)
{
	struct bytes path = { .data = NULL };
	bool read;

	bytes_print(&path, "%s/%s/cgroup", proc, who);
	read = proc_text_read(&c->text, AT_FDCWD, path.data) == PROC_READ;
	bytes_free(&path);
	return read;
}

/* Mounts may be many, so they are read only if the group has changed. */
static void
read_mountinfo(struct container *c, const char *proc)
{
	struct bytes path = { .data = NULL };

	if (c->cgroup_then != NULL && strcmp(c->cgroup_then, c->text.bytes) == 0)
		return;
	free(c->cgroup_then);
	c->cgroup_then = grow_copy(c->text.bytes);
	bytes_print(&path, "%s/self/mountinfo", proc);
	if (proc_text_read_on(&c->mountinfo, AT_FDCWD, path.data, PROC_TEXT_MAX) != PROC_READ)
		proc_text_clear(&c->mountinfo);
	bytes_free(&path);
}

/* From the text that was read last. */
static bool
parse_place(const struct container *c, struct place *p)
{
	size_t length;
	const char *path = proc_parse_cgroup(c->text.bytes, &length);
	struct buffer b = buffer_over(p->path, sizeof p->path);

	if (path == NULL || c->mountinfo.bytes == NULL ||
		!cgroup_path_parse(c->text.bytes, c->mountinfo.bytes, &p->group))
		return false;
	buffer_put(&b, path, length);
	return !b.cut;
}

/* 0: none. */
static uint64_t
read_limit(const char *folder, bool v2, bool top)
{
	uint64_t own, above;

	if (!cgroup_figure_read(folder, v2, CGROUP_LIMIT, &own))
		own = 0;
	if (!top || !cgroup_figure_read(folder, v2, CGROUP_LIMIT_ABOVE, &above))
		return own;
	return own == 0 || (above != 0 && above < own) ? above : own;
}

/* Of the group and all groups above it, the one with the smallest limit, of equals the topmost.
 * Returns the length of its folder, 0 if there is none. */
static size_t
find_tightest(const struct place *p, const char *root, uint64_t *limit_bytes)
{
	struct bytes folder = { .data = NULL };
	size_t length = strlen(p->group.folder), top = strlen(root), found = 0;

	bytes_print(&folder, "%s%s", root, p->group.folder);
	*limit_bytes = 0;
	while (length >= p->group.mount_length) {
		uint64_t limit =
			read_limit(folder.data, p->group.v2, length == p->group.mount_length);

		if (limit > 0 && (*limit_bytes == 0 || limit <= *limit_bytes)) {
			*limit_bytes = limit;
			found = length;
		}
		while (length > 0 && folder.data[top + length] != '/')
			length--;
		folder.data[top + length] = '\0';
		if (length == 0)
			break;
	}
	bytes_free(&folder);
	return found;
}

static bool
is_in(const struct place *p, const char *folder, size_t length)
{
	return strncmp(p->group.folder, folder, length) == 0 &&
	       (p->group.folder[length] == '/' || p->group.folder[length] == '\0');
}

/* Whether process 1 is in it: then all that can be seen is. */
static bool
is_around_all(struct container *c, const char *proc, const char *folder, size_t length)
{
	struct place first;

	return read_cgroup(c, proc, "1") && parse_place(c, &first) && is_in(&first, folder, length);
}

static void
forget(struct container *c)
{
	if (c->folder != NULL)
		close(c->usage_fd);
	free(c->folder);
	c->folder = NULL;
}

static bool
open_group(struct container *c, const char *folder, bool v2)
{
	struct bytes path = { .data = NULL };

	bytes_print(&path, "%s/%s", folder, cgroup_figure_file(CGROUP_USAGE, v2));
	c->usage_fd = open(path.data, O_RDONLY | O_CLOEXEC);
	bytes_free(&path);
	if (c->usage_fd < 0)
		return false;
	c->folder = grow_copy(folder);
	c->v2 = v2;
	c->stat_ticks = 0;
	return true;
}

/* Keeps the descriptor of a group that stays. */
static bool
take_group(struct container *c, const char *root, const struct place *p, size_t length)
{
	struct bytes folder = { .data = NULL };
	bool open;

	bytes_print(&folder, "%s%.*s", root, (int)length, p->group.folder);
	open = c->folder != NULL && strcmp(c->folder, folder.data) == 0;
	if (!open) {
		forget(c);
		open = open_group(c, folder.data, p->group.v2);
	}
	bytes_free(&folder);
	return open;
}

static void
name_group(struct container *c, const struct place *p, size_t length)
{
	struct buffer path = buffer_over(c->path, sizeof c->path);
	size_t all = strlen(p->path), above = strlen(p->group.folder) - length;

	clean_text(&path, p->path, all > above ? all - above : 0);
	/* Cut, it would be the path of another group. */
	if (path.cut)
		c->path[0] = '\0';
}

static bool
find_group(
	struct container *c, const char *proc, bool ours, const char *root, uint64_t machine_bytes)
{
	struct place own;
	size_t length;

	if (!read_cgroup(c, proc, ours ? "self" : "1"))
		return false;
	read_mountinfo(c, proc);
	if (!parse_place(c, &own))
		return false;
	length = find_tightest(&own, root, &c->limit_bytes);
	if (length == 0 || c->limit_bytes >= machine_bytes || !take_group(c, root, &own, length))
		return false;
	c->of_group = ours && !is_around_all(c, proc, own.group.folder, length);
	c->path[0] = '\0';
	if (c->of_group)
		name_group(c, &own, length);
	return true;
}

/* --- what it holds --- */

static bool
read_usage(const struct container *c, uint64_t *bytes)
{
	char text[32], *end;
	ssize_t length = pread(c->usage_fd, text, sizeof text - 1, 0);

	if (length <= 0)
		return false;
	text[length] = '\0';
	*bytes = strtoull(text, &end, 10);
	return end != text;
}

static void
read_inactive(struct container *c, uint64_t usage_bytes)
{
	uint64_t moved = larger(usage_bytes, c->usage_then_bytes) -
			 smaller(usage_bytes, c->usage_then_bytes);

	if (c->stat_ticks > 0 && moved <= c->limit_bytes / MOVED_PART) {
		c->stat_ticks--;
		return;
	}
	if (!cgroup_figure_read(c->folder, c->v2, CGROUP_INACTIVE_FILE, &c->inactive_bytes))
		c->inactive_bytes = 0;
	c->usage_then_bytes = usage_bytes;
	c->stat_ticks = STAT_TICKS - 1;
}

static bool
look_and_read(struct container *c, const char *proc, bool ours, const char *root,
	uint64_t machine_bytes, uint64_t *usage_bytes)
{
	if (!find_group(c, proc, ours, root, machine_bytes) || !read_usage(c, usage_bytes)) {
		forget(c);
		c->look_ticks = LOOK_TICKS_WITHOUT - 1;
		return false;
	}
	c->look_ticks = LOOK_TICKS - 1;
	return true;
}

void
container_read(
	struct container *c, const char *proc, bool ours, const char *root, struct system_memory *m)
{
	bool due = c->look_ticks == 0;
	uint64_t usage_bytes;

	if (!due)
		c->look_ticks--;
	if (!due && c->folder == NULL)
		return;
	/* Without an answer the group is gone, or peaktop was moved into another. */
	if ((due || !read_usage(c, &usage_bytes)) &&
		!look_and_read(c, proc, ours, root, m->total_bytes, &usage_bytes))
		return;
	read_inactive(c, usage_bytes);
	m->container = (struct container_memory){ .limit_bytes = c->limit_bytes,
		.usage_bytes = usage_bytes,
		.charge_bytes = more_than(usage_bytes, c->inactive_bytes),
		.of_group = c->of_group };
	memcpy(m->container.path, c->path, sizeof c->path);
}

void
container_close(struct container *c)
{
	forget(c);
	free(c->cgroup_then);
	proc_text_clear(&c->text);
	proc_text_clear(&c->mountinfo);
}
