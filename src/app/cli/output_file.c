/* SPDX-License-Identifier: MIT */
/* output_file.c: writes a file named by the user, as the shell's `>` does. */
#include "app/cli/output_file.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE_BITS 07777

bool
output_file_close(int fd, const char *path, struct failure *why)
{
	/* EINTR: it is closed nevertheless. */
	return close(fd) == 0 || errno == EINTR || failure_set(why, errno, "writing %s", path);
}

static bool
write_and_close(int fd, const char *path, const struct bytes *bytes, struct failure *why)
{
	struct failure cause, at_close;
	bool good = io_write(fd, bytes, &cause);
	bool closed = output_file_close(fd, path, &at_close);

	if (!good)
		return failure_set(why, cause.error, "writing %s", path);
	return closed || failure_set(why, at_close.error, "writing %s", path);
}

/* `how`: O_TRUNC or O_APPEND. */
static bool
write_in_place(const char *path, int how, const struct bytes *bytes, struct failure *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | how, 0666);

	return fd >= 0 ? write_and_close(fd, path, bytes, why)
		       : failure_set(why, errno, "writing %s", path);
}

/* Whether this descriptor is open on the file: replacing the file would disconnect it. */
static bool
is_open_as(int fd, const struct stat *file)
{
	struct stat open;

	return fstat(fd, &open) == 0 && open.st_dev == file->st_dev && open.st_ino == file->st_ino;
}

static bool
may_replace(const struct stat *file)
{
	return S_ISREG(file->st_mode) && file->st_nlink == 1 && file->st_uid == geteuid() &&
	       !is_open_as(STDOUT_FILENO, file) && !is_open_as(STDERR_FILENO, file);
}

/* The temporary file gets the mode and group of the old one. */
static bool
take_after(int fd, const struct stat *old)
{
	return old == NULL || (fchown(fd, (uid_t)-1, old->st_gid) == 0 &&
				      fchmod(fd, old->st_mode & MODE_BITS) == 0);
}

/* *made false: no temporary file can be created beside it, and nothing was done. */
static bool
replace(const char *path, const struct stat *old, const struct bytes *bytes, bool *made,
	struct failure *why)
{
	char temporary[PATH_MAX];
	bool good;
	int fd = -1;

	if (snprintf(temporary, sizeof temporary, "%s.%d.new", path, (int)getpid()) <
		(int)sizeof temporary)
		fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	*made = fd >= 0 && take_after(fd, old);
	if (!*made) {
		if (fd >= 0) {
			close(fd);
			unlink(temporary);
		}
		return false;
	}
	good = write_and_close(fd, path, bytes, why);
	if (good && rename(temporary, path) != 0)
		good = failure_set(why, errno, "writing %s", path);
	if (!good)
		unlink(temporary);
	return good;
}

bool
output_file_write(const char *path, const struct bytes *bytes, struct failure *why)
{
	char real[PATH_MAX];
	struct stat old, link;
	bool there = stat(path, &old) == 0, made = false, good = false;

	if (strcmp(path, "-") == 0)
		return io_write(STDOUT_FILENO, bytes, why);
	if (there && may_replace(&old) && realpath(path, real) != NULL)
		good = replace(real, &old, bytes, &made, why);
	else if (!there && errno == ENOENT && lstat(path, &link) != 0)
		good = replace(path, NULL, bytes, &made, why);
	return made ? good : write_in_place(path, O_TRUNC, bytes, why);
}

bool
output_file_append(const char *path, const struct bytes *bytes, struct failure *why)
{
	return strcmp(path, "-") == 0 ? io_write(STDOUT_FILENO, bytes, why)
				      : write_in_place(path, O_APPEND, bytes, why);
}
