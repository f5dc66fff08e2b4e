/* SPDX-License-Identifier: MIT */
/* store_open.c: opens the history for many writers, and configures SQLite. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* Pages in the log after which a commit checkpoints it into the file, which waits for the disk:
 * few enough for the next start to read it quickly, many enough for this to be rare. */
#define LOG_PAGES "256"

static bool
pragma_says(struct store *store, const char *sql, const char *expected)
{
	struct failure ignored;
	sqlite3_stmt *statement = store_prepare(store, sql, &ignored);
	bool same = false;

	if (statement == NULL)
		return false;
	if (sqlite3_step(statement) == SQLITE_ROW)
		same = strcmp((const char *)sqlite3_column_text(statement, 0), expected) == 0;
	sqlite3_finalize(statement);
	return same;
}

/* With a write-ahead log readers and a writer do not wait for each other, and a commit does not
 * wait for the disk. It requires memory shared by all of them. It is not a failure if another
 * process is just changing the mode: every transaction checks it again. */
static void
choose_journal(struct store *store)
{
	if (!store_folder_is_remote(store->path) &&
		pragma_says(store, "PRAGMA journal_mode = WAL", "wal"))
		return;
	pragma_says(store, "PRAGMA journal_mode = TRUNCATE", "truncate");
}

/* Before the first table, since it cannot be changed later: allows freed pages to be returned. */
static bool
tune_for_writing(struct store *store, struct failure *why)
{
	static const char sql[] = "PRAGMA auto_vacuum = INCREMENTAL;"
				  "PRAGMA foreign_keys = ON;"
				  "PRAGMA wal_autocheckpoint = " LOG_PAGES ";"
				  "PRAGMA synchronous = NORMAL";

	if (sqlite3_db_readonly(store->db, "main") != 0)
		return failure_set(why, 0, "the history is not writable: %s", store->path);
	if (!store_execute(store, sql, "opening the history", why))
		return false;
	choose_journal(store);
	/* Otherwise the last process to close would wait for the disk, and a job's shell with
	 * it. The log stays, and readers checkpoint it. */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return true;
}

/* The file may be damaged or malicious. */
static bool
tune(struct store *store, struct failure *why)
{
	sqlite3_busy_timeout(store->db, store->setup.patience_ms);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return store_query_register(store, why) &&
	       store_execute(store, "PRAGMA cell_size_check = ON", "opening the history", why);
}

/* A reader migrates an older history, too: so only one format is ever read. */
static bool
make_ready(struct store *store, struct failure *why)
{
	if (!tune(store, why))
		return false;
	if (store->setup.mode == STORE_WRITE)
		return tune_for_writing(store, why) && store_schema_bring(store, why);
	return store_schema_bring(store, why) &&
	       store_execute(store, "PRAGMA query_only = ON", "opening the history", why);
}

/* Tells SQLite that the file cannot change: it then creates nothing beside it. */
static void
put_frozen_name(struct bytes *name, const char *path)
{
	bytes_text(name, "file:");
	for (; *path != '\0'; path++) {
		if (strchr("%?#", *path) != NULL)
			bytes_print(name, "%%%02X", (unsigned char)*path);
		else
			bytes_put(name, path, 1);
	}
	bytes_text(name, "?immutable=1");
}

static int
open_named(struct store *store, int flags)
{
	struct bytes name = { .data = NULL };
	int result;

	if (store->setup.mode == STORE_READ && store_folder_is_frozen(store->path)) {
		put_frozen_name(&name, store->path);
		flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
	} else {
		bytes_text(&name, store->path);
	}
	result = sqlite3_open_v2(
		name.data, &store->db, flags | SQLITE_OPEN_NOMUTEX, store->setup.vfs);
	bytes_free(&name);
	return result;
}

/* If there is no history to read, an empty one in memory answers all queries. */
static bool
open_file(struct store *store, struct failure *why)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;

	if (!sqlite_load(why))
		return false;
	if (store->path == NULL) {
		store->path = grow_copy(":memory:");
		flags |= SQLITE_OPEN_MEMORY;
	}
	if (open_named(store, flags) != SQLITE_OK)
		return store_fail(store, "opening the history", why);
	return make_ready(store, why);
}

/* A reader may not write: a separate writer takes in waiting runs, if possible. */
static void
take_in(const char *folder, const struct store_setup *setup)
{
	struct store_setup writing = *setup;
	struct failure ignored;

	writing.mode = STORE_WRITE;
	store_close(store_open(folder, &writing, &ignored));
}

struct store *
store_open(const char *folder, const struct store_setup *setup, struct failure *why)
{
	struct store *store = grow_new(sizeof *store);

	store->setup = *setup;
	if (!store_folder_prepare(folder, setup->mode, &store->path, why)) {
		store_close(store);
		return NULL;
	}
	if (setup->mode == STORE_READ && store->path != NULL && store_spool_waits(store->path))
		take_in(folder, setup);
	if (!open_file(store, why)) {
		store_close(store);
		return NULL;
	}
	if (setup->mode == STORE_WRITE)
		store_spool_drain(store);
	return store;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->db != NULL) { /* otherwise SQLite itself may be missing */
		store_drop_statements(store);
		sqlite3_close(store->db);
	}
	free(store->path);
	free(store);
}

void
store_set_patience(struct store *store, int ms)
{
	store->setup.patience_ms = ms;
	sqlite3_busy_timeout(store->db, ms);
}
