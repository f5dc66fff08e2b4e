/* SPDX-License-Identifier: MIT */
/* golden_file.h: files with the text of screens, and how two of them differ. */
#ifndef PEAKTOP_TESTS_SCREEN_GOLDEN_FILE_H
#define PEAKTOP_TESTS_SCREEN_GOLDEN_FILE_H

#include <stdio.h>

#include "support/screen_test.h"

static inline bool
read_file(const char *path, struct bytes *out)
{
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t count;

	bytes_text(out, "");
	if (file == NULL)
		return false;
	while ((count = fread(part, 1, sizeof part, file)) > 0)
		bytes_put(out, part, count);
	fclose(file);
	return true;
}

static inline void
write_file(const char *path, const struct bytes *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text->data, 1, text->length, file), text->length);
	assert_int_equal(fclose(file), 0);
}

static inline size_t
line_length(const char *text)
{
	return strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n');
}

static inline void
print_lines(char sign, const char *text, const char *end)
{
	for (; text < end; text += line_length(text))
		printf("# %c%.*s\n", sign, (int)strcspn(text, "\n"), text);
}

/* The differing lines, as `# -expected` and `# +drawn`. */
static inline void
print_difference(const char *expected, const char *drawn)
{
	const char *expected_end = expected + strlen(expected);
	const char *drawn_end = drawn + strlen(drawn);

	while (*expected != '\0' && line_length(expected) == line_length(drawn) &&
		strncmp(expected, drawn, line_length(expected)) == 0) {
		expected += line_length(expected);
		drawn += line_length(drawn);
	}
	while (expected_end > expected && drawn_end > drawn && expected_end[-1] == drawn_end[-1]) {
		expected_end--;
		drawn_end--;
	}
	print_lines('-', expected, expected_end);
	print_lines('+', drawn, drawn_end);
	fflush(stdout);
}

#endif
