/* SPDX-License-Identifier: MIT */
/* guard_tap.c: counts the lines of a test, passes them on, and completes them if the test broke
 * off. */
#include "support/guard.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
guard_tap_open(struct guard_tap *t, const char *name)
{
	memset(t, 0, sizeof *t);
	t->name = name;
	t->planned = -1;
	t->last_result = guard_now();
}

void
guard_tap_keep(struct guard_tap *t, const char *line, size_t length)
{
	char *slot = t->last[t->last_count++ % GUARD_LAST_LINES];

	snprintf(slot, GUARD_LINE_BYTES, "%.*s", (int)length, line);
}

/* "1..N", with or without a comment. */
static bool
take_plan(struct guard_tap *t, const char *line)
{
	char *end;
	long planned;

	if (strncmp(line, "1..", 3) != 0 || line[3] < '0' || line[3] > '9')
		return false;
	planned = strtol(line + 3, &end, 10);
	if (strspn(end, " \t") != strcspn(end, "#"))
		return false;
	if (t->planned >= 0)
		return guard_tap_fail(t, "a second plan, '%.60s'", line), true;
	t->planned = planned;
	snprintf(t->skip_all, sizeof t->skip_all, "%s", end);
	return true;
}

static bool
is_result(const char *line)
{
	const char *rest = strncmp(line, "not ok", 6) == 0 ? line + 6
			   : strncmp(line, "ok", 2) == 0   ? line + 2
							   : NULL;

	return rest != NULL && strchr(" \t-", *rest) != NULL;
}

/* cmocka 1.1.5 prints "not ok 1 # SKIP", which is a failure in TAP. */
static bool
is_cmocka_skip(const char *line)
{
	const char *number = line + strlen("not ok ");

	if (strncmp(line, "not ok ", strlen("not ok ")) != 0)
		return false;
	return strncmp(number + strspn(number, "0123456789"), " # SKIP", strlen(" # SKIP")) == 0;
}

static void
take_line(struct guard_tap *t, const char *line)
{
	if (take_plan(t, line))
		return;
	if (is_cmocka_skip(line))
		line += strlen("not ");
	if (is_result(line)) {
		t->results++;
		t->failures += line[0] == 'n';
		t->last_result = guard_now();
	}
	guard_tap_keep(t, line, strlen(line));
	puts(line);
	fflush(stdout);
}

static void
end_line(struct guard_tap *t)
{
	t->line[t->length] = '\0';
	t->length = 0;
	take_line(t, t->line);
}

void
guard_tap_take(struct guard_tap *t, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] == '\n') {
			end_line(t);
			continue;
		}
		if (t->length == sizeof t->line - 1)
			end_line(t);
		t->line[t->length++] = bytes[i] != '\0' ? bytes[i] : '?';
	}
}

void
guard_tap_fail(struct guard_tap *t, const char *format, ...)
{
	va_list arguments;

	if (t->length > 0)
		end_line(t);
	t->results++;
	t->failures++;
	if (t->planned >= 0 && t->results > t->planned + t->added)
		t->added++;
	printf("not ok %ld - %s: ", t->results, t->name);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	fflush(stdout);
}

void
guard_tap_remark(const char *format, ...)
{
	va_list arguments;

	printf("# ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	fflush(stdout);
}

void
guard_tap_tell_last(const struct guard_tap *t)
{
	size_t first = t->last_count > GUARD_LAST_LINES ? t->last_count - GUARD_LAST_LINES : 0;

	if (t->length > 0)
		guard_tap_remark("unfinished line: %.*s", (int)t->length, t->line);
	for (size_t i = first; i < t->last_count; i++)
		guard_tap_remark("it said: %s", t->last[i % GUARD_LAST_LINES]);
}

bool
guard_tap_close(struct guard_tap *t)
{
	if (t->length > 0)
		end_line(t);
	if (t->planned < 0) {
		guard_tap_fail(t, "%s", "no plan: it did not say how many cases it has");
		t->planned = t->results;
		t->added = 0;
	}
	while (t->results < t->planned) {
		t->results++;
		t->failures++;
		printf("not ok %ld - %s: not reached\n", t->results, t->name);
	}
	printf("1..%ld%s\n", t->planned + t->added, t->results == 0 ? t->skip_all : "");
	fflush(stdout);
	return t->failures == 0;
}
