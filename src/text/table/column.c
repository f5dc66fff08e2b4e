/* SPDX-License-Identifier: MIT */
/* column.c: THE table of columns, and the values that are not plain members of a reading. */
#include "text/table/column.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/length.h"
#include "base/signal_name.h"

void
column_put_end(const struct process *p, struct buffer *b)
{
	if (!p->wait_known)
		buffer_text(b, "ended");
	else if (WIFSIGNALED(p->wait_status))
		signal_name_put(WTERMSIG(p->wait_status), b);
	else
		buffer_print(b, "exit %d", WEXITSTATUS(p->wait_status));
}

/* In the width of a size, 7: "exit137", and "VTALRM" for SIGVTALRM. */
static void
put_end_cell(const struct process *p, struct buffer *b)
{
	char text[32];
	struct buffer whole = buffer_over(text, sizeof text);

	column_put_end(p, &whole);
	if (whole.length <= 7)
		buffer_text(b, text);
	else if (WIFEXITED(p->wait_status))
		buffer_print(b, "exit%d", WEXITSTATUS(p->wait_status));
	else
		buffer_text(b, strncmp(text, "SIG", 3) == 0 ? text + 3 : text);
}

static bool
value_pid(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->whole = (uint64_t)r->process->now.key.pid;
	return true;
}

static bool
value_ppid(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->whole = (uint64_t)r->process->now.ppid;
	return true;
}

static bool
value_user(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->text = r->process->user;
	if (v->text == NULL) {
		snprintf(v->spelt, sizeof v->spelt, "%u", (unsigned)r->process->now.uid);
		v->text = v->spelt;
	}
	return true;
}

/* X for an ended process, as in htop and ps. */
static bool
value_state(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->spelt[0] = process_ended(r->process) ? 'X' : r->process->now.state;
	v->spelt[1] = '\0';
	v->text = v->spelt;
	return true;
}

static bool
value_tree_rss(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->whole = r->tree_rss_bytes;
	return v->whole > 0 || (r->process->now.known & KNOWN_RSS);
}

const struct peak *
column_peak(const struct row *r)
{
	const struct peak *own = process_peak(r->process);
	const struct subtree_peak *whole = subtree_shown(&r->process->subtree);

	return r->hidden_below > 0 && whole != NULL && whole->peak.bytes > own->bytes ? &whole->peak
										      : own;
}

static bool
value_peak(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->whole = column_peak(r)->bytes;
	return column_peak(r)->origin != PEAK_NONE;
}

static bool
value_peak_age(const struct row *r, const struct column_context *c, struct value *v)
{
	const struct peak *peak = column_peak(r);
	uint64_t since = peak->at_known ? peak->at_ns : r->process->first_seen_ns;

	v->at_least = !peak->at_known;
	v->text = "now";
	v->whole = c->now_ns > since ? c->now_ns - since : 0;
	return peak->origin != PEAK_NONE && (peak->at_known || v->whole > 0);
}

/* A group's own peak covers all that it holds. */
static const struct peak *
tree_peak_of(const struct row *r)
{
	const struct subtree_peak *shown = subtree_shown(&r->process->subtree);

	if (r->group != NULL)
		return process_peak(r->process);
	return shown != NULL ? &shown->peak : NULL;
}

static bool
value_tree_peak(const struct row *r, const struct column_context *c, struct value *v)
{
	const struct peak *peak = tree_peak_of(r);

	(void)c;
	v->whole = peak != NULL ? peak->bytes : 0;
	return peak != NULL && peak->origin != PEAK_NONE;
}

static bool
value_tree_peak_age(const struct row *r, const struct column_context *c, struct value *v)
{
	const struct peak *peak = tree_peak_of(r);

	v->whole = peak != NULL && c->now_ns > peak->at_ns ? c->now_ns - peak->at_ns : 0;
	return peak != NULL && peak->origin != PEAK_NONE && peak->at_known;
}

static bool
value_growth(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->real = (double)r->process->growth.bytes_a_minute;
	return r->process->growth.kind != GROWTH_UNKNOWN;
}

static bool
value_environment(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->text = r->process->environment;
	return v->text != NULL;
}

static bool
value_mem_percent(const struct row *r, const struct column_context *c, struct value *v)
{
	if (c->total_bytes == 0)
		return false;
	v->real = 100.0 * (double)r->process->now.rss_bytes / (double)c->total_bytes;
	return true;
}

static bool
value_cpu_percent(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->real = r->process->cpu_percent;
	return true;
}

static bool
value_faults(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->whole = r->process->now.minor_faults + r->process->now.major_faults;
	return true;
}

/* How long it has lived, or lived until it ended. */
static bool
value_age(const struct row *r, const struct column_context *c, struct value *v)
{
	const struct process *p = r->process;
	uint64_t until = process_ended(p) ? p->ended_ns : c->now_ns;

	v->whole = until > p->now.started_ns ? until - p->now.started_ns : 0;
	return true;
}

static bool
value_cgroup(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->text = r->process->cgroup;
	return v->text != NULL;
}

static bool
value_trend(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)v;
	(void)c;
	return r->process->history.recent_count > 1 && !process_ended(r->process);
}

static bool
value_memory(const struct row *r, const struct column_context *c, struct value *v)
{
	const struct peak *peak = column_peak(r);
	bool known = !process_ended(r->process) && (r->process->now.known & KNOWN_RSS);

	(void)c;
	v->whole = known ? r->process->now.rss_bytes : 0;
	if (r->hidden_below > 0)
		v->whole = r->tree_rss_bytes;
	v->real = peak->origin != PEAK_NONE ? (double)peak->bytes : 0;
	return known || v->real > 0;
}

static bool
value_command(const struct row *r, const struct column_context *c, struct value *v)
{
	(void)c;
	v->text = r->process->command;
	return v->text[0] != '\0';
}

/* The living members' RSS, or that of a branch. */
static bool
rss_is_sum(const struct row *r)
{
	return r->group != NULL ? r->group->members.living > 1 : r->hidden_below > 0;
}

/* A member may have held more than all did at any sample; then its peak is shown. */
static bool
peak_is_sum(const struct row *r)
{
	return column_peak(r)->origin == PEAK_RSS_SUM;
}

#define MEMBER(name) .member = offsetof(struct reading, name)

const struct column columns[] = {
	{ "pid", "PID", "process id", "pid", VALUE_COUNT, 7, .value = value_pid,
		.roles = COLUMN_KEPT },
	{ "ppid", "PPID", "process id of the parent", "ppid", VALUE_COUNT, 7, .value = value_ppid },
	{ "user", "USER", "effective user", "user", VALUE_TEXT, 9, .known = KNOWN_UID,
		.value = value_user, .roles = COLUMN_SPARE },
	{ "state", "S", "R running, S sleeping, D disk wait, T stopped, Z zombie, X ended", "state",
		VALUE_TEXT, 1, .value = value_state },
	{ "rss", "RSS", "resident memory now (VmRSS); how it ended, once it has", "rss_bytes",
		VALUE_SIZE, 0, true, .known = KNOWN_RSS, MEMBER(rss_bytes), .roles = COLUMN_KEPT,
		.in_tree = "tree_rss", .branch = BRANCH_SUM, .is_sum = rss_is_sum,
		.put_ended = put_end_cell },
	{ "memory", "MEMORY", "RSS and its peak as a bar; the scale is the largest peak", NULL,
		VALUE_BAR, BAR_CELLS_MIN, true, .value = value_memory, .roles = COLUMN_ALIKE,
		.branch = BRANCH_SUM },
	{ "tree_rss", "TREE", "RSS of its subtree, shared pages counted each time",
		"tree_rss_bytes", VALUE_SIZE, 0, true, .value = value_tree_rss,
		.roles = COLUMN_IN_TREES },
	{ "peak", "PEAK", "largest RSS ever: the larger of VmHWM and what was sampled",
		"peak_bytes", VALUE_SIZE, 0, true, .value = value_peak,
		.roles = COLUMN_KEPT | COLUMN_MARK | COLUMN_ALIKE, .branch = BRANCH_PEAK,
		.is_sum = peak_is_sum },
	{ "peak_age", "RISEN", "time since its peak last rose; > before peaktop started",
		"peak_age_seconds", VALUE_AGE, 7, .value = value_peak_age },
	{ "tree_peak", "TREE PK", "largest RSS of its subtree at one sample, if it had children",
		"tree_peak_bytes", VALUE_SIZE, 0, true, .value = value_tree_peak },
	{ "tree_peak_age", "TREE AGE", "time since its tree peak last rose",
		"tree_peak_age_seconds", VALUE_AGE, 8, .value = value_tree_peak_age },
	{ "growth", "GROWTH/m", "growth per minute, fitted to the recent past",
		"growth_bytes_per_minute", VALUE_CHANGE, 0, true, .value = value_growth,
		.branch = BRANCH_SUM },
	{ "anon", "ANON", "resident anonymous memory: heap, stacks (RssAnon)", "anon_bytes",
		VALUE_SIZE, 0, true, .known = KNOWN_ANON, MEMBER(anon_bytes),
		.branch = BRANCH_SUM },
	{ "file", "FILE", "resident file pages: programs, libraries, mappings (RssFile)",
		"file_bytes", VALUE_SIZE, 0, true, .known = KNOWN_FILE, MEMBER(file_bytes),
		.branch = BRANCH_SUM },
	{ "shmem", "SHMEM", "resident shared memory and tmpfs (RssShmem)", "shmem_bytes",
		VALUE_SIZE, 0, true, .known = KNOWN_SHMEM, MEMBER(shmem_bytes),
		.branch = BRANCH_SUM },
	{ "swap", "SWAP", "memory swapped out (VmSwap)", "swap_bytes", VALUE_SIZE, 0, true,
		.known = KNOWN_SWAP, MEMBER(swap_bytes), .branch = BRANCH_SUM },
	{ "hugetlb", "HUGETLB", "reserved huge pages, not in RSS (HugetlbPages)", "hugetlb_bytes",
		VALUE_SIZE, 0, true, .known = KNOWN_HUGETLB, MEMBER(hugetlb_bytes),
		.roles = COLUMN_LATER, .branch = BRANCH_SUM },
	{ "mem_percent", "MEM%", "RSS in percent of the memory, or of a tighter limit",
		"mem_percent", VALUE_PERCENT, 5, true, .known = KNOWN_RSS,
		.value = value_mem_percent, .roles = COLUMN_SPARE, .branch = BRANCH_SUM },
	{ "cpu_percent", "CPU%", "percent of one CPU since the previous sample", "cpu_percent",
		VALUE_PERCENT, 5, true, .known = KNOWN_CPU_PERCENT, .value = value_cpu_percent,
		.branch = BRANCH_SUM },
	{ "cpu_time", "CPU TIME", "user and system time so far", "cpu_time_seconds", VALUE_CPU_TIME,
		9, true, MEMBER(cpu_ns), .branch = BRANCH_SUM },
	{ "threads", "THR", "threads", "threads", VALUE_COUNT, 4, true, MEMBER(threads),
		.branch = BRANCH_SUM },
	{ "faults", "FAULTS", "page faults so far, minor and major", "faults", VALUE_COUNT, 10,
		true, .value = value_faults, .branch = BRANCH_SUM },
	{ "age", "AGE", "time since it started", "age_seconds", VALUE_AGE, 6, true,
		.value = value_age, .roles = COLUMN_SPARE },
	{ "limit", "LIMIT", "smallest limit that applies: control groups, address space, data, RAM",
		"limit_bytes", VALUE_SIZE, 0, true, WANT_LIMIT, KNOWN_LIMIT, MEMBER(limit_bytes) },
	{ "headroom", "LEFT", "memory left until its first limit is reached", "headroom_bytes",
		VALUE_SIZE, 0, false, WANT_LIMIT, KNOWN_HEADROOM, MEMBER(headroom_bytes) },
	{ "oom_score", "OOM", "the kernel's OOM score, 0 to 2000: the highest is killed first",
		"oom_score", VALUE_COUNT, 4, true, WANT_OOM_SCORE, KNOWN_OOM_SCORE,
		MEMBER(oom_score) },
	{ "cgroup", "CGROUP", "cgroup that its memory is charged to", "cgroup", VALUE_TEXT, 28,
		.wants = WANT_CGROUP, .value = value_cgroup },
	{ "env", "ENV", "environment of a Python process (venv, conda), if its path shows it",
		"env", VALUE_TEXT, 12, .value = value_environment },
	{ "trend", "TREND", "RSS of the last minute in steps of 5 s, each row on its own scale",
		NULL, VALUE_TREND, 12, .value = value_trend, .roles = COLUMN_SPARE },
	{ "command", "COMMAND", "command line; of a Python process, what it runs", "command",
		VALUE_TEXT, 12, .value = value_command, .roles = COLUMN_KEPT | COLUMN_BRANCH },
};
_Static_assert(LENGTH(columns) <= COLUMNS_MAX, "a list has room for all");
const size_t column_count = LENGTH(columns);

const struct column *
column_by_name(const char *name)
{
	for (size_t i = 0; i < column_count; i++)
		if (strcmp(columns[i].name, name) == 0)
			return &columns[i];
	return NULL;
}

unsigned
column_width(const struct column *column, enum units units)
{
	unsigned sign = column->kind == VALUE_CHANGE;

	return column->width > 0 ? column->width : unit_size_width(units) + sign;
}

bool
column_right_aligned(const struct column *column)
{
	return column->kind != VALUE_TEXT && !column_drawn(column);
}

bool
column_drawn(const struct column *column)
{
	return column->kind == VALUE_TREND || column->kind == VALUE_BAR;
}

static bool
own_value(const struct column *column, const struct row *row, const struct column_context *context,
	struct value *v)
{
	const struct reading *r = &row->process->now;

	v->at_least = false;
	v->text = NULL;
	if (column->known != 0 && !(r->known & column->known))
		return false;
	if (column->value != NULL)
		return column->value(row, context, v);
	memcpy(&v->whole, (const char *)r + column->member, sizeof v->whole);
	return true;
}

bool
column_counted_above(const struct column *column, const struct row *row)
{
	return row->counted_above && ((column->known & KNOWN_MEMORY) || column->kind == VALUE_BAR);
}

/* The sum over a collapsed branch, of those whose value is known. */
static bool
branch_value(const struct column *column, const struct row *row,
	const struct column_context *context, struct value *v)
{
	bool known;

	*v = (struct value){ .whole = 0 };
	known = own_value(column, row, context, v);
	for (size_t i = 0; i < row->inside_count; i++) {
		struct value one = { .whole = 0 };

		if (column_counted_above(column, &row->inside[i]) ||
			!own_value(column, &row->inside[i], context, &one))
			continue;
		known = true;
		v->whole += one.whole;
		v->real += one.real;
	}
	return known;
}

bool
column_value(const struct column *column, const struct row *row,
	const struct column_context *context, struct value *v)
{
	if (row->kind == ROW_ALIKE && !(column->roles & COLUMN_ALIKE))
		return false;
	if (row->hidden_below > 0 && column->branch == BRANCH_SUM && column->kind != VALUE_BAR)
		return branch_value(column, row, context, v);
	return own_value(column, row, context, v);
}
