/* SPDX-License-Identifier: MIT */
/* terminal_assert.h: for cmocka tests with the test terminal; include it after cmocka's header. The
 * terminal is the test's state, so the teardown closes it after a failure too. */
#ifndef PEAKTOP_TESTS_SUPPORT_TERMINAL_ASSERT_H
#define PEAKTOP_TESTS_SUPPORT_TERMINAL_ASSERT_H

#include "support/terminal.h"

#include <stdio.h>
#include <sys/wait.h>

/* Enough for a loaded machine; only a failure takes that long. */
#define PATIENCE_MS 60000

#define TERMINAL_TEST(function) cmocka_unit_test_teardown(function, terminal_teardown)

static inline int
terminal_teardown(void **state)
{
	terminal_close(*state);
	*state = NULL;
	return 0;
}

static inline struct terminal *
start(void **state, const struct terminal_setup *setup)
{
	terminal_teardown(state);
	*state = terminal_start(setup);
	assert_non_null(*state);
	return *state;
}

static inline struct terminal *
start_shell(void **state, const char *script)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	return start(state, &(struct terminal_setup){ .argv = argv });
}

static inline bool
terminal_has_sent(struct terminal *t, void *bytes)
{
	return terminal_saw(t, bytes);
}

/* Modes follow the frame that a text was found in. */
static inline void
assert_sent(struct terminal *t, const char *bytes)
{
	char copy[64];

	snprintf(copy, sizeof copy, "%s", bytes);
	assert_true(terminal_wait_until(t, terminal_has_sent, copy, PATIENCE_MS));
}

static inline void
assert_text(struct terminal *t, const char *needle)
{
	assert_true(terminal_wait_text(t, needle, PATIENCE_MS));
}

static inline void
assert_row(struct terminal *t, int row, const char *expected)
{
	char text[1024];

	assert_true(terminal_row(t, row, text, sizeof text));
	assert_string_equal(text, expected);
}

static inline void
assert_exit(struct terminal *t, int expected)
{
	int status = -1;

	assert_true(terminal_wait_exit(t, PATIENCE_MS, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static inline void
assert_killed(struct terminal *t, int expected)
{
	int status = -1;

	assert_true(terminal_wait_exit(t, PATIENCE_MS, &status));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), expected);
}

#endif
