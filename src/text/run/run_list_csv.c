/* SPDX-License-Identifier: MIT */
/* run_list_csv.c: runs, and runs by command, as CSV. */
#include "text/run/run_list.h"

#include <inttypes.h>
#include <stdlib.h>

#include "text/argv.h"
#include "text/table/csv.h"

void
run_list_csv_head(struct bytes *out)
{
	bytes_text(out, "run,started_at,label,name,command,cwd,host,user,commit,wall_seconds,"
			"cpu_seconds,peak_process_bytes,peak_tree_bytes,peak_tree_origin,"
			"peak_cgroup_bytes,major_faults,reason,status,signal,note,oom_kills\n");
}

static void
put_command(const struct run *run, struct bytes *out)
{
	struct bytes words = { .data = NULL };

	argv_put(run->argv, &words);
	csv_put_text(out, words.data != NULL ? words.data : "");
	bytes_free(&words);
}

/* Cleaned: a note is as the user typed it. */
static void
put_word(const char *text, struct bytes *out)
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
	bytes_text(out, ",");
	if (run_kills_known(run))
		bytes_print(out, "%" PRIu64, run_oom_kills(run));
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
