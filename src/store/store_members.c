/* SPDX-License-Identifier: MIT */
/* store_members.c: the processes of a run's tree at its peak, and its largest processes. */
#include "store/store_private.h"

#include <string.h>

static const struct list {
	const char *name;
	size_t members, count, max;
} lists[STORE_MEMBER_LISTS] = {
	[STORE_TREE_MEMBERS] = { "tree", offsetof(struct run, tree.members),
		offsetof(struct run, tree.member_count), RUN_MEMBERS_MAX },
	[STORE_TOP_MEMBERS] = { "largest", offsetof(struct run, top),
		offsetof(struct run, top_count), RUN_MEMBERS_MAX },
	[STORE_VICTIMS] = { "victim", offsetof(struct run, victims),
		offsetof(struct run, victim_count), RUN_VICTIMS_MAX },
	[STORE_LEFT] = { "left", offsetof(struct run, left), offsetof(struct run, left_count),
		RUN_LEFT_MAX },
};

const struct run_member *
store_list_members(const struct run *run, int which, size_t *count)
{
	const char *at = (const char *)run;

	memcpy(count, at + lists[which].count, sizeof *count);
	return (const struct run_member *)(const void *)(at + lists[which].members);
}

const char *
store_list_name(int which)
{
	return lists[which].name;
}

struct run_member *
store_list_add(struct run *run, int which)
{
	char *at = (char *)run;
	struct run_member *members = (struct run_member *)(void *)(at + lists[which].members);
	size_t count;

	memcpy(&count, at + lists[which].count, sizeof count);
	if (count >= lists[which].max)
		return NULL;
	members += count++;
	memcpy(at + lists[which].count, &count, sizeof count);
	return members;
}

void
store_put_name(struct store *store, const char *name, struct buffer *out)
{
	size_t length = store->setup.program_only ? strcspn(name, " ") : strlen(name);

	buffer_put(out, name, length);
}

static bool
put_member(struct store *store, int64_t number, int which, size_t rank,
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
	sqlite3_bind_int64(put, 3, (int64_t)rank);
	sqlite3_bind_int(put, 4, member->pid);
	sqlite3_bind_int64(put, 5, store_signed(member->bytes));
	sqlite3_bind_text(put, 6, storage, -1, SQLITE_STATIC);
	sqlite3_bind_int(put, 7, member->exact);
	return store_done(store, put, "writing the processes of a run", why);
}

static bool
clear_list(struct store *store, int64_t number, int which, struct failure *why)
{
	return store_clear_list(store, STATEMENT_CLEAR_MEMBERS, number, which,
		"writing the processes of a run", why);
}

bool
store_members_clear(struct store *store, uint64_t number, struct failure *why)
{
	for (int which = 0; which < STORE_MEMBER_LISTS; which++)
		if (!clear_list(store, (int64_t)number, which, why))
			return false;
	return true;
}

static bool
write_list(
	struct store *store, int64_t number, int which, const struct run *run, struct failure *why)
{
	size_t count;
	const struct run_member *members = store_list_members(run, which, &count);

	if (!clear_list(store, number, which, why))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!put_member(store, number, which, i, &members[i], why))
			return false;
	return true;
}

bool
store_members_write(struct store *store, uint64_t number, const struct run *run,
	struct store_members *kept, struct failure *why)
{
	for (int which = 0; which < STORE_MEMBER_LISTS; which++) {
		size_t count;
		const struct run_member *members = store_list_members(run, which, &count);
		size_t size = count * sizeof *members;

		if (count == kept->counts[which] &&
			memcmp(members, kept->members[which], size) == 0)
			continue;
		if (!write_list(store, (int64_t)number, which, run, why))
			return false;
		memcpy(kept->members[which], members, size);
		kept->counts[which] = count;
	}
	return true;
}

/* Appends a row if there is space for it. */
static void
take_row(sqlite3_stmt *row, struct run *run)
{
	int which = sqlite3_column_int(row, 0);
	const char *text = (const char *)sqlite3_column_text(row, 3);
	struct run_member *m;
	struct buffer name;

	m = which >= 0 && which < STORE_MEMBER_LISTS ? store_list_add(run, which) : NULL;
	if (m == NULL)
		return;
	m->pid = sqlite3_column_int(row, 1);
	m->bytes = store_unsigned(sqlite3_column_int64(row, 2));
	m->exact = sqlite3_column_int(row, 4) != 0;
	name = buffer_over(m->name, sizeof m->name);
	buffer_text(&name, text == NULL ? "" : text);
}

bool
store_members_read(struct store *store, uint64_t number, struct run *run, struct failure *why)
{
	sqlite3_stmt *rows = store_prepare(store,
		"SELECT list, pid, bytes, name, exact FROM member WHERE run = ?1 ORDER BY list, "
		"place",
		why);
	int result;

	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, (int64_t)number);
	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, run);
	if (result != SQLITE_DONE)
		store_fail(store, "reading the processes of a run", why);
	sqlite3_finalize(rows);
	return result == SQLITE_DONE;
}
