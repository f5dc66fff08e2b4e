/* SPDX-License-Identifier: MIT */
/* store_schema.c: the tables of the history, as a list of steps from one version to the next. The
 * columns of a run that a later version added are in THE table of them (model/run/run_field.c). A
 * released step is never changed. The version is in the file (PRAGMA user_version). */
#include "store/store_private.h"

#include <assert.h>

/* Members of struct run are explained in model/run/run.h and listed in run_field.c; times
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

/* Whether what a process held is exact. List 2 of member, since version 2: victims; 3: left. */
static const char exact_members[] =
	"ALTER TABLE member ADD COLUMN exact INTEGER NOT NULL DEFAULT 0;";

/* Growth by line of Python code. list 0: the lines, 1: functions with what they call, 2: the
 * place of the peak, 3: the places in the course of the run; kind: enum code_line_kind. */
static const char line_table[] = "CREATE TABLE line ("
				 " run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
				 " list INTEGER NOT NULL,"
				 " place INTEGER NOT NULL,"
				 " kind INTEGER NOT NULL,"
				 " bytes INTEGER NOT NULL,"
				 " line INTEGER NOT NULL,"
				 " file TEXT NOT NULL,"
				 " function TEXT NOT NULL,"
				 " at_ns INTEGER NOT NULL,"
				 " PRIMARY KEY (run, list, place)) WITHOUT ROWID;";

#define VERSIONS_MAX 64

size_t
store_schema_version(void)
{
	size_t newest = 0;

	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		newest = f->since > newest ? f->since : newest;
	return newest;
}

struct schema_step {
	const struct store_migration *migrations;
	size_t count;
	int64_t version;
};

static bool
read_version(struct store *store, int64_t *version, struct failure *why)
{
	return store_integer(store, "PRAGMA user_version", version, why);
}

/* "TYPE DEFAULT" of a column that is added; runs from before have the default. */
static const char *
type_of(const struct run_field *f)
{
	switch ((enum run_field_kind)f->kind) {
	case RUN_TEXT:
		return "TEXT NOT NULL DEFAULT ''";
	case RUN_POINTER:
		return "TEXT";
	case RUN_REASON:
	case RUN_ORIGIN:
		return "TEXT NOT NULL DEFAULT 'none'";
	default:
		return "INTEGER NOT NULL DEFAULT 0";
	}
}

static bool
add_columns(struct store *store, int64_t version, struct failure *why)
{
	struct bytes sql = { .data = NULL };
	bool good;

	bytes_text(&sql, "");
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		if (f->since == version)
			bytes_print(&sql, "ALTER TABLE run ADD COLUMN %s %s;", f->name, type_of(f));
	good = store_execute(store, sql.data, "preparing the history", why);
	bytes_free(&sql);
	return good;
}

static bool
add_tables(struct store *store, const struct store_migration *m, struct failure *why)
{
	struct bytes sql = { .data = NULL };
	bool good;

	m->tables(&sql);
	good = store_execute(store, sql.data, "preparing the history", why);
	bytes_free(&sql);
	return good;
}

static bool
make_tables(struct store *store, const struct schema_step *step, struct failure *why)
{
	const struct store_migration *m = &step->migrations[step->version];

	return (m->sql == NULL || store_execute(store, m->sql, "preparing the history", why)) &&
	       (m->tables == NULL || add_tables(store, m, why)) &&
	       (!m->columns || add_columns(store, step->version + 1, why));
}

/* Checks again: another process may have made the step while this one waited to write. */
static bool
make_step(struct store *store, void *context, struct failure *why)
{
	struct schema_step *step = context;
	char stamp[64];
	struct buffer text = buffer_over(stamp, sizeof stamp);

	if (!read_version(store, &step->version, why))
		return false;
	if (step->version < 0 || (size_t)step->version >= step->count)
		return true;
	if (!make_tables(store, step, why))
		return false;
	step->version++;
	buffer_print(&text, "PRAGMA user_version = %d", (int)step->version);
	return store_execute(store, stamp, "preparing the history", why);
}

bool
store_migrate(
	struct store *store, const struct store_migration *list, size_t count, struct failure *why)
{
	struct schema_step step = { .migrations = list, .count = count };

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
	struct store_migration list[VERSIONS_MAX] = {
		{ .sql = first_tables },
		[3] = { .sql = exact_members },
		[6] = { .sql = line_table },
		[7] = { .tables = store_phases_tables },
	};
	size_t count = store_schema_version();

	assert(count <= VERSIONS_MAX);
	for (size_t i = 1; i < count; i++)
		list[i].columns = true;
	return store_migrate(store, list, count, why);
}
