/* SPDX-License-Identifier: MIT */
/* guard.c: runs a test in an environment of its own for a limited time, and ends everything that it
 * started. */
#include "support/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A case without a result for this long is late; the whole test is after four times that.
 * PEAKTOP_TEST_SECONDS gives more time on a slow machine. Waits in a test fail by themselves after
 * 30 s. */
#define CASE_SECONDS 300.0
#define WHOLE_FACTOR 4

/* Processes that a test killed without reaping may take this long to exit. */
#define GRACE_SECONDS 3.0
#define END_SECONDS 15.0

/* For the output of an aborted test: Python prints a traceback. */
#define ABORT_SECONDS 1.0

struct guard {
	struct guard_tap tap;
	struct guard_world world;
	pid_t pid;
	int status;
	bool ended, stopped;
	int signals;
	int out[2], err[2];
	double case_seconds, started;
};

double
guard_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
give_up(const char *what)
{
	printf("Bail out! guard: %s: %s\n", what, strerror(errno));
	return 1;
}

/* --- the start --- */

/* Without descriptors, signal dispositions or terminal of the shell or make. */
static void
become_test(struct guard *g, char **argv)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(g->out[1], STDOUT_FILENO);
	dup2(g->err[1], STDERR_FILENO);
	syscall(SYS_close_range, 3u, ~0u, 0u);
	execvp(argv[0], argv);
	fprintf(stderr, "guard: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static bool
start(struct guard *g, char **argv)
{
	sigset_t watched;

	sigemptyset(&watched);
	for (const int *s = (const int[]){ SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, 0 }; *s; s++)
		sigaddset(&watched, *s);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &watched, NULL);
	g->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (g->signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return false;
	if (pipe2(g->out, O_CLOEXEC) < 0 || pipe2(g->err, O_CLOEXEC) < 0)
		return false;
	g->started = guard_now();
	fflush(stdout);
	g->pid = fork();
	if (g->pid == 0)
		become_test(g, argv);
	close(g->out[1]);
	close(g->err[1]);
	fcntl(g->out[0], F_SETFL, O_NONBLOCK);
	fcntl(g->err[0], F_SETFL, O_NONBLOCK);
	return g->pid > 0;
}

/* --- while it runs --- */

/* Passes lines of stderr on, and keeps them for the report of a late test. */
static void
take_error(struct guard *g, const char *bytes, size_t count)
{
	const char *end = bytes + count;

	if (write(STDERR_FILENO, bytes, count) < 0)
		guard_tap_keep(&g->tap, "(stderr cannot be written)", GUARD_LINE_BYTES);
	for (const char *line = bytes, *next; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next == NULL)
			next = end;
		guard_tap_keep(&g->tap, line, (size_t)(next - line));
	}
}

/* Reads what is available, within limits; closes the pipe at its end. */
static void
drain(struct guard *g, int *fd, bool is_tap)
{
	char bytes[16384];
	ssize_t count;

	for (int reads = 0; *fd >= 0 && reads < 64; reads++) {
		count = read(*fd, bytes, sizeof bytes);
		if (count < 0)
			return;
		if (count == 0) {
			close(*fd);
			*fd = -1;
		} else if (is_tap) {
			guard_tap_take(&g->tap, bytes, (size_t)count);
		} else {
			take_error(g, bytes, (size_t)count);
		}
	}
}

static void
take_signals(struct guard *g)
{
	struct signalfd_siginfo info;

	while (read(g->signals, &info, sizeof info) == sizeof info)
		g->stopped |= info.ssi_signo != SIGCHLD;
}

/* Handles all events once. True: no process is left below us. */
static bool
step(struct guard *g, double seconds)
{
	struct pollfd at[] = { { .fd = g->out[0], .events = POLLIN },
		{ .fd = g->err[0], .events = POLLIN }, { .fd = g->signals, .events = POLLIN } };

	poll(at, 3, seconds > 0 ? (int)(seconds * 1000) + 1 : 0);
	take_signals(g);
	drain(g, &g->out[0], true);
	drain(g, &g->err[0], false);
	return guard_processes_reap(g->pid, &g->status, &g->ended);
}

static double
seconds_left(const struct guard *g)
{
	double of_case = g->tap.last_result + g->case_seconds;
	double of_whole = g->started + WHOLE_FACTOR * g->case_seconds;

	return (of_case < of_whole ? of_case : of_whole) - guard_now();
}

/* --- the end --- */

static void
tell_late(struct guard *g)
{
	double until = guard_now() + ABORT_SECONDS;
	bool whole = guard_now() - g->started >= WHOLE_FACTOR * g->case_seconds;

	guard_tap_fail(
		&g->tap, "late: %s", whole ? "the whole took too long" : "no result of this case");
	guard_tap_remark("limit: %g s a case, %g s for all (PEAKTOP_TEST_SECONDS raises it)",
		g->case_seconds, WHOLE_FACTOR * g->case_seconds);
	guard_tap_tell_last(&g->tap);
	guard_processes_tell(guard_tap_remark);
	kill(g->pid, SIGABRT);
	while (!g->ended && guard_now() < until)
		step(g, until - guard_now());
}

static void
report_status(struct guard *g)
{
	if (WIFSIGNALED(g->status))
		guard_tap_fail(&g->tap, "ended by signal %d (%s)", WTERMSIG(g->status),
			strsignal(WTERMSIG(g->status)));
	else if (WEXITSTATUS(g->status) != 0 && g->tap.failures == 0)
		guard_tap_fail(&g->tap, "status %d, though no case failed", WEXITSTATUS(g->status));
}

/* Processes that a test leaves running are a failure. */
static void
tell_left(struct guard *g)
{
	double grace = g->case_seconds < GRACE_SECONDS ? g->case_seconds : GRACE_SECONDS;
	double until = guard_now() + grace;
	bool empty = step(g, 0);

	while (!empty && !g->stopped && guard_now() < until)
		empty = step(g, 0.02);
	if (empty || g->stopped)
		return;
	guard_tap_fail(&g->tap, "processes are left behind");
	guard_processes_tell(guard_tap_remark);
}

static int
finish(struct guard *g)
{
	bool good;

	if (!guard_processes_end(END_SECONDS))
		guard_tap_fail(&g->tap, "processes cannot be ended");
	drain(g, &g->out[0], true);
	drain(g, &g->err[0], false);
	guard_world_close(&g->world);
	guard_tap_remark(
		"took %.1f s, CPU %.2f s", guard_now() - g->started, guard_processes_cpu());
	good = guard_tap_close(&g->tap);
	return good ? 0 : 1;
}

static int
watch(struct guard *g)
{
	while (!g->ended && !g->stopped && seconds_left(g) > 0)
		step(g, seconds_left(g));
	if (g->stopped) {
		guard_tap_fail(&g->tap, "stopped from outside");
	} else if (!g->ended) {
		tell_late(g);
	} else {
		report_status(g);
		tell_left(g);
	}
	return finish(g);
}

int
main(int argc, char **argv)
{
	struct guard *g = calloc(1, sizeof *g);
	const char *seconds = getenv("PEAKTOP_TEST_SECONDS"), *name;

	if (argc < 2 || g == NULL) {
		fputs("usage: guard COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	name = strrchr(argv[argc - 1], '/');
	guard_tap_open(&g->tap, name != NULL ? name + 1 : argv[argc - 1]);
	g->case_seconds = seconds != NULL && atof(seconds) > 0 ? atof(seconds) : CASE_SECONDS;
	if (!guard_world_open(&g->world)) {
		guard_world_close(&g->world);
		return give_up("a folder for the test");
	}
	if (!start(g, argv + 1)) {
		guard_world_close(&g->world);
		return give_up("starting the test");
	}
	return watch(g);
}
