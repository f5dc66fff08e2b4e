/* SPDX-License-Identifier: MIT */
/* monitor.h: the live monitor in the test terminal, and a process for it to watch; include it after
 * support/terminal_assert.h. */
#ifndef PEAKTOP_TESTS_PTY_MONITOR_H
#define PEAKTOP_TESTS_PTY_MONITOR_H

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/child.h"
#include "support/now_ms.h"
#include "support/proc_text.h"

#define MIB (1024l * 1024)

struct monitor_setup {
	/* Shell commands that run first, each terminated ("sleep 9 &"): processes that they leave
	 * become children of the program, which replaces the shell. NULL: none. */
	const char *before;
	const char *options; /* as typed into a shell; NULL: none */
	const char *env[8];  /* see terminal_setup */
	int rows, cols;      /* 0: 24 rows, 100 columns */
};

static inline const char *
monitor_path(void)
{
	const char *path = getenv("PEAKTOP");

	assert_non_null(path);
	return path;
}

static inline struct terminal *
monitor_start(void **state, const struct monitor_setup *setup)
{
	char script[1024], path[512];
	const char *const argv[] = { "sh", "-c", script, NULL };
	const char *env[10] = { path };

	for (size_t i = 0; i < 8 && setup->env[i] != NULL; i++)
		env[i + 1] = setup->env[i];
	assert_true(snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path()) < (int)sizeof path);
	assert_true(snprintf(script, sizeof script, "%s exec \"$PEAKTOP\" %s",
			    setup->before != NULL ? setup->before : "",
			    setup->options != NULL ? setup->options : "") < (int)sizeof script);
	return start(state, &(struct terminal_setup){ .argv = argv,
				    .env = env,
				    .rows = setup->rows,
				    .cols = setup->cols > 0 ? setup->cols : 100 });
}

/* Waits for the table with its footer: the first drawing is complete. */
static inline struct terminal *
monitor_open(void **state, const struct monitor_setup *setup)
{
	struct terminal *t = monitor_start(state, setup);

	assert_text(t, "q quit");
	assert_true(terminal_in_alternate_screen(t));
	return t;
}

/* Checks that the whole screen is as it was before the program started. */
static inline void
assert_restored(struct terminal *t)
{
	assert_true(terminal_modes_restored(t));
	assert_false(terminal_in_alternate_screen(t));
	assert_true(terminal_cursor_visible(t));
}

/* Kills the monitor by a signal that it does not survive: the screen is as before. */
static inline struct terminal *
monitor_crash(void **state, int signal)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .before = "ulimit -c 0; echo before;",
					    .options = "-d 50ms" });

	assert_int_equal(kill(terminal_pid(t), signal), 0);
	assert_killed(t, signal);
	assert_restored(t);
	assert_row(t, 0, "before");
	assert_true(terminal_saw(t, "1000l"));
	return t;
}

/* Jobs outlive their screens, so a test ends its own. No terminal: no jobs. */
static inline void
monitor_end_keepers(struct terminal *t)
{
	char path[512];
	DIR *dir = NULL;

	if (t != NULL) {
		snprintf(path, sizeof path, "%s/.run/peaktop", terminal_home(t));
		dir = opendir(path);
	}
	for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
		if (atoi(entry->d_name) > 1)
			kill(atoi(entry->d_name), SIGKILL);
	if (dir != NULL)
		closedir(dir);
}

/* Presses Esc and waits until what it leaves is gone: with Esc, the next key would be another one.
 */
static inline void
press_escape(struct terminal *t, const char *gone)
{
	terminal_keys(t, "\033");
	assert_true(terminal_wait_gone(t, gone, PATIENCE_MS));
}

static inline void
monitor_quit(struct terminal *t)
{
	terminal_keys(t, "q");
	assert_exit(t, 0);
	assert_restored(t);
}

/* --- a process to watch: a fork of the test --- */

struct victim {
	pid_t pid;
	int order_fd, answer_fd;
};

/* Sends a command: a digit allocates that many times 10 MiB, 'f' frees them, other bytes are only
 * answered. */
static inline _Noreturn void
victim_live(int order_fd, int answer_fd)
{
	char order;
	char *memory = NULL;
	size_t bytes = 0;

	while (read(order_fd, &order, 1) == 1) {
		if (order == 'f') {
			munmap(memory, bytes);
		} else if (order > 0 && order < 100) {
			bytes = (size_t)order * 10 * (size_t)MIB;
			memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			memset(memory, 1, bytes);
		}
		if (write(answer_fd, "", 1) != 1)
			break;
	}
	_exit(0);
}

static inline struct victim
victim_start(void)
{
	int orders[2], answers[2];
	struct victim v;

	assert_int_equal(pipe2(orders, O_CLOEXEC), 0);
	assert_int_equal(pipe2(answers, O_CLOEXEC), 0);
	v = (struct victim){ child_fork(), orders[1], answers[0] };
	assert_int_not_equal(v.pid, -1);
	if (v.pid == 0) {
		close(orders[1]);
		close(answers[0]);
		victim_live(orders[0], answers[1]);
	}
	close(orders[0]);
	close(answers[1]);
	return v;
}

/* Waits for the answer. */
static inline void
victim_do(const struct victim *v, char order)
{
	char answer;

	assert_int_equal(write(v->order_fd, &order, 1), 1);
	assert_int_equal(read(v->answer_fd, &answer, 1), 1);
}

/* Its wait status; it exits by itself unless it was killed. */
static inline int
victim_end(struct victim *v)
{
	int status;

	close(v->order_fd);
	close(v->answer_fd);
	assert_int_equal(waitpid(v->pid, &status, 0), v->pid);
	return status;
}

/* A value of /proc/PID/status in bytes. */
static inline double
status_bytes(pid_t pid, const char *field)
{
	double kib = (double)proc_status_number(pid, field, 10);

	assert_true(kib > 0);
	return kib * 1024;
}

#endif
