/* SPDX-License-Identifier: MIT */
/* phases.c: the phases of a run: marks and samples in, figures out. */
#include "model/run/phases.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/grow.h"
#include "model/run/confidence.h"
#include "model/run/phase_name.h"

/* Of a small peak what the kernel has not added up yet is a small part. */
#define SLACK_PART 64

/* --- the list of phases --- */

static struct run_phase *
now_of(struct phases *p)
{
	return &p->to->items[p->now];
}

void
phases_put_name(const char *name, struct buffer *out)
{
	static const char *const own[] = { PHASES_START, PHASES_OTHERS };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(name, own[i]) == 0) {
			buffer_put(out, name + 1, length - 2);
			return;
		}
	buffer_text(out, name);
}

static void
put_text(char *to, size_t size, const char *text)
{
	struct buffer b = buffer_over(to, size);

	buffer_text(&b, text);
}

static size_t
add_item(struct phases *p, const char *name, const char *key, uint64_t at_ns)
{
	struct run_phase *item = &p->to->items[p->to->count];

	*item = (struct run_phase){ .first_ns = at_ns };
	put_text(item->name, sizeof item->name, name);
	put_text(p->keys[p->to->count], sizeof p->keys[0], key);
	return p->to->count++;
}

/* The item of a name, which may be new. Once there is room for one more only, that is for all
 * others. */
static size_t
item_of(struct phases *p, const char *name, uint64_t at_ns)
{
	char bare[sizeof p->keys[0]], key[sizeof p->keys[0]];
	struct buffer of_bare = buffer_over(bare, sizeof bare);
	struct buffer of_key = buffer_over(key, sizeof key);

	phase_name_put_key(name, &of_bare);
	phases_put_name(bare, &of_key);
	for (size_t i = 0; i < p->to->count; i++) {
		struct run_phase *item = &p->to->items[i];

		if (strcmp(p->keys[i], key) != 0)
			continue;
		if (strcmp(item->name, name) != 0)
			put_text(item->name, sizeof item->name, key);
		return i;
	}
	if (p->to->count == RUN_PHASES_MAX)
		return RUN_PHASES_MAX - 1;
	if (p->to->count == RUN_PHASES_MAX - 1)
		return add_item(p, PHASES_OTHERS, PHASES_OTHERS, at_ns);
	return add_item(p, name, key, at_ns);
}

/* --- the list of marks --- */

static bool
is_first(const struct run_phases *to, const struct run_mark *m)
{
	for (size_t i = 0; i < to->count; i++)
		if (to->items[i].first_ns == m->at_ns)
			return true;
	return false;
}

/* Removes every second mark of phases that are repeated. */
static void
thin(struct run_phases *to)
{
	size_t kept = 0;
	bool keep = false;

	for (size_t i = 0; i < to->mark_count; i++) {
		keep = !keep;
		if (keep || is_first(to, &to->marks[i]))
			to->marks[kept++] = to->marks[i];
	}
	to->mark_count = kept;
}

static void
note_mark(struct phases *p, const char *name, uint64_t at_ns)
{
	struct run_phases *to = p->to;
	bool first = now_of(p)->count == 1;

	if (!first && ++p->skip <= p->thinned)
		return;
	p->skip = 0;
	if (to->mark_count == RUN_MARKS_MAX) {
		thin(to);
		p->thinned = 2 * p->thinned + 1;
	}
	if (to->mark_count == RUN_MARKS_MAX)
		return;
	to->marks[to->mark_count].at_ns = at_ns;
	put_text(to->marks[to->mark_count].name, sizeof to->marks[0].name, name);
	to->mark_count++;
}

/* --- beginnings and ends --- */

static void
note_begun(struct phases *p, uint64_t at_ns)
{
	p->begun[p->begun_count % PHASES_BEGUN].at_ns = at_ns;
	p->begun[p->begun_count % PHASES_BEGUN].item = p->now;
	p->begun_count++;
}

/* The phase at a time; count: not known any more. */
static size_t
phase_at(const struct phases *p, uint64_t at_ns)
{
	for (uint64_t i = 1; i <= p->begun_count && i <= PHASES_BEGUN; i++) {
		size_t at = (p->begun_count - i) % PHASES_BEGUN;

		if (p->begun[at].at_ns <= at_ns)
			return p->begun[at].item;
	}
	return p->to->count;
}

static void
enter(struct phases *p, size_t item, uint64_t at_ns)
{
	p->now = item;
	p->began_ns = at_ns;
	p->before_ns = p->to->items[item].wall_ns;
	p->begin_known = false;
	p->to->items[item].count++;
	note_begun(p, at_ns);
}

static void
last_until(struct phases *p, uint64_t at_ns)
{
	if (at_ns > p->began_ns)
		now_of(p)->wall_ns = p->before_ns + (at_ns - p->began_ns);
}

static void
begin_run(struct phases *p, struct run_phases *to, const struct phase_before *before)
{
	struct run_phase *start;

	p->to = to;
	*to = (struct run_phases){ .count = 0 };
	enter(p, add_item(p, PHASES_START, PHASES_START, 0), 0);
	start = now_of(p);
	start->tree = before->tree;
	start->single = before->single;
	start->samples = before->samples;
	p->begin_known = true; /* a run begins with nothing */
}

/* The first mark may come to us after a sample that saw what its phase holds. */
static void
give_later(struct run_phase_peak *start, struct run_phase_peak *first, uint64_t mark_ns)
{
	if (start->bytes == 0 || start->at_ns <= mark_ns)
		return;
	*first = *start;
	*start = (struct run_phase_peak){ .bytes = 0 };
}

void
phases_mark(struct phases *p, struct run_phases *to, const struct phase_before *before,
	const char *name, uint64_t at_ns)
{
	char given[sizeof to->items[0].name];
	struct buffer b = buffer_over(given, sizeof given);
	bool first = p->to == NULL;

	phases_put_name(name, &b);
	if (first)
		begin_run(p, to, before);
	if (at_ns < p->began_ns)
		at_ns = p->began_ns;
	last_until(p, at_ns);
	p->left = p->now;
	p->left_begin_known = p->begin_known;
	p->left_begin_bytes = p->begin_bytes;
	p->left_before_growth = p->before_growth;
	p->marks++;
	p->mark_ns = at_ns;
	enter(p, item_of(p, given, at_ns), at_ns);
	note_mark(p, given, at_ns);
	if (!first)
		return;
	give_later(&to->items[0].tree, &now_of(p)->tree, at_ns);
	give_later(&to->items[0].single, &now_of(p)->single, at_ns);
}

/* --- what a sample says --- */

static void
raise_peak(struct run_phase_peak *peak, uint64_t bytes, enum confidence is, uint64_t at_ns)
{
	if (bytes > peak->bytes)
		*peak = (struct run_phase_peak){ bytes, at_ns, is };
}

/* What happened since the sample before. */
struct phase_change {
	uint64_t risen_bytes; /* the largest of the kernel's marks that rose; 0: none did */
	uint64_t minor_faults, major_faults;
};

static const struct phase_process *
known_before(const struct phases *p, size_t *at, const struct reading *r)
{
	while (*at < p->known_count && p->known[*at].key.pid < r->key.pid)
		(*at)++;
	return *at < p->known_count && p->known[*at].key.pid == r->key.pid &&
			       p->known[*at].key.start_ticks == r->key.start_ticks
		       ? &p->known[*at]
		       : NULL;
}

static uint64_t
since(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

static struct phase_change
changes(const struct phases *p, const struct sample *s)
{
	struct phase_change c = { .risen_bytes = 0 };
	size_t at = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];
		const struct phase_process *k = known_before(p, &at, r);
		bool rose = k == NULL || k->image != r->image || r->peak_bytes > k->peak_bytes;

		if ((r->known & KNOWN_PEAK) && rose && r->peak_bytes > c.risen_bytes)
			c.risen_bytes = r->peak_bytes;
		c.minor_faults += since(r->minor_faults, k != NULL ? k->minor_faults : 0);
		c.major_faults += since(r->major_faults, k != NULL ? k->major_faults : 0);
	}
	return c;
}

static void
remember(struct phases *p, const struct sample *s)
{
	p->known = grow_discard(p->known, &p->known_capacity, s->count, sizeof *p->known);
	p->known_count = s->count;
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];

		p->known[i] = (struct phase_process){ r->key, r->image, r->peak_bytes,
			r->minor_faults, r->major_faults };
	}
}

static void
give_change(struct run_phase *item, const struct phase_change *c, uint64_t at_ns)
{
	raise_peak(&item->single, c->risen_bytes, CONFIDENCE_AT_LEAST, at_ns);
	raise_peak(&item->tree, c->risen_bytes, CONFIDENCE_AT_LEAST, at_ns);
	item->faults_known = true;
	item->minor_faults += c->minor_faults;
	item->major_faults += c->major_faults;
}

static void
give_held(struct run_phase *item, const struct phase_held *held, uint64_t at_ns)
{
	item->samples++;
	raise_peak(&item->single, held->single_bytes, CONFIDENCE_AT_LEAST, at_ns);
	raise_peak(&item->tree, held->tree_bytes,
		held->certain ? CONFIDENCE_AT_LEAST : CONFIDENCE_ABOUT, at_ns);
}

static void
grow_since(struct run_phase *item, int64_t before, uint64_t begin_bytes, uint64_t end_bytes)
{
	item->growth_known = true;
	item->growth_bytes = before + (int64_t)end_bytes - (int64_t)begin_bytes;
}

/* The sample shows the state at the mark: it is the end of the phase before, too. */
static void
end_left(struct phases *p, const struct phase_held *held, const struct phase_change *c,
	uint64_t at_ns)
{
	struct run_phase *left = &p->to->items[p->left];

	give_change(left, c, at_ns);
	give_held(left, held, at_ns);
	if (p->left_begin_known)
		grow_since(left, p->left_before_growth, p->left_begin_bytes, held->tree_bytes);
}

void
phases_sample(
	struct phases *p, const struct sample *s, const struct phase_held *held, uint64_t at_ns)
{
	struct phase_change change;

	/* Processes that are ending hold nothing any more. */
	if (p->to == NULL || s->count == 0 || held->tree_bytes == 0)
		return;
	change = changes(p, s);
	remember(p, s);
	if (p->marks == 0)
		give_change(now_of(p), &change, at_ns);
	else if (p->marks == 1 && at_ns <= p->mark_ns + PHASES_AT_MARK_NS)
		end_left(p, held, &change, at_ns);
	p->marks = 0;
	give_held(now_of(p), held, at_ns);
	last_until(p, at_ns);
	if (!p->begin_known) {
		p->begin_known = true;
		p->begin_bytes = held->tree_bytes;
		p->before_growth = now_of(p)->growth_bytes;
	} else {
		grow_since(now_of(p), p->before_growth, p->begin_bytes, held->tree_bytes);
	}
}

/* --- the end --- */

size_t
phases_largest(const struct run_phases *phases)
{
	size_t largest = phases->count;
	uint64_t most = 0;

	for (size_t i = 0; i < phases->count; i++) {
		if (phases->items[i].tree.bytes <= most)
			continue;
		most = phases->items[i].tree.bytes;
		largest = i;
	}
	return largest;
}

static struct run_phase_peak *
peak_of(struct run_phases *to, size_t item, bool tree)
{
	return tree ? &to->items[item].tree : &to->items[item].single;
}

static void
lower_to(struct run_phases *to, bool tree, uint64_t bytes)
{
	for (size_t i = 0; i < to->count; i++)
		if (peak_of(to, i, tree)->bytes > bytes)
			peak_of(to, i, tree)->bytes = bytes;
}

/* The phase whose own figure is the run's, but for what the kernel has not added up yet; or the one
 * that lasted when the run's was reached; count: it cannot be told. */
static size_t
reached_in(const struct phases *p, bool tree, uint64_t bytes, bool at_known, uint64_t at_ns)
{
	uint64_t slack = smaller(PEAK_SLACK_BYTES, bytes / SLACK_PART);
	size_t best = 0;

	for (size_t i = 1; i < p->to->count; i++)
		if (peak_of(p->to, i, tree)->bytes > peak_of(p->to, best, tree)->bytes)
			best = i;
	if (peak_of(p->to, best, tree)->bytes + slack >= bytes)
		return best;
	return at_known ? phase_at(p, at_ns) : p->to->count;
}

static void
settle_single(struct phases *p, const struct run *run)
{
	const struct run_single_peak *single = &run->single;
	/* wait4 tells no time: it rose after the last sample if there was but one process. */
	bool alone = run->all_seen && run->processes_seen == 1 && p->marks == 0;
	bool timed = single->at_known && single->origin != PEAK_RUSAGE;
	size_t item = reached_in(p, false, single->member.bytes, timed, single->at_ns);

	lower_to(p->to, false, single->member.bytes);
	if (item == p->to->count && alone)
		item = p->now;
	if (item < p->to->count)
		p->to->items[item].single = (struct run_phase_peak){ single->member.bytes,
			single->at_ns, confidence_single(run) };
}

/* A tree's peak that is that of its largest process was reached with it. */
static void
settle_tree(struct phases *p, const struct run *run)
{
	struct run_phases *to = p->to;
	size_t item = to->count;

	lower_to(to, true, run->tree.bytes);
	if (confidence_tree_is_single(run)) {
		for (size_t i = 0; i < to->count; i++)
			if (to->items[i].single.bytes == run->tree.bytes)
				item = i;
	} else {
		item = reached_in(
			p, true, run->tree.bytes, run_tree_time_known(run), run->tree.at_ns);
	}
	if (item < to->count)
		to->items[item].tree = (struct run_phase_peak){ run->tree.bytes, run->tree.at_ns,
			confidence_tree(run) };
}

/* A tree holds no less than its largest process. */
static void
raise_trees(struct run_phases *to)
{
	for (size_t i = 0; i < to->count; i++) {
		const struct run_phase_peak *single = &to->items[i].single;

		raise_peak(&to->items[i].tree, single->bytes,
			single->is == CONFIDENCE_EXACT ? CONFIDENCE_AT_LEAST : single->is,
			single->at_ns);
	}
}

void
phases_finish(struct phases *p, struct run *run, uint64_t at_ns)
{
	if (p->to == NULL)
		return;
	last_until(p, at_ns);
	if (run->single.origin != PEAK_NONE)
		settle_single(p, run);
	if (run->tree.origin != PEAK_NONE)
		settle_tree(p, run);
	raise_trees(p->to);
}

const struct run_phase *
phases_now(const struct phases *p, uint64_t *began_ns)
{
	*began_ns = p->began_ns;
	return p->to != NULL ? &p->to->items[p->now] : NULL;
}

void
phases_clear(struct phases *p)
{
	free(p->known);
	p->known = NULL;
	p->known_count = p->known_capacity = 0;
}
