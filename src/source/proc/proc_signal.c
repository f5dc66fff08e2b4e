/* SPDX-License-Identifier: MIT */
/* proc_signal.c: sends a signal to exactly one process, even if its pid is reused. */
#include "source/proc/proc_signal.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/proc_parse.h"

bool
proc_is_alive(struct proc_reader *r, struct proc_key key)
{
	struct proc_stat stat;

	return slot_read_file(r, key.pid, "stat") == PROC_READ &&
	       proc_parse_stat(r->text.bytes, &stat) && stat.start_ticks == key.start_ticks &&
	       proc_stat_is_alive(&stat);
}

/* The pidfd is opened before the identity is checked: what it refers to cannot change after
 * that. */
int
proc_signal(struct proc_reader *r, struct proc_key key, int signal)
{
	int fd = -1, error = 0;

	if (r->foreign)
		return EPERM;
	fd = (int)syscall(SYS_pidfd_open, key.pid, 0);
	if (fd < 0)
		return errno;
	if (!proc_is_alive(r, key))
		error = ESRCH;
	else if (syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0) < 0)
		error = errno;
	close(fd);
	return error;
}
