/* SPDX-License-Identifier: MIT */
/* writer_lock.c: the lock that the writer of a run holds as long as it runs. */
#include "app/state/writer_lock.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/state/folder.h"

/* Bits of a pid (PID_MAX_LIMIT of the kernel). */
#define PID_BITS 22

static int
open_file(int flags)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure ignored;

	if (!folder_state_path(&b, &ignored))
		return -1;
	buffer_text(&b, "/runs.lock");
	if (b.cut)
		return -1;
	return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | flags, 0600);
}

/* An open file description lock (fcntl(2)): POSIX locks would be lost when any descriptor of the
 * file is closed. */
static struct flock
byte_of(pid_t pid, uint64_t start_ticks, short type)
{
	uint64_t offset = (start_ticks << PID_BITS | (uint64_t)pid) & INT64_MAX;

	return (struct flock){
		.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)offset, .l_len = 1
	};
}

int
writer_lock_take(uint64_t start_ticks)
{
	/* A read lock: two processes with the same pid and start tick, in two namespaces, can both
	 * hold it. */
	struct flock lock = byte_of(getpid(), start_ticks, F_RDLCK);
	int fd = open_file(O_CREAT);

	if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

enum writer_state
writer_lock_state(const struct store_writer *writer)
{
	struct flock lock = byte_of(writer->pid, writer->start_ticks, F_WRLCK);
	int fd = open_file(0);
	bool known = fd >= 0 && fcntl(fd, F_OFD_GETLK, &lock) == 0;

	if (fd >= 0)
		close(fd);
	if (!known)
		return WRITER_UNKNOWN;
	return lock.l_type == F_UNLCK ? WRITER_GONE : WRITER_LIVES;
}

bool
writer_lock_file(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}
