/* SPDX-License-Identifier: MIT */
/* launches.h: launches real commands and waits for them, beside the same commands started by plain
 * fork and exec. */
#ifndef PEAKTOP_TESTS_LAUNCHES_H
#define PEAKTOP_TESTS_LAUNCHES_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "launch/launch.h"
#include "support/child.h"
#include "support/need.h"

#define MIB (1024ull * 1024)
#define COMMAND(...) ((char *const[]){ __VA_ARGS__, NULL })
#define SHELL(script) COMMAND("sh", "-c", script)

#define OUTPUT_BYTES 65536
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* A comment in the test's output. Not skip(): cmocka 1.1.5 prints "not ok # SKIP", a failure in
 * TAP. */
static inline void
not_shown(const char *reason)
{
	printf("# not shown here: %s\n", reason);
}

/* Polls until `pid` ended (0: until anything did). */
static inline struct reaped
await_end(pid_t pid)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	struct reaped reaped;

	while (clock_active_ns() < deadline) {
		if (launch_reap(&reaped) && (pid == 0 || reaped.pid == pid))
			return reaped;
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
	need(0, "a command ended in time");
	return reaped;
}

/* --- what a command writes to its stdout --- */

struct output {
	int file, saved;
	char text[OUTPUT_BYTES];
};

static inline void
output_begin(struct output *o)
{
	fflush(stdout);
	o->file = memfd_create("output", MFD_CLOEXEC);
	o->saved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
	need(o->file >= 0 && o->saved >= 0, "a file for output");
	dup2(o->file, STDOUT_FILENO);
}

/* Call it once the command has its descriptors. */
static inline void
output_detach(struct output *o)
{
	dup2(o->saved, STDOUT_FILENO);
	close(o->saved);
}

static inline const char *
output_take(struct output *o)
{
	ssize_t size = pread(o->file, o->text, sizeof o->text - 1, 0);

	need(size >= 0, "reading the output");
	o->text[size] = '\0';
	close(o->file);
	return o->text;
}

/* By plain fork and exec: what the command would have without us. */
static inline const char *
output_plain(struct output *o, char *const *argv)
{
	pid_t pid;

	output_begin(o);
	pid = child_fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	output_detach(o);
	/* If SIGCHLD is ignored, wait still waits for the end, and returns ECHILD. */
	waitpid(pid, NULL, 0);
	return output_take(o);
}

/* Both halves of a launch. */
static inline bool
launch_start(const struct launch_setup *setup, struct launched *launched, struct failure *why)
{
	return launch_begin(setup, launched, why) && launch_settle(setup, launched, why);
}

/* Through launch_start. */
static inline const char *
output_launched(struct output *o, const struct launch_setup *setup)
{
	struct launched launched;
	struct failure why;
	bool started;

	output_begin(o);
	started = launch_start(setup, &launched, &why);
	output_detach(o);
	need(started && launched.start_error == 0, setup->argv[0]);
	await_end(launched.pid);
	return output_take(o);
}

/* --- as a user who may not raise limits --- */

/* Returns what `act` returned there (0 to 100). */
static inline int
unprivileged(int (*act)(void))
{
	pid_t pid;
	int status = 0;

	signal(SIGCHLD, SIG_DFL);
	pid = child_fork();
	need(pid >= 0, "a process of its own");
	if (pid == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(101);
		_exit(act());
	}
	need(waitpid(pid, &status, 0) == pid && WIFEXITED(status), "waiting for it");
	return WEXITSTATUS(status);
}

/* --- files of a test in a temporary folder --- */

struct folder {
	char path[64], file[128];
};

static inline void
folder_open(struct folder *f)
{
	strcpy(f->path, "/tmp/peaktop-test-XXXXXX");
	need(mkdtemp(f->path) != NULL, "a folder");
}

static inline char *
folder_file(struct folder *f, const char *name, const char *text, mode_t mode)
{
	FILE *stream;

	snprintf(f->file, sizeof f->file, "%s/%s", f->path, name);
	stream = fopen(f->file, "we");
	need(stream != NULL && fputs(text, stream) >= 0 && fclose(stream) == 0, f->file);
	need(chmod(f->file, mode) == 0, f->file);
	return f->file;
}

static inline void
folder_close(struct folder *f)
{
	const char *const argv[] = { "rm", "-rf", f->path, NULL };
	struct output none;

	output_plain(&none, (char *const *)argv);
}

/* --- common set-up --- */

struct world {
	struct inherited inherited;
	struct limit_list limits;
	struct launch_setup setup; /* without the limits */
	struct launched launched;
	struct failure why;
	struct output plain, output;
	struct folder folder;
};

/* Independent of how the test program was started, and of earlier cases. */
static inline void
reset_signals(void)
{
	const int touched[] = { SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR2,
		SIGTSTP, SIGRTMAX };
	sigset_t none;

	for (size_t i = 0; i < LENGTH(touched); i++)
		signal(touched[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static inline int
world_set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	need(w != NULL, "memory");
	reset_signals();
	inherit_capture(&w->inherited);
	w->setup = (struct launch_setup){ .inherited = &w->inherited, .cgroup_fd = -1 };
	*state = w;
	return 0;
}

/* No case leaves a file or a process behind, even if it failed. */
static inline int
world_tear_down(void **state)
{
	struct world *w = *state;

	if (w->folder.path[0] != '\0')
		folder_close(&w->folder);
	free(w);
	return launch_has_children();
}

static inline const char *
world_output(struct world *w, char *const *argv)
{
	w->setup.argv = argv;
	return output_launched(&w->output, &w->setup);
}

#endif
