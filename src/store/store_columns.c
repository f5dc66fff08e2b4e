/* SPDX-License-Identifier: MIT */
/* store_columns.c: THE table of what of struct run is a column; the statements and both ways are
 * made from it. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

enum kind {
	NUMBER,  /* unsigned of 1 (bool), 4 or 8 bytes */
	INTEGER, /* int */
	TEXT,    /* array of char */
	POINTER, /* const char *, NULL for none */
	REASON,
	ORIGIN,
};

struct column {
	const char *name;
	enum kind kind;
	bool fixed; /* known at the start; an update leaves it alone */
	size_t offset, size;
};

#define MEMBER(member) offsetof(struct run, member), sizeof(((struct run *)0)->member)

static const struct column columns[] = {
	{ "label", POINTER, true, MEMBER(label) },
	{ "note", POINTER, true, MEMBER(note) },
	{ "cwd", TEXT, true, MEMBER(cwd) },
	{ "host", TEXT, true, MEMBER(host) },
	{ "user", TEXT, true, MEMBER(user) },
	{ "boot_id", TEXT, true, MEMBER(boot_id) },
	{ "git_commit", TEXT, true, MEMBER(commit) },
	{ "started_wall_ns", NUMBER, true, MEMBER(started_wall_ns) },
	{ "wall_ns", NUMBER, false, MEMBER(wall_ns) },
	{ "reason", REASON, false, MEMBER(reason) },
	{ "status", INTEGER, false, MEMBER(status) },
	{ "signal", INTEGER, false, MEMBER(signal) },
	{ "core_dumped", NUMBER, false, MEMBER(core_dumped) },
	{ "oom_likely", NUMBER, false, MEMBER(oom_likely) },
	{ "start_error", INTEGER, false, MEMBER(start_error) },
	{ "budget_bytes", NUMBER, false, MEMBER(budget_bytes) },
	{ "enforced", NUMBER, false, MEMBER(enforced) },
	{ "user_ns", NUMBER, false, MEMBER(usage.user_ns) },
	{ "system_ns", NUMBER, false, MEMBER(usage.system_ns) },
	{ "max_rss_bytes", NUMBER, false, MEMBER(usage.max_rss_bytes) },
	{ "max_rss_floor_bytes", NUMBER, false, MEMBER(usage.max_rss_floor_bytes) },
	{ "max_rss_floored", NUMBER, false, MEMBER(usage.max_rss_floored) },
	{ "minor_faults", NUMBER, false, MEMBER(usage.minor_faults) },
	{ "major_faults", NUMBER, false, MEMBER(usage.major_faults) },
	{ "block_inputs", NUMBER, false, MEMBER(usage.block_inputs) },
	{ "block_outputs", NUMBER, false, MEMBER(usage.block_outputs) },
	{ "voluntary_switches", NUMBER, false, MEMBER(usage.voluntary_switches) },
	{ "involuntary_switches", NUMBER, false, MEMBER(usage.involuntary_switches) },
	{ "single_pid", INTEGER, false, MEMBER(single.member.pid) },
	{ "single_bytes", NUMBER, false, MEMBER(single.member.bytes) },
	{ "single_at_ns", NUMBER, false, MEMBER(single.at_ns) },
	{ "single_at_known", NUMBER, false, MEMBER(single.at_known) },
	{ "single_origin", ORIGIN, false, MEMBER(single.origin) },
	{ "tree_bytes", NUMBER, false, MEMBER(tree.bytes) },
	{ "tree_at_ns", NUMBER, false, MEMBER(tree.at_ns) },
	{ "tree_origin", ORIGIN, false, MEMBER(tree.origin) },
	{ "tree_lower_bound", NUMBER, false, MEMBER(tree.lower_bound) },
	{ "tree_process_count", NUMBER, false, MEMBER(tree.process_count) },
	{ "cgroup_made", NUMBER, false, MEMBER(cgroup.made) },
	{ "cgroup_peak_bytes", NUMBER, false, MEMBER(cgroup.peak_bytes) },
	{ "cgroup_limit_bytes", NUMBER, false, MEMBER(cgroup.limit_bytes) },
	{ "cgroup_oom_kills", NUMBER, false, MEMBER(cgroup.oom_kills) },
	{ "swap_peak_bytes", NUMBER, false, MEMBER(swap_peak_bytes) },
	{ "processes_seen", NUMBER, false, MEMBER(processes_seen) },
	{ "left_alive", NUMBER, false, MEMBER(left_alive) },
	{ "limit_bytes", NUMBER, false, MEMBER(limit_bytes) },
	{ "address_limit_bytes", NUMBER, false, MEMBER(address_limit_bytes) },
	{ "machine_total_bytes", NUMBER, false, MEMBER(machine_total_bytes) },
	{ "machine_available_bytes", NUMBER, false, MEMBER(machine_available_bytes) },
	{ "interval_ns", NUMBER, false, MEMBER(interval_ns) },
	{ "samples", NUMBER, false, MEMBER(samples) },
	{ "pss_reads", NUMBER, false, MEMBER(pss_reads) },
	{ "observer_cpu_ns", NUMBER, false, MEMBER(observer_cpu_ns) },
};

/* Columns that are no plain members: bound by those who write them, read below. */
enum { AT_ID, AT_NAME, AT_SINGLE_NAME, AT_ONLY, AT_ARGV, AT_PID, AT_TICKS, AT_COLUMNS };
#define BESIDE "id, name, single_name, program_only, argv, writer_pid, writer_ticks"

#define COUNT (sizeof columns / sizeof columns[0])

/* --- statements --- */

void
store_columns_insert(struct bytes *sql)
{
	bytes_text(sql,
		"INSERT INTO run (name, single_name, program_only, argv, writer_pid, writer_ticks");
	for (size_t i = 0; i < COUNT; i++)
		bytes_print(sql, ", %s", columns[i].name);
	bytes_text(sql,
		") VALUES (:name, :single_name, :program_only, :argv, :writer_pid, :writer_ticks");
	for (size_t i = 0; i < COUNT; i++)
		bytes_print(sql, ", :%s", columns[i].name);
	bytes_text(sql, ")");
}

void
store_columns_update(struct bytes *sql)
{
	bytes_text(sql,
		"UPDATE run SET single_name = :single_name, series_step_ns = :series_step_ns,"
		" series_count = :series_count, series_doublings = :series_doublings");
	for (size_t i = 0; i < COUNT; i++)
		if (!columns[i].fixed)
			bytes_print(sql, ", %s = :%s", columns[i].name, columns[i].name);
	bytes_text(sql, " WHERE id = :id");
}

void
store_columns_select(struct bytes *sql)
{
	bytes_text(sql, "SELECT " BESIDE);
	for (size_t i = 0; i < COUNT; i++)
		bytes_print(sql, ", %s",
			columns[i].kind == REASON ? STORE_REASON_NOW : columns[i].name);
	bytes_text(sql, " FROM run ");
}

/* --- a run into a statement --- */

static uint64_t
number_at(const void *at, size_t size)
{
	uint64_t eight;
	uint32_t four;
	bool one;

	switch (size) {
	case sizeof eight:
		memcpy(&eight, at, size);
		return eight;
	case sizeof four:
		memcpy(&four, at, size);
		return four;
	default:
		memcpy(&one, at, sizeof one);
		return one;
	}
}

void
store_bind_text(sqlite3_stmt *statement, const char *parameter, const char *text)
{
	int at = sqlite3_bind_parameter_index(statement, parameter);

	if (at > 0)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

void
store_bind_number(sqlite3_stmt *statement, const char *parameter, uint64_t number)
{
	int at = sqlite3_bind_parameter_index(statement, parameter);

	if (at > 0)
		sqlite3_bind_int64(statement, at, store_signed(number));
}

static void
bind_member(sqlite3_stmt *statement, int parameter, const struct column *column, const char *at)
{
	const char *text;
	int integer;

	switch (column->kind) {
	case NUMBER:
		sqlite3_bind_int64(statement, parameter, store_signed(number_at(at, column->size)));
		break;
	case INTEGER:
		memcpy(&integer, at, sizeof integer);
		sqlite3_bind_int(statement, parameter, integer);
		break;
	case TEXT:
		sqlite3_bind_text(statement, parameter, at, -1, SQLITE_STATIC);
		break;
	case POINTER:
		memcpy(&text, at, sizeof text);
		sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
		break;
	case REASON:
		text = run_reason_name((enum run_reason)number_at(at, column->size));
		sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
		break;
	case ORIGIN:
		text = peak_origin_name((enum peak_origin)number_at(at, column->size));
		sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
		break;
	}
}

void
store_columns_bind(sqlite3_stmt *statement, const struct run *run)
{
	char parameter[64];

	for (size_t i = 0; i < COUNT; i++) {
		struct buffer text = buffer_over(parameter, sizeof parameter);
		int at;

		buffer_print(&text, ":%s", columns[i].name);
		at = sqlite3_bind_parameter_index(statement, parameter);
		if (at > 0)
			bind_member(
				statement, at, &columns[i], (const char *)run + columns[i].offset);
	}
}

/* --- a row into a run --- */

static void
put_number(void *at, size_t size, uint64_t number)
{
	uint32_t four = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
	bool one = number != 0;

	switch (size) {
	case sizeof number:
		memcpy(at, &number, size);
		break;
	case sizeof four:
		memcpy(at, &four, size);
		break;
	default:
		memcpy(at, &one, sizeof one);
		break;
	}
}

static const char *
text_of(sqlite3_stmt *row, int at)
{
	const char *text = (const char *)sqlite3_column_text(row, at);

	return text == NULL ? "" : text;
}

static char *
copy_of(sqlite3_stmt *row, int at)
{
	return sqlite3_column_type(row, at) == SQLITE_NULL ? NULL : grow_copy(text_of(row, at));
}

static void
put_text(char *storage, size_t size, const char *text)
{
	struct buffer b = buffer_over(storage, size);

	buffer_text(&b, text);
}

/* False for a reason that there is not. */
static bool
read_member(sqlite3_stmt *row, int from, const struct column *column, char *at)
{
	enum peak_origin origin;
	char *text;
	int integer;

	switch (column->kind) {
	case NUMBER:
		put_number(at, column->size, store_unsigned(sqlite3_column_int64(row, from)));
		break;
	case INTEGER:
		integer = sqlite3_column_int(row, from);
		memcpy(at, &integer, sizeof integer);
		break;
	case TEXT:
		put_text(at, column->size, text_of(row, from));
		break;
	case POINTER:
		text = copy_of(row, from);
		memcpy(at, &text, sizeof text);
		break;
	case REASON:
		return run_reason_by_name(text_of(row, from), (enum run_reason *)(void *)at);
	case ORIGIN:
		origin = peak_origin_by_name(text_of(row, from));
		memcpy(at, &origin, sizeof origin);
		break;
	}
	return true;
}

/* The words lie behind their pointers, in the same piece of memory. */
static char **
read_argv(sqlite3_stmt *row)
{
	const char *words = sqlite3_column_blob(row, AT_ARGV);
	size_t size = words == NULL ? 0 : (size_t)sqlite3_column_bytes(row, AT_ARGV), count = 0;
	char **argv, *copy;

	for (size_t i = 0; i < size; i++)
		count += words[i] == '\0' || i + 1 == size;
	argv = grow_new((count + 1) * sizeof *argv + size + 1);
	copy = (char *)(argv + count + 1);
	if (size > 0)
		memcpy(copy, words, size);
	for (size_t i = 0; i < count; i++) {
		argv[i] = copy;
		copy += strlen(copy) + 1;
	}
	return argv;
}

bool
store_columns_read(sqlite3_stmt *row, struct stored_run *stored)
{
	struct run *run = &stored->run;
	bool good = true;

	run->number = store_unsigned(sqlite3_column_int64(row, AT_ID));
	stored->name = grow_copy(text_of(row, AT_NAME));
	put_text(run->single.member.name, sizeof run->single.member.name,
		text_of(row, AT_SINGLE_NAME));
	stored->program_only = sqlite3_column_int(row, AT_ONLY) != 0;
	run->argv = read_argv(row);
	stored->writer.pid = sqlite3_column_int(row, AT_PID);
	stored->writer.start_ticks = store_unsigned(sqlite3_column_int64(row, AT_TICKS));
	for (size_t i = 0; i < COUNT; i++)
		if (!read_member(
			    row, AT_COLUMNS + (int)i, &columns[i], (char *)run + columns[i].offset))
			good = false;
	stored->writer.boot_id = run->boot_id;
	stored->writer.host = run->host;
	return good;
}
