/* SPDX-License-Identifier: MIT */
/* store_prune.c: removes the oldest runs if there are too many, and shrinks the file. */
#include "store/store_private.h"

struct pruning {
	const struct store_bounds *bounds;
	uint64_t pruned;
};

struct deletion {
	uint64_t number;
};

static bool
delete_runs(
	struct store *store, const char *sql, uint64_t bound, uint64_t *pruned, struct failure *why)
{
	sqlite3_stmt *statement = store_prepare(store, sql, why);
	bool good;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, store_signed(bound));
	good = store_done(store, statement, "pruning the history", why);
	if (good)
		*pruned += (uint64_t)sqlite3_changes(store->db);
	sqlite3_finalize(statement);
	return good;
}

/* The size of the file after its free pages are returned. */
static bool
used_bytes(struct store *store, uint64_t *bytes, struct failure *why)
{
	int64_t pages, unused, page_bytes;

	if (!store_integer(store, "PRAGMA page_count", &pages, why) ||
		!store_integer(store, "PRAGMA freelist_count", &unused, why) ||
		!store_integer(store, "PRAGMA page_size", &page_bytes, why))
		return false;
	*bytes = store_unsigned((pages - unused) * page_bytes);
	return true;
}

/* A sixty-fourth of the runs at a time: removes few more than necessary, with few queries. */
static bool
prune_to_size(struct store *store, uint64_t bound, uint64_t *pruned, struct failure *why)
{
	uint64_t bytes, before;
	int64_t runs;

	if (!store_integer(store, "SELECT count(*) FROM run", &runs, why))
		return false;
	do {
		before = *pruned;
		if (!used_bytes(store, &bytes, why))
			return false;
		if (bytes <= bound)
			return true;
		if (!delete_runs(store,
			    "DELETE FROM run WHERE id IN (SELECT id FROM run"
			    " WHERE reason <> 'running' ORDER BY id LIMIT ?1)",
			    store_unsigned(runs / 64 + 1), pruned, why))
			return false;
	} while (*pruned > before);
	return true;
}

static bool
prune_runs(struct store *store, void *context, struct failure *why)
{
	struct pruning *p = context;
	const struct store_bounds *b = p->bounds;

	if (!store_settle(store, why))
		return false;
	if (b->since_wall_ns > 0 &&
		!delete_runs(store,
			"DELETE FROM run WHERE started_wall_ns < ?1 AND reason <> 'running'",
			b->since_wall_ns, &p->pruned, why))
		return false;
	if (b->runs > 0 && !delete_runs(store,
				   "DELETE FROM run WHERE reason <> 'running' AND id <="
				   " (SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?1)",
				   b->runs, &p->pruned, why))
		return false;
	return b->bytes == 0 || prune_to_size(store, b->bytes, &p->pruned, why);
}

/* Readers of an older state keep the log as it is: not a failure. */
static bool
give_back(struct store *store, struct failure *why)
{
	if (!store_execute(store, "PRAGMA incremental_vacuum", "shrinking the history", why))
		return false;
	sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return true;
}

bool
store_prune(struct store *store, const struct store_bounds *bounds, uint64_t *pruned,
	struct failure *why)
{
	struct pruning p = { .bounds = bounds };

	*pruned = 0;
	if (!store_within(store, prune_runs, &p, why))
		return false;
	*pruned = p.pruned;
	return give_back(store, why);
}

static bool
delete_run(struct store *store, void *context, struct failure *why)
{
	const struct deletion *d = context;
	uint64_t deleted = 0;
	unsigned long long number = d->number;

	if (!store_settle(store, why) ||
		!delete_runs(store, "DELETE FROM run WHERE id = ?1 AND reason <> 'running'",
			d->number, &deleted, why))
		return false;
	return deleted > 0 || failure_set(why, 0, "no finished run '%llu' in the history", number);
}

struct labelled {
	const char *label;
	uint64_t deleted;
};

static bool
delete_labelled(struct store *store, void *context, struct failure *why)
{
	struct labelled *l = context;
	sqlite3_stmt *statement;

	if (!store_settle(store, why))
		return false;
	statement = store_prepare(
		store, "DELETE FROM run WHERE label = ?1 AND reason <> 'running'", why);
	if (statement == NULL)
		return false;
	sqlite3_bind_text(statement, 1, l->label, -1, SQLITE_STATIC);
	if (sqlite3_step(statement) != SQLITE_DONE) {
		store_fail(store, "removing runs", why);
		sqlite3_finalize(statement);
		return false;
	}
	sqlite3_finalize(statement);
	l->deleted = (uint64_t)sqlite3_changes(store->db);
	return l->deleted > 0 ||
	       failure_set(why, 0, "no finished run '%s' in the history", l->label);
}

bool
store_delete_label(struct store *store, const char *label, uint64_t *deleted, struct failure *why)
{
	struct labelled l = { .label = label };
	bool good = store_within(store, delete_labelled, &l, why) && give_back(store, why);

	*deleted = l.deleted;
	return good;
}

bool
store_delete(struct store *store, uint64_t number, struct failure *why)
{
	struct deletion d = { .number = number };

	return store_within(store, delete_run, &d, why) && give_back(store, why);
}
