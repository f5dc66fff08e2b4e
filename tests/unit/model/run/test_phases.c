/* SPDX-License-Identifier: MIT */
/* test_phases.c: phases of a run: made-up marks and samples against a slow but simple count. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/run/phase_name.h"
#include "model/run/phases.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)
#define MS NS_PER_MS

static const struct phase_before nothing_before;

struct world {
	struct phases phases;
	struct run run;
	struct reading readings[8];
	struct sample sample;
};

static int
begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	if (w == NULL)
		return -1;
	w->sample.readings = w->readings;
	w->sample.count = 1;
	w->readings[0] = (struct reading){ .key = { 10, 1 }, .known = KNOWN_RSS | KNOWN_PEAK };
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;

	phases_clear(&w->phases);
	free(w);
	return 0;
}

static void
mark(struct world *w, const char *name, uint64_t at_ns)
{
	phases_mark(&w->phases, &w->run.phases, &nothing_before, name, at_ns);
}

/* Of one process. */
static void
sample(struct world *w, uint64_t held, uint64_t peak, uint64_t faults, uint64_t at_ns)
{
	const struct phase_held now = { held, true, held };

	w->readings[0].rss_bytes = held;
	w->readings[0].peak_bytes = peak;
	w->readings[0].minor_faults = faults;
	phases_sample(&w->phases, &w->sample, &now, at_ns);
}

static const struct run_phase *
item(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->run.phases.count; i++)
		if (strcmp(w->run.phases.items[i].name, name) == 0)
			return &w->run.phases.items[i];
	fail_msg("no phase %s", name);
	return NULL;
}

static void
without_a_mark_there_are_none(void **state)
{
	struct world *w = *state;

	sample(w, MIB, MIB, 1, MS);
	phases_finish(&w->phases, &w->run, 2 * MS);
	assert_int_equal(w->run.phases.count, 0);
	assert_int_equal(phases_largest(&w->run.phases), 0);
}

static void
what_lay_before_the_first_mark_is_a_phase_too(void **state)
{
	struct world *w = *state;
	const struct phase_before before = { { 7 * MIB, 5 * MS, CONFIDENCE_ABOUT },
		{ 6 * MIB, 5 * MS, CONFIDENCE_AT_LEAST }, 3 };

	phases_mark(&w->phases, &w->run.phases, &before, "load", 10 * MS);
	assert_int_equal(w->run.phases.count, 2);
	assert_string_equal(w->run.phases.items[0].name, PHASES_START);
	assert_int_equal(item(w, PHASES_START)->tree.bytes, 7 * MIB);
	assert_int_equal(item(w, PHASES_START)->tree.is, CONFIDENCE_ABOUT);
	assert_int_equal(item(w, PHASES_START)->wall_ns, 10 * MS);
	assert_int_equal(item(w, PHASES_START)->samples, 3);
	assert_int_equal(item(w, "load")->first_ns, 10 * MS);
	assert_int_equal(item(w, "load")->samples, 0);
}

/* A spike between two samples shows in the kernel's mark only. */
static void
a_sample_at_the_mark_divides_what_happened_between_the_phases(void **state)
{
	struct world *w = *state;

	mark(w, "load", 10 * MS);
	sample(w, 4 * MIB, 4 * MIB, 100, 10 * MS + 1);
	mark(w, "work", 50 * MS);
	sample(w, 5 * MIB, 90 * MIB, 350, 51 * MS);
	sample(w, 20 * MIB, 90 * MIB, 400, 60 * MS);
	phases_finish(&w->phases, &w->run, 70 * MS);
	assert_int_equal(item(w, PHASES_START)->single.bytes, 4 * MIB);
	assert_int_equal(item(w, PHASES_START)->minor_faults, 100);
	assert_int_equal(item(w, PHASES_START)->growth_bytes, 4 * MIB);
	assert_int_equal(item(w, "load")->single.bytes, 90 * MIB);
	assert_int_equal(item(w, "load")->tree.bytes, 90 * MIB);
	assert_int_equal(item(w, "load")->minor_faults, 250);
	assert_true(item(w, "load")->growth_known);
	assert_int_equal(item(w, "load")->growth_bytes, MIB);
	assert_int_equal(item(w, "work")->tree.bytes, 20 * MIB);
	assert_int_equal(item(w, "work")->minor_faults, 50);
	assert_int_equal(item(w, "work")->growth_bytes, 15 * MIB);
	assert_int_equal(item(w, "work")->wall_ns, 20 * MS);
	assert_int_equal(phases_largest(&w->run.phases), 1);
}

/* Nobody knows in which of the two it was: neither gets it. */
static void
without_one_what_happened_between_is_given_to_none(void **state)
{
	struct world *w = *state;

	mark(w, "load", 10 * MS);
	sample(w, 4 * MIB, 4 * MIB, 100, 10 * MS);
	mark(w, "work", 50 * MS);
	sample(w, 5 * MIB, 90 * MIB, 350, 50 * MS + PHASES_AT_MARK_NS + 1);
	phases_finish(&w->phases, &w->run, 70 * MS);
	assert_int_equal(item(w, "load")->tree.bytes, 4 * MIB);
	assert_false(item(w, "load")->growth_known);
	assert_int_equal(item(w, "work")->tree.bytes, 5 * MIB);
	assert_false(item(w, "work")->faults_known);
}

static void
a_phase_between_two_samples_is_unknown_not_zero(void **state)
{
	struct world *w = *state;

	mark(w, "load", 10 * MS);
	sample(w, 4 * MIB, 4 * MIB, 100, 10 * MS);
	mark(w, "short", 20 * MS);
	mark(w, "work", 21 * MS);
	sample(w, 5 * MIB, 90 * MIB, 350, 21 * MS);
	assert_int_equal(item(w, "short")->samples, 0);
	assert_int_equal(item(w, "short")->tree.bytes, 0);
	assert_false(item(w, "short")->growth_known);
	assert_false(item(w, "short")->faults_known);
	assert_int_equal(item(w, "short")->wall_ns, MS);
	assert_int_equal(item(w, "load")->tree.bytes, 4 * MIB);
	assert_int_equal(item(w, "work")->tree.bytes, 5 * MIB);
}

static void
phases_that_repeat_count_together(void **state)
{
	struct world *w = *state;
	char name[32];

	mark(w, "epoch 0", 0);
	sample(w, MIB, MIB, 0, 0);
	for (uint64_t i = 1; i <= 5; i++) {
		snprintf(name, sizeof name, "epoch %d", (int)i);
		mark(w, name, i * 100 * MS);
		sample(w, (1 + i) * MIB, (1 + i) * MIB, i * 10, i * 100 * MS);
	}
	mark(w, "save", 600 * MS);
	sample(w, 7 * MIB, 8 * MIB, 60, 600 * MS);
	assert_int_equal(w->run.phases.count, 3);
	assert_int_equal(item(w, "epoch")->count, 6);
	assert_int_equal(item(w, "epoch")->wall_ns, 600 * MS);
	assert_int_equal(item(w, "epoch")->growth_bytes, 6 * MIB);
	assert_int_equal(item(w, "epoch")->minor_faults, 60);
	assert_int_equal(item(w, "epoch")->tree.bytes, 8 * MIB);
	assert_int_equal(w->run.phases.mark_count, 7);
	assert_string_equal(w->run.phases.marks[5].name, "epoch 5");
}

static void
one_that_came_once_keeps_its_number(void **state)
{
	struct world *w = *state;

	mark(w, "step 7", MS);
	mark(w, "other", 2 * MS);
	assert_int_equal(item(w, "step 7")->count, 1);
	mark(w, "step 7", 3 * MS);
	assert_int_equal(item(w, "step 7")->count, 2);
}

static void
the_number_of_names_and_marks_is_bounded(void **state)
{
	struct world *w = *state;
	char name[32];
	uint64_t last = 0, sum = 0;

	for (int i = 0; i < 100000; i++) {
		snprintf(name, sizeof name, "n%d", i % 1000);
		mark(w, name, ((uint64_t)i + 1) * MS);
	}
	assert_int_equal(w->run.phases.count, RUN_PHASES_MAX);
	assert_string_equal(w->run.phases.items[RUN_PHASES_MAX - 1].name, PHASES_OTHERS);
	for (size_t i = 0; i < w->run.phases.count; i++)
		sum += w->run.phases.items[i].count;
	assert_int_equal(sum, 100001);
	assert_true(w->run.phases.mark_count <= RUN_MARKS_MAX);
	assert_true(w->run.phases.mark_count >= RUN_PHASES_MAX - 2);
	for (size_t i = 0; i < w->run.phases.mark_count; i++) {
		assert_true(w->run.phases.marks[i].at_ns > last);
		last = w->run.phases.marks[i].at_ns;
	}
}

/* A phase of a job never counts with one of ours, nor looks like one. */
static void
names_of_our_own_cannot_be_taken(void **state)
{
	static const struct {
		const char *said, *is;
	} names[] = { { "(start)", "start" }, { "(others)", "others" },
		{ "(start) 1", "(start) 1" } };
	struct world *w = *state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		mark(w, names[i].said, (i + 1) * 10 * MS);
		sample(w, MIB, MIB, 1, (i + 1) * 10 * MS + 1);
	}
	assert_int_equal(item(w, PHASES_START)->count, 1);
	assert_int_equal(item(w, PHASES_START)->wall_ns, 10 * MS);
	assert_int_equal(item(w, "start")->count, 2);
	assert_int_equal(item(w, "others")->count, 1);
	assert_int_equal(w->run.phases.count, 3);
	assert_string_equal(w->run.phases.marks[0].name, "start");
	assert_string_equal(w->run.phases.marks[1].name, "others");
}

/* Those beyond the names that fit are not counted with a phase that the job calls so. */
static void
a_job_that_names_the_others_has_its_own_phase(void **state)
{
	struct world *w = *state;
	char name[32];

	mark(w, PHASES_OTHERS, MS);
	for (uint64_t i = 0; i < 2 * RUN_PHASES_MAX; i++) {
		snprintf(name, sizeof name, "n%d", (int)i);
		mark(w, name, (i + 2) * MS);
	}
	mark(w, PHASES_OTHERS, 100 * MS);
	assert_int_equal(item(w, "others")->count, 2);
	assert_string_equal(w->run.phases.items[RUN_PHASES_MAX - 1].name, PHASES_OTHERS);
}

/* As in a terminal that was behind: samples came before the mark was found in the output. */
static void
what_was_held_after_a_late_first_mark_is_of_its_phase(void **state)
{
	struct world *w = *state;
	const struct phase_before before = { { 60 * MIB, 50 * MS, CONFIDENCE_AT_LEAST },
		{ 50 * MIB, 5 * MS, CONFIDENCE_AT_LEAST }, 3 };

	phases_mark(&w->phases, &w->run.phases, &before, "epoch 1", 10 * MS);
	assert_int_equal(item(w, "epoch 1")->tree.bytes, 60 * MIB);
	assert_int_equal(item(w, "epoch 1")->tree.at_ns, 50 * MS);
	assert_int_equal(item(w, PHASES_START)->tree.bytes, 0);
	assert_int_equal(item(w, PHASES_START)->single.bytes, 50 * MIB);
	assert_int_equal(item(w, "epoch 1")->single.bytes, 0);
}

/* A mark that seems to be older than the one before, as after a step of a clock. */
static void
times_never_go_back(void **state)
{
	struct world *w = *state;

	mark(w, "a", 100 * MS);
	mark(w, "b", 50 * MS);
	phases_finish(&w->phases, &w->run, 10 * MS);
	assert_int_equal(item(w, "a")->wall_ns, 0);
	assert_int_equal(item(w, "b")->wall_ns, 0);
}

static void
the_runs_peak_is_that_of_the_phase_in_which_it_was(void **state)
{
	struct world *w = *state;

	mark(w, "load", 10 * MS);
	sample(w, 400 * MIB, 400 * MIB, 0, 10 * MS);
	mark(w, "work", 50 * MS);
	sample(w, 300 * MIB, 414 * MIB, 0, 50 * MS);
	w->run.single =
		(struct run_single_peak){ .member.bytes = 414 * MIB + 1000, .origin = PEAK_RUSAGE };
	w->run.tree = (struct run_tree_peak){ .bytes = 414 * MIB + 1000, .origin = PEAK_RUSAGE };
	w->run.processes_seen = 1;
	w->run.all_seen = true;
	w->run.samples = 2;
	phases_finish(&w->phases, &w->run, 70 * MS);
	assert_int_equal(item(w, "load")->tree.bytes, 414 * MIB + 1000);
	assert_int_equal(item(w, "load")->tree.is, CONFIDENCE_EXACT);
	assert_int_equal(item(w, "work")->tree.is, CONFIDENCE_AT_LEAST);
	assert_int_equal(item(w, "work")->tree.bytes, 300 * MIB);
}

/* What rose after the last sample was in the last phase, if there was but one process. */
static void
a_peak_after_the_last_sample_is_of_the_last_phase(void **state)
{
	for (int alone = 0; alone < 2; alone++) {
		struct world *w = *state;

		w->phases = (struct phases){ .to = NULL };
		mark(w, "load", 10 * MS);
		sample(w, 40 * MIB, 40 * MIB, 0, 10 * MS);
		mark(w, "work", 50 * MS);
		sample(w, 30 * MIB, 40 * MIB, 0, 50 * MS);
		w->run.single = (struct run_single_peak){ .member.bytes = 500 * MIB,
			.origin = PEAK_RUSAGE };
		w->run.tree = (struct run_tree_peak){ .bytes = 500 * MIB, .origin = PEAK_RUSAGE };
		w->run.processes_seen = 1;
		w->run.all_seen = alone;
		w->run.samples = 2;
		phases_finish(&w->phases, &w->run, 70 * MS);
		assert_int_equal(item(w, "work")->tree.bytes, (alone ? 500 : 30) * MIB);
		assert_int_equal(item(w, "load")->tree.bytes, 40 * MIB);
		phases_clear(&w->phases);
	}
}

/* An estimate that a later reading corrected is not above the peak of the run. */
static void
no_phase_is_above_the_run(void **state)
{
	struct world *w = *state;
	const struct phase_held estimated = { 900 * MIB, false, 300 * MIB };

	mark(w, "load", 10 * MS);
	sample(w, 40 * MIB, 40 * MIB, 0, 10 * MS);
	phases_sample(&w->phases, &w->sample, &estimated, 20 * MS);
	assert_int_equal(item(w, "load")->tree.is, CONFIDENCE_ABOUT);
	w->run.single =
		(struct run_single_peak){ .member.bytes = 310 * MIB, .origin = PEAK_RUSAGE };
	w->run.tree = (struct run_tree_peak){
		.bytes = 600 * MIB, .at_ns = 20 * MS, .origin = PEAK_PSS, .lower_bound = true
	};
	w->run.processes_seen = 4;
	w->run.samples = 2;
	phases_finish(&w->phases, &w->run, 70 * MS);
	assert_int_equal(item(w, "load")->tree.bytes, 600 * MIB);
	assert_int_equal(item(w, "load")->tree.is, CONFIDENCE_AT_LEAST);
}

/* --- against an oracle --- */

enum { EVENTS = 400, NAMES = 6 };

struct event {
	bool is_mark;
	uint64_t at_ns, held, peak, faults;
	int name;
};

struct expected {
	uint64_t count, wall, samples, peak, faults;
	int64_t growth;
	bool growth_known;
};

static unsigned
random_of(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345;
	return *seed >> 16 & 0x7fff;
}

static void
make_events(struct event *events, unsigned seed)
{
	uint64_t at = 0, held = 10, peak = 10, faults = 0;

	for (size_t i = 0; i < EVENTS; i++) {
		struct event *e = &events[i];

		at += random_of(&seed) % 3 == 0 ? MS : (1 + random_of(&seed) % 50) * MS;
		*e = (struct event){ .is_mark = i > 0 && random_of(&seed) % 3 == 0, .at_ns = at };
		e->name = (int)(random_of(&seed) % NAMES);
		held = 1 + random_of(&seed) % 1000;
		peak = held > peak ? held : peak;
		peak += random_of(&seed) % 4 == 0 ? random_of(&seed) % 100 : 0;
		faults += random_of(&seed) % 100;
		e->held = held * MIB;
		e->peak = peak * MIB;
		e->faults = faults;
	}
}

/* The index of the last mark, or sample, before an event; EVENTS: none. */
static size_t
last_before(const struct event *events, size_t i, bool is_mark)
{
	while (i-- > 0)
		if (events[i].is_mark == is_mark)
			return i;
	return EVENTS;
}

static size_t
marks_between(const struct event *events, size_t from, size_t to)
{
	size_t count = 0;

	for (size_t i = from == EVENTS ? 0 : from + 1; i < to; i++)
		count += events[i].is_mark;
	return count;
}

/* Whether a sample shows the state at the mark before it. */
static bool
is_at_mark(const struct event *events, size_t i)
{
	size_t m = last_before(events, i, true);

	return marks_between(events, last_before(events, i, false), i) == 1 &&
	       events[i].at_ns <= events[m].at_ns + PHASES_AT_MARK_NS;
}

static void
raise_to(uint64_t *peak, uint64_t bytes)
{
	*peak = bytes > *peak ? bytes : *peak;
}

/* From the list of all events, by looking back at each. Name -1 is before the first mark. */
static void
count_slowly(const struct event *events, struct expected *of)
{
	uint64_t begin_held = 0;
	bool begin_known = true, seen = false;
	size_t first = EVENTS;

	for (size_t i = 0; i < EVENTS && first == EVENTS; i++)
		first = events[i].is_mark ? i : EVENTS;
	of[NAMES].count = 1;
	for (size_t m = 0, next; m < EVENTS; m = next) {
		struct expected *now =
			first < EVENTS && m >= first ? &of[events[m].name] : &of[NAMES];
		uint64_t from = m >= first ? events[m].at_ns : 0, last_held = 0, until;

		for (next = m + 1; next < EVENTS && !events[next].is_mark; next++)
			continue;
		if (m < first) {
			next = first; /* samples before the first mark are not given to phases */
			m = first - 1;
		} else {
			now->count++;
			begin_known = seen = false;
		}
		until = next < EVENTS ? events[next].at_ns : events[EVENTS - 1].at_ns;
		now->wall += until - from;
		for (size_t i = m + 1; i < next && m >= first; i++) {
			size_t before = last_before(events, i, false);
			bool counted = before != EVENTS && before > first;

			now->samples++;
			raise_to(&now->peak, events[i].held);
			if (marks_between(events, before, i) == 0) {
				uint64_t faults = counted ? events[before].faults : 0;

				if (!counted || events[i].peak > events[before].peak)
					raise_to(&now->peak, events[i].peak);
				now->faults += events[i].faults - faults;
			}
			if (!begin_known) {
				begin_known = true;
				begin_held = events[i].held;
			} else {
				seen = true;
			}
			last_held = events[i].held;
		}
		if (next + 1 < EVENTS && !events[next + 1].is_mark &&
			is_at_mark(events, next + 1)) {
			const struct event *e = &events[next + 1];
			size_t before = last_before(events, next + 1, false);
			bool counted = before != EVENTS && before > first;

			now->samples++;
			raise_to(&now->peak, e->held);
			if (!counted || e->peak > events[before].peak)
				raise_to(&now->peak, e->peak);
			now->faults += e->faults - (counted ? events[before].faults : 0);
			last_held = e->held;
			seen = begin_known;
		}
		if (begin_known && seen) {
			now->growth += (int64_t)last_held - (int64_t)begin_held;
			now->growth_known = true;
		}
	}
}

static void
compare(const struct world *w, const struct event *events, unsigned seed)
{
	struct expected of[NAMES + 1] = { { .count = 0 } };
	char name[32];

	count_slowly(events, of);
	for (int i = 0; i <= NAMES; i++) {
		const struct run_phase *found;

		snprintf(name, sizeof name, "phase%c", 'a' + i);
		if (of[i].count == 0)
			continue;
		found = item(w, i < NAMES ? name : PHASES_START);
		if (found->count != of[i].count || found->wall_ns != of[i].wall ||
			found->samples != of[i].samples || found->tree.bytes != of[i].peak ||
			found->minor_faults != of[i].faults ||
			found->growth_known != of[i].growth_known ||
			found->growth_bytes != of[i].growth)
			fail_msg("seed %u, %s: count %d %d, wall %lld %lld, samples %d %d, peak "
				 "%lld "
				 "%lld, faults %d %d, growth %d %d %lld %lld",
				seed, found->name, (int)found->count, (int)of[i].count,
				(long long)found->wall_ns, (long long)of[i].wall,
				(int)found->samples, (int)of[i].samples,
				(long long)found->tree.bytes, (long long)of[i].peak,
				(int)found->minor_faults, (int)of[i].faults, found->growth_known,
				of[i].growth_known, (long long)found->growth_bytes,
				(long long)of[i].growth);
	}
}

static void
random_marks_and_samples_give_what_a_slow_count_gives(void **state)
{
	struct world *w = *state;
	static struct event events[EVENTS];
	char name[32];

	for (unsigned seed = 1; seed <= 300; seed++) {
		memset(&w->phases, 0, sizeof w->phases);
		memset(&w->run, 0, sizeof w->run);
		make_events(events, seed);
		for (size_t i = 0; i < EVENTS; i++) {
			const struct event *e = &events[i];

			snprintf(name, sizeof name, "phase%c", 'a' + e->name);
			if (e->is_mark)
				mark(w, name, e->at_ns);
			else
				sample(w, e->held, e->peak, e->faults, e->at_ns);
		}
		phases_finish(&w->phases, &w->run, events[EVENTS - 1].at_ns);
		compare(w, events, seed);
		phases_clear(&w->phases);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_mark_there_are_none),
		TEST(what_lay_before_the_first_mark_is_a_phase_too),
		TEST(a_sample_at_the_mark_divides_what_happened_between_the_phases),
		TEST(without_one_what_happened_between_is_given_to_none),
		TEST(a_phase_between_two_samples_is_unknown_not_zero),
		TEST(phases_that_repeat_count_together),
		TEST(one_that_came_once_keeps_its_number),
		TEST(the_number_of_names_and_marks_is_bounded),
		TEST(names_of_our_own_cannot_be_taken),
		TEST(a_job_that_names_the_others_has_its_own_phase),
		TEST(what_was_held_after_a_late_first_mark_is_of_its_phase),
		TEST(times_never_go_back),
		TEST(the_runs_peak_is_that_of_the_phase_in_which_it_was),
		TEST(a_peak_after_the_last_sample_is_of_the_last_phase),
		TEST(no_phase_is_above_the_run),
		TEST(random_marks_and_samples_give_what_a_slow_count_gives),
	};

	return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
