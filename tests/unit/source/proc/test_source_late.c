/* SPDX-License-Identifier: MIT */
/* test_source_late.c: what changes without a trace in the memory of a process is shown within ten
 * scans: its user, control group and limits; its OOM score within five. Of a folder like /proc, so
 * that anybody can change all of it. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "support/reads.h"
#include "support/remove_tree.h"
#include "support/source_world.h"
#include "support/suite.h"

#define PID 77
#define LATE 10
#define SCORE_LATE 5
#define CHANGES 12 /* one after the other, so that each turn is met */

struct late {
	char root[64];
	struct source *source;
	struct sample sample;
	struct table table;
	unsigned described;
};

static void
write_file(const struct late *l, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%d/%s", l->root, PID, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
write_user(const struct late *l, unsigned uid)
{
	char text[160];

	snprintf(text, sizeof text,
		"Name:\tsleep\nUid:\t%u\t%u\t%u\t%u\nVmHWM:\t2048 kB\nVmRSS:\t2048 kB\n", uid, uid,
		uid, uid);
	write_file(l, "status", text);
}

static void
write_group(const struct late *l, unsigned number)
{
	char text[64];

	snprintf(text, sizeof text, "0::/group-%u\n", number);
	write_file(l, "cgroup", text);
}

static void
write_limit(const struct late *l, unsigned mib)
{
	char text[160];

	snprintf(text, sizeof text,
		"Limit                     Soft Limit           Hard Limit           Units\n"
		"Max address space         %-20llu unlimited            bytes\n",
		mib * MIB);
	write_file(l, "limits", text);
}

static void
write_score(const struct late *l, unsigned score)
{
	char text[16];

	snprintf(text, sizeof text, "%u\n", score);
	write_file(l, "oom_score", text);
}

static int
begin(void **state)
{
	struct late *l = calloc(1, sizeof *l);
	const char *tmp = getenv("TMPDIR");
	char path[128];
	struct failure why;

	*state = l;
	snprintf(l->root, sizeof l->root, "%s/peaktop-XXXXXX",
		tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(l->root));
	snprintf(path, sizeof path, "%s/%d", l->root, PID);
	assert_int_equal(mkdir(path, 0700), 0);
	write_file(l, "comm", "sleep\n");
	write_file(l, "cmdline", "sleep");
	write_file(l, "statm", "600 512 0 0 0 0 0\n");
	write_file(l, "stat",
		"77 (sleep) S 1 77 77 0 -1 4194304 100 0 0 0 1 1 0 0 20 0 1 0 5000 2457600 512 "
		"18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n");
	write_user(l, 1000);
	write_group(l, 0);
	write_limit(l, 100);
	write_score(l, 1);
	l->source = source_open_proc(l->root, &why);
	assert_non_null(l->source);
	return 0;
}

static int
finish(void **state)
{
	struct late *l = *state;

	source_close(l->source);
	sample_clear(&l->sample);
	table_clear(&l->table);
	assert_true(remove_tree(l->root));
	free(l);
	return 0;
}

/* As a session does. */
static const struct process *
tick(struct late *l, unsigned wants)
{
	struct process *p;
	struct description d;
	struct failure why;

	assert_true(source_scan(l->source, wants | WANT_RESTING_RARELY, &l->sample, &why));
	table_apply(&l->table, &l->sample);
	p = table_find_pid(&l->table, PID);
	assert_non_null(p);
	if (process_wants_description(p, l->table.taken_ns) &&
		source_describe(l->source, &p->now, &d)) {
		process_describe(p, &d, l->table.taken_ns);
		l->described++;
	}
	return p;
}

static const struct process *
rest(struct late *l, unsigned wants)
{
	for (int i = 0; i < 40; i++)
		tick(l, wants);
	return tick(l, wants);
}

/* The name follows the number: it is asked for again in the same tick. */
static void
another_user_is_shown(void **state)
{
	struct late *l = *state;

	rest(l, 0);
	for (unsigned i = 0; i < CHANGES; i++) {
		unsigned ticks = 1, before = l->described;

		write_user(l, 2000 + i);
		while (tick(l, 0)->now.uid != 2000 + i)
			assert_true(++ticks <= LATE);
		assert_true(l->described > before);
		for (unsigned k = 0; k < i; k++)
			tick(l, 0);
	}
	/* And not without need. */
	l->described = 0;
	rest(l, 0);
	assert_int_equal(l->described, 0);
}

static bool
is_in(const struct process *p, unsigned number)
{
	char path[32];

	snprintf(path, sizeof path, "/group-%u", number);
	return p->cgroup != NULL && strcmp(p->cgroup, path) == 0;
}

static void
check_group(struct late *l, unsigned wants)
{
	rest(l, wants);
	for (unsigned i = 1; i <= CHANGES; i++) {
		unsigned ticks = 1;

		write_group(l, i);
		while (!is_in(tick(l, wants), i))
			assert_true(++ticks <= LATE);
		for (unsigned k = 0; k < i; k++)
			tick(l, wants);
	}
	l->described = 0;
	rest(l, wants);
	assert_int_equal(l->described, 0);
}

static void
another_group_is_shown(void **state)
{
	check_group(*state, WANT_CGROUP);
}

/* The two never contradict each other. */
static void
another_group_is_shown_with_its_limit(void **state)
{
	check_group(*state, WANT_LIMIT);
	check_group(*state, WANT_LIMIT | WANT_CGROUP);
}

/* The details show the limits of the new group at once: the row follows in the next tick. */
static void
a_group_that_the_details_show_is_shown(void **state)
{
	struct late *l = *state;
	const struct process *p = rest(l, 0);
	struct details d;

	write_group(l, 1);
	p = tick(l, 0);
	assert_true(is_in(p, 0));
	source_details(l->source, p->now.key, &d);
	assert_true(is_in(tick(l, 0), 1));
	l->described = 0;
	source_details(l->source, p->now.key, &d);
	rest(l, 0);
	assert_int_equal(l->described, 0);
}

static void
another_limit_is_shown(void **state)
{
	struct late *l = *state;

	rest(l, WANT_LIMIT);
	for (unsigned i = 1; i <= CHANGES; i++) {
		unsigned ticks = 1;

		write_limit(l, 100 + i);
		while (tick(l, WANT_LIMIT)->now.limit_bytes != (100 + i) * MIB)
			assert_true(++ticks <= LATE);
		for (unsigned k = 0; k < i; k++)
			tick(l, WANT_LIMIT);
	}
}

static void
another_score_is_shown(void **state)
{
	struct late *l = *state;

	rest(l, WANT_OOM_SCORE);
	for (unsigned i = 1; i <= CHANGES; i++) {
		unsigned ticks = 1;

		write_score(l, 100 + i);
		while (tick(l, WANT_OOM_SCORE)->now.oom_score != 100 + i)
			assert_true(++ticks <= SCORE_LATE);
		for (unsigned k = 0; k < i; k++)
			tick(l, WANT_OOM_SCORE);
	}
}

/* The reads of so many ticks. */
static unsigned long
reads_of(struct late *l, unsigned wants, int ticks)
{
	unsigned long at_first = 0, before = 0, after_it = 0;

	assert_true(count_reads(&at_first) && count_reads(&before));
	for (int i = 0; i < ticks; i++)
		tick(l, wants);
	assert_true(count_reads(&after_it));
	return after_it - before - (before - at_first);
}

/* In ten ticks one read of what was asked for, of the score two; of limits two files. */
static void
little_is_read_for_it(void **state)
{
	struct late *l = *state;
	unsigned long nothing, ignored;

	if (!count_reads(&ignored)) {
		print_message("no /proc/self/io: reads are not counted\n");
		skip();
	}
	rest(l, 0);
	nothing = reads_of(l, 0, 10);
	rest(l, WANT_CGROUP);
	assert_in_range(reads_of(l, WANT_CGROUP, 10), nothing + 1, nothing + 2);
	rest(l, WANT_OOM_SCORE);
	assert_in_range(reads_of(l, WANT_OOM_SCORE, 10), nothing + 2, nothing + 4);
	write_file(l, "limits", "Max address space         unlimited   unlimited   bytes\n");
	rest(l, WANT_LIMIT | WANT_CGROUP);
	assert_in_range(reads_of(l, WANT_LIMIT | WANT_CGROUP, 10), nothing + 2, nothing + 4);
}

TEST_MAIN(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, finish)
	const struct CMUnitTest tests[] = {
		CASE(another_user_is_shown),
		CASE(another_group_is_shown),
		CASE(another_group_is_shown_with_its_limit),
		CASE(a_group_that_the_details_show_is_shown),
		CASE(another_limit_is_shown),
		CASE(another_score_is_shown),
		CASE(little_is_read_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
