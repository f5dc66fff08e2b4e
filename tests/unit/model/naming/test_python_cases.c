/* SPDX-License-Identifier: MIT */
/* test_python_cases.c: names and environments of processes as tools really start them
 * (tests/fixtures/python/cases.txt), and of thousands of random ones. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "model/naming/command.h"
#include "model/process/process.h"
#include "model/naming/python.h"
#include "support/samples.h"
#include "support/suite.h"

#define TEXT_BYTES 1024
#define CASES_AT_MOST 400

/* A text of the table with escapes resolved; `there`: the line exists. */
struct text {
	char bytes[TEXT_BYTES];
	size_t count;
	bool there;
};

struct example {
	struct text origin, argv, exe, comm, name, environment, python;
};

struct cases {
	struct example examples[CASES_AT_MOST];
	size_t count, real, made;
};

static const struct field {
	const char *key;
	size_t offset;
} fields[] = {
	{ "real", offsetof(struct example, origin) },
	{ "told", offsetof(struct example, origin) },
	{ "made", offsetof(struct example, origin) },
	{ "argv", offsetof(struct example, argv) },
	{ "exe", offsetof(struct example, exe) },
	{ "comm", offsetof(struct example, comm) },
	{ "name", offsetof(struct example, name) },
	{ "env", offsetof(struct example, environment) },
	{ "python", offsetof(struct example, python) },
};

static char
unescape(const char **at)
{
	char hex[3] = "", c = *(*at)++;

	if (c != '\\')
		return c;
	c = *(*at)++;
	if (c == '0')
		return '\0';
	if (c == 'n')
		return '\n';
	if (c != 'x')
		return c;
	memcpy(hex, *at, 2);
	*at += 2;
	return (char)strtol(hex, NULL, 16);
}

static void
read_text(struct text *t, const char *line)
{
	t->there = true;
	t->count = 0;
	while (*line != '\0') {
		assert_in_range(t->count, 0, TEXT_BYTES - 2);
		t->bytes[t->count++] = unescape(&line);
	}
	t->bytes[t->count] = '\0';
}

/* `key: value`; any other line fails the test. */
static void
read_field(struct cases *t, char *line)
{
	char *colon = strstr(line, ": ");

	assert_non_null(colon);
	*colon = '\0';
	for (size_t i = 0; i < LENGTH(fields); i++) {
		if (strcmp(line, fields[i].key) != 0)
			continue;
		if (fields[i].offset == offsetof(struct example, origin)) {
			assert_in_range(t->count, 0, CASES_AT_MOST - 1);
			t->count++;
			t->real += strcmp(line, "real") == 0;
		}
		assert_int_not_equal(t->count, 0);
		read_text((struct text *)(void *)((char *)&t->examples[t->count - 1] +
						  fields[i].offset),
			colon + 2);
		return;
	}
	fail_msg("what is %s?", line);
}

static int
read_table(void **state)
{
	struct cases *t = calloc(1, sizeof *t);
	const char *source = getenv("SOURCE_DIR");
	char path[4096], line[4096];
	FILE *f;

	assert_non_null(t);
	assert_non_null(source);
	snprintf(path, sizeof path, "%s/tests/fixtures/python/cases.txt", source);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#')
			read_field(t, line);
	}
	fclose(f);
	*state = t;
	return 0;
}

static int
free_table(void **state)
{
	free(*state);
	return 0;
}

typedef bool describer(const struct command_line *, struct buffer *);

/* Through a copy of the exact size, so that a read past its end is seen. */
static bool
call(describer *describe, const struct example *e, struct buffer *out)
{
	char *copy = malloc(e->argv.count > 0 ? e->argv.count : 1);
	struct command_line line = { copy, e->argv.count, e->exe.there ? e->exe.bytes : NULL,
		e->comm.there ? e->comm.bytes : NULL, false };
	bool yes;

	assert_non_null(copy);
	memcpy(copy, e->argv.bytes, e->argv.count);
	yes = describe(&line, out);
	free(copy);
	return yes;
}

static void
check(const struct example *e, describer *describe, bool yes, const char *expected)
{
	char storage[TEXT_BYTES];
	struct buffer out = buffer_over(storage, sizeof storage);

	buffer_text(&out, "12 ");
	if (call(describe, e, &out) != yes || strcmp(out.bytes + 3, expected) != 0)
		fail_msg("%s: '%s', not '%s'", e->origin.bytes, out.bytes + 3, expected);
	assert_memory_equal(out.bytes, "12 ", 3);
}

static void
every_process_has_the_name_and_the_environment_of_the_table(void **state)
{
	const struct cases *t = *state;

	for (size_t i = 0; i < t->count; i++) {
		const struct example *e = &t->examples[i];
		bool python = strcmp(e->python.bytes, "no") != 0;

		assert_true(e->name.count > 0);
		check(e, command_describe, python, e->name.bytes);
		check(e, python_name, python, python ? e->name.bytes : "");
		check(e, python_environment, e->environment.there, e->environment.bytes);
	}
}

static void
the_table_has_at_least_60_processes_and_more_than_half_are_real(void **state)
{
	const struct cases *t = *state;

	assert_in_range(t->count, 60, CASES_AT_MOST);
	assert_true(t->real > t->count / 2);
}

static void
check_prefixes(const struct example *e, describer *describe, const char *whole)
{
	for (size_t size = 1; size < 80; size++) {
		char storage[80];
		struct buffer out = buffer_over(storage, size);

		call(describe, e, &out);
		assert_memory_equal(out.bytes, whole, out.length);
		assert_int_equal(out.cut, out.length < strlen(whole));
	}
}

static void
every_size_of_buffer_gets_a_prefix(void **state)
{
	const struct cases *t = *state;

	for (size_t i = 0; i < t->count; i++) {
		check_prefixes(&t->examples[i], command_describe, t->examples[i].name.bytes);
		check_prefixes(
			&t->examples[i], python_environment, t->examples[i].environment.bytes);
	}
}

/* Complete UTF-8 characters without controls. */
static void
check_harmless(const struct buffer *out)
{
	for (size_t at = 0, length; at < out->length; at += length) {
		uint32_t code = 0;

		length = utf8_decode(out->bytes + at, out->length - at, &code);
		assert_true(length > 0 && code >= 0x20 && code != 0x7f);
	}
}

static uint32_t
chance(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void
add(struct text *t, const char *piece)
{
	memcpy(t->bytes + t->count, piece, strlen(piece));
	t->count += strlen(piece);
}

/* Random pieces of command lines and paths; half of them start like Python's. */
static void
make_up(struct text *t, uint32_t *seed, bool with_nul)
{
	static const char *const pieces[] = { "/", "/bin/", "python3", "python", "pypy3.9", "3.11",
		" ", "-", "--", "-m", "-c", "-X", ".venv", "envs", "/envs/", "virtualenvs/", "-py3",
		"-AbCdEf12", "/home/ada", "gunicorn: ", "ray::", "ipykernel_launcher", ".json",
		"__main__.py", "\n", "\t", "\xff", "\xe6\x97\xa5", "\xe2\x80\xae", "\x1b[m",
		" (deleted)", "/usr", ".", "a", "[", "uv/archive-v0/", ".pyenv/versions/" };
	static const char *const starts[] = { "/usr/bin/python3", "python", "/srv/.venv/bin/python",
		"/opt/conda/envs/", "/home/ada/virtualenvs/speech" };
	uint32_t wanted = chance(seed, 12);

	*t = (struct text){ .there = chance(seed, 8) > 0 };
	if (t->there && chance(seed, 2) == 0)
		add(t, starts[chance(seed, LENGTH(starts))]);
	if (t->count > 0 && with_nul && chance(seed, 2) == 0)
		t->bytes[t->count++] = '\0';
	for (uint32_t i = 0; t->there && i < wanted; i++) {
		add(t, pieces[chance(seed, LENGTH(pieces))]);
		if (with_nul && chance(seed, 3) == 0)
			t->bytes[t->count++] = '\0';
	}
	t->bytes[t->count] = '\0';
}

static void
every_process_gets_a_clean_and_nonempty_name(void **state)
{
	uint32_t seed = 1, pythons = 0, environments = 0;
	struct example *e = calloc(1, sizeof *e);

	(void)state;
	assert_non_null(e);
	for (int round = 0; round < 50000; round++) {
		char storage[200], second[200];
		struct buffer out = buffer_over(storage, sizeof storage);
		struct buffer name = buffer_over(second, sizeof second);
		bool python, environment;

		make_up(&e->argv, &seed, true);
		make_up(&e->exe, &seed, false);
		make_up(&e->comm, &seed, false);
		python = call(python_name, e, &out);
		assert_int_equal(python, out.length > 0);
		check_harmless(&out);
		environment = call(python_environment, e, &name);
		assert_int_equal(environment, name.length > 0);
		check_harmless(&name);
		assert_true(python || !environment);
		pythons += python;
		environments += environment;
	}
	free(e);
	assert_in_range(pythons, 1000, 49000);
	assert_in_range(environments, 1000, pythons);
}

static void
a_process_keeps_its_environment_until_it_has_none(void **state)
{
	struct sample s = { .readings = NULL };
	struct process *p;

	(void)state;
	sample_begin(&s, 100);
	p = process_new(sample_process(&s, 50, MIB, MIB), &s, false);
	assert_null(p->environment);
	process_describe(p, &(struct description){ .environment = "ml" }, s.taken_ns);
	assert_string_equal(p->environment, "ml");
	process_describe(p, &(struct description){ .environment = "vision" }, s.taken_ns);
	assert_string_equal(p->environment, "vision");
	process_describe(p, &(struct description){ .environment = NULL }, s.taken_ns);
	assert_null(p->environment);
	process_describe(p, &(struct description){ .environment = "ml" }, s.taken_ns);
	process_free(p);
	sample_clear(&s);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_process_has_the_name_and_the_environment_of_the_table),
		cmocka_unit_test(the_table_has_at_least_60_processes_and_more_than_half_are_real),
		cmocka_unit_test(every_size_of_buffer_gets_a_prefix),
		cmocka_unit_test(a_process_keeps_its_environment_until_it_has_none),
		cmocka_unit_test(every_process_gets_a_clean_and_nonempty_name),
	};

	return cmocka_run_group_tests(tests, read_table, free_table);
}
