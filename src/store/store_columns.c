/* SPDX-License-Identifier: MIT */
/* store_columns.c: THE table of the members of struct run that are columns, and conversion of
 * their values from and to a run; SQL and the spool are derived from it. */
#include "store/store_private.h"

#include <string.h>

#include "base/grow.h"

enum kind {
	NUMBER,  /* unsigned, of 1 (bool), 4 or 8 bytes */
	INTEGER, /* int */
	TEXT,    /* array of char */
	POINTER, /* const char *, NULL for none */
	REASON,
	ORIGIN,
};

struct column {
	const char *name;
	enum kind kind;
	bool fixed; /* known at the start; updates skip it */
	size_t offset, size;
};

#define MEMBER(member) offsetof(struct run, member), sizeof(((struct run *)0)->member)

static const struct column columns[] = {
	{ "label", POINTER, true, MEMBER(label) },
	{ "note", POINTER, true, MEMBER(note) },
	{ "cwd", TEXT, true, MEMBER(cwd) },
	{ "host", TEXT, true, MEMBER(host) },
	{ "user", TEXT, true, MEMBER(user) },
	{ "boot_id", TEXT, true, MEMBER(boot_id) },
	{ "git_commit", TEXT, true, MEMBER(commit) },
	{ "started_wall_ns", NUMBER, true, MEMBER(started_wall_ns) },
	{ "wall_ns", NUMBER, false, MEMBER(wall_ns) },
	{ "reason", REASON, false, MEMBER(reason) },
	{ "status", INTEGER, false, MEMBER(status) },
	{ "signal", INTEGER, false, MEMBER(signal) },
	{ "core_dumped", NUMBER, false, MEMBER(core_dumped) },
	{ "oom_likely", NUMBER, false, MEMBER(oom_likely) },
	{ "start_error", INTEGER, false, MEMBER(start_error) },
	{ "budget_bytes", NUMBER, false, MEMBER(budget_bytes) },
	{ "enforced", NUMBER, false, MEMBER(enforced) },
	{ "user_ns", NUMBER, false, MEMBER(usage.user_ns) },
	{ "system_ns", NUMBER, false, MEMBER(usage.system_ns) },
	{ "max_rss_bytes", NUMBER, false, MEMBER(usage.max_rss_bytes) },
	{ "max_rss_floor_bytes", NUMBER, false, MEMBER(usage.max_rss_floor_bytes) },
	{ "max_rss_floored", NUMBER, false, MEMBER(usage.max_rss_floored) },
	{ "minor_faults", NUMBER, false, MEMBER(usage.minor_faults) },
	{ "major_faults", NUMBER, false, MEMBER(usage.major_faults) },
	{ "block_inputs", NUMBER, false, MEMBER(usage.block_inputs) },
	{ "block_outputs", NUMBER, false, MEMBER(usage.block_outputs) },
	{ "voluntary_switches", NUMBER, false, MEMBER(usage.voluntary_switches) },
	{ "involuntary_switches", NUMBER, false, MEMBER(usage.involuntary_switches) },
	{ "single_pid", INTEGER, false, MEMBER(single.member.pid) },
	{ "single_bytes", NUMBER, false, MEMBER(single.member.bytes) },
	{ "single_at_ns", NUMBER, false, MEMBER(single.at_ns) },
	{ "single_at_known", NUMBER, false, MEMBER(single.at_known) },
	{ "single_origin", ORIGIN, false, MEMBER(single.origin) },
	{ "tree_bytes", NUMBER, false, MEMBER(tree.bytes) },
	{ "tree_at_ns", NUMBER, false, MEMBER(tree.at_ns) },
	{ "tree_origin", ORIGIN, false, MEMBER(tree.origin) },
	{ "tree_lower_bound", NUMBER, false, MEMBER(tree.lower_bound) },
	{ "tree_process_count", NUMBER, false, MEMBER(tree.process_count) },
	{ "cgroup_made", NUMBER, false, MEMBER(cgroup.made) },
	{ "cgroup_peak_bytes", NUMBER, false, MEMBER(cgroup.peak_bytes) },
	{ "cgroup_limit_bytes", NUMBER, false, MEMBER(cgroup.limit_bytes) },
	{ "cgroup_oom_kills", NUMBER, false, MEMBER(cgroup.oom_kills) },
	{ "oom_kills", NUMBER, false, MEMBER(oom_kills) },
	{ "oom_limit_bytes", NUMBER, false, MEMBER(oom_limit_bytes) },
	{ "single_parts_known", NUMBER, false, MEMBER(single.parts.known) },
	{ "single_anon_bytes", NUMBER, false, MEMBER(single.parts.anon_bytes) },
	{ "single_shared_bytes", NUMBER, false, MEMBER(single.parts.shared_bytes) },
	{ "single_file_bytes", NUMBER, false, MEMBER(single.parts.file_bytes) },
	{ "single_swap_bytes", NUMBER, false, MEMBER(single.parts.swap_bytes) },
	{ "tree_parts_known", NUMBER, false, MEMBER(tree.parts.known) },
	{ "tree_anon_bytes", NUMBER, false, MEMBER(tree.parts.anon_bytes) },
	{ "tree_shared_bytes", NUMBER, false, MEMBER(tree.parts.shared_bytes) },
	{ "tree_file_bytes", NUMBER, false, MEMBER(tree.parts.file_bytes) },
	{ "tree_swap_bytes", NUMBER, false, MEMBER(tree.parts.swap_bytes) },
	{ "tmpfs_bytes", NUMBER, false, MEMBER(tmpfs.bytes) },
	{ "tmpfs_counted", NUMBER, false, MEMBER(tmpfs.counted) },
	{ "tmpfs_folder", TEXT, false, MEMBER(tmpfs.folder) },
	{ "tmpfs_in_peak_bytes", NUMBER, false, MEMBER(tmpfs.in_peak_bytes) },
	{ "swap_peak_bytes", NUMBER, false, MEMBER(swap_peak_bytes) },
	{ "processes_seen", NUMBER, false, MEMBER(processes_seen) },
	{ "all_seen", NUMBER, false, MEMBER(all_seen) },
	{ "left_alive", NUMBER, false, MEMBER(left_alive) },
	{ "limit_bytes", NUMBER, false, MEMBER(limit_bytes) },
	{ "address_limit_bytes", NUMBER, false, MEMBER(address_limit_bytes) },
	{ "machine_total_bytes", NUMBER, false, MEMBER(machine_total_bytes) },
	{ "machine_available_bytes", NUMBER, false, MEMBER(machine_available_bytes) },
	{ "interval_ns", NUMBER, false, MEMBER(interval_ns) },
	{ "samples", NUMBER, false, MEMBER(samples) },
	{ "pss_reads", NUMBER, false, MEMBER(pss_reads) },
	{ "observer_cpu_ns", NUMBER, false, MEMBER(observer_cpu_ns) },
	{ "exits_told", NUMBER, false, MEMBER(exits_told) },
	{ "exits_lost", NUMBER, false, MEMBER(exits_lost) },
	{ "hugetlb_known", NUMBER, false, MEMBER(hugetlb.known) },
	{ "hugetlb_peak_bytes", NUMBER, false, MEMBER(hugetlb.bytes) },
	{ "hugetlb_shared", NUMBER, false, MEMBER(hugetlb.shared) },
	{ "single_hugetlb_bytes", NUMBER, false, MEMBER(single.parts.hugetlb_bytes) },
	{ "tree_hugetlb_bytes", NUMBER, false, MEMBER(tree.parts.hugetlb_bytes) },
};

#define COUNT (sizeof columns / sizeof columns[0])

size_t
store_column_count(void)
{
	return COUNT;
}

const char *
store_column_name(size_t i)
{
	return columns[i].name;
}

bool
store_column_is_fixed(size_t i)
{
	return columns[i].fixed;
}

/* --- from a run --- */

static uint64_t
number_at(const void *at, size_t size)
{
	uint64_t eight;
	uint32_t four;
	bool one;

	switch (size) {
	case sizeof eight:
		memcpy(&eight, at, size);
		return eight;
	case sizeof four:
		memcpy(&four, at, size);
		return four;
	default:
		memcpy(&one, at, sizeof one);
		return one;
	}
}

static struct store_value
text_value(const char *text)
{
	return (struct store_value){ .kind = text == NULL ? STORE_NULL : STORE_TEXT, .text = text };
}

static struct store_value
number_value(int64_t number)
{
	return (struct store_value){ .kind = STORE_NUMBER, .number = number };
}

struct store_value
store_column_get(const struct run *run, size_t i)
{
	const char *at = (const char *)run + columns[i].offset;
	size_t size = columns[i].size;
	const char *text;
	int integer;

	switch (columns[i].kind) {
	case INTEGER:
		memcpy(&integer, at, sizeof integer);
		return number_value(integer);
	case TEXT:
		return text_value(at);
	case POINTER:
		memcpy(&text, at, sizeof text);
		return text_value(text);
	case REASON:
		return text_value(run_reason_name((enum run_reason)number_at(at, size)));
	case ORIGIN:
		return text_value(peak_origin_name((enum peak_origin)number_at(at, size)));
	default:
		return number_value(store_signed(number_at(at, size)));
	}
}

/* --- into a run --- */

static void
put_number(void *at, size_t size, uint64_t number)
{
	uint32_t four = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
	bool one = number != 0;

	switch (size) {
	case sizeof number:
		memcpy(at, &number, size);
		break;
	case sizeof four:
		memcpy(at, &four, size);
		break;
	default:
		memcpy(at, &one, sizeof one);
		break;
	}
}

static void
put_text(char *storage, size_t size, const char *text)
{
	struct buffer b = buffer_over(storage, size);

	buffer_text(&b, text);
}

bool
store_column_set(struct run *run, size_t i, const struct store_value *value)
{
	char *at = (char *)run + columns[i].offset;
	const char *given = value->kind == STORE_TEXT ? value->text : "";
	int integer = (int)value->number;
	enum peak_origin origin;
	char *copy;

	switch (columns[i].kind) {
	case NUMBER:
		put_number(at, columns[i].size, store_unsigned(value->number));
		break;
	case INTEGER:
		memcpy(at, &integer, sizeof integer);
		break;
	case TEXT:
		put_text(at, columns[i].size, given);
		break;
	case POINTER:
		copy = value->kind == STORE_NULL ? NULL : grow_copy(given);
		memcpy(at, &copy, sizeof copy);
		break;
	case REASON:
		return run_reason_by_name(given, (enum run_reason *)(void *)at);
	case ORIGIN:
		origin = peak_origin_by_name(given);
		memcpy(at, &origin, sizeof origin);
		break;
	}
	return true;
}
