/* SPDX-License-Identifier: MIT */
/* exits_parse.h: parses the kernel's reports of ended tasks (taskstats, by generic netlink).
 * Pure; any bytes are safe. Layout and meaning: Linux Documentation/accounting/taskstats.rst,
 * include/uapi/linux/taskstats.h. */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_PARSE_H
#define PEAKTOP_SOURCE_PROC_EXITS_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define EXIT_NAME_MAX 32 /* TS_COMM_LEN */

/* The end of one task. All threads of a process report the figures of their common memory. */
struct exit_note {
	pid_t pid;  /* of the process (thread group), in the first pid namespace */
	pid_t task; /* of the thread */
	pid_t ppid;
	uid_t uid;
	uint64_t peak_bytes;         /* hiwater_rss: VmHWM of the last image, final */
	uint64_t minor_faults;       /* of the task */
	uint64_t began_wall_seconds; /* of the process; 0: unknown */
	uint64_t lasted_ns; /* of the process, since its fork; suspended time is not counted */
	bool last;          /* the last thread of its process; true if unknown */
	bool forked;        /* never called exec: it began with its parent's memory */
	/* The signal that ended the process; 0: none. -1: unknown, for a thread other than the
	 * first. */
	int signal;
	char name[EXIT_NAME_MAX]; /* comm, raw */
};

/* The position in a datagram. */
struct exits_cursor {
	const char *data; /* borrowed, aligned for any type */
	size_t length, at;
};

/* The next task's end in messages of this family; false: no more. Other messages, and those
 * shorter than they claim, are skipped. Kernels before 5.19 (version 12) do not report the
 * process of a thread: their messages are skipped too. */
bool exits_parse_next(struct exits_cursor *, uint16_t family, struct exit_note *);

/* The number of the family in a reply to CTRL_CMD_GETFAMILY; 0: none. */
uint16_t exits_parse_family(const char *data, size_t length);

#endif
