/* SPDX-License-Identifier: MIT */
/* terminal_private.h: shared by the files of the test terminal; tests include terminal.h. */
#ifndef PEAKTOP_TESTS_SUPPORT_TERMINAL_PRIVATE_H
#define PEAKTOP_TESTS_SUPPORT_TERMINAL_PRIVATE_H

#include "support/terminal.h"

#include <stdint.h>
#include <termios.h>
#include <vterm.h>

struct terminal {
	/* The program (terminal.c). */
	pid_t pid; /* 0: none */
	bool exited;
	int wait_status;
	char *home;

	/* The line (terminal.c). Our own descriptor of the slave keeps the line open after the
	 * program's end, so that modes and last output can be read. */
	int master_fd, slave_fd; /* -1: none */
	struct termios first_modes;
	char *unsent; /* typed, or answered by the screen */
	size_t unsent_bytes;
	bool stalled; /* nothing is read now */

	/* The screen (terminal_screen.c). */
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool alternate_screen, cursor_visible;
	char *row_text;
	size_t row_text_size;
	char *log;
	size_t log_bytes, output_bytes;
};

/* terminal_screen.c: the screen of rows x cols of `t`, and the log. */
bool terminal_screen_open(struct terminal *t, int rows, int cols);
void terminal_screen_close(struct terminal *t);
void terminal_screen_feed(struct terminal *t, const char *bytes, size_t count);
void terminal_screen_resize(struct terminal *t, int rows, int cols);

/* terminal_world.c: the private folder (NULL: see errno), and its NULL-terminated environment. */
char *terminal_world_open(void);
void terminal_world_close(char *home);
char **terminal_world_environment(const char *home, const char *const *changes);
void terminal_world_free(char **environment);

/* terminal.c: sends bytes to the program: what it accepts now, the rest before later ones. */
void terminal_send(struct terminal *t, const char *bytes, size_t count);

/* terminal_wait.c: waits for output and reads it; true: some came. */
bool terminal_pump(struct terminal *t, int64_t wait_ms);

/* Allocates memory, or aborts. */
void *terminal_memory(void *old, size_t bytes);

#endif
