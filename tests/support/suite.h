/* SPDX-License-Identifier: MIT */
/* suite.h: how a file of tests becomes a part of the one program that holds them all (suite.c): a
 * program a file would be linked 170 times over. Each still runs as a process of its own. */
#ifndef PEAKTOP_TESTS_SUITE_H
#define PEAKTOP_TESTS_SUITE_H

struct suite_test {
	const char *file; /* tests/unit/term/vt/test_vt.c: its name is test_pane */
	int (*run)(void); /* returns the status to exit with */
	struct suite_test *next;
};

void suite_add(struct suite_test *);

/* The word behind the test's name on the command line, or NULL. Tests that start themselves anew,
 * as
 * "/proc/self/exe FILE WORD", tell by it what they are to be. */
const char *suite_word(void);

/* What main would be in a program of the file's own: TEST_MAIN(void) { ... return status; } */
#define TEST_MAIN(...)                                                                  \
	static int test_main(__VA_ARGS__);                                              \
	__attribute__((constructor)) static void test_add(void)                         \
	{                                                                               \
		static struct suite_test self = { .file = __FILE__, .run = test_main }; \
                                                                                        \
		suite_add(&self);                                                       \
	}                                                                               \
	static int test_main(__VA_ARGS__)

#endif
