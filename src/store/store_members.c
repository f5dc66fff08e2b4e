/* SPDX-License-Identifier: MIT */
/* store_members.c: the processes of a run's tree at its peak, and its largest processes. */
#include "store/store_private.h"

#include <string.h>

struct list {
	const struct run_member *members;
	size_t count;
};

static struct list
list_of(const struct run *run, int which)
{
	if (which == STORE_TREE_MEMBERS)
		return (struct list){ run->tree.members, run->tree.member_count };
	return (struct list){ run->largest, run->largest_count };
}

void
store_put_name(struct store *store, const char *name, struct buffer *out)
{
	size_t length = store->setup.program_only ? strcspn(name, " ") : strlen(name);

	buffer_put(out, name, length);
}

static bool
put_member(struct store *store, int64_t number, int which, size_t place,
	const struct run_member *member, struct failure *why)
{
	sqlite3_stmt *put = store_statement(store, STATEMENT_PUT_MEMBER, why);
	char storage[sizeof member->name];
	struct buffer name = buffer_over(storage, sizeof storage);

	if (put == NULL)
		return false;
	store_put_name(store, member->name, &name);
	sqlite3_bind_int64(put, 1, number);
	sqlite3_bind_int(put, 2, which);
	sqlite3_bind_int64(put, 3, (int64_t)place);
	sqlite3_bind_int(put, 4, member->pid);
	sqlite3_bind_int64(put, 5, store_signed(member->bytes));
	sqlite3_bind_text(put, 6, storage, -1, SQLITE_STATIC);
	return store_done(store, put, "writing the processes of a run", why);
}

static bool
write_list(struct store *store, int64_t number, int which, struct list list, struct failure *why)
{
	sqlite3_stmt *clear = store_statement(store, STATEMENT_CLEAR_MEMBERS, why);

	if (clear == NULL)
		return false;
	sqlite3_bind_int64(clear, 1, number);
	sqlite3_bind_int(clear, 2, which);
	if (!store_done(store, clear, "writing the processes of a run", why))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (!put_member(store, number, which, i, &list.members[i], why))
			return false;
	return true;
}

bool
store_members_write(struct store *store, uint64_t number, const struct run *run,
	struct store_members *kept, struct failure *why)
{
	for (int which = 0; which < STORE_MEMBER_LISTS; which++) {
		struct list list = list_of(run, which);
		size_t size = list.count * sizeof *list.members;

		if (list.count == kept->counts[which] &&
			memcmp(list.members, kept->members[which], size) == 0)
			continue;
		if (!write_list(store, (int64_t)number, which, list, why))
			return false;
		memcpy(kept->members[which], list.members, size);
		kept->counts[which] = list.count;
	}
	return true;
}

/* Appends a row where there is room for it. */
static void
take_row(sqlite3_stmt *row, struct run *run)
{
	bool of_tree = sqlite3_column_int(row, 0) == STORE_TREE_MEMBERS;
	struct run_member *members = of_tree ? run->tree.members : run->largest;
	size_t *count = of_tree ? &run->tree.member_count : &run->largest_count;
	const char *text = (const char *)sqlite3_column_text(row, 3);
	struct buffer name;

	if (*count >= RUN_MEMBERS_MAX)
		return;
	members += (*count)++;
	members->pid = sqlite3_column_int(row, 1);
	members->bytes = store_unsigned(sqlite3_column_int64(row, 2));
	name = buffer_over(members->name, sizeof members->name);
	buffer_text(&name, text == NULL ? "" : text);
}

bool
store_members_read(struct store *store, uint64_t number, struct run *run, struct failure *why)
{
	sqlite3_stmt *rows = store_prepare(store,
		"SELECT list, pid, bytes, name FROM member WHERE run = ?1 ORDER BY list, place",
		why);
	int said;

	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, (int64_t)number);
	while ((said = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, run);
	if (said != SQLITE_DONE)
		store_fail(store, "reading the processes of a run", why);
	sqlite3_finalize(rows);
	return said == SQLITE_DONE;
}
