/* SPDX-License-Identifier: MIT */
/* terminal_wait.c: reads the program's output, and waits for what a test expects. */
#include "support/terminal_private.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/now_ms.h"

/* How often a condition is checked at least, since it may not only depend on the screen. */
#define SLICE_MS 10

/* Reads of 4 KiB at once before a condition is checked: more than the kernel buffers (64 KiB and 4
 * KiB), so that an ended program is read to its end; few, so that endless output does not keep a
 * wait from its deadline (128 KiB take libvterm 0.2 s under ASan). */
#define READS_AT_ONCE 32

bool
terminal_pump(struct terminal *t, int64_t wait_ms)
{
	struct pollfd line = { .fd = t->master_fd, .events = t->stalled ? 0 : POLLIN };
	char bytes[4096];
	int reads = 0;

	if (t->unsent_bytes > 0)
		line.events |= POLLOUT;
	poll(&line, 1, (int)wait_ms);
	terminal_send(t, "", 0);
	while (!t->stalled && reads < READS_AT_ONCE && t->master_fd != -1) {
		ssize_t got = read(t->master_fd, bytes, sizeof bytes);

		if (got <= 0)
			break;
		terminal_screen_feed(t, bytes, (size_t)got);
		reads++;
	}
	return reads > 0;
}

/* Checks without reaping. The status is composed as wait(2) has it on every Unix. */
static bool
has_exited(struct terminal *t, void *data)
{
	siginfo_t end = { .si_pid = 0 };

	(void)data;
	if (t->exited || waitid(P_PID, (id_t)t->pid, &end, WEXITED | WNOHANG | WNOWAIT) == -1)
		return t->exited;
	if (end.si_pid == 0)
		return false;
	t->exited = true;
	t->wait_status = end.si_status;
	if (end.si_code == CLD_EXITED)
		t->wait_status = (end.si_status & 0xff) << 8;
	if (end.si_code == CLD_DUMPED)
		t->wait_status |= 0x80;
	return true;
}

static bool
wait_quietly(
	struct terminal *t, bool (*holds)(struct terminal *, void *), void *data, int timeout_ms)
{
	int64_t deadline_ms = now_ms() + timeout_ms;

	terminal_pump(t, 0);
	for (;;) {
		int64_t left_ms = deadline_ms - now_ms();

		if (holds(t, data))
			return true;
		if (left_ms <= 0)
			return false;
		terminal_pump(t, left_ms < SLICE_MS ? left_ms : SLICE_MS);
	}
}

static void
print_rows(struct terminal *t)
{
	for (int row = 0; row < t->rows; row++) {
		char text[4096];
		bool whole = terminal_row(t, row, text, sizeof text);

		fprintf(stderr, "# %2d|%s\n", row, whole ? text : "(too long to print)");
	}
}

/* For a failed wait: prints the screen. Returns false. */
static bool
complain(struct terminal *t, int timeout_ms, const char *what, const char *needle)
{
	fprintf(stderr, "# waited %d ms in vain for %s%s\n", timeout_ms, what, needle);
	if (!has_exited(t, NULL))
		fprintf(stderr, "# the program is running;");
	else if (WIFEXITED(t->wait_status))
		fprintf(stderr, "# the program exited with %d;", WEXITSTATUS(t->wait_status));
	else
		fprintf(stderr, "# the program was ended by signal %d;", WTERMSIG(t->wait_status));
	fprintf(stderr, " %zu bytes came; its %s screen, %dx%d, cursor %s:\n", t->output_bytes,
		t->alternate_screen ? "alternate" : "main", t->cols, t->rows,
		t->cursor_visible ? "visible" : "hidden");
	print_rows(t);
	return false;
}

static bool
shows(struct terminal *t, void *needle)
{
	return terminal_find_row(t, needle) != -1;
}

static bool
shows_not(struct terminal *t, void *needle)
{
	return terminal_find_row(t, needle) == -1;
}

bool
terminal_wait_text(struct terminal *t, const char *needle, int timeout_ms)
{
	return wait_quietly(t, shows, (void *)(uintptr_t)needle, timeout_ms) ||
	       complain(t, timeout_ms, "the text: ", needle);
}

bool
terminal_wait_gone(struct terminal *t, const char *needle, int timeout_ms)
{
	return wait_quietly(t, shows_not, (void *)(uintptr_t)needle, timeout_ms) ||
	       complain(t, timeout_ms, "the end of the text: ", needle);
}

bool
terminal_wait_until(
	struct terminal *t, bool (*holds)(struct terminal *, void *), void *data, int timeout_ms)
{
	return wait_quietly(t, holds, data, timeout_ms) ||
	       complain(t, timeout_ms, "a condition of the test", "");
}

bool
terminal_wait_exit(struct terminal *t, int timeout_ms, int *wait_status)
{
	int64_t deadline_ms = now_ms() + timeout_ms;

	if (!wait_quietly(t, has_exited, NULL, timeout_ms))
		return complain(t, timeout_ms, "the end of the program", "");
	while (terminal_pump(t, 0) && now_ms() < deadline_ms)
		continue;
	if (wait_status != NULL)
		*wait_status = t->wait_status;
	return true;
}

bool
terminal_has_room(const struct terminal *t)
{
	return poll(&(struct pollfd){ .fd = t->slave_fd, .events = POLLOUT }, 1, 0) > 0;
}

bool
terminal_settle(struct terminal *t, int quiet_ms, int timeout_ms)
{
	int64_t now = now_ms(), deadline_ms = now + timeout_ms, quiet_since_ms = now;

	while (now - quiet_since_ms < quiet_ms) {
		int64_t left_ms = quiet_since_ms + quiet_ms - now;

		if (now >= deadline_ms)
			return false;
		if (terminal_pump(t, left_ms < deadline_ms - now ? left_ms : deadline_ms - now))
			quiet_since_ms = now_ms();
		now = now_ms();
	}
	return true;
}
