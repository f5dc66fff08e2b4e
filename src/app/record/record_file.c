/* SPDX-License-Identifier: MIT */
/* record_file.c: the file of a recording. */
#include "app/record/record_file.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/recording/recording.h"
#include "text/unit.h"

#define MODE 0600

/* --- existing files --- */

static bool
check_is_ours(int fd, const char *path, struct failure *why)
{
	char start[32];
	struct stat st;
	ssize_t count;

	if (fstat(fd, &st) != 0)
		return failure_set(why, errno, "opening %s", path);
	if (!S_ISREG(st.st_mode))
		return failure_set(why, 0, "%s is not a regular file", path);
	if (st.st_uid != geteuid())
		return failure_set(why, 0, "%s belongs to another user: left unchanged", path);
	if (st.st_size == 0)
		return true;
	count = pread(fd, start, sizeof start, 0);
	if (count < 0)
		return failure_set(why, errno, "reading %s", path);
	return recording_is_ours(start, (size_t)count) ||
	       failure_set(why, 0, "%s exists and is not a recording: left unchanged", path);
}

/* A rotation replaces FILE.1, so that must be ours as well. */
static bool
check_older(const struct record_file *f, struct failure *why)
{
	char older[PATH_MAX + 2];
	bool good;
	int fd;

	snprintf(older, sizeof older, "%s.1", f->path);
	fd = open(older, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT || failure_set(why, errno, "opening %s", older);
	good = check_is_ours(fd, older, why);
	close(fd);
	return good;
}

static bool
take_over(struct record_file *f, struct failure *why)
{
	if (!check_is_ours(f->fd, f->path, why) || (f->max_bytes > 0 && !check_older(f, why)))
		return false;
	if (flock(f->fd, LOCK_EX | LOCK_NB) != 0)
		return failure_set(why, errno == EWOULDBLOCK ? 0 : errno,
			"%s is being written by another peaktop", f->path);
	if (fchmod(f->fd, MODE) != 0 || ftruncate(f->fd, 0) != 0)
		return failure_set(why, errno, "writing %s", f->path);
	return true;
}

/* --- opening --- */

/* "peaktop-HOST-20260101-120000.rec" */
static void
name_file(char *path, size_t size)
{
	struct buffer b = buffer_over(path, size);
	char host[65] = "";

	gethostname(host, sizeof host - 1);
	for (char *at = host; (at = strchr(at, '/')) != NULL;)
		*at = '_';
	buffer_print(&b, "peaktop-%s-", host);
	unit_local_time(&b, clock_wall_ns(), UNIT_FILE_STAMP);
	buffer_text(&b, ".rec");
}

static bool
open_path(struct record_file *f, int flags, struct failure *why)
{
	f->fd = open(f->path,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags, MODE);
	if (f->fd < 0)
		return failure_set(why, errno, "opening %s", f->path);
	if (take_over(f, why))
		return true;
	close(f->fd);
	return false;
}

/* Follows a link, also to a file that does not exist yet, but not one that another user created. A
 * rotation renames the file, not the link. */
static bool
follow(struct record_file *f, struct failure *why)
{
	char real[PATH_MAX];
	struct stat link;
	int fd;

	if (lstat(f->path, &link) != 0 || !S_ISLNK(link.st_mode))
		return true;
	if (link.st_uid != geteuid() && link.st_uid != 0)
		return failure_set(why, 0, "%s is a symbolic link of another user", f->path);
	fd = open(f->path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, MODE);
	if (fd >= 0)
		close(fd);
	if (realpath(f->path, real) == NULL || strlen(real) + 3 > sizeof f->path)
		return failure_set(why, errno, "opening %s", f->path);
	strcpy(f->path, real);
	return true;
}

/* A device or a pipe has no contents to keep, and nothing to rotate. */
static bool
open_stream(struct record_file *f, struct failure *why)
{
	if (f->max_bytes > 0)
		return failure_set(
			why, 0, "%s is not a regular file: its size cannot be limited", f->path);
	f->fd = open(f->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	f->is_stream = true;
	return f->fd >= 0 || failure_set(why, errno, "opening %s", f->path);
}

static bool
is_stream(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool
record_file_open(struct record_file *f, const char *name, uint64_t max_bytes, struct failure *why)
{
	*f = (struct record_file){ .fd = STDOUT_FILENO, .max_bytes = max_bytes };
	if (name != NULL && strcmp(name, "-") == 0) {
		f->is_stdout = true;
		return true;
	}
	if (name != NULL && strlen(name) + 3 > sizeof f->path)
		return failure_set(why, ENAMETOOLONG, "opening %s", name);
	if (name != NULL)
		strcpy(f->path, name);
	else
		name_file(f->path, sizeof f->path);
	if (name != NULL && is_stream(f->path))
		return open_stream(f, why);
	return (name == NULL || follow(f, why)) && open_path(f, name == NULL ? O_EXCL : 0, why);
}

/* --- writing --- */

bool
record_file_is_full(const struct record_file *f, size_t more)
{
	return f->max_bytes > 0 && f->size > 0 && f->size + more > f->max_bytes;
}

bool
record_file_rotate(struct record_file *f, struct failure *why)
{
	char older[PATH_MAX + 2];

	snprintf(older, sizeof older, "%s.1", f->path);
	if (rename(f->path, older) != 0)
		return failure_set(why, errno, "renaming %s to %s", f->path, older);
	close(f->fd);
	f->size = 0;
	f->fd = -1;
	return open_path(f, O_EXCL, why);
}

/* Truncates a file that grew by part of a sample. */
static void
take_back(const struct record_file *f)
{
	if (f->is_stdout || f->is_stream || ftruncate(f->fd, (off_t)f->size) != 0)
		return; /* it ends within a sample, which readers skip */
	(void)lseek(f->fd, (off_t)f->size, SEEK_SET);
}

bool
record_file_write(struct record_file *f, const struct bytes *bytes, struct failure *why)
{
	struct failure cause;

	if (!io_write(f->fd, bytes, &cause)) {
		take_back(f);
		return failure_set(
			why, cause.error, "writing %s", f->is_stdout ? "the output" : f->path);
	}
	f->size += bytes->length;
	return true;
}

bool
record_file_close(struct record_file *f, struct failure *why)
{
	if (f->is_stdout || f->fd < 0)
		return true;
	return close(f->fd) == 0 || failure_set(why, errno, "writing %s", f->path);
}
