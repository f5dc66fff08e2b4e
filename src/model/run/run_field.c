/* SPDX-License-Identifier: MIT */
/* run_field.c: THE table of the figures of a run. */
#include "model/run/run_field.h"

#include <assert.h>
#include <string.h>

#include "base/integer.h"
#include "base/length.h"
#include "model/run/confidence.h"

#define ROW(since, column, member, kind, known, json, fixed)                                      \
	{                                                                                         \
		column, json, offsetof(struct run, member), sizeof(((struct run *)NULL)->member), \
			RUN_##kind, RUN_KNOWN_##known, since, fixed                               \
	}
#define FIGURE(since, column, member, kind, known, json) \
	ROW(since, column, member, kind, known, json, false)
/* Known at the start. */
#define FIXED(since, column, member, kind, known, json) \
	ROW(since, column, member, kind, known, json, true)
/* Stored in the history in another way. */
#define BESIDE(member, kind, known, json) ROW(0, "", member, kind, known, json, false)
/* Made by text/run/run_json.c; listed here for its position. */
#define BY_HAND(json)                         \
	{                                     \
		"", json, .kind = RUN_BY_HAND \
	}

/* In the order of JSON. The first number is the version of the history that first has the column:
 * for a new one, one more than that of the last release. Once released it never changes. */
const struct run_field run_fields[] = {
	/* What was asked for, and when. */
	BY_HAND("schema"),
	BY_HAND("run"),
	FIXED(1, "label", label, POINTER, ALWAYS, "label"),
	FIXED(1, "note", note, POINTER, ALWAYS, ""),
	BY_HAND("command"),
	BY_HAND("argv_base64"),
	FIXED(1, "cwd", cwd, TEXT, ALWAYS, "cwd"),
	FIXED(1, "host", host, TEXT, ALWAYS, "host"),
	FIXED(1, "user", user, TEXT, ALWAYS, ""),
	FIXED(1, "boot_id", boot_id, TEXT, ALWAYS, ""),
	FIXED(1, "git_commit", commit, TEXT, ALWAYS, ""),
	BY_HAND("started_at"),
	FIXED(1, "started_wall_ns", started_wall_ns, TIME, ALWAYS, ""),
	FIGURE(1, "wall_ns", wall_ns, TIME, ALWAYS, "wall_seconds"),

	/* How it ended. */
	FIGURE(1, "status", status, INTEGER, WITH_STATUS, "exit.status"),
	FIGURE(1, "signal", signal, INTEGER, WITH_SIGNAL, "exit.signal"),
	FIGURE(1, "reason", reason, REASON, ALWAYS, "exit.reason"),
	FIGURE(1, "core_dumped", core_dumped, FLAG, ALWAYS, ""),
	FIGURE(1, "start_error", start_error, INTEGER, ALWAYS, ""),
	FIGURE(1, "budget_bytes", budget_bytes, BYTES, UNLESS_ZERO, ""),
	FIGURE(1, "enforced", enforced, FLAG, ALWAYS, ""),

	/* What the kernel counted for it (wait4). */
	FIGURE(1, "user_ns", usage.user_ns, TIME, WITH_USAGE, "usage.user_seconds"),
	FIGURE(1, "system_ns", usage.system_ns, TIME, WITH_USAGE, "usage.system_seconds"),
	FIGURE(1, "max_rss_bytes", usage.max_rss_bytes, BYTES, WITH_USAGE, "usage.max_rss_bytes"),
	FIGURE(1, "max_rss_floor_bytes", usage.max_rss_floor_bytes, BYTES, WITH_USAGE,
		"usage.max_rss_floor_bytes"),
	FIGURE(1, "max_rss_floored", usage.max_rss_floored, FLAG, WITH_USAGE,
		"usage.max_rss_floored"),
	FIGURE(1, "minor_faults", usage.minor_faults, COUNT, WITH_USAGE, "usage.minor_faults"),
	FIGURE(1, "major_faults", usage.major_faults, COUNT, WITH_USAGE, "usage.major_faults"),
	FIGURE(1, "block_inputs", usage.block_inputs, COUNT, WITH_USAGE, "usage.block_inputs"),
	FIGURE(1, "block_outputs", usage.block_outputs, COUNT, WITH_USAGE, "usage.block_outputs"),
	FIGURE(1, "voluntary_switches", usage.voluntary_switches, COUNT, WITH_USAGE,
		"usage.voluntary_switches"),
	FIGURE(1, "involuntary_switches", usage.involuntary_switches, COUNT, WITH_USAGE,
		"usage.involuntary_switches"),

	/* The largest process. The history keeps its name separately (single_name). */
	FIGURE(1, "single_bytes", single.member.bytes, BYTES, WITH_SINGLE, "peak.process.bytes"),
	FIGURE(1, "single_pid", single.member.pid, INTEGER, UNLESS_ZERO, "peak.process.pid"),
	BESIDE(single.member.name, TEXT, ALWAYS, "peak.process.name"),
	FIGURE(1, "single_at_ns", single.at_ns, TIME, WITH_SINGLE_TIME, "peak.process.at_seconds"),
	FIGURE(1, "single_at_known", single.at_known, FLAG, ALWAYS, ""),
	FIGURE(1, "single_origin", single.origin, ORIGIN, WITH_SINGLE, "peak.process.origin"),
	BY_HAND("peak.process.parts"),
	FIGURE(3, "single_parts_known", single.parts.known, FLAG, ALWAYS, ""),
	FIGURE(3, "single_anon_bytes", single.parts.anon_bytes, BYTES, ALWAYS,
		"peak.process.parts.anon_bytes"),
	FIGURE(3, "single_shared_bytes", single.parts.shared_bytes, BYTES, ALWAYS,
		"peak.process.parts.shared_bytes"),
	FIGURE(3, "single_file_bytes", single.parts.file_bytes, BYTES, ALWAYS,
		"peak.process.parts.file_bytes"),
	FIGURE(3, "single_swap_bytes", single.parts.swap_bytes, BYTES, ALWAYS,
		"peak.process.parts.swap_bytes"),
	FIGURE(5, "single_hugetlb_bytes", single.parts.hugetlb_bytes, BYTES, WITH_HUGETLB,
		"peak.process.parts.hugetlb_bytes"),

	/* The tree at one instant. */
	FIGURE(1, "tree_bytes", tree.bytes, BYTES, WITH_TREE, "peak.tree.bytes"),
	FIGURE(1, "tree_at_ns", tree.at_ns, TIME, WITH_TREE_TIME, "peak.tree.at_seconds"),
	FIGURE(1, "tree_origin", tree.origin, ORIGIN, WITH_TREE, "peak.tree.origin"),
	BY_HAND("peak.tree.lower_bound"),
	FIGURE(1, "tree_lower_bound", tree.lower_bound, FLAG, ALWAYS, ""),
	FIGURE(1, "tree_process_count", tree.process_count, COUNT, ALWAYS, ""),
	BY_HAND("peak.tree.parts"),
	FIGURE(3, "tree_parts_known", tree.parts.known, FLAG, ALWAYS, ""),
	FIGURE(3, "tree_anon_bytes", tree.parts.anon_bytes, BYTES, ALWAYS,
		"peak.tree.parts.anon_bytes"),
	FIGURE(3, "tree_shared_bytes", tree.parts.shared_bytes, BYTES, ALWAYS,
		"peak.tree.parts.shared_bytes"),
	FIGURE(3, "tree_file_bytes", tree.parts.file_bytes, BYTES, ALWAYS,
		"peak.tree.parts.file_bytes"),
	FIGURE(3, "tree_swap_bytes", tree.parts.swap_bytes, BYTES, ALWAYS,
		"peak.tree.parts.swap_bytes"),
	FIGURE(5, "tree_hugetlb_bytes", tree.parts.hugetlb_bytes, BYTES, WITH_HUGETLB,
		"peak.tree.parts.hugetlb_bytes"),
	FIGURE(5, "hugetlb_known", hugetlb.known, FLAG, ALWAYS, ""),
	FIGURE(5, "hugetlb_peak_bytes", hugetlb.bytes, BYTES, WITH_HUGETLB,
		"peak.tree.hugetlb_peak_bytes"),
	BY_HAND("peak.tree.hugetlb_upper_bound"),
	FIGURE(5, "hugetlb_shared", hugetlb.shared, FLAG, ALWAYS, ""),
	BY_HAND("peak.tree.processes"),
	BY_HAND("peak.line"),

	/* Its cgroup, and memory that no process mapped. */
	BY_HAND("peak.cgroup"),
	FIGURE(1, "cgroup_made", cgroup.made, FLAG, ALWAYS, ""),
	FIGURE(1, "cgroup_peak_bytes", cgroup.peak_bytes, BYTES, WITH_CGROUP, "peak.cgroup.bytes"),
	FIGURE(1, "cgroup_limit_bytes", cgroup.limit_bytes, BYTES, WITH_CGROUP_LIMIT,
		"peak.cgroup.limit_bytes"),
	FIGURE(1, "cgroup_oom_kills", cgroup.oom_kills, COUNT, ALWAYS, ""),
	BY_HAND("peak.tmpfs"),
	FIGURE(3, "tmpfs_bytes", tmpfs.bytes, BYTES, UNLESS_ZERO, "peak.tmpfs.bytes"),
	FIGURE(3, "tmpfs_counted", tmpfs.counted, FLAG, ALWAYS, ""),
	FIGURE(3, "tmpfs_folder", tmpfs.folder, TEXT, ALWAYS, "peak.tmpfs.folder"),
	FIGURE(5, "tmpfs_in_peak_bytes", tmpfs.in_peak_bytes, BYTES, ALWAYS, ""),
	BY_HAND("peak.tmpfs.origin"),

	/* Its phases: lists (store/store_phases.c). */
	BY_HAND("phases"),
	BY_HAND("marks"),
	FIGURE(8, "marks_flooded", marks_flooded, FLAG, ALWAYS, "marks_flooded"),

	/* Kills, swap, processes. */
	BY_HAND("oom_kills"),
	FIGURE(2, "oom_kills", oom_kills, COUNT, ALWAYS, ""),
	FIGURE(1, "oom_likely", oom_likely, FLAG, WITH_KILLS, "oom_likely"),
	FIGURE(2, "oom_limit_bytes", oom_limit_bytes, BYTES, UNLESS_ZERO, "oom_limit_bytes"),
	FIGURE(1, "swap_peak_bytes", swap_peak_bytes, BYTES, WITH_SWAP, "swap_peak_bytes"),
	FIGURE(1, "processes_seen", processes_seen, COUNT, WITH_PROCESSES, "processes_seen"),
	BY_HAND("processes_lower_bound"),
	FIGURE(6, "all_seen", all_seen, FLAG, ALWAYS, ""),
	BY_HAND("largest"),
	FIGURE(4, "exits_told", exits_reported, FLAG, ALWAYS, ""),
	FIGURE(4, "exits_lost", exits_lost, COUNT, WITH_EXITS, "exits_lost"),
	FIGURE(1, "left_alive", left_alive, COUNT, WITH_LEFT, "left_alive"),
	BY_HAND("left"),

	/* Growth by line of Python code. */
	FIGURE(7, "lines_status", lines.status, INTEGER, ALWAYS, ""),
	FIGURE(7, "lines_version", lines.version, INTEGER, ALWAYS, ""),
	BY_HAND("lines_status"),
	FIGURE(7, "lines_bytes", lines.bytes, BYTES, WITH_LINES, "lines_bytes"),
	FIGURE(7, "lines_at_ns", lines.at_ns, TIME, WITH_LINES, "lines_at_seconds"),
	FIGURE(7, "lines_unseen_bytes", lines.unseen_bytes, BYTES, WITH_LINES,
		"lines_unseen_bytes"),
	BY_HAND("lines"),
	BY_HAND("functions"),
	BY_HAND("places"),

	/* Limits. */
	FIGURE(1, "limit_bytes", limit_bytes, BYTES, UNLESS_ZERO, ""),
	FIGURE(1, "address_limit_bytes", address_limit_bytes, BYTES, UNLESS_ZERO, ""),
	FIGURE(1, "machine_total_bytes", machine_total_bytes, BYTES, ALWAYS, ""),
	FIGURE(1, "machine_available_bytes", machine_available_bytes, BYTES, ALWAYS, ""),

	/* How it was observed. */
	FIGURE(1, "interval_ns", interval_ns, TIME, UNLESS_ZERO, "sampling.interval_seconds"),
	FIGURE(1, "samples", samples, COUNT, ALWAYS, "sampling.samples"),
	FIGURE(1, "pss_reads", pss_reads, COUNT, ALWAYS, ""),
	FIGURE(1, "observer_cpu_ns", observer_cpu_ns, TIME, WITH_USAGE, "sampling.cpu_seconds"),
};
const size_t run_field_count = LENGTH(run_fields);

const struct run_field *
run_field_named(const char *name)
{
	size_t i = 0;

	while (i < run_field_count && strcmp(run_fields[i].name, name) != 0)
		i++;
	assert(i < run_field_count);
	return &run_fields[i];
}

bool
run_field_is_known(const struct run *run, const struct run_field *f)
{
	switch ((enum run_known)f->known) {
	case RUN_KNOWN_ALWAYS:
		return true;
	case RUN_KNOWN_UNLESS_ZERO:
		return run_field_number(run, f) != 0;
	case RUN_KNOWN_WITH_STATUS:
		return run_end_known(run) && run->signal == 0;
	case RUN_KNOWN_WITH_SIGNAL:
		return run_end_known(run) && run->signal != 0;
	case RUN_KNOWN_WITH_USAGE:
		return run_end_known(run) || run->reason == RUN_NOT_STARTED;
	case RUN_KNOWN_WITH_SINGLE:
		return run->single.origin != PEAK_NONE;
	case RUN_KNOWN_WITH_SINGLE_TIME:
		return run->single.origin != PEAK_NONE && run->single.at_known;
	case RUN_KNOWN_WITH_TREE:
		return run->tree.origin != PEAK_NONE;
	case RUN_KNOWN_WITH_TREE_TIME:
		return run_tree_time_known(run);
	case RUN_KNOWN_WITH_CGROUP:
		return run->cgroup.made;
	case RUN_KNOWN_WITH_CGROUP_LIMIT:
		return run->cgroup.made && run->cgroup.limit_bytes != 0;
	case RUN_KNOWN_WITH_HUGETLB:
		return run->hugetlb.known;
	case RUN_KNOWN_WITH_KILLS:
		return run_kills_known(run);
	case RUN_KNOWN_WITH_SWAP:
		return run_swap_known(run);
	case RUN_KNOWN_WITH_PROCESSES:
		return run_processes_known(run);
	case RUN_KNOWN_WITH_LEFT:
		return run_left_known(run);
	case RUN_KNOWN_WITH_EXITS:
		return run->exits_reported;
	case RUN_KNOWN_WITH_LINES:
		break;
	}
	return run_lines_known(run);
}

bool
run_field_is_number(const struct run_field *f)
{
	return f->kind == RUN_COUNT || f->kind == RUN_BYTES || f->kind == RUN_TIME ||
	       f->kind == RUN_FLAG || f->kind == RUN_INTEGER || f->kind == RUN_SIGNED;
}

static const void *
place(const void *object, const struct run_field *f)
{
	return (const char *)object + f->offset;
}

uint64_t
run_field_number(const void *object, const struct run_field *f)
{
	int integer;

	if (f->kind != RUN_INTEGER)
		return integer_get(place(object, f), f->size);
	memcpy(&integer, place(object, f), sizeof integer);
	return (uint64_t)integer;
}

const char *
run_field_text(const void *object, const struct run_field *f)
{
	const char *text = NULL;

	if (f->kind == RUN_REASON)
		return run_reason_name((enum run_reason)integer_get(place(object, f), f->size));
	if (f->kind == RUN_ORIGIN)
		return peak_origin_name((enum peak_origin)integer_get(place(object, f), f->size));
	if (f->kind == RUN_CONFIDENCE)
		return confidence_name((enum confidence)integer_get(place(object, f), f->size));
	if (f->kind == RUN_TEXT)
		return place(object, f);
	if (f->kind == RUN_POINTER)
		memcpy(&text, place(object, f), sizeof text);
	return text;
}
