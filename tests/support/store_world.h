/* SPDX-License-Identifier: MIT */
/* store_world.h: a history in a temporary folder, and runs to record in it. */
#ifndef PEAKTOP_TESTS_STORE_WORLD_H
#define PEAKTOP_TESTS_STORE_WORLD_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "store/store.h"
#include "store/store_private.h"
#include "support/child.h"
#include "support/remove_tree.h"
#include "support/sample_run.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct store_world {
	char top[200];    /* removed with its contents */
	char folder[240]; /* of the history; not created yet */
	char file[280];
	struct failure why;
	bool all_live; /* the state that writers are said to have */
};

static inline int
world_begin(void **state)
{
	struct store_world *w = calloc(1, sizeof *w);
	const char *top = getenv("TMPDIR");

	if (w == NULL)
		return -1;
	snprintf(w->top, sizeof w->top, "%s/store-XXXXXX", top != NULL ? top : "/tmp");
	if (mkdtemp(w->top) == NULL) {
		free(w);
		return -1;
	}
	snprintf(w->folder, sizeof w->folder, "%s/state/peaktop", w->top);
	snprintf(w->file, sizeof w->file, "%s/runs.db", w->folder);
	w->all_live = true;
	*state = w;
	return sqlite_load(&w->why) ? 0 : -1;
}

static inline int
world_end(void **state)
{
	struct store_world *w = *state;
	bool gone = remove_tree(w->top);

	free(w);
	return gone ? 0 : -1;
}

#define store_test(function) cmocka_unit_test_setup_teardown(function, world_begin, world_end)

static inline bool
world_lives(void *context, const struct store_writer *writer)
{
	const struct store_world *w = context;

	return w->all_live || kill(writer->pid, 0) == 0;
}

static inline struct store *
world_try(struct store_world *w, enum store_mode mode)
{
	struct store_setup setup = {
		.mode = mode, .patience_ms = 20000, .lives = world_lives, .context = w
	};

	return store_open(w->folder, &setup, &w->why);
}

static inline struct store *
world_open(struct store_world *w, enum store_mode mode)
{
	struct store *store = world_try(w, mode);

	if (store == NULL)
		fail_msg("%s (errno %d)", w->why.doing, w->why.error);
	return store;
}

/* Removes the file and its log, which would restore it. */
static inline void
world_forget(const struct store_world *w)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char path[300];

	for (size_t i = 0; i < LENGTH(suffixes); i++) {
		snprintf(path, sizeof path, "%s%s", w->file, suffixes[i]);
		unlink(path);
	}
}

/* Replaces the history by a file of these bytes. */
static inline void
world_put_file(struct store_world *w, const char *bytes, size_t size)
{
	FILE *file;

	store_close(world_open(w, STORE_WRITE));
	world_forget(w);
	file = fopen(w->file, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static inline void
world_sql(struct store *store, const char *sql)
{
	char *said = NULL;

	sqlite3_exec(store->db, sql, NULL, NULL, &said);
	if (said != NULL)
		fail_msg("%s: %s", sql, said);
}

static inline int64_t
world_integer(struct store *store, const char *sql)
{
	struct failure why;
	int64_t value = -1;

	if (!store_integer(store, sql, &value, &why))
		fail_msg("%s: %s", sql, why.doing);
	return value;
}

/* A pool of workers, with one point per second for its first seconds. */
static inline struct series *
world_series(size_t points)
{
	struct series *series = malloc(sizeof *series);

	assert_non_null(series);
	series_begin(series, SERIES_STEP_NS);
	for (size_t i = 0; i < points; i++)
		series_push(series, i * NS_PER_SECOND, (i + 1) * MIB, (i + 2) * MIB);
	return series;
}

static inline char *const *
world_argv(void)
{
	static char *const argv[] = { "python3", "train.py", "--epochs", "3", NULL };

	return argv;
}

/* Records a run of `bytes` under a name and a label (NULL: none); returns its number. */
static inline uint64_t
world_record(struct store *store, const char *name, const char *label, uint64_t bytes)
{
	struct run run = sample_run(world_argv());
	struct series *series = world_series(3);
	struct failure why;
	uint64_t number = 0;

	run.label = label;
	run.tree.bytes = bytes;
	if (!store_record(store, &run, name, series, &number, &why))
		fail_msg("%s", why.doing);
	free(series);
	return number;
}

/* The exit status of a child. */
static inline int
world_wait(pid_t child)
{
	int status = -1;

	assert_true(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A run that has started, by this writer. */
static inline struct store_run *
world_begin_run(struct store *store, pid_t writer, struct store_world *w)
{
	struct run run = sample_run(world_argv());
	struct store_run *begun;

	strcpy(run.boot_id, "boot");
	run.started_wall_ns = 6000;
	begun = store_begin(store, &run, "train.py", writer, 77, &w->why);
	if (begun == NULL)
		fail_msg("%s", w->why.doing);
	return begun;
}

/* The pid of a process that has exited. */
static inline pid_t
world_gone_pid(void)
{
	pid_t child = child_fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(0);
	assert_int_equal(world_wait(child), 0);
	return child;
}

/* A run called "sorter" that ended like this. */
static inline void
world_record_end(struct store *store, enum run_reason reason, int status, uint64_t started_wall_ns)
{
	char *const argv[] = { "/usr/bin/sort", "-k2", "Big File", NULL };
	struct run run = sample_run(argv);
	struct series *series = world_series(1);
	struct failure why;
	uint64_t number;

	run.reason = reason;
	run.status = status;
	run.started_wall_ns = started_wall_ns;
	assert_true(store_record(store, &run, "sorter", series, &number, &why));
	free(series);
}

/* The run numbers that match a filter: "3 2 1". */
struct world_numbers {
	char text[200];
};

static inline bool
world_note_number(void *context, const struct stored_run *stored)
{
	struct world_numbers *numbers = context;
	size_t length = strlen(numbers->text);

	snprintf(numbers->text + length, sizeof numbers->text - length, "%s%llu",
		length > 0 ? " " : "", (unsigned long long)stored->run.number);
	return true;
}

static inline void
world_check_list(struct store *store, struct store_filter filter, const char *expected)
{
	struct world_numbers numbers = { "" };
	struct failure why;

	if (!store_list(store, &filter, world_note_number, &numbers, &why))
		fail_msg("%s", why.doing);
	assert_string_equal(numbers.text, expected);
}

static inline void
check_members(const struct run_member *read, const struct run_member *written, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(read[i].pid, written[i].pid);
		assert_int_equal(read[i].bytes, written[i].bytes);
		assert_string_equal(read[i].name, written[i].name);
		assert_int_equal(read[i].exact, written[i].exact);
	}
}

/* All process lists of a run. */
static inline void
check_lists(const struct run *read, const struct run *written)
{
	for (int which = 0; which < STORE_MEMBER_LISTS; which++) {
		size_t count, expected;
		const struct run_member *members = store_list_members(written, which, &expected);
		const struct run_member *found = store_list_members(read, which, &count);

		assert_int_equal(count, expected);
		check_members(found, members, count);
	}
}

/* Phases and marks with a value of its own in each member. */
static inline void
world_fill_phases(struct run_phases *phases, size_t count, size_t marks)
{
	for (size_t i = 0; i < count; i++)
		phases->items[phases->count++] = (struct run_phase){ .name = "\xc3\xa4 %: =phase_",
			.count = 100 + i,
			.first_ns = 200 + i,
			.wall_ns = 300 + i,
			.samples = 400 + i,
			.tree = { 500 + i, 600 + i, (enum confidence)(i % 4) },
			.single = { 700 + i, 800 + i, (enum confidence)((i + 1) % 4) },
			.growth_known = i % 2 == 0,
			.faults_known = i % 3 == 0,
			.growth_bytes = i % 2 == 0 ? INT64_MIN + 1 : INT64_MAX,
			.minor_faults = 900 + i,
			.major_faults = 1000 + i };
	for (size_t i = 0; i < marks; i++) {
		struct run_mark *mark = &phases->marks[phases->mark_count++];

		mark->at_ns = 1100 + i;
		snprintf(mark->name, sizeof mark->name, "epoch %zu", i);
	}
}

static inline void
check_phases(const struct run_phases *read, const struct run_phases *written)
{
	for (size_t which = 0; which < STORE_PHASE_LISTS; which++) {
		const struct store_phase_list *list = &store_phase_lists[which];

		assert_int_equal(store_phase_count(read, list), store_phase_count(written, list));
		for (size_t i = 0; i < store_phase_count(written, list); i++) {
			const void *x = store_phase_item(read, list, i);
			const void *y = store_phase_item(written, list, i);

			for (size_t f = 0; f < list->field_count; f++)
				if (run_field_is_number(&list->fields[f]))
					assert_int_equal(run_field_number(x, &list->fields[f]),
						run_field_number(y, &list->fields[f]));
				else
					assert_string_equal(run_field_text(x, &list->fields[f]),
						run_field_text(y, &list->fields[f]));
		}
	}
}

/* Tries to record a run with a long series. */
static inline bool
world_try_record(struct store *store, struct failure *why)
{
	struct run run = sample_run(world_argv());
	struct series *series = world_series(300);
	uint64_t number;
	bool good = store_record(store, &run, "x", series, &number, why);

	free(series);
	return good;
}

/* The last failure contains this text. */
static inline void
world_check_why(const struct store_world *w, const char *text)
{
	if (strstr(w->why.doing, text) == NULL)
		fail_msg("%s", w->why.doing);
}

#endif
