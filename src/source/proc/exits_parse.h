/* SPDX-License-Identifier: MIT */
/* exits_parse.h: what the kernel says of tasks that end (taskstats, by generic netlink), taken from
 * bytes. Pure; any bytes are safe.
 *
 * Layout and meaning: Linux Documentation/accounting/taskstats.rst,
 * include/uapi/linux/taskstats.h. */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_PARSE_H
#define PEAKTOP_SOURCE_PROC_EXITS_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define EXIT_NAME_MAX 32 /* TS_COMM_LEN */

/* The end of one task. All threads of a process carry the figures of its one memory. */
struct exit_note {
	pid_t pid;  /* of the process (thread group), in the first pid namespace */
	pid_t task; /* of the thread */
	pid_t ppid;
	uid_t uid;
	uint64_t peak_bytes;         /* hiwater_rss: VmHWM of the last image, final */
	uint64_t minor_faults;       /* of the task */
	uint64_t began_wall_seconds; /* the process; 0: unknown */
	uint64_t lasted_ns; /* of the process, since its fork; time asleep is not counted */
	bool last;          /* the last thread of its process; true where it is not told */
	bool forked;        /* never ran exec: it began with its parent's memory */
	/* That ended the process; 0: none. -1: of another thread than the first it is not told, and
	 * may be any. */
	int signal;
	char name[EXIT_NAME_MAX]; /* comm, not cleaned */
};

/* How far a datagram has been read. */
struct exits_cursor {
	const char *data; /* borrowed, aligned for any type */
	size_t length, at;
};

/* The next task's end in messages of this family; false: there is no more. What is no such message,
 * or is shorter than it says, is passed over. Kernels before 5.19 (version 12) do not tell the
 * process of a thread: their messages are passed over too. */
bool exits_parse_next(struct exits_cursor *, uint16_t family, struct exit_note *);

/* The number of the family that an answer to CTRL_CMD_GETFAMILY names; 0: it names none. */
uint16_t exits_parse_family(const char *data, size_t length);

#endif
