/* SPDX-License-Identifier: MIT */
/* proc_file.c: reads a small file of /proc whole, and says what its absence means. */
#include "source/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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

enum proc_outcome
proc_file_reread(int fd, char *bytes, size_t size, size_t *length)
{
	ssize_t got = pread(fd, bytes, size - 1, 0);

	if (got < 0)
		return proc_file_outcome(errno);
	bytes[got] = '\0';
	*length = (size_t)got;
	return got > 0 ? PROC_READ : PROC_GONE;
}

enum proc_outcome
proc_file_read(int folder, const char *path, char *bytes, size_t size, size_t *length)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum proc_outcome outcome;

	if (fd < 0)
		return proc_file_outcome(errno);
	outcome = proc_file_reread(fd, bytes, size, length);
	close(fd);
	return outcome;
}

bool
proc_file_read_long(const char *path, char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	size_t length = 0;
	ssize_t got;

	if (fd < 0)
		return false;
	while (length < size - 1 && (got = read(fd, bytes + length, size - 1 - length)) > 0)
		length += (size_t)got;
	close(fd);
	bytes[length] = '\0';
	return length > 0;
}
