/* SPDX-License-Identifier: MIT */
/* keeper_log.c: keeps the output of a job in a file. */
#include "app/keeper/keeper_log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "app/state/kept_output.h"
#include "app/state/writer_lock.h"
#include "base/clock.h"

#define TRIES 3

/* Creates and locks the file as long as we run. Between the two, a sweep could take it for that of
 * a killed keeper. */
static int
begin_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat info;

	if (fd < 0)
		return -1;
	writer_lock_file(fd);
	if (fstat(fd, &info) == 0 && info.st_nlink > 0)
		return fd;
	close(fd);
	return -1;
}

void
keeper_log_open(struct keeper_log *l, uint64_t max_bytes)
{
	struct buffer b = buffer_over(l->path, sizeof l->path);
	struct failure ignored;

	*l = (struct keeper_log){ .fd = -1, .closed_fd = -1, .max_bytes = max_bytes };
	if (max_bytes == 0)
		return;
	if (folder_output(&b, true, &ignored)) {
		buffer_print(
			&b, "/" KEPT_UNNUMBERED "%ld-%" PRIx64, (long)getpid(), clock_wall_ns());
		for (int i = 0; i < TRIES && l->fd < 0; i++)
			l->fd = begin_file(l->path);
	}
	l->failed = l->fd < 0;
}

static void
give_up(struct keeper_log *l)
{
	l->failed = true;
	close(l->fd);
	l->fd = -1;
}

static bool
put(struct keeper_log *l, const char *data, size_t count, uint64_t at)
{
	while (l->fd >= 0 && count > 0) {
		ssize_t n = pwrite(l->fd, data, count, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			give_up(l);
			return false;
		}
		data += n;
		at += (uint64_t)n;
		count -= (size_t)n;
	}
	return l->fd >= 0;
}

/* The file offset of the next byte, and the space from there on. */
static uint64_t
offset_of(const struct keeper_log *l, uint64_t *space)
{
	uint64_t behind;

	if (l->written < l->max_bytes) {
		*space = l->max_bytes - l->written;
		return l->written;
	}
	behind = (l->written - l->max_bytes) % KEEPER_LOG_TAIL;
	*space = KEEPER_LOG_TAIL - behind;
	return l->max_bytes + behind;
}

void
keeper_log_add(struct keeper_log *l, const char *data, size_t count)
{
	while (l->fd >= 0 && count > 0) {
		uint64_t space, at = offset_of(l, &space);
		size_t part = count < space ? count : (size_t)space;

		if (!put(l, data, part, at))
			return;
		l->written += part;
		data += part;
		count -= part;
	}
}

void
keeper_log_name(struct keeper_log *l, uint64_t run)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure ignored;

	if (l->fd < 0 || !kept_output_path(&b, run, KEPT_LOG, &ignored))
		return;
	if (rename(l->path, path) == 0)
		strcpy(l->path, path);
}

/* --- reading --- */

static bool
get(int fd, char *data, size_t count, uint64_t at)
{
	while (count > 0) {
		ssize_t n = pread(fd, data, count, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		at += (uint64_t)n;
		count -= (size_t)n;
	}
	return true;
}

uint64_t
keeper_log_first(const struct keeper_log *l, uint64_t from)
{
	uint64_t newest;

	if (l->fd < 0 && l->closed_fd < 0)
		return UINT64_MAX;
	if (l->written <= l->max_bytes + KEEPER_LOG_TAIL)
		return from;
	newest = l->written - KEEPER_LOG_TAIL;
	return from > newest ? from : newest;
}

/* The file offset of a byte, and how many bytes follow there; false: it is not kept. */
static bool
find_offset(const struct keeper_log *l, uint64_t at, uint64_t *offset, uint64_t *count)
{
	uint64_t max = l->max_bytes, behind;

	if (at >= l->written)
		return false;
	*offset = at;
	*count = (at < max && max < l->written ? max : l->written) - at;
	if (at < max || (l->gap_bytes == 0 && l->fd < 0))
		return true;
	if (l->written - at > KEEPER_LOG_TAIL)
		return false;
	if (l->fd < 0) { /* straightened */
		*offset = max + l->gap_bytes + (KEEPER_LOG_TAIL - (l->written - at));
		return true;
	}
	behind = (at - max) % KEEPER_LOG_TAIL;
	*offset = max + behind;
	if (*count > KEEPER_LOG_TAIL - behind)
		*count = KEEPER_LOG_TAIL - behind;
	return true;
}

size_t
keeper_log_get(const struct keeper_log *l, uint64_t at, char *data, size_t max)
{
	int fd = l->fd >= 0 ? l->fd : l->closed_fd;
	uint64_t offset, count;

	if (fd < 0 || !find_offset(l, at, &offset, &count))
		return 0;
	if (count > max)
		count = max;
	return get(fd, data, (size_t)count, offset) ? (size_t)count : 0;
}

/* --- the end --- */

/* Copies within the file, from low to high offsets: the target may overlap the source if it
 * precedes it. */
static bool
copy(struct keeper_log *l, uint64_t from, uint64_t count, uint64_t to)
{
	char block[16384];

	while (count > 0) {
		size_t part = count < sizeof block ? (size_t)count : sizeof block;

		if (!get(l->fd, block, part, from) || !put(l, block, part, to))
			return false;
		from += part;
		to += part;
		count -= part;
	}
	return true;
}

/* The tail is a ring in the file, whose oldest byte is at the next offset to write. It is copied in
 * order after the end, and then moved to its place. */
static void
straighten(struct keeper_log *l)
{
	uint64_t left_out = l->written - l->max_bytes - KEEPER_LOG_TAIL, space;
	uint64_t oldest = offset_of(l, &space), behind = l->max_bytes + KEEPER_LOG_TAIL;
	char gap[64];
	struct buffer b = buffer_over(gap, sizeof gap);
	uint64_t length;

	buffer_print(&b, "\r\n[... %" PRIu64 " bytes omitted ...]\r\n", left_out);
	l->gap_bytes = b.length;
	length = b.length + KEEPER_LOG_TAIL;
	if (!put(l, gap, b.length, behind) || !copy(l, oldest, space, behind + b.length) ||
		!copy(l, l->max_bytes, KEEPER_LOG_TAIL - space, behind + b.length + space) ||
		!copy(l, behind, length, l->max_bytes) ||
		ftruncate(l->fd, (off_t)(l->max_bytes + length)) != 0)
		l->failed = true;
}

void
keeper_log_forget(struct keeper_log *l)
{
	if (l->closed_fd >= 0)
		close(l->closed_fd);
	l->closed_fd = -1;
}

void
keeper_log_close(struct keeper_log *l, bool keep)
{
	if (l->fd >= 0 && l->written > l->max_bytes + KEEPER_LOG_TAIL)
		straighten(l);
	l->closed_fd = l->fd;
	l->fd = -1;
	if (l->failed)
		keeper_log_forget(l);
	l->closed = true;
	if (!keep && l->path[0] != '\0')
		unlink(l->path);
}
