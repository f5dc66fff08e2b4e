/* SPDX-License-Identifier: MIT */
/* family.h: the live monitor, showing only three processes of the test. */
#ifndef PEAKTOP_TESTS_PTY_FAMILY_H
#define PEAKTOP_TESTS_PTY_FAMILY_H

#include "pty/monitor.h"

/* Three waiting processes, the last of them a child of the second; the filter "_PID_" hides all
 * other processes of this machine. */
#define FAMILY                                          \
	"mkfifo ~/go; sh -c \"read alpha_$$_ <~/go\" &" \
	"sh -c \"sh -c 'read gamma_$$_ <~/go; :' & read beta_$$_ <~/go; :\" &"

/* The monitor, showing only what these shell commands start with "_PID_" in its command. */
static inline struct terminal *
open_filtered(void **state, const char *before, const char *more)
{
	char options[200];

	snprintf(options, sizeof options, "-d 50ms -F _$$_ %s", more);
	return monitor_open(state,
		&(struct monitor_setup){ .before = before, .options = options, .cols = 120 });
}

static inline struct terminal *
open_family(void **state, const char *more)
{
	struct terminal *t = open_filtered(state, FAMILY, more);

	assert_text(t, " sh -c read alpha");
	assert_text(t, " sh -c read gamma");
	assert_text(t, " sh -c sh -c");
	return t;
}

static inline void
press(struct terminal *t, const char *keys, const char *shown)
{
	terminal_keys(t, keys);
	assert_text(t, shown);
}

/* The selected row of the table; -1: none. */
static inline int
selected_row(struct terminal *t)
{
	struct terminal_cell cell;

	for (int row = 4; terminal_cell_at(t, row, 4, &cell); row++)
		if (cell.has_background || cell.reverse)
			return row;
	return -1;
}

static inline bool
selects(struct terminal *t, void *needle)
{
	char text[1024];
	int row = selected_row(t);

	return row > 0 && terminal_row(t, row, text, sizeof text) && strstr(text, needle) != NULL;
}

#define assert_selects(t, needle) \
	assert_true(terminal_wait_until(t, selects, (void *)(uintptr_t)(needle), PATIENCE_MS))

static inline pid_t
pid_of(struct terminal *t, const char *needle)
{
	char text[1024];

	/* Rows of equal size may swap places, and a frame may be half drawn. */
	assert_text(t, needle);
	assert_true(terminal_row(t, terminal_find_row(t, needle), text, sizeof text));
	return (pid_t)strtol(text + strcspn(text, "0123456789"), NULL, 10);
}

#endif
