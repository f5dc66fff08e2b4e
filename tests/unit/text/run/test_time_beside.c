/* SPDX-License-Identifier: MIT */
/* test_time_beside.c: our output compared with that of the installed GNU time, byte for byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "support/child.h"
#include "support/suite.h"
#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define GNU_TIME "/usr/bin/time"

/* All output of a command, on stderr or stdout. */
static struct bytes
output_of(char *const *argv)
{
	struct bytes out = { .data = NULL };
	char part[4096];
	ssize_t count;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = child_fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	bytes_text(&out, "");
	while ((count = read(fds[0], part, sizeof part)) > 0)
		bytes_put(&out, part, (size_t)count);
	close(fds[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return out;
}

/* Skips the test if GNU time is not installed: other systems have another time. */
static void
need_gnu_time(void)
{
	static char *const argv[] = { (char *)GNU_TIME, (char *)"--version", NULL };
	struct bytes out = output_of(argv);
	bool found = strstr(out.data, "GNU Time") != NULL || strstr(out.data, "GNU time") != NULL;

	bytes_free(&out);
	if (!found)
		skip();
}

/* --- -f: all conversions with known values, all invalid ones, all escapes --- */

static void
every_byte_after_a_percent_sign_or_a_backslash(void **state)
{
	struct bytes format = { .data = NULL }, theirs, ours = { .data = NULL };
	char *argv[] = { (char *)GNU_TIME, (char *)"-f", NULL, (char *)"sh", (char *)"-c",
		(char *)"exit 3", NULL };
	struct run run = { .argv = argv + 3, .status = 3 };

	(void)state;
	need_gnu_time();
	for (unsigned c = 1; c < 256; c++) {
		if (strchr("EFIMOPRSUWcew", (int)c) != NULL)
			continue; /* measured: they differ from run to run */
		bytes_print(&format, "[%%%c]", (int)c);
	}
	for (unsigned c = 1; c < 256; c++)
		bytes_print(&format, "[\\%c]", (int)c);
	argv[2] = format.data;
	theirs = output_of(argv);
	summary_put_abnormal(&run, &ours);
	summary_put_format(&run, format.data, &ours);
	assert_string_equal(ours.data, theirs.data);
	bytes_free(&format);
	bytes_free(&theirs);
	bytes_free(&ours);
}

static void
formats_that_end_early(void **state)
{
	static const char *const formats[] = { "", "%", "x%", "%%", "%%%", "\\\\", "\\n", "%T" };

	(void)state;
	need_gnu_time();
	for (size_t i = 0; i < LENGTH(formats); i++) {
		char *argv[] = { (char *)GNU_TIME, (char *)"-f", (char *)(uintptr_t)formats[i],
			(char *)"true", NULL };
		struct run run = { .argv = argv + 3 };
		struct bytes theirs = output_of(argv), ours = { .data = NULL };

		bytes_text(&ours, "");
		summary_put_format(&run, formats[i], &ours);
		assert_string_equal(ours.data, theirs.data);
		bytes_free(&theirs);
		bytes_free(&ours);
	}
}

/* --- -v: its figures are read back and printed again --- */

enum form { KBYTES, COUNT, SECONDS, CLOCK };

static const struct {
	const char *label;
	size_t member;
	enum form form;
} lines[] = {
	{ "User time", offsetof(struct run, usage.user_ns), SECONDS },
	{ "System time", offsetof(struct run, usage.system_ns), SECONDS },
	{ "Elapsed", offsetof(struct run, wall_ns), CLOCK },
	{ "Maximum", offsetof(struct run, usage.max_rss_bytes), KBYTES },
	{ "Major", offsetof(struct run, usage.major_faults), COUNT },
	{ "Minor", offsetof(struct run, usage.minor_faults), COUNT },
	{ "Voluntary", offsetof(struct run, usage.voluntary_switches), COUNT },
	{ "Involuntary", offsetof(struct run, usage.involuntary_switches), COUNT },
	{ "Swaps", offsetof(struct run, usage.swaps), COUNT },
	{ "File system inputs", offsetof(struct run, usage.block_inputs), COUNT },
	{ "File system outputs", offsetof(struct run, usage.block_outputs), COUNT },
	{ "Socket messages sent", offsetof(struct run, usage.messages_sent), COUNT },
	{ "Socket messages received", offsetof(struct run, usage.messages_received), COUNT },
	{ "Signals delivered", offsetof(struct run, usage.signals), COUNT },
};

static uint64_t
value_of(const char *text, enum form form)
{
	unsigned long long a = 0, b = 0, c = 0;

	switch (form) {
	case KBYTES:
		return strtoull(text, NULL, 10) * 1024;
	case COUNT:
		return strtoull(text, NULL, 10);
	case SECONDS:
		assert_int_equal(sscanf(text, "%llu.%2llu", &b, &c), 2);
		break;
	case CLOCK:
		assert_int_equal(sscanf(text, "%llu:%2llu.%2llu", &a, &b, &c), 3);
		break;
	}
	return (a * 60 + b) * NS_PER_SECOND + c * (NS_PER_SECOND / 100);
}

static void
read_figures(const char *report, struct run *run)
{
	for (size_t i = 0; i < LENGTH(lines); i++) {
		char start[64];
		const char *at;
		uint64_t value;

		snprintf(start, sizeof start, "\n\t%s", lines[i].label);
		at = strstr(report, start);
		assert_non_null(at);
		at = strstr(at, ": ") + 2;
		value = value_of(at, lines[i].form);
		memcpy((char *)run + lines[i].member, &value, sizeof value);
	}
}

/* Their CPU percentage is based on figures that were truncated first. */
static void
check_report(const char *ours, const char *theirs)
{
	while (*theirs != '\0') {
		size_t count = strcspn(theirs, "\n") + 1;

		if (strncmp(theirs, "\tPercent", strlen("\tPercent")) == 0) {
			assert_memory_equal(ours, "\tPercent of CPU this job got: ", 30);
			assert_int_equal(ours[strcspn(ours, "\n") - 1], '%');
		} else if (strncmp(ours, theirs, count) != 0) {
			fail_msg("'%.*s' is '%.*s'", (int)(count - 1), theirs,
				(int)strcspn(ours, "\n"), ours);
		}
		theirs += count;
		ours += strcspn(ours, "\n") + 1;
	}
	assert_int_equal(strncmp(ours, "\tVerdict", strlen("\tVerdict")), 0);
}

static void
check_verbose(const char *script, int status, int signal)
{
	char *argv[] = { (char *)GNU_TIME, (char *)"-v", (char *)"sh", (char *)"-c",
		(char *)(uintptr_t)script, NULL };
	struct run run = { .argv = argv + 2, .status = status, .signal = signal };
	struct bytes theirs = output_of(argv), ours = { .data = NULL };

	read_figures(theirs.data, &run);
	assert_true(run.usage.max_rss_bytes > 0 && run.usage.minor_faults > 0);
	summary_put_abnormal(&run, &ours);
	summary_put_verbose(&run, &ours);
	check_report(ours.data, theirs.data);
	bytes_free(&theirs);
	bytes_free(&ours);
}

static void
the_verbose_report(void **state)
{
	(void)state;
	need_gnu_time();
	check_verbose("exit 0", 0, 0);
	check_verbose("head -c 8000000 /dev/zero | cat >/dev/null; exit 3", 3, 0);
	check_verbose("kill -TERM $$", 0, 15);
}

static void
the_portable_report(void **state)
{
	static char *const argv[] = { (char *)GNU_TIME, (char *)"-p", (char *)"true", NULL };
	struct bytes theirs, ours = { .data = NULL };
	unsigned values[6];
	struct run run = { .argv = argv + 2 };

	(void)state;
	need_gnu_time();
	theirs = output_of(argv);
	assert_int_equal(sscanf(theirs.data, "real %u.%2u user %u.%2u sys %u.%2u", &values[0],
				 &values[1], &values[2], &values[3], &values[4], &values[5]),
		6);
	run.wall_ns = values[0] * NS_PER_SECOND + values[1] * (NS_PER_SECOND / 100);
	run.usage.user_ns = values[2] * NS_PER_SECOND + values[3] * (NS_PER_SECOND / 100);
	run.usage.system_ns = values[4] * NS_PER_SECOND + values[5] * (NS_PER_SECOND / 100);
	summary_put_portable(&run, &ours);
	assert_string_equal(ours.data, theirs.data);
	bytes_free(&theirs);
	bytes_free(&ours);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_after_a_percent_sign_or_a_backslash),
		cmocka_unit_test(formats_that_end_early),
		cmocka_unit_test(the_verbose_report),
		cmocka_unit_test(the_portable_report),
	};

	return cmocka_run_group_tests_name("GNU time", tests, NULL, NULL);
}
