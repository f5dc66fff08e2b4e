/* SPDX-License-Identifier: MIT */
/* summary.c: the account of a run for people, line by line, verdict first. */
#include "text/run/summary.h"

#include <string.h>

#include "base/clean.h"
#include "base/length.h"
#include "base/plural.h"
#include "text/run/summary_lines.h"
#include "text/argv.h"
#include "text/run/code_lines.h"
#include "text/run/sizing.h"
#include "text/run/summary_peaks.h"
#include "text/run/summary_phases.h"
#include "text/run/verdict.h"

#define BLOCK_BYTES 512
#define LEFT_SHOWN 3

static void
add_label(struct summary_lines *a)
{
	const struct run *run = a->run;
	struct summary_line *line;

	if (run->label == NULL && run->note == NULL)
		return;
	line = summary_add(a, run->label != NULL ? "label" : "note");
	if (run->label != NULL)
		clean_text(&line->text, run->label, strlen(run->label));
	if (run->label != NULL && run->note != NULL)
		buffer_text(&line->text, ": ");
	if (run->note != NULL)
		clean_text(&line->text, run->note, strlen(run->note));
}

static void
add_time(struct summary_lines *a)
{
	const struct run *run = a->run;
	uint64_t cpu_ns = run->usage.user_ns + run->usage.system_ns;
	struct buffer *text = &summary_add(a, "time")->text;

	summary_put_duration(text, run->wall_ns);
	if (!run_end_known(run))
		return;
	buffer_text(text, " wall, ");
	summary_put_duration(text, run->usage.user_ns);
	buffer_text(text, " user, ");
	summary_put_duration(text, run->usage.system_ns);
	buffer_text(text, " system");
	if (run->wall_ns > 0)
		buffer_print(text, " (%.0f %% of one CPU)",
			100.0 * (double)cpu_ns / (double)run->wall_ns);
}

static void
add_cgroup(struct summary_lines *a)
{
	const struct run_cgroup *c = &a->run->cgroup;
	struct summary_line *line;

	if (!c->made)
		return;
	line = summary_add(a, "cgroup peak");
	unit_size(&line->figure, c->peak_bytes, a->units);
	buffer_text(&line->text, "including page cache and kernel memory");
	if (c->limit_bytes == 0)
		return;
	buffer_text(&line->text, "; limit ");
	unit_size(&line->text, c->limit_bytes, a->units);
	if (c->peak_bytes >= c->limit_bytes - c->limit_bytes / 100)
		buffer_text(&line->text, ", reached");
}

/* Its limits, except that of its own cgroup (above) and the machine (below). */
static void
add_limits(struct summary_lines *a)
{
	const struct run *run = a->run;
	bool group = run->limit_bytes != 0 && run->limit_bytes < run->machine_total_bytes;
	struct buffer *text;

	if (!group && run->address_limit_bytes == 0)
		return;
	text = &summary_add(a, "limits")->text;
	if (group) {
		unit_size(text, run->limit_bytes, a->units);
		buffer_text(text, " of the cgroup it was started in");
	}
	if (run->address_limit_bytes == 0)
		return;
	buffer_text(text, group ? "; " : "");
	unit_size(text, run->address_limit_bytes, a->units);
	buffer_text(text, " of address space per process");
}

static void
add_swap(struct summary_lines *a)
{
	struct summary_line *line;

	if (a->run->swap_peak_bytes == 0)
		return;
	line = summary_add(a, "swap peak");
	buffer_text(&line->figure, "at least ");
	unit_size(&line->figure, a->run->swap_peak_bytes, a->units);
	buffer_text(&line->text, "of the tree, sampled");
}

static void
add_faults(struct summary_lines *a)
{
	const struct run_usage *u = &a->run->usage;
	struct buffer *text;

	if (!run_end_known(a->run))
		return;
	text = &summary_add(a, "faults")->text;
	summary_put_count(text, u->minor_faults);
	buffer_text(text, " minor, ");
	summary_put_count(text, u->major_faults);
	buffer_text(text, " major; switches ");
	summary_put_count(text, u->voluntary_switches);
	buffer_text(text, " voluntary, ");
	summary_put_count(text, u->involuntary_switches);
	buffer_text(text, " involuntary");
	if (u->block_inputs + u->block_outputs == 0)
		return;
	text = &summary_add(a, "block I/O")->text;
	unit_size(text, u->block_inputs * BLOCK_BYTES, a->units);
	buffer_text(text, " in, ");
	unit_size(text, u->block_outputs * BLOCK_BYTES, a->units);
	buffer_text(text, " out");
}

static void
add_left_alive(struct summary_lines *a)
{
	size_t count = a->run->left_alive;
	struct buffer *text;

	if (count == 0)
		return;
	text = &summary_add(a, "left alive")->text;
	buffer_print(text, "%zu %s still running", count, plural(count, "process", "processes"));
	for (size_t i = 0; i < a->run->left_count && i < LEFT_SHOWN; i++) {
		buffer_text(text, i > 0 ? ", " : ": ");
		unit_size(text, a->run->left[i].bytes, a->units);
		buffer_char(text, ' ');
		summary_put_member(text, &a->run->left[i]);
	}
	buffer_text(text, "; what they use from now on is not counted");
}

static void
add_sizing(struct summary_lines *a)
{
	struct summary_line *line;

	if (!sizing_is_worth_telling(a->run))
		return;
	line = summary_add(a, "size for");
	sizing_put(a->run, a->units, &line->figure, &line->text);
}

static void (*const parts[])(struct summary_lines *) = { add_label, add_time, summary_add_peaks,
	code_lines_add, summary_add_phases, add_cgroup, add_limits, add_swap, add_faults,
	add_left_alive, add_sizing };

void
summary_fill(const struct run *run, struct summary_lines *a)
{
	verdict_put(run, a->units, &summary_add(a, "verdict")->text);
	if (run->reason != RUN_NOT_STARTED)
		for (size_t i = 0; i < LENGTH(parts); i++)
			parts[i](a);
}

void
summary_put(const struct run *run, enum units units, struct bytes *out)
{
	struct summary_lines a = { .run = run, .units = units };

	bytes_text(out, "peaktop: ");
	argv_put_short(run->argv, SUMMARY_COLUMNS - strlen("peaktop: "), out);
	bytes_text(out, "\n");
	summary_fill(run, &a);
	summary_lines_put(&a, out);
}
