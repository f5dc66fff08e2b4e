/* SPDX-License-Identifier: MIT */
/* store_query.c: the runs that match a filter, as conditions and functions for SQL. */
#include "store/store_private.h"

#include <string.h>

#include "base/length.h"
#include "model/naming/command.h"

#define SCRIPT_BYTES 256 /* of a longer one only the beginning counts */

/* --- conditions --- */

static bool
has_since(const struct store_filter *f)
{
	return f->since_wall_ns > 0;
}

static bool
has_command(const struct store_filter *f)
{
	return f->command != NULL;
}

static bool
has_label(const struct store_filter *f)
{
	return f->label != NULL;
}

static bool
has_failed(const struct store_filter *f)
{
	return f->failed;
}

/* Ordered by number, which is immune to clock steps; the index on the start yields the first
 * number in question, and the + keeps it from being used for sorting. */
static const struct {
	bool (*wanted)(const struct store_filter *);
	const char *sql;
} conditions[] = {
	{ has_since, "id >= (SELECT min(id) FROM run WHERE started_wall_ns >= :since)"
		     " AND +started_wall_ns >= :since" },
	{ has_command, "mentions(name, argv, :command)" },
	{ has_label, "label = :label" },
	{ has_failed, "(reason = 'exited' AND status <> 0 OR reason NOT IN ('exited', 'running')"
		      " OR " STORE_REASON_NOW " = 'lost')" },
};

void
store_query_where(struct bytes *sql, const struct store_filter *filter, const char *always)
{
	bytes_print(sql, "WHERE %s", always);
	for (size_t i = 0; i < LENGTH(conditions); i++)
		if (conditions[i].wanted(filter))
			bytes_print(sql, " AND %s", conditions[i].sql);
}

void
store_query_bind(sqlite3_stmt *statement, const struct store_filter *filter)
{
	store_bind_number(statement, ":since", filter->since_wall_ns);
	store_bind_text(statement, ":command", filter->command);
	store_bind_text(statement, ":label", filter->label);
	store_bind_number(statement, ":limit", filter->limit > 0 ? filter->limit : UINT64_MAX);
	store_bind_number(statement, ":offset", filter->offset);
}

/* --- functions --- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* In arguments, the NUL bytes between them count as spaces. */
static char
seen_as(char c)
{
	return c == '\0' ? ' ' : lower(c);
}

static bool
holds(const char *text, size_t size, const char *part, size_t part_size)
{
	for (size_t at = 0; at + part_size <= size; at++) {
		size_t same = 0;

		while (same < part_size && seen_as(text[at + same]) == lower(part[same]))
			same++;
		if (same == part_size)
			return true;
	}
	return false;
}

/* mentions(name, argv, part) */
static void
answer_mentions(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *part = (const char *)sqlite3_value_text(values[2]);
	size_t part_size = part == NULL ? 0 : strlen(part);
	bool found = false;

	for (int i = 0; i < count - 1 && part != NULL && !found; i++) {
		const char *text = sqlite3_value_blob(values[i]);

		found = text == NULL ? part_size == 0
				     : holds(text, (size_t)sqlite3_value_bytes(values[i]), part,
					       part_size);
	}
	sqlite3_result_int(context, found);
}

/* writer_lives(pid, ticks, boot, host) */
static void
answer_lives(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct store *store = sqlite3_user_data(context);
	const char *boot = (const char *)sqlite3_value_text(values[2]);
	const char *host = (const char *)sqlite3_value_text(values[3]);
	struct store_writer writer = { .pid = sqlite3_value_int(values[0]),
		.start_ticks = store_unsigned(sqlite3_value_int64(values[1])),
		.boot_id = boot == NULL ? "" : boot,
		.host = host == NULL ? "" : host };

	(void)count;
	sqlite3_result_int(context,
		store->setup.lives == NULL || store->setup.lives(store->setup.context, &writer));
}

/* script_of(name, argv, program_only): from the arguments, as a name does not say where its script
 * ends. Where only the program is kept, the name is that. */
static void
answer_script(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *name = (const char *)sqlite3_value_text(values[0]);
	const struct command_line line = { .argv = sqlite3_value_blob(values[1]),
		.argv_bytes = (size_t)sqlite3_value_bytes(values[1]) };
	char text[SCRIPT_BYTES];
	struct buffer script = buffer_over(text, sizeof text);

	(void)count;
	if (sqlite3_value_int(values[2]) != 0)
		buffer_text(&script, name == NULL ? "" : name);
	else
		command_script(&line, &script);
	sqlite3_result_text(context, text, (int)script.length, SQLITE_TRANSIENT);
}

bool
store_query_register(struct store *store, struct failure *why)
{
	static const struct {
		const char *name;
		int count;
		void (*answer)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "writer_lives", 4, answer_lives },
		{ "mentions", 3, answer_mentions },
		{ "script_of", 3, answer_script },
	};

	for (size_t i = 0; i < LENGTH(functions); i++)
		if (sqlite3_create_function(store->db, functions[i].name, functions[i].count,
			    SQLITE_UTF8 | SQLITE_DIRECTONLY, store, functions[i].answer, NULL,
			    NULL) != SQLITE_OK)
			return store_fail(store, "opening the history", why);
	return true;
}
