/* SPDX-License-Identifier: MIT */
/* terminal.c: the program under test and its pseudoterminal. */
#include "support/terminal_private.h"

#include "support/child.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

void *
terminal_memory(void *old, size_t bytes)
{
	void *memory = realloc(old, bytes);

	if (memory == NULL)
		abort();
	return memory;
}

static bool
open_line(struct terminal *t)
{
	struct winsize size = { .ws_row = (unsigned short)t->rows,
		.ws_col = (unsigned short)t->cols };

	if (openpty(&t->master_fd, &t->slave_fd, NULL, NULL, &size) == -1)
		return false;
	return fcntl(t->master_fd, F_SETFL, O_RDWR | O_NONBLOCK) == 0 &&
	       fcntl(t->master_fd, F_SETFD, FD_CLOEXEC) == 0 &&
	       fcntl(t->slave_fd, F_SETFD, FD_CLOEXEC) == 0 &&
	       tcgetattr(t->slave_fd, &t->first_modes) == 0;
}

/* Runs in the child. */
static _Noreturn void
become(int slave_fd, const char *const *argv, char **environment)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	if (login_tty(slave_fd) == 0) {
		closefrom(STDERR_FILENO + 1);
		execvpe(argv[0], (char *const *)(uintptr_t)argv, environment);
		dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	}
	_exit(127);
}

static bool
launch(struct terminal *t, const struct terminal_setup *setup)
{
	char **environment = terminal_world_environment(t->home, setup->env);

	t->pid = child_fork();
	if (t->pid == 0)
		become(t->slave_fd, setup->argv, environment);
	terminal_world_free(environment);
	return t->pid != -1;
}

struct terminal *
terminal_start(const struct terminal_setup *setup)
{
	struct terminal *t = terminal_memory(NULL, sizeof *t);
	int rows = setup->rows > 0 ? setup->rows : 24, cols = setup->cols > 0 ? setup->cols : 80;

	*t = (struct terminal){ .master_fd = -1, .slave_fd = -1 };
	t->home = terminal_world_open();
	if (t->home != NULL && terminal_screen_open(t, rows, cols) && open_line(t) &&
		launch(t, setup))
		return t;
	fprintf(stderr, "# no terminal for %s: %s\n", setup->argv[0], strerror(errno));
	terminal_close(t);
	return NULL;
}

/* Until terminal_close reaps the program, its pid is not reused: these signal no other process. */
static void
kill_program(struct terminal *t)
{
	pid_t front = t->master_fd != -1 ? tcgetpgrp(t->master_fd) : -1;

	if (front > 1 && front != t->pid)
		kill(-front, SIGKILL);
	kill(-t->pid, SIGKILL);
	kill(t->pid, SIGKILL);
	while (waitpid(t->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}

void
terminal_hangup(struct terminal *t)
{
	if (t->slave_fd != -1)
		close(t->slave_fd);
	if (t->master_fd != -1)
		close(t->master_fd);
	t->slave_fd = t->master_fd = -1;
}

void
terminal_close(struct terminal *t)
{
	if (t == NULL)
		return;
	if (t->pid > 0)
		kill_program(t);
	terminal_hangup(t);
	terminal_screen_close(t);
	terminal_world_close(t->home);
	free(t->unsent);
	free(t);
}

void
terminal_send(struct terminal *t, const char *bytes, size_t count)
{
	ssize_t sent = 0;

	t->unsent = terminal_memory(t->unsent, t->unsent_bytes + count + 1);
	memcpy(t->unsent + t->unsent_bytes, bytes, count);
	t->unsent_bytes += count;
	if (t->unsent_bytes > 0 && t->master_fd != -1)
		sent = write(t->master_fd, t->unsent, t->unsent_bytes);
	if (sent <= 0)
		return;
	t->unsent_bytes -= (size_t)sent;
	memmove(t->unsent, t->unsent + sent, t->unsent_bytes);
}

void
terminal_bytes(struct terminal *t, const char *bytes, size_t count)
{
	terminal_pump(t, 0);
	terminal_send(t, bytes, count);
}

void
terminal_keys(struct terminal *t, const char *bytes)
{
	terminal_bytes(t, bytes, strlen(bytes));
}

void
terminal_resize(struct terminal *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	/* Output for the old size is drawn at the old size. */
	terminal_pump(t, 0);
	terminal_screen_resize(t, rows, cols);
	if (t->master_fd != -1)
		ioctl(t->master_fd, TIOCSWINSZ, &size);
}

bool
terminal_modes_restored(const struct terminal *t)
{
	const struct termios *was = &t->first_modes;
	struct termios is;

	if (t->slave_fd == -1 || tcgetattr(t->slave_fd, &is) == -1)
		return false;
	return is.c_iflag == was->c_iflag && is.c_oflag == was->c_oflag &&
	       is.c_cflag == was->c_cflag && is.c_lflag == was->c_lflag &&
	       memcmp(is.c_cc, was->c_cc, sizeof is.c_cc) == 0;
}

pid_t
terminal_pid(const struct terminal *t)
{
	return t->pid;
}

const char *
terminal_home(const struct terminal *t)
{
	return t->home;
}
