/* SPDX-License-Identifier: MIT */
/* golden_file.h: the text of screens, compared with golden/NAME.txt. PEAKTOP_GOLDEN_UPDATE=1
 * rewrites them: read the difference before you commit it. */
#ifndef PEAKTOP_TESTS_SCREEN_GOLDEN_FILE_H
#define PEAKTOP_TESTS_SCREEN_GOLDEN_FILE_H

#include <stdio.h>
#include <stdlib.h>

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

/* Compares what was drawn, which it frees, with a file, or rewrites that. */
static inline void
assert_file(const char *path, struct bytes *drawn)
{
	const char *update = getenv("PEAKTOP_GOLDEN_UPDATE");
	struct bytes expected = { .data = NULL };
	bool same, found;

	if (update != NULL && strcmp(update, "1") == 0)
		write_file(path, drawn);
	found = read_file(path, &expected);
	same = found && strcmp(expected.data, drawn->data) == 0;
	if (!same)
		print_difference(expected.data, drawn->data);
	bytes_free(drawn);
	bytes_free(&expected);
	if (!found)
		fail_msg("no golden file %s", path);
	if (!same)
		fail_msg("not as in %s", path);
}

/* The same with golden/NAME.txt, for the text of a screen. */
static inline void
assert_golden(const char *name, struct bytes *drawn)
{
	const char *source = getenv("SOURCE_DIR");
	char path[1024];

	snprintf(path, sizeof path, "%s/tests/screen/golden/%s.txt", source != NULL ? source : ".",
		name);
	assert_file(path, drawn);
}

#endif
