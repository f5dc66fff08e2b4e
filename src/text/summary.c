/* SPDX-License-Identifier: MIT */
/* summary.c: the account of a run for people: what each line says, verdict first. */
#include "text/summary.h"

#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "text/account.h"
#include "text/argv.h"
#include "text/sizing.h"
#include "text/trust.h"
#include "text/verdict.h"

#define MEMBERS_SHOWN 3
#define NAME_IN_LIST 20
#define BLOCK_BYTES 512

/* "train.py (4711)"; of the name at most `most` bytes, which end at a character. */
static void
put_member(struct buffer *b, const struct run_member *m, size_t most)
{
	const char *name = m->name[0] != '\0' ? m->name : "process";
	size_t count = strlen(name);

	if (m->pid == 0)
		return;
	buffer_put(b, name, count > most ? utf8_cut(name, count, most) : count);
	buffer_print(b, "%s (%d)", count > most ? "..." : "", (int)m->pid);
}

static void
add_label(struct account *a)
{
	const struct run *run = a->run;
	struct account_line *line;

	if (run->label == NULL && run->note == NULL)
		return;
	line = account_add(a, run->label != NULL ? "label" : "note");
	if (run->label != NULL)
		clean_text(&line->text, run->label, strlen(run->label));
	if (run->label != NULL && run->note != NULL)
		buffer_text(&line->text, ": ");
	if (run->note != NULL)
		clean_text(&line->text, run->note, strlen(run->note));
}

static void
add_time(struct account *a)
{
	const struct run *run = a->run;
	uint64_t cpu_ns = run->usage.user_ns + run->usage.system_ns;
	struct buffer *text = &account_add(a, "time")->text;

	account_put_duration(text, run->wall_ns);
	if (!run_end_known(run))
		return;
	buffer_text(text, " wall, ");
	account_put_duration(text, run->usage.user_ns);
	buffer_text(text, " user, ");
	account_put_duration(text, run->usage.system_ns);
	buffer_text(text, " system");
	if (run->wall_ns > 0)
		buffer_print(text, " (%.0f %% of one CPU)",
			100.0 * (double)cpu_ns / (double)run->wall_ns);
}

/* What vouches for the peak of the largest process. */
static const char *
single_source(const struct run *run)
{
	switch (run->single.origin) {
	case PEAK_RUSAGE:
		if (run->usage.max_rss_floored)
			return "at the launcher's floor: the command may have held less";
		return "the kernel's figure at exit";
	case PEAK_KERNEL:
		return "the kernel's mark when last read";
	case PEAK_EXACT:
		return "the kernel's mark at the moment of exit";
	default:
		return "seen at a sample";
	}
}

static void
add_single(struct account *a)
{
	const struct run_single_peak *p = &a->run->single;
	struct account_line *line;

	if (p->origin == PEAK_NONE)
		return;
	line = account_add(a, trust_one_process(a->run) ? "peak" : "process peak");
	buffer_text(&line->figure, trust_words(trust_single(a->run)));
	unit_size(&line->figure, p->member.bytes, a->units);
	put_member(&line->text, &p->member, sizeof p->member.name);
	if (p->at_known) {
		buffer_text(&line->text, p->member.pid != 0 ? " at " : "at ");
		account_put_duration(&line->text, p->at_ns);
	}
	buffer_print(&line->text, "%s%s", line->text.length > 0 ? "; " : "", single_source(a->run));
}

static const char *
tree_source(enum peak_origin origin)
{
	switch (origin) {
	case PEAK_PSS:
		return "; shared pages counted once (PSS)";
	case PEAK_RSS_SUM:
		return "; shared pages counted each time (RSS)";
	case PEAK_RSS:
		return "";
	case PEAK_EXACT:
		return "; the kernel's marks";
	default:
		return "; reckoned from RSS and an earlier PSS";
	}
}

static void
put_tree_text(const struct run *run, struct buffer *text)
{
	const struct run_tree_peak *p = &run->tree;

	if (trust_tree_is_single(run)) {
		buffer_text(text, "the largest process's: all together were never seen at more");
		return;
	}
	buffer_text(text, "at ");
	account_put_duration(text, p->at_ns);
	buffer_text(text, " with ");
	account_put_count(text, p->process_count);
	if (run->processes_seen > p->process_count) {
		buffer_text(text, " of ");
		account_put_count(text, run->processes_seen);
	}
	buffer_text(
		text, run->processes_seen > 1 || p->process_count > 1 ? " processes" : " process");
	buffer_text(text, tree_source(p->origin));
}

/* Who held it: "412 MiB train.py (4711), ..., 2 more". */
static void
add_members(struct account *a)
{
	const struct run_tree_peak *p = &a->run->tree;
	size_t shown = p->member_count < MEMBERS_SHOWN ? p->member_count : MEMBERS_SHOWN;
	struct buffer *text;

	if (shown < 2 || trust_tree_is_single(a->run))
		return;
	text = &account_add(a, "")->text;
	for (size_t i = 0; i < shown; i++) {
		buffer_text(text, i > 0 ? ", " : "");
		unit_size(text, p->members[i].bytes, a->units);
		buffer_char(text, ' ');
		put_member(text, &p->members[i], NAME_IN_LIST);
	}
	if (p->process_count > shown)
		buffer_print(text, ", %zu more", p->process_count - shown);
}

static void
add_tree(struct account *a)
{
	struct account_line *line;

	if (a->run->tree.origin == PEAK_NONE || trust_one_process(a->run))
		return;
	line = account_add(a, "tree peak");
	buffer_text(&line->figure, trust_words(trust_tree(a->run)));
	unit_size(&line->figure, a->run->tree.bytes, a->units);
	put_tree_text(a->run, &line->text);
	add_members(a);
}

static void
add_cgroup(struct account *a)
{
	const struct run_cgroup *c = &a->run->cgroup;
	struct account_line *line;

	if (!c->made)
		return;
	line = account_add(a, "cgroup peak");
	unit_size(&line->figure, c->peak_bytes, a->units);
	buffer_text(&line->text, "with page cache and kernel memory");
	if (c->limit_bytes == 0)
		return;
	buffer_text(&line->text, "; limit ");
	unit_size(&line->text, c->limit_bytes, a->units);
	if (c->peak_bytes >= c->limit_bytes - c->limit_bytes / 100)
		buffer_text(&line->text, ", reached");
}

/* What it had to keep within, but for its own cgroup (above) and the machine (below). */
static void
add_limits(struct account *a)
{
	const struct run *run = a->run;
	bool group = run->limit_bytes != 0 && run->limit_bytes < run->machine_total_bytes;
	struct buffer *text;

	if (!group && run->address_limit_bytes == 0)
		return;
	text = &account_add(a, "limits")->text;
	if (group) {
		unit_size(text, run->limit_bytes, a->units);
		buffer_text(text, " of the cgroup it was started in");
	}
	if (run->address_limit_bytes == 0)
		return;
	buffer_text(text, group ? "; " : "");
	unit_size(text, run->address_limit_bytes, a->units);
	buffer_text(text, " of address space a process");
}

static void
add_swap(struct account *a)
{
	struct account_line *line;

	if (a->run->swap_peak_bytes == 0)
		return;
	line = account_add(a, "swap peak");
	buffer_text(&line->figure, "at least ");
	unit_size(&line->figure, a->run->swap_peak_bytes, a->units);
	buffer_text(&line->text, "of the tree, sampled");
}

static void
add_faults(struct account *a)
{
	const struct run_usage *u = &a->run->usage;
	struct buffer *text;

	if (!run_end_known(a->run))
		return;
	text = &account_add(a, "faults")->text;
	account_put_count(text, u->minor_faults);
	buffer_text(text, " minor, ");
	account_put_count(text, u->major_faults);
	buffer_text(text, " major; switches ");
	account_put_count(text, u->voluntary_switches);
	buffer_text(text, " voluntary, ");
	account_put_count(text, u->involuntary_switches);
	buffer_text(text, " involuntary");
	if (u->block_inputs + u->block_outputs == 0)
		return;
	text = &account_add(a, "block I/O")->text;
	unit_size(text, u->block_inputs * BLOCK_BYTES, a->units);
	buffer_text(text, " in, ");
	unit_size(text, u->block_outputs * BLOCK_BYTES, a->units);
	buffer_text(text, " out");
}

static void
add_left_alive(struct account *a)
{
	size_t count = a->run->left_alive;

	if (count == 0)
		return;
	buffer_print(&account_add(a, "left alive")->text,
		"%zu process%s, which %s on; what they hold from now on is not counted", count,
		count == 1 ? "" : "es", count == 1 ? "goes" : "go");
}

static void
add_sizing(struct account *a)
{
	struct account_line *line;

	if (sizing_peak(a->run) == 0)
		return;
	line = account_add(a, "size for");
	sizing_put(a->run, a->units, &line->figure, &line->text);
}

static void (*const parts[])(struct account *) = { add_label, add_time, add_single, add_tree,
	add_cgroup, add_limits, add_swap, add_faults, add_left_alive, add_sizing };

void
summary_put(const struct run *run, enum units units, struct bytes *out)
{
	struct account a = { .run = run, .units = units };

	bytes_text(out, "peaktop: ");
	argv_put_short(run->argv, ACCOUNT_COLUMNS - strlen("peaktop: "), out);
	bytes_text(out, "\n");
	verdict_put(run, units, &account_add(&a, "verdict")->text);
	if (run->reason != RUN_NOT_STARTED)
		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
			parts[i](&a);
	account_put(&a, out);
}
