/* SPDX-License-Identifier: MIT */
/* summary_text.h: the summary of a run as text, and its lines. Include it after cmocka.h. */
#ifndef PEAKTOP_TESTS_SUMMARY_TEXT_H
#define PEAKTOP_TESTS_SUMMARY_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/run/summary.h"

/* The whole text; checks that no line is wider than 100 columns and that there are no control
 * characters. */
static inline struct bytes
summary_in(const struct run *run, enum units units)
{
	struct bytes out = { .data = NULL };

	summary_put(run, units, &out);
	for (const char *line = out.data, *end; *line != '\0'; line = end + 1) {
		char *copy;

		end = strchr(line, '\n');
		assert_non_null(end);
		copy = strndup(line, (size_t)(end - line));
		if (utf8_columns(copy) > 100)
			fail_msg("wider than 100 columns: %s", copy);
		for (const char *c = copy; *c != '\0'; c++)
			assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
		free(copy);
	}
	return out;
}

/* Whether the summary contains a line, completely or (ending in "...") its start. */
static inline bool
has_line(const struct run *run, const char *line)
{
	struct bytes out = summary_in(run, UNITS_AUTO);
	size_t count = strlen(line);
	bool whole = count < 3 || strcmp(line + count - 3, "...") != 0, found = false;
	const char *at = out.data;

	count -= whole ? 0 : 3;
	for (; !found && at != NULL; at = strchr(at, '\n')) {
		at += *at == '\n';
		found = strncmp(at, line, count) == 0 && (!whole || at[count] == '\n');
	}
	if (!found)
		print_message("# %s", out.data);
	bytes_free(&out);
	return found;
}

#endif
