/* SPDX-License-Identifier: MIT */
/* store_write.c: writes a run to the history: begins, updates and finishes it. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* What the file already holds of it. */
struct kept {
	struct store_members members;
	struct store_points points;
	struct code_lists lines;
};

struct store_run {
	struct store *store;
	uint64_t number;
	struct kept kept;
};

/* The objects that a transaction works on. */
struct writing {
	const struct run *run;
	const char *name;
	const struct series *series;
	pid_t writer_pid;
	uint64_t writer_start_ticks;
	enum run_reason reason;
	uint64_t number;
	struct kept kept;
};

bool
store_settle(struct store *store, struct failure *why)
{
	sqlite3_stmt *settle;

	if (store->setup.lives == NULL)
		return true;
	settle = store_statement(store, STATEMENT_SETTLE, why);
	return settle != NULL && store_done(store, settle, "looking for lost runs", why);
}

void
store_put_argv(const struct run *run, bool program_only, struct bytes *arguments)
{
	size_t kept = program_only ? 1 : SIZE_MAX;

	for (char *const *selector = run->argv; *selector != NULL && kept > 0; selector++, kept--)
		bytes_put(arguments, *selector, strlen(*selector) + 1);
}

/* A name may contain arguments: without them a run is called by its program. */
const char *
store_name_of(const struct run *run, const char *name, bool program_only)
{
	const char *program = run->argv[0], *slash;

	if (!program_only)
		return name;
	slash = program == NULL ? NULL : strrchr(program, '/');
	return slash != NULL ? slash + 1 : program != NULL ? program : "";
}

/* The reason to be written, which may differ from the run's own. */
static void
bind_figures(struct store *store, sqlite3_stmt *statement, struct writing *w, struct buffer *name)
{
	store_columns_bind(statement, w->run);
	store_bind_text(statement, ":reason", run_reason_name(w->reason));
	store_put_name(store, w->run->single.member.name, name);
	store_bind_text(statement, ":single_name", name->bytes);
}

static bool
insert_run(struct store *store, struct writing *w, struct failure *why)
{
	sqlite3_stmt *insert = store_statement(store, STATEMENT_INSERT_RUN, why);
	char storage[sizeof w->run->single.member.name];
	struct buffer name = buffer_over(storage, sizeof storage);
	struct bytes arguments = { .data = NULL };
	bool good;

	if (insert == NULL)
		return false;
	bind_figures(store, insert, w, &name);
	store_put_argv(w->run, store->setup.program_only, &arguments);
	sqlite3_bind_blob(insert, sqlite3_bind_parameter_index(insert, ":argv"),
		arguments.length > 0 ? arguments.data : "", (int)arguments.length, SQLITE_STATIC);
	store_bind_text(insert, ":name", store_name_of(w->run, w->name, store->setup.program_only));
	store_bind_number(insert, ":program_only", store->setup.program_only);
	store_bind_number(insert, ":writer_pid", (uint64_t)w->writer_pid);
	store_bind_number(insert, ":writer_ticks", w->writer_start_ticks);
	good = store_done(store, insert, "recording a run", why);
	bytes_free(&arguments);
	w->number = store_unsigned(sqlite3_last_insert_rowid(store->db));
	return good;
}

static bool
update_run(struct store *store, struct writing *w, struct failure *why)
{
	sqlite3_stmt *update = store_statement(store, STATEMENT_UPDATE_RUN, why);
	char storage[sizeof w->run->single.member.name];
	struct buffer name = buffer_over(storage, sizeof storage);

	if (update == NULL)
		return false;
	bind_figures(store, update, w, &name);
	store_bind_number(update, ":series_step_ns", w->series->step_ns);
	store_bind_number(update, ":series_count", w->series->count);
	store_bind_number(update, ":series_doublings", w->series->doublings);
	store_bind_number(update, ":id", w->number);
	if (!store_done(store, update, "recording a run", why))
		return false;
	if (sqlite3_changes(store->db) == 0)
		return failure_set(why, 0, "run %llu is no longer in the history",
			(unsigned long long)w->number);
	return store_members_write(store, w->number, w->run, &w->kept.members, why) &&
	       store_lines_write(store, w->number, w->run, &w->kept.lines, why) &&
	       store_points_write(store, w->number, w->series, &w->kept.points, why);
}

/* --- transactions --- */

static bool
begin_row(struct store *store, void *context, struct failure *why)
{
	return store_settle(store, why) && insert_run(store, context, why);
}

static bool
update_row(struct store *store, void *context, struct failure *why)
{
	return update_run(store, context, why);
}

static bool
record_row(struct store *store, void *context, struct failure *why)
{
	return begin_row(store, context, why) && update_row(store, context, why);
}

struct store_run *
store_begin(struct store *store, const struct run *run, const char *name, pid_t writer_pid,
	uint64_t writer_start_ticks, struct failure *why)
{
	struct writing w = { .run = run,
		.name = name,
		.writer_pid = writer_pid,
		.writer_start_ticks = writer_start_ticks,
		.reason = RUN_RUNNING };
	struct store_run *made;

	if (!store_within(store, begin_row, &w, why))
		return NULL;
	made = grow_new(sizeof *made);
	made->store = store;
	made->number = w.number;
	return made;
}

uint64_t
store_run_number(const struct store_run *recorded)
{
	return recorded->number;
}

void
store_run_close(struct store_run *recorded)
{
	free(recorded);
}

/* What the file holds counts only once it is committed. */
static bool
write_figures(struct store_run *recorded, struct writing *w, struct failure *why)
{
	w->number = recorded->number;
	w->kept = recorded->kept;
	if (!store_within(recorded->store, update_row, w, why))
		return false;
	recorded->kept = w->kept;
	return true;
}

bool
store_update(struct store_run *recorded, const struct run *run, const struct series *series,
	struct failure *why)
{
	struct writing w = { .run = run, .series = series, .reason = RUN_RUNNING };

	return write_figures(recorded, &w, why);
}

bool
store_finish(struct store_run *recorded, const struct run *run, const struct series *series,
	struct failure *why)
{
	struct writing w = { .run = run, .series = series, .reason = run->reason };

	return write_figures(recorded, &w, why);
}

bool
store_record(struct store *store, const struct run *run, const char *name,
	const struct series *series, uint64_t *number, struct failure *why)
{
	struct writing w = { .run = run, .name = name, .series = series, .reason = run->reason };

	if (!store_within(store, record_row, &w, why))
		return false;
	*number = w.number;
	return true;
}

/* Arguments left out when it was spooled stay left out, whatever this store keeps. */
static bool
write_stored(struct store *store, const struct stored_run *stored, struct writing *w,
	bool (*write)(struct store *, struct writing *, struct failure *), struct failure *why)
{
	bool program_only = store->setup.program_only, good;

	w->run = &stored->run;
	w->name = stored->name;
	w->series = stored->series;
	w->writer_pid = stored->writer.pid;
	w->reason = stored->run.reason;
	store->setup.program_only = stored->program_only;
	good = write(store, w, why);
	store->setup.program_only = program_only;
	return good;
}

static bool
write_whole(struct store *store, struct writing *w, struct failure *why)
{
	return insert_run(store, w, why) && update_run(store, w, why);
}

bool
store_write_whole(struct store *store, const struct stored_run *stored, struct failure *why)
{
	struct writing w = { .number = 0 };

	return write_stored(store, stored, &w, write_whole, why);
}

static bool
write_end(struct store *store, struct writing *w, struct failure *why)
{
	return store_points_clear(store, w->number, why) &&
	       store_lines_clear(store, w->number, why) &&
	       store_members_clear(store, w->number, why) && update_run(store, w, why);
}

bool
store_write_end(
	struct store *store, uint64_t number, const struct stored_run *stored, struct failure *why)
{
	struct writing w = { .number = number };

	return write_stored(store, stored, &w, write_end, why);
}
