/* SPDX-License-Identifier: MIT */
/* terminal.h: a program in a real pseudoterminal, with a screen that tests can read, for tests that
 * use a program like a user: type, wait for what must appear, read it. Nothing here sleeps or knows
 * a test framework. What is read (rows, cells, flags) is the screen as of the last wait: only
 * waits, settle, resize and keys read the program's output. A failed wait prints the screen to
 * stderr, as lines that begin with "# " (stdout carries TAP). */
#ifndef PEAKTOP_TESTS_SUPPORT_TERMINAL_H
#define PEAKTOP_TESTS_SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct terminal;

struct terminal_setup {
	int rows, cols; /* 0: 24 rows, 80 columns */

	/* The program, looked up in PATH, and its arguments; NULL-terminated. */
	const char *const *argv;

	/* Changes to the sealed environment, in order, ends with NULL; NULL: none. "NAME=value"
	 * sets, "NAME" unsets. The sealed one is PATH as it is here, LC_ALL=C.UTF-8, TZ=UTC,
	 * TERM=xterm-256color, and HOME, XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME,
	 * XDG_CACHE_HOME and XDG_RUNTIME_DIR in a fresh private folder (of these only HOME and the
	 * last exist). Nothing else is passed on: no LINES, no ASAN_OPTIONS. */
	const char *const *env;
};

/* One cell. Colours: 0 to 255 from the palette, or TERMINAL_RGB | 0xrrggbb; only where `has_...`.
 * libvterm knows no dim: look for its bytes with terminal_saw. */
#define TERMINAL_RGB 0x1000000
struct terminal_cell {
	char text[32]; /* UTF-8 with combining marks; "": blank, or the right half of a wide one */
	int width;     /* columns: 1 or 2 */
	bool bold, underline, italic, blink, reverse, strike;
	bool has_foreground, has_background;
	int foreground, background;
};

/* Starts the program as leader of a session of its own, on the terminal, with the default
 * dispositions of all signals, no signal blocked, umask 022 and no descriptor but 0 to 2. (Job
 * control, so Ctrl-Z, needs a shell between: the kernel does not stop a session's leader.)
 * A program that cannot be run says so on the screen and exits with 127. NULL, and a line on
 * stderr: no terminal to be had. */
struct terminal *terminal_start(const struct terminal_setup *);

/* Kills the program, its process group and the one in the foreground, removes the private folder
 * and frees. NULL is fine. */
void terminal_close(struct terminal *);

/* Types text. Never blocks: what the terminal does not accept now follows in the next wait. */
void terminal_keys(struct terminal *, const char *bytes);
void terminal_bytes(struct terminal *, const char *bytes, size_t count);

/* Resizes the window; the foreground gets SIGWINCH if the size differs. */
void terminal_resize(struct terminal *, int rows, int cols);

/* Closes the window: the program gets SIGHUP. The screen stays readable. */
void terminal_hangup(struct terminal *);

/* Wait until a row shows `needle`; until none does (a half-drawn frame counts: if possible, wait
 * for what replaces it); or until `holds` returns true, which may check more than the screen (it is
 * called every few ms) but must not wait itself. */
bool terminal_wait_text(struct terminal *, const char *needle, int timeout_ms);
bool terminal_wait_gone(struct terminal *, const char *needle, int timeout_ms);
bool terminal_wait_until(
	struct terminal *, bool (*holds)(struct terminal *, void *), void *data, int timeout_ms);

/* Waits for the end of the program and reads all its output. `wait_status` (may be NULL) is for
 * WIFEXITED and so on. The program stays a zombie until terminal_close, so its pid is not
 * reused. */
bool terminal_wait_exit(struct terminal *, int timeout_ms, int *wait_status);

/* Reads until nothing came for `quiet_ms`; false, silently, if that did not happen in time. A
 * loaded machine is quiet now and then: if possible, wait for a text instead. */
bool terminal_settle(struct terminal *, int quiet_ms, int timeout_ms);

/* A row without trailing blanks; false and "": no such row, or too little space. */
bool terminal_row(struct terminal *, int row, char *out, size_t size);

/* The first row that contains `needle`, or -1. */
int terminal_find_row(struct terminal *, const char *needle);

/* All rows, each with a newline; the caller frees them. */
char *terminal_screen(struct terminal *);

/* False: no such cell. */
bool terminal_cell_at(struct terminal *, int row, int col, struct terminal_cell *);

void terminal_cursor(const struct terminal *, int *row, int *col);
bool terminal_cursor_visible(const struct terminal *);
bool terminal_in_alternate_screen(const struct terminal *);

/* The bytes that the program wrote, as far as they were read; and whether the last MiB of them (or
 * those since terminal_forget) contains these. */
size_t terminal_output_bytes(const struct terminal *);
bool terminal_saw(const struct terminal *, const char *bytes);
void terminal_forget(struct terminal *);

/* How often it contains them. */
size_t terminal_count(const struct terminal *, const char *bytes);

/* Sets whether the terminal stops reading, like a stalled line: output stays where it is, keys are
 * still sent, and waits see the screen as it was. */
void terminal_stall(struct terminal *, bool);

/* Whether the line accepts bytes from the program now. Bytes in it may still move on and make
 * space. */
bool terminal_has_room(const struct terminal *);

/* Whether the terminal's modes (termios) are what they were before the start. */
bool terminal_modes_restored(const struct terminal *);

pid_t terminal_pid(const struct terminal *);

/* The private folder: HOME. Removed by terminal_close. */
const char *terminal_home(const struct terminal *);

#endif
