/* SPDX-License-Identifier: MIT */
/* oom_watch.c: which processes of a tree the out-of-memory killer ended. */
#include "model/run/oom_watch.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/duration.h"
#include "base/grow.h"
#include "model/run/top_processes.h"

/* How long a process may take to disappear after SIGKILL on a loaded machine. */
#define SLOW_TO_GO_NS (500 * NS_PER_MS)

void
oom_watch_clear(struct oom_watch *w)
{
	free(w->living);
	free(w->next);
	*w = (struct oom_watch){ .living = NULL };
}

/* --- processes that are gone --- */

/* A known SIGKILL is the likelier victim, then the larger process. */
static bool
is_likelier(const struct oom_member *a, const struct oom_member *b)
{
	return a->killed != b->killed ? a->killed : a->bytes > b->bytes;
}

static void
add_gone(struct oom_watch *w, const struct oom_member *m)
{
	size_t at = 0;

	if (w->gone_count < OOM_CANDIDATES) {
		w->gone[w->gone_count++] = *m;
		return;
	}
	for (size_t i = 1; i < w->gone_count; i++)
		if (is_likelier(&w->gone[at], &w->gone[i]))
			at = i;
	if (is_likelier(m, &w->gone[at]))
		w->gone[at] = *m;
}

static struct oom_member
member_of(const struct reading *r, const struct oom_member *before)
{
	struct oom_member m = { .key = r->key };

	if (r->known & KNOWN_RSS)
		m.bytes = r->rss_bytes;
	if ((r->known & KNOWN_PEAK) && r->peak_bytes > m.bytes)
		m.bytes = r->peak_bytes;
	if (before != NULL && before->bytes > m.bytes)
		m.bytes = before->bytes;
	return m;
}

bool
oom_watch_take(struct oom_watch *w, const struct sample *s)
{
	struct oom_member *living = w->living;
	size_t at = 0, count = 0;

	w->now_ns = s->active_ns;
	w->next = grow_discard(w->next, &w->next_capacity, s->count + 1, sizeof *w->next);
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];
		bool known;

		while (at < w->count && proc_key_compare(living[at].key, r->key) < 0)
			add_gone(w, &living[at++]);
		known = at < w->count && proc_key_compare(living[at].key, r->key) == 0;
		if (r->state != 'Z' && (r->known & KNOWN_RSS) && r->rss_bytes > 0)
			w->next[count++] = member_of(r, known ? &living[at] : NULL);
		else if (known)
			add_gone(w, &living[at]);
		at += known;
	}
	while (at < w->count)
		add_gone(w, &living[at++]);
	grow_swap(&w->living, &w->capacity, &w->next, &w->next_capacity);
	w->count = count;
	return w->gone_count > 0 || w->pending > 0;
}

static struct oom_member *
find(struct oom_member *members, size_t count, pid_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (members[i].key.pid == pid)
			return &members[i];
	return NULL;
}

static void
drop(struct oom_member *members, size_t *count, const struct oom_member *m)
{
	size_t at = (size_t)(m - members);

	for ((*count)--; at < *count; at++)
		members[at] = members[at + 1];
}

/* A figure that may be that of a child is the process's own if it is close to what samples saw. */
static void
take_final(struct oom_member *m, uint64_t bytes, bool own)
{
	bool seen_near = !m->of_many && m->bytes >= bytes / 10 * 9;

	if (bytes == 0 || !top_processes_is_no_less(bytes, m->bytes) || (!own && !seen_near))
		return;
	m->bytes = larger(m->bytes, bytes);
	m->final = true;
	m->of_many = false;
}

void
oom_watch_end(struct oom_watch *w, pid_t pid, bool killed, uint64_t bytes, bool own)
{
	struct oom_member *gone = find(w->gone, w->gone_count, pid);
	struct oom_member *living = find(w->living, w->count, pid);
	struct oom_member *victim = find(w->victims, w->victim_count, pid);
	struct oom_member m = { .key = { .pid = pid }, .bytes = bytes, .of_many = true };

	if (victim != NULL && living == NULL && gone == NULL) {
		take_final(victim, bytes, own); /* its end is reported late, or twice */
		return;
	}
	if (living != NULL || gone != NULL)
		m = living != NULL ? *living : *gone;
	else if (bytes == 0)
		return;
	if (living != NULL)
		drop(w->living, &w->count, living);
	if (gone != NULL)
		drop(w->gone, &w->gone_count, gone);
	take_final(&m, bytes, own);
	m.killed = killed;
	if (killed)
		add_gone(w, &m);
}

uint64_t
oom_watch_gone_bytes(const struct oom_watch *w)
{
	uint64_t max = 0;

	for (size_t i = 0; i < w->gone_count; i++)
		if (w->gone[i].bytes > max)
			max = w->gone[i].bytes;
	return max;
}

/* --- processes that were killed --- */

static bool
may_be_victim(const struct oom_watch *w, const struct oom_member *m, uint64_t min_bytes)
{
	return m->killed || (!w->ends_known && m->bytes >= min_bytes);
}

static void
find_victims(struct oom_watch *w)
{
	for (; w->pending > 0 && w->gone_count > 0; w->pending--) {
		struct oom_member *best = w->gone;

		for (size_t i = 1; i < w->gone_count; i++)
			if (is_likelier(&w->gone[i], best))
				best = &w->gone[i];
		if (!may_be_victim(w, best, w->min_bytes))
			return;
		w->found++;
		if (w->victim_count < RUN_VICTIMS_MAX)
			w->victims[w->victim_count++] = *best;
		drop(w->gone, &w->gone_count, best);
	}
}

static size_t
count_candidates(const struct oom_watch *w, uint64_t min_bytes)
{
	size_t count = 0;

	for (size_t i = 0; i < w->gone_count; i++)
		count += may_be_victim(w, &w->gone[i], min_bytes);
	return count;
}

/* A process that is gone by now belongs to earlier kills; the victims of the new ones may not be
 * gone yet. If only processes ended by SIGKILL count as victims, each victim can be waited for;
 * otherwise finding one is enough, so that no process that exits by itself is blamed. */
bool
oom_watch_count(struct oom_watch *w, uint64_t kills, uint64_t min_bytes)
{
	uint64_t more = kills > w->kills ? kills - w->kills : 0;
	bool reported = w->pending > 0 || more > 0;
	bool any = count_candidates(w, w->min_bytes) > 0;
	size_t left;

	find_victims(w);
	w->kills += more;
	if (w->now_ns >= w->until_ns || (any && !w->ends_known))
		w->pending = 0; /* a victim not found by now was never seen */
	if (more > 0) {
		w->pending += more;
		w->min_bytes = min_bytes;
		left = count_candidates(w, min_bytes);
		w->until_ns =
			left < (w->ends_known ? w->pending : 1) ? w->now_ns + SLOW_TO_GO_NS : 0;
	}
	if (w->pending == 0)
		w->gone_count = 0;
	return reported;
}

void
oom_watch_all_gone(struct oom_watch *w)
{
	const struct sample nobody = { .count = 0 };

	oom_watch_take(w, &nobody);
}

void
oom_watch_finish(struct oom_watch *w, uint64_t kills, uint64_t min_bytes)
{
	oom_watch_count(w, kills, min_bytes);
	find_victims(w);
}
