/* SPDX-License-Identifier: MIT */
/* mprof_file.c: recognises names of mprof data files, and reads them. */
#include "source/import/mprof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/grow.h"
#include "base/plural.h"

#define FILE_BYTES_MAX (256ull << 20)

/* Splits "FILE:N", if only FILE exists, into the length of FILE, and N. False: no such ending. */
static bool
split_number(const char *argument, size_t *length, size_t *number)
{
	const char *colon = strrchr(argument, ':');
	char *end;

	if (colon == NULL || colon == argument || colon[1] < '1' || colon[1] > '9' ||
		access(argument, F_OK) == 0)
		return false;
	*number = strtoul(colon + 1, &end, 10);
	*length = (size_t)(colon - argument);
	return *end == '\0';
}

static bool
is_path(const char *argument)
{
	size_t length = strlen(argument);
	bool dat = length > 4 && strcmp(argument + length - 4, ".dat") == 0;

	if (argument[0] == '/' || strncmp(argument, "./", 2) == 0 ||
		strncmp(argument, "../", 3) == 0)
		return true;
	return (dat || strchr(argument, '/') != NULL) && access(argument, F_OK) == 0;
}

bool
mprof_is_path(const char *argument)
{
	size_t length, number;
	char *file;
	bool is;

	if (!split_number(argument, &length, &number))
		return is_path(argument);
	file = grow_copy(argument);
	file[length] = '\0';
	is = is_path(file);
	free(file);
	return is;
}

static bool
is_sample(const char *line, size_t length)
{
	char text[128];

	if (length >= sizeof text)
		return false;
	memcpy(text, line, length);
	text[length - (length > 0 && line[length - 1] == '\r')] = '\0';
	return mprof_is_sample(text);
}

/* A command line without a following sample begins nothing. */
const char *
mprof_find(const char *bytes, size_t count, size_t which, size_t *length, size_t *runs)
{
	const char *end = bytes + count, *found = bytes, *next = NULL, *newline;
	bool sampled = false;

	*runs = 1;
	*length = count;
	for (const char *line = bytes; line < end; line = newline + 1) {
		bool sample;

		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			break;
		sample = is_sample(line, (size_t)(newline - line));
		if (sampled && next == NULL && strncmp(line, "CMDLINE ", 8) == 0)
			next = line;
		sampled = sampled || sample;
		if (!sample || next == NULL)
			continue;
		if (*runs == which + 1)
			*length = (size_t)(next - found);
		if ((*runs)++ == which) {
			found = next;
			*length = (size_t)(end - next);
		}
		next = NULL;
	}
	return found;
}

static bool
read_file(int fd, struct bytes *out, const char **what)
{
	struct stat info;
	char piece[65536];
	ssize_t n = 1;

	if (fstat(fd, &info) < 0)
		return false;
	if (!S_ISREG(info.st_mode) || (uint64_t)info.st_size > FILE_BYTES_MAX) {
		*what = S_ISREG(info.st_mode) ? "too large" : "not a regular file";
		return false;
	}
	while (n > 0 && out->length <= FILE_BYTES_MAX && (n = read(fd, piece, sizeof piece)) > 0)
		bytes_put(out, piece, (size_t)n);
	return n >= 0;
}

static bool
parse_one(struct mprof *m, const struct bytes *all, size_t which, size_t *runs, struct failure *why)
{
	const char *bytes = all->length > 0 ? all->data : "";
	size_t length;
	const char *found = mprof_find(bytes, all->length, which, &length, runs);

	if (which >= *runs)
		return failure_set(
			why, 0, "it contains %zu %s", *runs, plural(*runs, "run", "runs"));
	return mprof_parse(m, found, length, why);
}

static bool
open_file(struct mprof *m, const char *path, size_t which, size_t *runs, struct failure *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct bytes bytes = { .data = NULL };
	struct failure cause = { .error = 0 };
	const char *what = NULL;
	bool good = fd >= 0 && read_file(fd, &bytes, &what);

	cause.error = errno;
	if (fd >= 0)
		close(fd);
	if (!good)
		failure_set(why, what != NULL ? 0 : cause.error, "reading %s%s%s", path,
			what != NULL ? ": " : "", what != NULL ? what : "");
	else if (!parse_one(m, &bytes, which, runs, &cause))
		good = failure_set(why, 0, "reading %s: %s", path, cause.doing);
	bytes_free(&bytes);
	return good;
}

bool
mprof_open(struct mprof *m, const char *path, size_t which, size_t *runs, struct failure *why)
{
	size_t length, number;
	char *file = grow_copy(path);
	bool alone = split_number(path, &length, &number), good;

	memset(m, 0, sizeof *m);
	*runs = 1;
	if (alone)
		file[length] = '\0';
	good = open_file(m, file, alone ? number - 1 : which, runs, why);
	*runs = alone ? 1 : *runs;
	free(file);
	return good;
}
