/* SPDX-License-Identifier: MIT */
/* proc_text.h: what /proc says of a process. */
#ifndef PEAKTOP_TESTS_SUPPORT_PROC_TEXT_H
#define PEAKTOP_TESTS_SUPPORT_PROC_TEXT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The beginning of /proc/PID/NAME, as far as it fits; returns its length. Empty: there is no such
 * process, or it may not be read. */
static inline size_t
proc_text(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t length = -1;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, text, size - 1);
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	return length > 0 ? (size_t)length : 0;
}

/* The letter of its state (proc(5)); 'X': there is no such process. */
static inline char
proc_state(pid_t pid)
{
	char text[512];
	const char *end;

	proc_text(pid, "stat", text, sizeof text);
	end = strrchr(text, ')');
	return end != NULL && end[1] == ' ' ? end[2] : 'X';
}

/* What follows "LABEL:" in /proc/PID/status, as a number of this base; 0 if there is no such line.
 */
static inline unsigned long long
proc_status_number(pid_t pid, const char *label, int base)
{
	char text[8192], line[64];
	const char *at;

	proc_text(pid, "status", text, sizeof text);
	snprintf(line, sizeof line, "\n%s:", label);
	at = strstr(text, line);
	return at != NULL ? strtoull(at + strlen(line), NULL, base) : 0;
}

#endif
