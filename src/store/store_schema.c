/* SPDX-License-Identifier: MIT */
/* store_schema.c: the tables of the history, as a list of steps from one version to the next. A
 * released step is never changed: append a row instead. The version is in the file (PRAGMA
 * user_version). */
#include "store/store_private.h"

/* Members of struct run are explained in model/run/run.h and listed in store_columns.c; times
 * are nanoseconds. argv: each argument followed by a NUL byte. points: store_points.c. */
static const char first_tables[] =
	"CREATE TABLE run ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" name TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" status INTEGER NOT NULL,"
	" signal INTEGER NOT NULL,"
	" label TEXT,"
	" started_wall_ns INTEGER NOT NULL,"
	" wall_ns INTEGER NOT NULL,"
	" tree_bytes INTEGER NOT NULL,"
	" writer_pid INTEGER NOT NULL,"
	" writer_ticks INTEGER NOT NULL,"
	" boot_id TEXT NOT NULL,"
	" host TEXT NOT NULL,"
	" user TEXT NOT NULL,"
	" note TEXT,"
	" cwd TEXT NOT NULL,"
	" git_commit TEXT NOT NULL,"
	" argv BLOB NOT NULL,"
	" program_only INTEGER NOT NULL,"
	" core_dumped INTEGER NOT NULL,"
	" oom_likely INTEGER NOT NULL,"
	" start_error INTEGER NOT NULL,"
	" budget_bytes INTEGER NOT NULL,"
	" enforced INTEGER NOT NULL,"
	" user_ns INTEGER NOT NULL,"
	" system_ns INTEGER NOT NULL,"
	" max_rss_bytes INTEGER NOT NULL,"
	" max_rss_floor_bytes INTEGER NOT NULL,"
	" max_rss_floored INTEGER NOT NULL,"
	" minor_faults INTEGER NOT NULL,"
	" major_faults INTEGER NOT NULL,"
	" block_inputs INTEGER NOT NULL,"
	" block_outputs INTEGER NOT NULL,"
	" voluntary_switches INTEGER NOT NULL,"
	" involuntary_switches INTEGER NOT NULL,"
	" single_pid INTEGER NOT NULL,"
	" single_bytes INTEGER NOT NULL,"
	" single_name TEXT NOT NULL,"
	" single_at_ns INTEGER NOT NULL,"
	" single_at_known INTEGER NOT NULL,"
	" single_origin TEXT NOT NULL,"
	" tree_at_ns INTEGER NOT NULL,"
	" tree_origin TEXT NOT NULL,"
	" tree_lower_bound INTEGER NOT NULL,"
	" tree_process_count INTEGER NOT NULL,"
	" cgroup_made INTEGER NOT NULL,"
	" cgroup_peak_bytes INTEGER NOT NULL,"
	" cgroup_limit_bytes INTEGER NOT NULL,"
	" cgroup_oom_kills INTEGER NOT NULL,"
	" swap_peak_bytes INTEGER NOT NULL,"
	" processes_seen INTEGER NOT NULL,"
	" left_alive INTEGER NOT NULL,"
	" limit_bytes INTEGER NOT NULL,"
	" address_limit_bytes INTEGER NOT NULL,"
	" machine_total_bytes INTEGER NOT NULL,"
	" machine_available_bytes INTEGER NOT NULL,"
	" interval_ns INTEGER NOT NULL,"
	" samples INTEGER NOT NULL,"
	" pss_reads INTEGER NOT NULL,"
	" observer_cpu_ns INTEGER NOT NULL,"
	" series_step_ns INTEGER NOT NULL DEFAULT 0,"
	" series_count INTEGER NOT NULL DEFAULT 0,"
	" series_doublings INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX run_started ON run (started_wall_ns);"
	"CREATE INDEX run_label ON run (label) WHERE label IS NOT NULL;"
	"CREATE INDEX run_running ON run (id) WHERE reason = 'running';"
	"CREATE INDEX run_rank ON run (name, id, tree_bytes)"
	" WHERE reason NOT IN ('running', 'not_started');"
	/* list 0: the tree at its peak, 1: the largest processes; place 0 is the largest. */
	"CREATE TABLE member ("
	" run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
	" list INTEGER NOT NULL,"
	" place INTEGER NOT NULL,"
	" pid INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" name TEXT NOT NULL,"
	" PRIMARY KEY (run, list, place)) WITHOUT ROWID;"
	"CREATE TABLE series ("
	" run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
	" chunk INTEGER NOT NULL,"
	" points BLOB NOT NULL,"
	" PRIMARY KEY (run, chunk)) WITHOUT ROWID;";

/* Out-of-memory kills anywhere in the tree; list 2 of member: their victims. */
static const char memory_kills[] =
	"ALTER TABLE run ADD COLUMN oom_kills INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN oom_limit_bytes"
	" INTEGER NOT NULL DEFAULT 0;";

/* What the peaks consist of, and memory that no process mapped. */
static const char parts_of_peaks[] =
	"ALTER TABLE run ADD COLUMN single_parts_known INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN single_anon_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN single_shared_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN single_file_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN single_swap_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_parts_known INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_anon_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_shared_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_file_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_swap_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tmpfs_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tmpfs_counted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tmpfs_folder TEXT NOT NULL DEFAULT '';";

/* The kernel's reports of ends of its processes. */
static const char told_ends[] = "ALTER TABLE run ADD COLUMN exits_told INTEGER NOT NULL DEFAULT 0;"
				"ALTER TABLE run ADD COLUMN exits_lost INTEGER NOT NULL DEFAULT 0;"
				"ALTER TABLE member ADD COLUMN exact INTEGER NOT NULL DEFAULT 0;";

/* Their huge pages; and the part of unmapped memory that the peak includes as well. */
static const char huge_pages_and_tmpfs[] =
	"ALTER TABLE run ADD COLUMN hugetlb_known INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN hugetlb_peak_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN hugetlb_shared INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN single_hugetlb_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tree_hugetlb_bytes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN tmpfs_in_peak_bytes INTEGER NOT NULL DEFAULT 0;";

/* Whether they were all there were: unknown for older runs. */
static const char all_seen[] = "ALTER TABLE run ADD COLUMN all_seen INTEGER NOT NULL DEFAULT 0;";

static const struct store_migration migrations[] = {
	{ first_tables },
	{ memory_kills },
	{ parts_of_peaks },
	{ told_ends },
	{ huge_pages_and_tmpfs },
	{ all_seen },
};

struct step {
	const struct store_migration *migrations;
	size_t count;
	int64_t version;
};

static bool
read_version(struct store *store, int64_t *version, struct failure *why)
{
	return store_integer(store, "PRAGMA user_version", version, why);
}

/* Checks again: another process may have made the step while this one waited to write. */
static bool
make_step(struct store *store, void *context, struct failure *why)
{
	struct step *step = context;
	char stamp[64];
	struct buffer text = buffer_over(stamp, sizeof stamp);

	if (!read_version(store, &step->version, why))
		return false;
	if (step->version < 0 || (size_t)step->version >= step->count)
		return true;
	if (!store_execute(
		    store, step->migrations[step->version].sql, "preparing the history", why))
		return false;
	step->version++;
	buffer_print(&text, "PRAGMA user_version = %d", (int)step->version);
	return store_execute(store, stamp, "preparing the history", why);
}

bool
store_migrate(
	struct store *store, const struct store_migration *list, size_t count, struct failure *why)
{
	struct step step = { .migrations = list, .count = count };

	if (!read_version(store, &step.version, why))
		return false;
	while (step.version >= 0 && (size_t)step.version < count)
		if (!store_within(store, make_step, &step, why))
			return false;
	if (step.version < 0 || (size_t)step.version > count)
		return failure_set(why, 0,
			"the history was written by a newer peaktop (version %lld; this one knows "
			"%zu): %s",
			(long long)step.version, count, store->path);
	return true;
}

bool
store_schema_bring(struct store *store, struct failure *why)
{
	return store_migrate(store, migrations, sizeof migrations / sizeof migrations[0], why);
}
