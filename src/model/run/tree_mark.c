/* SPDX-License-Identifier: MIT */
/* tree_mark.c: the most that a tree held by one kind of evidence, and which processes held it. */
#include "model/run/tree_mark.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

static int
compare_held(const void *a, const void *b)
{
	const struct tree_member *x = *(const struct tree_member *const *)a;
	const struct tree_member *y = *(const struct tree_member *const *)b;

	if (x->held_bytes != y->held_bytes)
		return x->held_bytes > y->held_bytes ? -1 : 1;
	return proc_key_compare(x->key, y->key);
}

bool
tree_marks_know_name(const struct tree_mark *known, size_t count, const struct tree_who *who,
	struct run_member *out)
{
	for (size_t k = 0; k < count; k++) {
		for (size_t i = 0; i < known[k].peak.member_count; i++) {
			const struct run_member *m = &known[k].peak.members[i];

			if (m->name[0] == '\0' ||
				proc_key_compare(known[k].who[i].key, who->key) != 0 ||
				known[k].who[i].image != who->image)
				continue;
			memcpy(out->name, m->name, sizeof out->name);
			return true;
		}
	}
	return false;
}

/* Those that hold memory. */
static size_t
sort_holders(const struct tree_member *members, size_t count, const struct tree_member **sorted)
{
	size_t holders = 0;

	for (size_t i = 0; i < count; i++)
		if (members[i].rss_bytes > 0)
			sorted[holders++] = &members[i];
	qsort(sorted, holders, sizeof *sorted, compare_held);
	return holders;
}

/* Between vfork and exec a process lives in its parent's memory and holds none. */
static size_t
count_living(const struct tree_member *members, size_t count)
{
	size_t living = 0;

	for (size_t i = 0; i < count; i++)
		living += !members[i].ended;
	return living;
}

void
tree_mark_set(struct tree_mark *mark, uint64_t bytes, enum peak_origin origin, uint64_t at_ns,
	const struct tree_member *members, size_t count, const struct tree_mark *known,
	size_t known_count)
{
	const struct tree_member **sorted = grow_new((count + 1) * sizeof *sorted);
	struct tree_mark new = { .peak = { .bytes = bytes, .origin = origin, .at_ns = at_ns } };

	new.holders = sort_holders(members, count, sorted);
	new.peak.process_count = count_living(members, count);
	new.peak.member_count = new.holders < RUN_MEMBERS_MAX ? new.holders : RUN_MEMBERS_MAX;
	for (size_t i = 0; i < new.peak.member_count; i++) {
		struct run_member *out = &new.peak.members[i];

		out->pid = sorted[i]->key.pid;
		out->bytes = sorted[i]->held_bytes;
		new.who[i] = (struct tree_who){ sorted[i]->key, sorted[i]->image };
		tree_marks_know_name(known, known_count, &new.who[i], out);
	}
	*mark = new;
	free(sorted);
}

void
tree_mark_fit_parts(struct tree_mark *mark)
{
	struct run_parts *p = &mark->peak.parts;
	uint64_t whole = mark->peak.bytes;

	p->file_bytes = p->file_bytes < whole ? p->file_bytes : whole;
	whole -= p->file_bytes;
	p->shared_bytes = p->shared_bytes < whole ? p->shared_bytes : whole;
	p->anon_bytes = whole - p->shared_bytes;
}

void
tree_mark_correct(struct tree_mark *mark, uint64_t bytes)
{
	double share = mark->peak.bytes > 0 ? (double)bytes / (double)mark->peak.bytes : 0;

	for (size_t i = 0; i < mark->peak.member_count; i++)
		mark->peak.members[i].bytes =
			(uint64_t)((double)mark->peak.members[i].bytes * share);
	mark->peak.bytes = bytes;
	tree_mark_fit_parts(mark);
}
