/* SPDX-License-Identifier: MIT */
/* test_store.c: recorded runs are found by number, selector and filter. */
#include "base/integer.h"
#include "base/length.h"
#include "support/store_world.h"
#include "support/suite.h"

/* A value of its own in each field of the table; of the flags one is set, so that none can stand in
 * for another. */
static void
fill_fields(struct run *run, int flag)
{
	int next = 1000, flags = 0;

	for (size_t i = 0; i < run_field_count; i++) {
		const struct run_field *f = &run_fields[i];
		void *at = (char *)run + f->offset;

		if (f->kind == RUN_FLAG)
			integer_set(at, f->size, flags++ == flag);
		else if (run_field_is_number(f))
			integer_set(at, f->size, (uint64_t)next++);
	}
}

static int
count_flags(void)
{
	int flags = 0;

	for (size_t i = 0; i < run_field_count; i++)
		flags += run_fields[i].kind == RUN_FLAG;
	return flags;
}

static struct run
full_run(char *const *argv, int flag)
{
	struct run run = { .argv = argv,
		.label = "base",
		.note = "as \xc3\xa4 said \xff",
		.cwd = "/home/ada",
		.host = "bench",
		.user = "ada",
		.boot_id = "0f3c",
		.commit = "c0ffee",
		.tmpfs.folder = "/dev/shm",
		.reason = RUN_OVER_BUDGET,
		.single = { .member.name = "single", .origin = PEAK_EXACT },
		.tree = { .origin = PEAK_RSS_SUM, .member_count = 2 },
		.top_count = RUN_MEMBERS_MAX };

	fill_fields(&run, flag);
	run.tree.members[0] = (struct run_member){ 10, 300, "first", false };
	run.victims[run.victim_count++] = (struct run_member){ 30, 100, "worker", true };
	run.left[run.left_count++] = (struct run_member){ 40, 50, "left", false };
	run.tree.members[1] = (struct run_member){ 11, 200, "second one", false };
	world_fill_phases(&run.phases, RUN_PHASES_MAX, RUN_MARKS_MAX);
	for (size_t i = 0; i < RUN_MEMBERS_MAX; i++)
		run.top[i] = (struct run_member){ 70 + (pid_t)i, 900 - i, "largest", i % 2 == 0 };
	return run;
}

static void
check_run(const struct run *read, const struct run *written)
{
	for (size_t i = 0; i < run_field_count; i++) {
		const struct run_field *f = &run_fields[i];

		if (run_field_is_number(f) &&
			run_field_number(read, f) != run_field_number(written, f))
			fail_msg("%s: %llu, not %llu", f->name,
				(unsigned long long)run_field_number(read, f),
				(unsigned long long)run_field_number(written, f));
		if (run_field_is_number(f) || f->kind == RUN_BY_HAND)
			continue;
		assert_non_null(run_field_text(written, f));
		assert_string_equal(run_field_text(read, f), run_field_text(written, f));
	}
	check_lists(read, written);
	check_phases(&read->phases, &written->phases);
}

static void
check_series(const struct series *read, const struct series *written)
{
	assert_int_equal(read->step_ns, written->step_ns);
	assert_int_equal(read->count, written->count);
	assert_int_equal(read->doublings, written->doublings);
	for (size_t i = 0; i < SERIES_POINTS; i++) {
		assert_int_equal(read->points[i].present, written->points[i].present);
		assert_int_equal(read->points[i].held_bytes, written->points[i].held_bytes);
		assert_int_equal(read->points[i].rss_sum_bytes, written->points[i].rss_sum_bytes);
	}
}

static void
load(struct store *store, uint64_t number, struct stored_run *stored)
{
	struct failure why;

	if (!store_load(store, number, stored, &why))
		fail_msg("%s", why.doing);
	assert_int_equal(stored->run.number, number);
}

static void
every_figure_of_a_run_comes_back(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct series *series = world_series(700);
	struct stored_run stored;

	for (int flag = 0; flag < count_flags(); flag++) {
		struct run run = full_run(world_argv(), flag);
		uint64_t number;

		assert_true(store_record(store, &run, "train.py", series, &number, &w->why));
		assert_int_equal(number, flag + 1);
		load(store, number, &stored);
		check_run(&stored.run, &run);
		check_series(stored.series, series);
		assert_string_equal(stored.name, "train.py");
		assert_false(stored.program_only);
		stored_run_clear(&stored);
	}
	free(series);
	store_close(store);
}

/* A run that is recorded again and again while it lasts, and then removed. */
static void
phases_that_change_replace_those_of_before(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(3);
	struct store_run *begun = store_begin(store, &run, "x", 1, 2, &w->why);
	struct stored_run stored;

	assert_non_null(begun);
	for (size_t i = 1; i < 6; i++) {
		run.phases.count = run.phases.mark_count = 0;
		world_fill_phases(&run.phases, i < 4 ? i : 2, i);
		assert_true(store_update(begun, &run, series, &w->why));
		load(store, store_run_number(begun), &stored);
		check_phases(&stored.run.phases, &run.phases);
		stored_run_clear(&stored);
	}
	assert_true(store_finish(begun, &run, series, &w->why));
	assert_int_equal(world_integer(store, "SELECT count(*) FROM phase"), 2);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM mark"), 5);
	assert_true(store_delete(store, store_run_number(begun), &w->why));
	assert_int_equal(world_integer(store, "SELECT count(*) FROM phase"), 0);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM mark"), 0);
	store_run_close(begun);
	free(series);
	store_close(store);
}

static void
every_reason_and_every_origin_comes_back(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct series *series = world_series(0);
	struct stored_run stored;

	for (int i = 0; i <= PEAK_RSS_SUM; i++) {
		struct run run = sample_run(world_argv());
		uint64_t number;

		run.reason = (enum run_reason)(i % (RUN_NOT_STARTED + 1));
		run.single.origin = (enum peak_origin)i;
		assert_true(store_record(store, &run, "x", series, &number, &w->why));
		load(store, number, &stored);
		assert_int_equal(stored.run.reason, run.reason);
		assert_int_equal(stored.run.single.origin, run.single.origin);
		assert_int_equal(stored.series->count, 0);
		assert_null(stored.run.label);
		assert_null(stored.run.note);
		stored_run_clear(&stored);
	}
	free(series);
	store_close(store);
}

static void
arguments_come_back_to_the_byte(void **state)
{
	char *const lines[][5] = {
		{ "x", NULL },
		{ "", NULL },
		{ "x", "", "", NULL },
		{ "sh", "-c", "a b\tc\nd", "\xff\xfe not UTF-8", NULL },
		{ NULL },
	};
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct series *series = world_series(0);
	struct stored_run stored;

	for (size_t i = 0; i < LENGTH(lines); i++) {
		struct run run = sample_run(lines[i]);
		uint64_t number;
		size_t at = 0;

		assert_true(store_record(store, &run, "x", series, &number, &w->why));
		load(store, number, &stored);
		for (; lines[i][at] != NULL; at++)
			assert_string_equal(stored.run.argv[at], lines[i][at]);
		assert_null(stored.run.argv[at]);
		stored_run_clear(&stored);
	}
	free(series);
	store_close(store);
}

/* Whether the history's files contain these bytes. */
static bool
is_written(struct store_world *w, const char *suffix, const char *secret)
{
	char path[300];
	struct bytes all = { .data = NULL };
	char piece[4096];
	FILE *file;
	size_t count;
	bool found;

	snprintf(path, sizeof path, "%s%s", w->file, suffix);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	while ((count = fread(piece, 1, sizeof piece, file)) > 0)
		bytes_put(&all, piece, count);
	fclose(file);
	found = memmem(all.data, all.length, secret, strlen(secret)) != NULL;
	bytes_free(&all);
	return found;
}

static bool
record_secret(struct store_world *w, bool program_only)
{
	char *const argv[] = { "/opt/bin/tool", "hush", "--password=hush", NULL };
	struct store_setup setup = { .mode = STORE_WRITE, .program_only = program_only };
	struct store *store = store_open(w->folder, &setup, &w->why);
	struct series *series = world_series(1);
	struct run run = full_run(argv, 0);
	struct stored_run stored;
	uint64_t number;

	assert_non_null(store);
	strcpy(run.single.member.name, "tool hush");
	strcpy(run.top[0].name, "tool hush");
	strcpy(run.tree.members[1].name, "tool hush");
	assert_true(store_record(store, &run, "tool hush", series, &number, &w->why));
	load(store, number, &stored);
	assert_string_equal(stored.run.argv[0], argv[0]);
	assert_int_equal(stored.run.argv[1] == NULL, program_only);
	assert_string_equal(stored.name, program_only ? "tool" : "tool hush");
	assert_int_equal(stored.program_only, program_only);
	stored_run_clear(&stored);
	free(series);
	store_close(store);
	return is_written(w, "", "hush") || is_written(w, "-wal", "hush");
}

static void
of_a_program_with_secrets_only_its_name_is_written(void **state)
{
	assert_false(record_secret(*state, true));
	assert_true(record_secret(*state, false));
}

static void
a_run_is_found_by_number_by_label_and_as_the_last(void **state)
{
	static const struct {
		const char *word;
		uint64_t number; /* 0: there is none */
	} cases[] = { { "2", 2 }, { "02", 2 }, { "last", 4 }, { "base", 3 }, { "new", 2 },
		{ "4", 4 }, { "5", 0 }, { "0", 0 }, { "99999999999999999999999", 0 }, { "bas", 0 },
		{ "BASE", 0 }, { "", 0 }, { "-1", 0 }, { "1 OR 1", 0 }, { "' OR 1 --", 0 } };
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	assert_false(store_find(store, "last", &(uint64_t){ 0 }, &w->why));
	assert_string_equal(w->why.doing, "no run 'last' in the history");
	world_record(store, "a", "base", MIB);
	world_record(store, "a", "new", MIB);
	world_record(store, "a", "base", MIB);
	world_record(store, "a", NULL, MIB);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		uint64_t number = 0;
		bool found = store_find(store, cases[i].word, &number, &w->why);

		if (found != (cases[i].number != 0) || number != cases[i].number)
			fail_msg("%s: %llu", cases[i].word, (unsigned long long)number);
	}
	store_close(store);
}

static void
a_number_that_was_given_is_never_given_again(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct stored_run stored;

	world_record(store, "a", NULL, MIB);
	assert_int_equal(world_record(store, "a", NULL, MIB), 2);
	assert_true(store_delete(store, 2, &w->why));
	assert_false(store_load(store, 2, &stored, &w->why));
	assert_string_equal(w->why.doing, "no run '2' in the history");
	stored_run_clear(&stored);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM member WHERE run = 2"), 0);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM series WHERE run = 2"), 0);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM series WHERE run = 1") > 0, 1);
	assert_false(store_delete(store, 2, &w->why));
	store_close(store);
	store = world_open(w, STORE_WRITE);
	assert_int_equal(world_record(store, "a", NULL, MIB), 3);
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(every_figure_of_a_run_comes_back),
		store_test(phases_that_change_replace_those_of_before),
		store_test(every_reason_and_every_origin_comes_back),
		store_test(arguments_come_back_to_the_byte),
		store_test(of_a_program_with_secrets_only_its_name_is_written),
		store_test(a_run_is_found_by_number_by_label_and_as_the_last),
		store_test(a_number_that_was_given_is_never_given_again),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
