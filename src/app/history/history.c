/* SPDX-License-Identifier: MIT */
/* history.c: `peaktop history`: the recorded runs, newest first, or ranked. */
#include "app/history/history.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/option_read.h"
#include "app/cli/print.h"
#include "app/state/kept_output.h"
#include "app/state/history_open.h"
#include "app/cli/message.h"
#include "app/cli/when.h"
#include "base/exit_status.h"
#include "base/length.h"
#include "base/plural.h"
#include "text/run/run_list.h"
#include "text/run/summary.h"

#define ROWS 50

struct history_options {
	struct store_filter filter;
	struct store_bounds bounds;
	uint64_t rows;
	const char *delete_selector; /* a run or a label; NULL: none */
	bool rank, json, csv, prune, help;
};

/* What runs are ranked by; the title takes at least 7 columns. */
static const struct {
	const char *key, *title;
} rank_kinds[] = {
	[RANK_NAME] = { "command", "COMMAND" },
	[RANK_SCRIPT] = { "script", "SCRIPT" },
	[RANK_LABEL] = { "label", "LABEL" },
	[RANK_FOLDER] = { "folder", "FOLDER" },
};
#define RANK_KINDS (int)LENGTH(rank_kinds)

/* --- options --- */

static bool
set_since(void *to, const char *value, struct failure *why)
{
	return when_read(value, &((struct history_options *)to)->filter.since_wall_ns, why);
}

static bool
set_older_than(void *to, const char *value, struct failure *why)
{
	return when_read(value, &((struct history_options *)to)->bounds.since_wall_ns, why);
}

static bool
set_rows(void *to, const char *value, struct failure *why)
{
	return option_read_number(value, 1, UINT64_MAX, &((struct history_options *)to)->rows, why);
}

static bool
set_keep(void *to, const char *value, struct failure *why)
{
	return option_read_number(
		value, 1, UINT64_MAX, &((struct history_options *)to)->bounds.runs, why);
}

static bool
set_max_size(void *to, const char *value, struct failure *why)
{
	return option_read_size(value, &((struct history_options *)to)->bounds.bytes, why);
}

static bool
set_rank(void *to, const char *value, struct failure *why)
{
	struct history_options *o = to;

	o->rank = true;
	if (value == NULL)
		value = rank_kinds[RANK_NAME].key;
	for (int i = 0; i < RANK_KINDS; i++) {
		if (strcmp(value, rank_kinds[i].key) != 0)
			continue;
		o->filter.rank_by = (enum store_rank_by)i;
		return true;
	}
	return failure_set(
		why, 0, "invalid value '%.100s' (one of: command, script, label, folder)", value);
}

/* Options that share a bit exclude each other. */
enum { FORMATS = 1 << 0, DEEDS = 1 << 1 };

#define MEMBER(name) .member = offsetof(struct history_options, name)

static const struct option_row rows[] = {
	{ "rank", 'r', ON_LINE, "BY",
		"rank by command, script, label or folder: runs, largest and median peak",
		.set = set_rank, .optional = true, .excludes = DEEDS },
	{ "rows", 'n', ON_LINE, "N", "print N rows (default 50; all as JSON and CSV)",
		.set = set_rows },
	{ "since", 0, ON_LINE, "WHEN", "only runs since WHEN: 7d, 12h, 2026-11-01",
		.set = set_since },
	{ "command", 'c', ON_LINE, "TEXT", "only runs whose command contains TEXT",
		MEMBER(filter.command) },
	{ "label", 'l', ON_LINE, "NAME", "only runs with this label", MEMBER(filter.label) },
	{ "failed", 0, ON_LINE, NULL, "only runs that did not exit with status 0",
		MEMBER(filter.failed) },
	{ "json", 0, ON_LINE, NULL, "print one line of JSON per run (peaktop.run/1)", MEMBER(json),
		.excludes = FORMATS, .to_stdout = true },
	{ "csv", 0, ON_LINE, NULL, "print CSV with a header", MEMBER(csv), .excludes = FORMATS,
		.to_stdout = true },
	{ "prune", 0, ON_LINE, NULL, "remove the oldest runs, down to the bounds below",
		MEMBER(prune), .excludes = DEEDS },
	{ "older-than", 0, ON_LINE, "WHEN",
		"with --prune: remove runs before WHEN: 90d, 2026-01-01", .set = set_older_than },
	{ "keep", 0, ON_LINE, "N", "with --prune: keep the newest N runs", .set = set_keep },
	{ "max-size", 0, ON_LINE, "SIZE", "with --prune: shrink the history to SIZE",
		.set = set_max_size },
	{ "delete", 0, ON_LINE, "RUN", "remove one run (a number or 'last'), or all with a label",
		MEMBER(delete_selector), .excludes = DEEDS },
	OPTION_HELP(struct history_options),
};
static const struct option_table table = { .command = "peaktop history",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS]",
	.about = "List recorded runs, newest first." };

/* Only bounds and names select what is removed: a filter beside them must be a mistake. */
static bool
check_removal(const struct history_options *o, struct failure *why)
{
	const struct store_filter *f = &o->filter;
	const char *action = o->prune ? "--prune" : "--delete";
	const char *other = f->since_wall_ns != 0 ? "--since"
			    : f->command != NULL  ? "--command"
			    : f->label != NULL    ? "--label"
			    : f->failed           ? "--failed"
			    : o->rows != 0        ? "--rows"
			    : o->json             ? "--json"
			    : o->csv              ? "--csv"
						  : NULL;

	if ((!o->prune && o->delete_selector == NULL) || other == NULL)
		return true;
	return failure_set(why, 0, "%s and %s cannot be used together", action, other);
}

static bool
parse(struct history_options *o, int argc, char **argv, struct failure *why)
{
	bool bounded = false;
	int operand;

	if (!option_table_parse(&table, o, argc, argv, false, &operand, why))
		return false;
	if (operand < argc)
		return failure_set(why, 0,
			"unexpected argument '%.80s' ('peaktop show %.80s' shows one run)",
			argv[operand], argv[operand]);
	if (o->json && o->rank)
		return failure_set(why, 0, "--json and --rank cannot be used together (try --csv)");
	bounded = o->bounds.since_wall_ns != 0 || o->bounds.runs != 0 || o->bounds.bytes != 0;
	if (o->prune && !bounded)
		return failure_set(why, 0, "--prune requires --older-than, --keep or --max-size");
	if (!o->prune && bounded)
		return failure_set(why, 0, "--older-than, --keep and --max-size require --prune");
	return check_removal(o, why);
}

/* --- listing --- */

struct listing {
	const struct history_options *options;
	struct store *store;
	struct bytes out;
	size_t columns, count;
	bool bad, ascii;
	struct failure why;
};

/* Lists do not contain the breakdown: it is loaded for JSON. */
static bool
put_json(struct listing *l, uint64_t number)
{
	struct stored_run whole = { .name = NULL };

	l->bad = !store_load(l->store, number, &whole, &l->why) ||
		 !summary_put_json(&whole.run, number, &l->out, &l->why);
	stored_run_clear(&whole);
	return !l->bad;
}

static bool
see_run(void *context, const struct stored_run *s)
{
	struct listing *l = context;

	l->count++;
	if (l->options->json)
		return put_json(l, s->run.number);
	if (l->options->csv)
		run_list_csv(&s->run, s->name, &l->out);
	else
		run_list_put(&s->run, s->name, l->columns, UNITS_AUTO, l->ascii, &l->out);
	return true;
}

static bool
list(struct listing *l)
{
	struct store_filter filter = l->options->filter;
	bool human = !l->options->json && !l->options->csv;

	filter.limit = l->options->rows != 0 ? l->options->rows : human ? ROWS : 0;
	if (l->options->csv)
		run_list_csv_head(&l->out);
	else if (human)
		run_list_head(l->columns, &l->out);
	return store_list(l->store, &filter, see_run, l, &l->why) && !l->bad;
}

static void
put_rank(struct listing *l, const struct store_rank *r)
{
	const struct run_rank row = { .name = r->name,
		.runs = r->runs,
		.median_bytes = r->median_bytes,
		.largest_bytes = r->largest_bytes,
		.last_bytes = r->last_bytes,
		.change_known = r->change_known,
		.change_bytes = r->change_bytes,
		.last_number = r->last_number,
		.cut_short = r->cut_short,
		.median_at_least = r->median_at_least,
		.last_at_least = r->last_at_least };

	if (l->options->csv)
		run_rank_csv(&row, &l->out);
	else
		run_rank_put(&row, l->columns, UNITS_AUTO, l->ascii, &l->out);
}

static bool
rank(struct listing *l)
{
	struct store_ranks ranks = { .rows = NULL };
	size_t cut_short = 0;

	if (!store_rank(l->store, &l->options->filter, &ranks, &l->why))
		return false;
	if (l->options->csv)
		run_rank_csv_head(&l->out);
	else
		run_rank_head(rank_kinds[l->options->filter.rank_by].title, l->columns, &l->out);
	for (size_t i = 0; i < ranks.count; i++) {
		if (l->options->rows != 0 && l->count == l->options->rows)
			break;
		l->count++;
		cut_short += ranks.rows[i].cut_short;
		put_rank(l, &ranks.rows[i]);
	}
	if (!l->options->csv)
		run_rank_foot(cut_short, &l->out);
	store_ranks_clear(&ranks);
	return true;
}

static int
show_list(const struct history_options *o, struct store *store)
{
	struct listing l = {
		.options = o, .store = store, .columns = print_columns(), .ascii = !print_is_utf8()
	};

	if (!(o->rank ? rank(&l) : list(&l))) {
		bytes_free(&l.out);
		return message_failure(&l.why, EXIT_FAILED);
	}
	if (l.count == 0 && !o->json && !o->csv) {
		bytes_free(&l.out);
		message("no matching run in the history");
		return EXIT_GOOD;
	}
	return print_out(&l.out);
}

/* A label selects all runs that have it; a number and `last` select one. */
static bool
delete_selector(struct store *store, const char *key, uint64_t *count, struct failure *why)
{
	bool one = (key[0] >= '0' && key[0] <= '9') || strcmp(key, "last") == 0;
	uint64_t number;

	*count = 1;
	if (!one)
		return store_delete_label(store, key, count, why);
	return store_find(store, key, &number, why) && store_delete(store, number, why);
}

static int
change(const struct history_options *o, struct store *store)
{
	uint64_t pruned = 1;
	struct failure why;

	if (o->prune ? !store_prune(store, &o->bounds, &pruned, &why)
		     : !delete_selector(store, o->delete_selector, &pruned, &why))
		return message_failure(&why, EXIT_FAILED);
	kept_output_sweep(store);
	message("removed %llu %s", (unsigned long long)pruned, plural(pruned, "run", "runs"));
	return EXIT_GOOD;
}

int
history_main(int argc, char **argv, const struct inherited *inherited)
{
	struct history_options o = { .rows = 0 };
	struct store *store;
	struct failure why;
	int status;

	(void)inherited;
	if (!parse(&o, argc, argv, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	store = history_open(o.prune || o.delete_selector != NULL ? STORE_WRITE : STORE_READ,
		HISTORY_PATIENCE_MS, false, &why);
	if (store == NULL)
		return message_failure(&why, EXIT_FAILED);
	status = o.prune || o.delete_selector != NULL ? change(&o, store) : show_list(&o, store);
	store_close(store);
	return status;
}
