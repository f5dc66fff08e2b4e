/* SPDX-License-Identifier: MIT */
/* keeper_start.c: starts the keeper of a job, which outlives the screen that starts it.
 *
 * A keeper is a new process by exec: the memory of a monitor that has run for days must not be a
 * floor for the command's ru_maxrss (launch/launch.h). */
#include "app/jobs/keeper_start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/exit_status.h"
#include "base/grow.h"

/* Its own options: "keeper --fd N --size RxC --keep-output BYTES --no-history --program-only
 * --no-lines --label NAME --phase-on REGEX --". */
#define OWN_ARGUMENTS 15

struct keeper_argv {
	char fd[16], size[32], output[32];
	char **argv;
};

static void
fill_argv(struct keeper_argv *w, const struct keeper_request *r, int fd)
{
	struct buffer number = buffer_over(w->fd, sizeof w->fd);
	struct buffer size = buffer_over(w->size, sizeof w->size);
	struct buffer output = buffer_over(w->output, sizeof w->output);
	size_t count = 0, command = 0;

	buffer_print(&number, "--fd=%d", fd);
	buffer_print(&size, "--size=%dx%d", r->rows > 0 ? r->rows : 1, r->cols > 0 ? r->cols : 1);
	buffer_print(&output, "--keep-output=%llu", (unsigned long long)r->output_max_bytes);
	while (r->argv[command] != NULL)
		command++;
	w->argv = grow_new((OWN_ARGUMENTS + command) * sizeof *w->argv);
	w->argv[count++] = "peaktop";
	w->argv[count++] = "keeper";
	w->argv[count++] = w->fd;
	w->argv[count++] = w->size;
	w->argv[count++] = w->output;
	if (r->no_history)
		w->argv[count++] = "--no-history";
	if (r->program_only)
		w->argv[count++] = "--program-only";
	if (r->no_lines)
		w->argv[count++] = "--no-lines";
	if (r->label != NULL) {
		w->argv[count++] = "--label";
		w->argv[count++] = (char *)r->label;
	}
	if (r->phase_on != NULL) {
		w->argv[count++] = "--phase-on";
		w->argv[count++] = (char *)r->phase_on;
	}
	w->argv[count++] = "--";
	memcpy(w->argv + count, r->argv, command * sizeof *w->argv);
}

/* In the child: descriptors that are not close-on-exec are meant for the command. */
static _Noreturn void
become_keeper(const struct keeper_request *r, const struct keeper_argv *w, int fd, int report)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), error;

	setsid();
	for (int i = STDIN_FILENO; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	fcntl(fd, F_SETFD, 0);
	inherit_restore_actions(r->inherited);
	inherit_restore_mask(r->inherited);
	execv("/proc/self/exe", w->argv);
	error = errno;
	if (write(report, &error, sizeof error) < 0)
		_exit(EXIT_NOT_RUNNABLE);
	_exit(EXIT_NOT_FOUND);
}

/* The intermediate process exits at once, so that the keeper is not our child: it leaves no zombie
 * in a monitor, nor a process that the monitor would wait for. */
static int
fork_keeper(const struct keeper_request *r, const struct keeper_argv *w, int fd, int report)
{
	pid_t pid = fork();

	if (pid == 0) {
		pid = fork();
		if (pid == 0)
			become_keeper(r, w, fd, report);
		_exit(pid < 0 ? errno : 0);
	}
	return pid;
}

/* Returns an errno; 0: the keeper's program runs. */
static int
await(pid_t pid, int report)
{
	int status = 0, error = 0;
	ssize_t count;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return WEXITSTATUS(status);
	do
		count = read(report, &error, sizeof error);
	while (count < 0 && errno == EINTR);
	return count == (ssize_t)sizeof error ? error : 0;
}

int
keeper_start(const struct keeper_request *r, struct failure *why)
{
	int pair[2], report[2], error;
	struct keeper_argv w;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
		return failure_set(why, errno, "creating a socket for the job's keeper"), -1;
	if (pipe2(report, O_CLOEXEC) < 0) {
		close(pair[0]);
		close(pair[1]);
		return failure_set(why, errno, "creating a socket for the job's keeper"), -1;
	}
	fill_argv(&w, r, pair[1]);
	pid = fork_keeper(r, &w, pair[1], report[1]);
	error = pid < 0 ? errno : 0;
	close(pair[1]);
	close(report[1]);
	if (pid > 0)
		error = await(pid, report[0]);
	close(report[0]);
	free(w.argv);
	if (error == 0)
		return pair[0];
	close(pair[0]);
	return failure_set(why, error, "starting the job's keeper"), -1;
}
