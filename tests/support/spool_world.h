/* SPDX-License-Identifier: MIT */
/* spool_world.h: runs in the spool, and its file. */
#ifndef PEAKTOP_TESTS_SPOOL_WORLD_H
#define PEAKTOP_TESTS_SPOOL_WORLD_H

#include "support/store_world.h"

static inline char *const *
odd_argv(void)
{
	static char *const argv[] = { "/opt/py/python3", "a b", "", "50%\n=\x01\xff", "\xc3\xa4:x",
		NULL };

	return argv;
}

static inline struct run
odd_run(uint64_t started_wall_ns)
{
	struct run run = sample_run(odd_argv());

	run.label = "100% = a:b";
	run.note = "";
	strcpy(run.user, "ada");
	run.started_wall_ns = started_wall_ns;
	run.signal = 9;
	run.status = -1;
	run.swap_peak_bytes = UINT64_MAX;
	world_fill_phases(&run.phases, 1, 2);
	return run;
}

/* For a run of 50 ms with a gap in its series. */
static inline struct series *
short_series(void)
{
	struct series *series = world_series(0);

	for (size_t i = 0; i < 5; i++)
		if (i != 2)
			series_push(series, i * SERIES_STEP_NS, (i + 1) * MIB, (i + 2) * MIB);
	return series;
}

static inline bool
spool_run(const struct store_world *w, const struct run *run, bool program_only)
{
	struct series *series = short_series();
	struct store_spool *spool = store_spool_open(w->folder, run, program_only);
	bool good;

	good = spool != NULL && store_spool_leave(spool, run, "train.py --epochs 3", series, 4711);
	store_spool_close(spool);
	free(series);
	return good;
}

static inline bool
spool_at(const struct store_world *w, uint64_t started_wall_ns)
{
	struct run run = odd_run(started_wall_ns);

	return spool_run(w, &run, false);
}

static inline void
make_history(struct store_world *w)
{
	store_close(world_open(w, STORE_WRITE));
}

static inline int64_t
runs_in(struct store_world *w, enum store_mode mode)
{
	struct store *store = world_open(w, mode);
	int64_t count = world_integer(store, "SELECT count(*) FROM run");

	store_close(store);
	return count;
}

static inline const char *
spool_path(const struct store_world *w, char path[300], const char *end)
{
	snprintf(path, 300, "%s/runs.%s", w->folder, end);
	return path;
}

static inline size_t
read_file(const char *path, char *bytes, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t count;

	assert_non_null(file);
	count = fread(bytes, 1, size, file);
	fclose(file);
	return count;
}

static inline void
write_file(const char *path, const char *bytes, size_t count)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, count, file), count);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

#endif
