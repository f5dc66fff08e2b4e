/* SPDX-License-Identifier: MIT */
/* child.h: forks that end with the test program, whatever happens, and memory for them. */
#ifndef TESTS_SUPPORT_CHILD_H
#define TESTS_SUPPORT_CHILD_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Like fork(2). A failed assertion leaves the test by longjmp without ending the child, which must
 * not outlive the program: it holds the program's output open. */
static inline pid_t
child_fork(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	return 0;
}

/* Kills and reaps it; 0 and an ended child are fine. Returns its wait status. */
static inline int
child_end(pid_t *pid, int signal)
{
	int status = 0;

	if (*pid > 0) {
		kill(*pid, signal);
		waitpid(*pid, &status, 0);
	}
	*pid = 0;
	return status;
}

/* Allocates memory and writes each page once, without touching the address sanitizer's shadow,
 * which would be an eighth more. False: failed. */
__attribute__((no_sanitize("address", "undefined"))) static inline bool
child_hold(size_t bytes)
{
	long page = sysconf(_SC_PAGESIZE);
	volatile char *memory =
		mmap(NULL, bytes + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return false;
	for (size_t at = 0; at < bytes; at += (size_t)page)
		memory[at] = 1;
	return true;
}

/* A child that does its work, reports it, and waits to be killed. -1: it could not be started, or
 * exited; it is reaped then. */
static inline pid_t
child_start(bool (*task)(void *), void *argument)
{
	int ready[2];
	pid_t pid;
	char byte;
	bool said;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -1;
	pid = child_fork();
	if (pid == 0) {
		close(ready[0]);
		if (!task(argument) || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	said = pid > 0 && read(ready[0], &byte, 1) == 1;
	close(ready[0]);
	if (!said && pid > 0)
		waitpid(pid, NULL, 0);
	return said ? pid : -1;
}

#endif
