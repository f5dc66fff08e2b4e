/* SPDX-License-Identifier: MIT */
/* summary_peaks.c: the peaks of a run for people: size, process, time, parts and source. */
#include "text/run/summary_peaks.h"

#include <inttypes.h>
#include <string.h>

#include "base/length.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "model/run/confidence.h"
#include "text/run/code_lines.h"

#define MEMBERS_SHOWN 3
#define NAME_IN_LIST 20
/* A smaller process consists mostly of its program and libraries. */
#define PARTS_MIN (16u << 20)

/* "train.py (4711)"; at most `max` bytes of the name, cut between characters. */
static void
put_member(struct buffer *b, const struct run_member *m, size_t max)
{
	const char *name = m->name[0] != '\0' ? m->name : "process";
	size_t count = strlen(name);

	if (m->pid == 0)
		return;
	buffer_put(b, name, count > max ? utf8_cut(name, count, max) : count);
	buffer_print(b, "%s (%d)", count > max ? "..." : "", (int)m->pid);
}

/* The source of the largest process's peak. */
static const char *
single_source(const struct run *run)
{
	switch (run->single.origin) {
	case PEAK_RUSAGE:
		if (run->usage.max_rss_floored)
			return "the launcher's own memory: the command may have held less";
		return "the kernel's figure at exit";
	case PEAK_KERNEL:
		return "the kernel's peak when last read";
	case PEAK_EXACT:
		return "the kernel's peak at exit";
	default:
		return "seen at a sample";
	}
}

void
summary_put_member(struct buffer *b, const struct run_member *m)
{
	put_member(b, m, NAME_IN_LIST);
}

/* Where in Python code it was reached, if the peak is that of all processes. */
static void
put_line_of_peak(const struct run *run, bool of_all, struct buffer *text)
{
	if (!of_all || !run_lines_peak_known(run))
		return;
	code_line_put_place(&run->lines.lists->peak, text);
	buffer_text(text, ", ");
}

static void
add_single(struct summary_lines *a)
{
	const struct run_single_peak *p = &a->run->single;
	struct summary_line *line;

	if (p->origin == PEAK_NONE)
		return;
	line = summary_add(a, confidence_one_process(a->run) ? "peak" : "process peak");
	buffer_text(&line->figure, confidence_prefix(confidence_single(a->run)));
	unit_size(&line->figure, p->member.bytes, a->units);
	put_line_of_peak(a->run, confidence_one_process(a->run), &line->text);
	put_member(&line->text, &p->member, sizeof p->member.name);
	if (p->at_known) {
		buffer_text(&line->text, p->member.pid != 0 ? " at " : "at ");
		summary_put_duration(&line->text, p->at_ns);
	}
	buffer_print(&line->text, "%s%s", line->text.length > 0 ? "; " : "", single_source(a->run));
}

/* Lost reports about processes that no sample saw. */
static void
add_lost_ends(struct summary_lines *a)
{
	uint64_t lost = a->run->exits_lost;

	if (lost == 0)
		return;
	buffer_print(&summary_add(a, "")->text,
		"processes ended too fast to read their peaks (%" PRIu64 " %s)", lost,
		plural(lost, "time", "times"));
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
		return "; the kernel's peaks";
	default:
		return "; estimated from RSS and an earlier PSS";
	}
}

static void
put_tree_text(const struct run *run, struct buffer *text)
{
	const struct run_tree_peak *p = &run->tree;

	if (!run_is_observed(run)) {
		buffer_text(text, "that of the largest process: the tree could not be observed");
		return;
	}
	if (run->samples == 0 && confidence_tree_is_single(run)) {
		buffer_text(text, "that of the largest process: it ended before the first sample");
		return;
	}
	if (confidence_tree_is_single(run)) {
		buffer_text(text, "that of the largest process: no sample of the tree was higher");
		return;
	}
	put_line_of_peak(run, true, text);
	buffer_text(text, "at ");
	summary_put_duration(text, p->at_ns);
	buffer_text(text, " with ");
	summary_put_count(text, p->process_count);
	if (run->processes_seen > p->process_count) {
		buffer_text(text, " of ");
		summary_put_count(text, run->processes_seen);
	}
	buffer_text(
		text, run->processes_seen > 1 || p->process_count > 1 ? " processes" : " process");
	if (run->processes_seen > p->process_count && !run->all_seen)
		buffer_text(text, " seen");
	buffer_text(text, tree_source(p->origin));
}

/* Which processes held it: "412 MiB train.py (4711), ..., 2 more". */
static void
add_members(struct summary_lines *a)
{
	const struct run_tree_peak *p = &a->run->tree;
	size_t shown = p->member_count < MEMBERS_SHOWN ? p->member_count : MEMBERS_SHOWN;
	struct buffer *text;

	if (shown < 2 || confidence_tree_is_single(a->run))
		return;
	text = &summary_add(a, "")->text;
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
add_tree(struct summary_lines *a)
{
	struct summary_line *line;

	if (a->run->tree.origin == PEAK_NONE || confidence_one_process(a->run))
		return;
	line = summary_add(a, "tree peak");
	buffer_text(&line->figure, confidence_prefix(confidence_tree(a->run)));
	unit_size(&line->figure, a->run->tree.bytes, a->units);
	put_tree_text(a->run, &line->text);
	if (a->run->cgroup_to_be_had && confidence_tree(a->run) != CONFIDENCE_EXACT)
		buffer_text(&line->text, "; for an exact figure use --cgroup=require");
	add_members(a);
}

/* "and 300 MiB in /dev/shm": on a line of its own, so that it is not broken. */
static void
add_tmpfs(struct summary_lines *a)
{
	const struct run_tmpfs *t = &a->run->tmpfs;
	struct buffer *text;

	if (t->bytes == 0)
		return;
	text = &summary_add(a, "")->text;
	buffer_print(text, "and %s", t->counted ? "" : confidence_prefix(CONFIDENCE_ABOUT));
	unit_size(text, t->bytes, a->units);
	buffer_print(text, " in %s, held by no process",
		t->folder[0] != '\0' ? t->folder : "shared memory");
}

/* Also on a line of its own: huge pages are not part of any RSS. */
static void
add_hugetlb(struct summary_lines *a)
{
	const struct run_hugetlb *h = &a->run->hugetlb;
	struct buffer *text;

	if (h->bytes == 0)
		return;
	text = &summary_add(a, "")->text;
	buffer_print(text, "and %s", confidence_prefix(confidence_hugetlb(a->run)));
	unit_size(text, h->bytes, a->units);
	buffer_print(text, " of huge pages%s",
		h->shared ? "; shared ones counted for each process" : ", seen at a sample");
}

static const struct {
	const char *kind_name;
	size_t offset;
} kinds[] = {
	{ "anonymous", offsetof(struct run_parts, anon_bytes) },
	{ "shared", offsetof(struct run_parts, shared_bytes) },
	{ "of files", offsetof(struct run_parts, file_bytes) },
	{ "swapped out", offsetof(struct run_parts, swap_bytes) },
	{ "in huge pages", offsetof(struct run_parts, hugetlb_bytes) },
};

/* "1.10 GiB anonymous, 120 MiB of files"; omits zeros. */
static void
put_parts(const struct summary_lines *a, const struct run_parts *p, struct buffer *text)
{
	bool any = false, of_many = p == &a->run->tree.parts && a->run->hugetlb.shared;

	for (size_t i = 0; i < LENGTH(kinds); i++) {
		uint64_t bytes;

		memcpy(&bytes, (const char *)p + kinds[i].offset, sizeof bytes);
		if (bytes == 0)
			continue;
		buffer_text(text, any ? ", " : "");
		if (of_many && kinds[i].offset == offsetof(struct run_parts, hugetlb_bytes))
			buffer_text(text, confidence_prefix(CONFIDENCE_AT_MOST));
		unit_size(text, bytes, a->units);
		buffer_print(text, " %s", kinds[i].kind_name);
		any = true;
	}
}

/* For the tree at its peak, or for the only process. */
static void
add_parts(struct summary_lines *a)
{
	const struct run *run = a->run;
	bool one = confidence_one_process(run);
	const struct run_parts *of_tree = run->tree.parts.known ? &run->tree.parts : NULL;
	const struct run_parts *shown = one || of_tree == NULL ? &run->single.parts : of_tree;
	struct buffer *text;

	if (!shown->known || run->single.member.bytes < PARTS_MIN)
		return;
	text = &summary_add(a, "made of")->text;
	put_parts(a, shown, text);
	if (one)
		return;
	if (of_tree == NULL) {
		buffer_text(text, " (the largest process)");
	} else if (run->single.parts.known && run->single.origin != PEAK_NONE) {
		buffer_text(text, "; in the largest process ");
		put_parts(a, &run->single.parts, text);
	}
}

void
summary_add_peaks(struct summary_lines *a)
{
	add_single(a);
	add_lost_ends(a);
	add_tree(a);
	add_parts(a);
	add_tmpfs(a);
	add_hugetlb(a);
}
