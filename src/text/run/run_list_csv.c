/* SPDX-License-Identifier: MIT */
/* run_list_csv.c: runs, and runs by command, as CSV. */
#include "text/run/run_list.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/length.h"
#include "model/run/run_field.h"
#include "text/argv.h"
#include "text/table/csv.h"

/* The cells in their order, which never changes: a new one comes last. A cell is a field of a run,
 * or made here of several. */
enum csv_cell {
	CELL_FIELD,
	CELL_NUMBER,
	CELL_STARTED,
	CELL_NAME,
	CELL_COMMAND,
	CELL_CPU,
	CELL_MAJOR_FAULTS,
	CELL_OOM_KILLS,
};

static const struct {
	char head[20];
	char field[20]; /* model/run/run_field.c */
	enum csv_cell cell;
} cells[] = {
	{ "run", "", CELL_NUMBER },
	{ "started_at", "", CELL_STARTED },
	{ "label", "label", CELL_FIELD },
	{ "name", "", CELL_NAME },
	{ "command", "", CELL_COMMAND },
	{ "cwd", "cwd", CELL_FIELD },
	{ "host", "host", CELL_FIELD },
	{ "user", "user", CELL_FIELD },
	{ "commit", "git_commit", CELL_FIELD },
	{ "wall_seconds", "wall_ns", CELL_FIELD },
	{ "cpu_seconds", "", CELL_CPU },
	{ "peak_process_bytes", "single_bytes", CELL_FIELD },
	{ "peak_tree_bytes", "tree_bytes", CELL_FIELD },
	{ "peak_tree_origin", "tree_origin", CELL_FIELD },
	{ "peak_cgroup_bytes", "cgroup_peak_bytes", CELL_FIELD },
	{ "major_faults", "", CELL_MAJOR_FAULTS },
	{ "reason", "reason", CELL_FIELD },
	{ "status", "status", CELL_FIELD },
	{ "signal", "signal", CELL_FIELD },
	{ "note", "note", CELL_FIELD },
	{ "oom_kills", "", CELL_OOM_KILLS },
};
#define CELLS LENGTH(cells)

void
run_list_csv_head(struct bytes *out)
{
	for (size_t i = 0; i < CELLS; i++)
		bytes_print(out, "%s%s", i > 0 ? "," : "", cells[i].head);
	bytes_text(out, "\n");
}

static void
put_command(const struct run *run, struct bytes *out)
{
	struct bytes quoted = { .data = NULL };

	argv_put(run->argv, &quoted);
	csv_put_text(out, quoted.data != NULL ? quoted.data : "");
	bytes_free(&quoted);
}

/* Cleaned: a note is as the user typed it. */
static void
put_text(const char *text, struct bytes *out)
{
	char *clean = argv_clean(text != NULL ? text : "");

	if (text != NULL)
		csv_put_text(out, clean);
	free(clean);
}

/* Unknown is an empty cell. */
static void
put_count(bool known, uint64_t count, struct bytes *out)
{
	if (known)
		bytes_print(out, "%" PRIu64, count);
}

static void
put_seconds(bool known, uint64_t ns, struct bytes *out)
{
	if (known)
		bytes_print(out, "%.6f", (double)ns / 1e9);
}

static void
put_field(const struct run *run, const struct run_field *f, struct bytes *out)
{
	bool known = run_field_is_known(run, f);

	if (f->kind == RUN_TEXT)
		csv_put_text(out, run_field_text(run, f));
	else if (f->kind == RUN_POINTER)
		put_text(run_field_text(run, f), out);
	else if (f->kind == RUN_TIME)
		put_seconds(known, run_field_number(run, f), out);
	else if (run_field_is_number(f))
		put_count(known, run_field_number(run, f), out);
	else
		bytes_text(out, known ? run_field_text(run, f) : "");
}

static void
put_started(const struct run *run, struct bytes *out)
{
	char started[40];
	struct buffer b = buffer_over(started, sizeof started);

	unit_timestamp(&b, run->started_wall_ns);
	bytes_text(out, started);
}

static void
put_cell(const struct run *run, const char *name, size_t i, struct bytes *out)
{
	const struct run_usage *u = &run->usage;
	bool ended = run_end_known(run);

	switch (cells[i].cell) {
	case CELL_FIELD:
		put_field(run, run_field_named(cells[i].field), out);
		break;
	case CELL_NUMBER:
		put_count(true, run->number, out);
		break;
	case CELL_STARTED:
		put_started(run, out);
		break;
	case CELL_NAME:
		csv_put_text(out, name);
		break;
	case CELL_COMMAND:
		put_command(run, out);
		break;
	case CELL_CPU:
		put_seconds(ended, u->user_ns + u->system_ns, out);
		break;
	case CELL_MAJOR_FAULTS:
		put_count(ended, u->major_faults, out);
		break;
	case CELL_OOM_KILLS:
		put_count(run_kills_known(run), run_oom_kills(run), out);
		break;
	}
}

void
run_list_csv(const struct run *run, const char *name, struct bytes *out)
{
	for (size_t i = 0; i < CELLS; i++) {
		bytes_text(out, i > 0 ? "," : "");
		put_cell(run, name, i, out);
	}
	bytes_text(out, "\n");
}

void
run_rank_csv_head(struct bytes *out)
{
	bytes_text(out, "name,runs,largest_bytes,median_bytes,last_bytes,change_bytes,last_run,"
			"cut_short,largest_lower_bound,median_lower_bound,last_lower_bound\n");
}

static const char *
truth(bool value)
{
	return value ? "true" : "false";
}

void
run_rank_csv(const struct run_rank *r, struct bytes *out)
{
	csv_put_text(out, r->name);
	bytes_print(out, ",%zu,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", r->runs, r->largest_bytes,
		r->median_bytes, r->last_bytes);
	if (r->change_known)
		bytes_print(out, "%" PRId64, r->change_bytes);
	bytes_print(out, ",%" PRIu64 ",%zu,%s,%s,%s\n", r->last_number, r->cut_short,
		truth(r->cut_short > 0), truth(r->median_at_least), truth(r->last_at_least));
}
