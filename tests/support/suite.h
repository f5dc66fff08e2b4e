/* SPDX-License-Identifier: MIT */
/* suite.h: makes a test file part of one program with all tests (suite.c): a program for each would
 * be linked 170 times. Each test still runs as a process of its own. */
#ifndef PEAKTOP_TESTS_SUITE_H
#define PEAKTOP_TESTS_SUITE_H

struct suite_test {
	const char *file; /* tests/unit/term/vt/test_vt.c */
	int (*run)(void); /* returns the exit status */
	struct suite_test *next;
};

void suite_add(struct suite_test *);

/* The argument after the test's name on the command line, or NULL. Tests that start themselves
 * again, as "/proc/self/exe FILE WORD", use it to choose what to do. */
const char *suite_word(void);

/* Replaces main in a test file: TEST_MAIN(void) { ... return status; } */
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
