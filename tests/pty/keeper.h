/* SPDX-License-Identifier: MIT */
/* keeper.h: a real keeper with a home of its own, and screens that talk to it; include it after
 * cmocka's header. */
#ifndef PEAKTOP_TESTS_PTY_KEEPER_H
#define PEAKTOP_TESTS_PTY_KEEPER_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/state/keeper_listeners.h"
#include "app/jobs/panes.h"
#include "ipc/keeper_socket.h"
#include "support/child.h"
#include "support/now_ms.h"

#define PATIENCE_MS 60000

struct world {
	char home[64];
	char sockets[128];
	pid_t keeper;
	rlim_t descriptors; /* the keeper's limit of descriptors; 0: the usual one */
	const char *output; /* the option for kept output; NULL: "--keep-output=1K" */
	struct panes panes; /* the first screen is 0 */
};

static inline int
setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->home, "/tmp/peaktop-keeper-XXXXXX");
	assert_non_null(mkdtemp(w->home));
	snprintf(w->sockets, sizeof w->sockets, "%s/.local/state/peaktop/sockets", w->home);
	*state = w;
	return 0;
}

static inline int
teardown(void **state)
{
	struct world *w = *state;
	char command[160];

	panes_close(&w->panes);
	if (w->keeper > 0) {
		kill(w->keeper, SIGKILL);
		waitpid(w->keeper, NULL, 0);
	}
	snprintf(command, sizeof command, "rm -rf '%s'", w->home);
	assert_int_equal(system(command), 0);
	free(w);
	return 0;
}

static inline _Noreturn void
become_keeper(const struct world *w, int fd, const char *size, const char *script)
{
	struct rlimit files;
	char number[32];

	snprintf(number, sizeof number, "--fd=%d", fd);
	/* Closes descriptors that the harness left open. */
	for (int other = 3; other < 256; other++)
		if (other != fd)
			close(other);
	/* Background jobs of a script ignore these signals. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	fcntl(fd, F_SETFD, 0);
	getrlimit(RLIMIT_NOFILE, &files);
	if (w->descriptors > 0)
		files.rlim_cur = w->descriptors;
	setrlimit(RLIMIT_NOFILE, &files);
	setenv("HOME", w->home, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_RUNTIME_DIR");
	setsid();
	execl(getenv("PEAKTOP"), "peaktop", "keeper", number, size,
		w->output != NULL ? w->output : "--keep-output=1K", "--label", "kept", "--", "sh",
		"-c", script, NULL);
	_exit(99);
}

/* Starts the keeper of a script, and a first screen of 10 rows and 40 columns. */
static inline struct watched_job *
begin(struct world *w, const char *script)
{
	struct failure why;
	int pair[2];

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	w->keeper = child_fork();
	if (w->keeper == 0)
		become_keeper(w, pair[1], "--size=10x40", script);
	close(pair[1]);
	assert_true(panes_add(&w->panes, pair[0], 10, 40, &why));
	return w->panes.jobs[0];
}

/* What the screens show, for whoever reads why a test was late. */
static inline void
print_screens(const struct world *w)
{
	for (size_t i = 0; i < w->panes.count; i++) {
		const struct watched_job *job = w->panes.jobs[i];

		print_error("screen %zu (terminal %d, ended %d):\n", i, (int)job->figures.terminal,
			job->end.ended);
		for (int row = 0; row < job->screen.rows; row++) {
			struct bytes b = { .data = NULL };

			vt_line_text(
				vt_screen_at(&job->screen, row, 0), (size_t)job->screen.cols, &b);
			if (b.length > 0)
				print_error("| %.*s\n", (int)b.length, b.data);
			bytes_free(&b);
		}
	}
}

/* Handles messages of all screens until the condition holds. */
static inline void
await(struct world *w, bool (*holds)(struct world *, const void *), const void *what)
{
	int64_t until = now_ms() + PATIENCE_MS;

	while (!holds(w, what)) {
		struct pollfd fds[PANES_MAX];
		struct failure ignored;

		if (now_ms() >= until)
			print_screens(w);
		assert_true(now_ms() < until);
		for (size_t i = 0; i < w->panes.count; i++)
			fds[i] = (struct pollfd){ w->panes.links[i]->fd, POLLIN, 0 };
		poll(fds, w->panes.count, 20);
		for (size_t i = 0; i < w->panes.count; i++)
			panes_take(&w->panes, i, &ignored);
	}
}

static inline bool
shows_on(const struct watched_job *job, const char *text)
{
	bool found = false;

	for (int row = 0; row < job->screen.rows && !found; row++) {
		struct bytes b = { .data = NULL };

		vt_line_text(vt_screen_at(&job->screen, row, 0), (size_t)job->screen.cols, &b);
		found = b.data != NULL && strstr(b.data, text) != NULL;
		bytes_free(&b);
	}
	return found;
}

/* The number in a row that matches this scanf format; 0: none. */
static inline int
number_on_screen(const struct watched_job *job, const char *format)
{
	int number = 0;

	for (int row = 0; row < job->screen.rows && number == 0; row++) {
		struct bytes b = { .data = NULL };

		vt_line_text(vt_screen_at(&job->screen, row, 0), (size_t)job->screen.cols, &b);
		if (b.data != NULL)
			sscanf(b.data, format, &number);
		bytes_free(&b);
	}
	return number;
}

static inline bool
shows(struct world *w, const void *text)
{
	return shows_on(w->panes.jobs[w->panes.count - 1], text);
}

static inline bool
first_shows(struct world *w, const void *text)
{
	return shows_on(w->panes.jobs[0], text);
}

static inline bool
has_ended(struct world *w, const void *unused)
{
	(void)unused;
	return w->panes.jobs[w->panes.count - 1]->end.ended;
}

static inline bool
has_number(struct world *w, const void *unused)
{
	(void)unused;
	return w->panes.jobs[0]->identity.run > 0;
}

static inline bool
is_stopped(struct world *w, const void *unused)
{
	(void)unused;
	return w->panes.jobs[0]->figures.stopped;
}

/* All the lines requested by panes_ask_lines have come. */
static inline bool
has_lines(struct world *w, const void *unused)
{
	const struct pane_link *l = w->panes.links[0];

	(void)unused;
	assert_true(l->fd >= 0);
	return l->asked >= l->wanted && l->awaited == 0;
}

static inline bool
keeper_is_gone(struct world *w, const void *unused)
{
	(void)unused;
	if (w->keeper > 0 && waitpid(w->keeper, NULL, WNOHANG) != w->keeper)
		return false;
	w->keeper = 0;
	return true;
}

static inline void
type(struct world *w, size_t at, const char *text)
{
	for (; *text != '\0'; text++)
		panes_key(&w->panes, at, &(struct key_event){ .code = (unsigned char)*text });
	panes_flush(&w->panes, at);
}

/* The number of keepers, and the name of one. */
static inline size_t
keeper_sockets(const struct world *w, char name[64])
{
	struct keeper_entries all = { .items = NULL };
	size_t count;

	keeper_list(w->sockets, keeper_boot(), &all);
	count = all.count;
	if (count > 0)
		strcpy(name, all.items[0].name.text);
	keeper_entries_clear(&all);
	return count;
}

/* Attaches another screen through the socket. */
static inline void
attach(struct world *w, int rows, int cols)
{
	struct failure why;
	char name[64];
	int fd;

	assert_int_equal(keeper_sockets(w, name), 1);
	assert_int_equal(keeper_name_pid(name), w->keeper);
	fd = keeper_connect(w->sockets, name, keeper_boot(), &why);
	assert_true(fd >= 0);
	assert_true(panes_add(&w->panes, fd, rows, cols, &why));
}

#define KEEPER_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* --- a screen that does not read --- */

/* Of two screens, only the second is still read. */
static inline struct pane_link *
set_first_aside(struct world *w)
{
	struct pane_link *stalled = w->panes.links[0];

	w->panes.links[0] = w->panes.links[1];
	w->panes.jobs[0] = w->panes.jobs[1];
	w->panes.count = 1;
	return stalled;
}

/* It becomes the second. */
static inline void
take_back(struct world *w, struct pane_link *stalled)
{
	w->panes.links[1] = stalled;
	w->panes.jobs[1] = &stalled->job;
	w->panes.count = 2;
}

#endif
