/* SPDX-License-Identifier: MIT */
/* proc_file.c: reads a file of /proc whole, and classifies its absence. */
#include "source/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/grow.h"

/* Most files of a process are shorter. */
#define CAPACITY_FIRST 4096

enum proc_outcome
proc_file_outcome(int error)
{
	switch (error) {
	case ENOENT:
	case ESRCH:
	case ENOTDIR:
		return PROC_GONE;
	case EPERM:
	case EACCES:
		return PROC_DENIED;
	default:
		return PROC_FAILED;
	}
}

bool
proc_is_ours(int folder)
{
	char link[24], *end;
	ssize_t length = readlinkat(folder, "self", link, sizeof link - 1);

	if (length <= 0)
		return false;
	link[length] = '\0';
	return strtol(link, &end, 10) == getpid() && *end == '\0';
}

static int
open_file(int folder, const char *path)
{
	return openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* --- whole --- */

void
proc_text_clear(struct proc_text *t)
{
	free(t->bytes);
	*t = (struct proc_text){ .bytes = NULL };
}

/* Reads another piece after the existing text; 0 at the end, or if `max` is reached. */
static ssize_t
read_piece(struct proc_text *t, int fd, size_t max)
{
	size_t space;
	ssize_t got;

	t->bytes = grow_array(t->bytes, &t->capacity,
		t->length < CAPACITY_FIRST / 2 ? CAPACITY_FIRST : 2 * t->length, sizeof *t->bytes);
	space = t->capacity - 1 - t->length;
	t->cut = t->length >= max;
	if (space > max - t->length)
		space = max - t->length;
	if (space == 0)
		return 0;
	got = pread(fd, t->bytes + t->length, space, (off_t)t->length);
	if (got > 0)
		t->length += (size_t)got;
	t->bytes[t->length] = '\0';
	return got;
}

/* In a file written in one piece, a piece shorter than the free space is the last one. */
static enum proc_outcome
read_all(struct proc_text *t, int fd, bool one_piece, size_t max)
{
	ssize_t got;

	t->length = 0;
	do {
		got = read_piece(t, fd, max);
	} while (got > 0 && (!one_piece || t->length + 1 == t->capacity));
	if (got < 0 && t->length == 0)
		return proc_file_outcome(errno);
	return t->length > 0 ? PROC_READ : PROC_GONE;
}

static enum proc_outcome
read_path(struct proc_text *t, int folder, const char *path, bool one_piece, size_t max)
{
	int fd = open_file(folder, path);
	enum proc_outcome outcome;

	if (fd < 0)
		return proc_file_outcome(errno);
	outcome = read_all(t, fd, one_piece, max);
	close(fd);
	return outcome;
}

enum proc_outcome
proc_text_read(struct proc_text *t, int folder, const char *path)
{
	return read_path(t, folder, path, true, PROC_TEXT_MAX);
}

enum proc_outcome
proc_text_reread(struct proc_text *t, int fd)
{
	return read_all(t, fd, true, PROC_TEXT_MAX);
}

static void
drop_cut_line(struct proc_text *t)
{
	while (t->length > 0 && t->bytes[t->length - 1] != '\n')
		t->length--;
	t->bytes[t->length] = '\0';
}

enum proc_outcome
proc_text_read_pieces(struct proc_text *t, int folder, const char *path, size_t max)
{
	return read_path(t, folder, path, false, max);
}

enum proc_outcome
proc_text_read_on(struct proc_text *t, int folder, const char *path, size_t max)
{
	enum proc_outcome outcome = proc_text_read_pieces(t, folder, path, max);

	if (outcome == PROC_READ && t->cut)
		drop_cut_line(t);
	return outcome;
}

/* --- a small file --- */

enum proc_outcome
proc_file_read(int folder, const char *path, char *bytes, size_t size, size_t *length)
{
	int fd = open_file(folder, path);
	ssize_t got;
	int error;

	if (fd < 0)
		return proc_file_outcome(errno);
	got = pread(fd, bytes, size - 1, 0);
	error = errno;
	close(fd);
	if (got < 0)
		return proc_file_outcome(error);
	bytes[got] = '\0';
	*length = (size_t)got;
	return got > 0 ? PROC_READ : PROC_GONE;
}
