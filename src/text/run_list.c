/* SPDX-License-Identifier: MIT */
/* run_list.c: runs as lines of a table, for people and as CSV. */
#include "text/run_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "text/account.h"
#include "text/argv.h"
#include "text/csv.h"

enum {
	NUMBER = 6,
	WHEN = 16,
	LABEL = 12,
	LABEL_NARROW = 7,
	WALL = 8,
	SIZE = 10,
	VERDICT = 13,
	NAME_LEAST = 10
};

/* --- cells --- */

/* In so many columns; cut where it is longer. */
static void
put_left(struct bytes *out, const char *text, size_t columns)
{
	size_t length = utf8_fit(text, columns);
	size_t used = strlen(text) == length ? utf8_columns(text) : columns;

	bytes_put(out, text, length);
	bytes_pad(out, ' ', columns - used);
}

static void
put_right(struct bytes *out, const struct buffer *b, size_t columns)
{
	bytes_pad(out, ' ', b->length < columns ? columns - b->length : 0);
	bytes_put(out, b->bytes, b->length);
}

static void
put_size_cell(struct bytes *out, uint64_t bytes, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	if (bytes > 0)
		unit_size(&b, bytes, units);
	else
		buffer_text(&b, "-");
	put_right(out, &b, SIZE);
}

static size_t
room(size_t columns, size_t others)
{
	return columns > others + NAME_LEAST ? columns - others : NAME_LEAST;
}

void
run_list_put_when(uint64_t wall_ns, struct buffer *out)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	char text[32];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm);
	buffer_text(out, text);
}

void
run_list_put_change(int64_t bytes, enum units units, struct buffer *out)
{
	uint64_t size = bytes < 0 ? 0 - (uint64_t)bytes : (uint64_t)bytes;

	if (bytes != 0)
		buffer_text(out, bytes < 0 ? "-" : "+");
	unit_size(out, size, units);
}

void
run_list_put_verdict(const struct run *run, struct buffer *out)
{
	static const char *const words[] = {
		[RUN_OOM_KILLED] = "out of memory",
		[RUN_OVER_BUDGET] = "over budget",
		[RUN_NOT_STARTED] = "not started",
		[RUN_RUNNING] = "running",
		[RUN_LOST] = "lost",
		[RUN_IMPORTED] = "imported",
	};
	const char *name = run->signal != 0 ? sigabbrev_np(run->signal) : NULL;

	if (run->reason != RUN_EXITED && run->reason != RUN_SIGNALED)
		buffer_text(out, words[run->reason]);
	else if (run->signal == 0)
		buffer_print(out, "exited %d", run->status);
	else if (name != NULL)
		buffer_print(out, "SIG%s", name);
	else
		buffer_print(out, "signal %d", run->signal);
}

/* --- a list --- */

#define LIST_OTHERS (NUMBER + 2 + WHEN + 2 + 2 + 2 + WALL + SIZE + 2 + VERDICT) /* but the label */
#define NARROW 96

static size_t
label_room(size_t columns)
{
	return columns < NARROW ? LABEL_NARROW : LABEL;
}

void
run_list_head(size_t columns, struct bytes *out)
{
	size_t label = label_room(columns), name = room(columns, LIST_OTHERS + label);

	bytes_print(out, "%*s  %-*s  %-*s  %-*s  %*s%*s  %s\n", NUMBER, "RUN", WHEN, "WHEN",
		(int)label, "LABEL", (int)name, "COMMAND", WALL, "WALL", SIZE, "PEAK", "END");
}

void
run_list_put(const struct run *run, const char *name, size_t columns, enum units units,
	struct bytes *out)
{
	char when[32], wall[32], verdict[40];
	struct buffer when_text = buffer_over(when, sizeof when);
	struct buffer wall_text = buffer_over(wall, sizeof wall);
	struct buffer verdict_text = buffer_over(verdict, sizeof verdict);

	run_list_put_when(run->started_wall_ns, &when_text);
	account_put_duration(&wall_text, run->wall_ns);
	run_list_put_verdict(run, &verdict_text);
	bytes_print(out, "%*" PRIu64 "  %-*s  ", NUMBER, run->number, WHEN, when);
	put_left(out, run->label != NULL ? run->label : "", label_room(columns));
	bytes_text(out, "  ");
	put_left(out, name, room(columns, LIST_OTHERS + label_room(columns)));
	bytes_text(out, "  ");
	put_right(out, &wall_text, WALL);
	put_size_cell(out, run->tree.bytes, units);
	bytes_print(out, "  %s\n", verdict);
}

/* --- by command --- */

#define RANK_OTHERS (6 + 2 + 4 * SIZE + 2 + NUMBER)

void
run_rank_head(size_t columns, struct bytes *out)
{
	bytes_print(out, "%-*s  %6s%*s%*s%*s%*s  %*s\n", (int)room(columns, RANK_OTHERS), "COMMAND",
		"RUNS", SIZE, "LARGEST", SIZE, "MEDIAN", SIZE, "LAST", SIZE, "CHANGE", NUMBER,
		"RUN");
}

void
run_rank_put(const struct run_rank *r, size_t columns, enum units units, struct bytes *out)
{
	char change[40];
	struct buffer b = buffer_over(change, sizeof change);

	if (r->runs > 1)
		run_list_put_change(r->change_bytes, units, &b);
	else
		buffer_text(&b, "-");
	put_left(out, r->name, room(columns, RANK_OTHERS));
	bytes_print(out, "  %6zu", r->runs);
	put_size_cell(out, r->largest_bytes, units);
	put_size_cell(out, r->median_bytes, units);
	put_size_cell(out, r->last_bytes, units);
	put_right(out, &b, SIZE);
	bytes_print(out, "  %*" PRIu64 "\n", NUMBER, r->last_number);
}

/* --- CSV --- */

void
run_list_csv_head(struct bytes *out)
{
	bytes_text(out, "run,started_at,label,name,command,cwd,host,user,commit,wall_seconds,"
			"cpu_seconds,peak_process_bytes,peak_tree_bytes,peak_tree_origin,"
			"peak_cgroup_bytes,major_faults,reason,status,signal,note\n");
}

static void
put_command(const struct run *run, struct bytes *out)
{
	struct bytes words = { .data = NULL };

	argv_put(run->argv, &words);
	csv_put_text(out, words.data != NULL ? words.data : "");
	bytes_free(&words);
}

/* Cleaned once more: a note is as the user typed it. */
static void
put_word(const char *text, struct bytes *out)
{
	char *clean = argv_clean(text != NULL ? text : "");

	if (text != NULL)
		csv_put_text(out, clean);
	free(clean);
}

/* What is unknown is an empty cell. */
static void
put_count(bool known, uint64_t count, struct bytes *out)
{
	if (known)
		bytes_print(out, "%" PRIu64, count);
	bytes_text(out, ",");
}

static void
put_figures(const struct run *run, struct bytes *out)
{
	const struct run_usage *u = &run->usage;
	bool tree = run->tree.origin != PEAK_NONE, ended = run_end_known(run);

	if (ended)
		bytes_print(out, "%.6f", (double)(u->user_ns + u->system_ns) / 1e9);
	bytes_text(out, ",");
	put_count(run->single.origin != PEAK_NONE, run->single.member.bytes, out);
	put_count(tree, run->tree.bytes, out);
	bytes_print(out, "%s,", tree ? peak_origin_name(run->tree.origin) : "");
	put_count(run->cgroup.made, run->cgroup.peak_bytes, out);
	put_count(ended, u->major_faults, out);
}

static void
put_end(const struct run *run, struct bytes *out)
{
	bool ended = run_end_known(run);

	bytes_print(out, "%s,", run_reason_name(run->reason));
	put_count(ended && run->signal == 0, (uint64_t)run->status, out);
	put_count(ended && run->signal != 0, (uint64_t)run->signal, out);
}

void
run_list_csv(const struct run *run, const char *name, struct bytes *out)
{
	const char *texts[] = { run->cwd, run->host, run->user, run->commit };
	char started[40];
	struct buffer b = buffer_over(started, sizeof started);

	unit_timestamp(&b, run->started_wall_ns);
	bytes_print(out, "%" PRIu64 ",%s,", run->number, started);
	put_word(run->label, out);
	bytes_text(out, ",");
	csv_put_text(out, name);
	bytes_text(out, ",");
	put_command(run, out);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		bytes_text(out, ",");
		csv_put_text(out, texts[i]);
	}
	bytes_print(out, ",%.6f,", (double)run->wall_ns / 1e9);
	put_figures(run, out);
	put_end(run, out);
	put_word(run->note, out);
	bytes_text(out, "\n");
}

void
run_rank_csv_head(struct bytes *out)
{
	bytes_text(out, "name,runs,largest_bytes,median_bytes,last_bytes,change_bytes,last_run\n");
}

void
run_rank_csv(const struct run_rank *r, struct bytes *out)
{
	csv_put_text(out, r->name);
	bytes_print(out, ",%zu,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", r->runs, r->largest_bytes,
		r->median_bytes, r->last_bytes);
	if (r->runs > 1)
		bytes_print(out, "%" PRId64, r->change_bytes);
	bytes_print(out, ",%" PRIu64 "\n", r->last_number);
}
