/* SPDX-License-Identifier: MIT */
/* suite.c: one program with many tests: `suite test_pane`, or the path of its file, runs
 * tests/unit/term/vt/test_vt.c. */
#include "support/suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static struct suite_test *first;
static const char *word;

/* Called before main, by the constructor that TEST_MAIN defines. */
void
suite_add(struct suite_test *test)
{
	test->next = first;
	first = test;
}

const char *
suite_word(void)
{
	return word;
}

/* Without the folder; length: without the suffix. */
static const char *
name_of(const char *file, size_t *length)
{
	const char *slash = strrchr(file, '/'), *name = slash != NULL ? slash + 1 : file;

	*length = strcspn(name, ".");
	return name;
}

static bool
is_named(const struct suite_test *test, const char *file)
{
	size_t length, wanted_length;
	const char *name = name_of(test->file, &length), *wanted = name_of(file, &wanted_length);

	return length == wanted_length && strncmp(name, wanted, length) == 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2 && first != NULL && first->next == NULL)
		return first->run(); /* a program of its own */
	if (argc < 2)
		fputs("usage: suite TEST [WORD], where TEST is one of:\n", stderr);
	if (argc > 2)
		word = argv[2];
	for (struct suite_test *test = first; test != NULL; test = test->next) {
		if (argc < 2)
			puts(test->file);
		else if (is_named(test, argv[1]))
			return test->run();
	}
	if (argc >= 2)
		fprintf(stderr, "suite: no test is called %s\n", argv[1]);
	return 2;
}
