/* SPDX-License-Identifier: MIT */
/* test_growth_kinds.c: what is said of growth at every sample, over many sizes, paces, intervals
 * and seeds of each kind of process: what only rises is never flat, what holds still never grows,
 * and what was said stays. */
#include "base/length.h"
#include "model/process/growth.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024.0 * 1024)
#define SECOND 1000000000ull
#define BEGAN (5000 * SECOND)
#define SAID_MAX 4000

/* One process: what it holds in MiB at a time in seconds. */
struct subject {
	double (*mib)(const struct subject *, double t);
	double base, pace, period, noise; /* MiB, MiB a second, seconds, MiB */
	double interval, seconds;         /* of the samples, and how long they go on */
	double lost;                      /* the part of the samples that are missing */
	double asleep_at, asleep;         /* a suspend: when, and for how long */
	uint64_t seed;
};

/* What was said at each sample. */
struct story {
	struct growth_fit said[SAID_MAX];
	double at[SAID_MAX];
	size_t count;
};

static double
chance(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (double)(*seed >> 11) / 9007199254740992.0;
}

static const char *const kinds[] = { "-", "flat", "waves", "line" };

static void
watch(const struct subject *s, struct story *story)
{
	uint64_t seed = s->seed * 2654435761u + 88172645463325252u;
	struct growth g;

	story->count = 0;
	growth_begin(&g, BEGAN);
	for (double t = 0; t <= s->seconds && story->count < SAID_MAX; t += s->interval) {
		double slept = s->asleep > 0 && t >= s->asleep_at ? s->asleep : 0;
		double mib = s->mib(s, t) + (chance(&seed) - 0.5) * 2 * s->noise;
		bool lost = chance(&seed) < s->lost && t > 0;

		if (lost)
			continue;
		growth_push(&g, BEGAN + (uint64_t)((t + slept) * 1e9), (uint64_t)(mib * MIB));
		story->said[story->count] = growth_fit(&g);
		story->at[story->count++] = t;
	}
}

/* --- questions --- */

static void
show(const struct subject *s, const struct story *story)
{
	print_error(
		"base %.0f MiB, %.3f MiB/s, period %.1f s, noise %.2f, interval %.2f, seed %u\n",
		s->base, s->pace, s->period, s->noise, s->interval, (unsigned)s->seed);
	for (size_t i = 0; i < story->count; i++)
		if (i == 0 || story->said[i].kind != story->said[i - 1].kind)
			print_error("  at %6.1f s: %s %.3f MiB/s\n", story->at[i],
				kinds[story->said[i].kind],
				(double)story->said[i].bytes_a_minute / 60 / MIB);
}

#define REQUIRE(condition, s, story, what)    \
	do {                                  \
		if (!(condition)) {           \
			show(s, story);       \
			fail_msg("%s", what); \
		}                             \
	} while (0)

static bool
said_between(const struct story *story, enum growth_kind kind, double from, double until)
{
	for (size_t i = 0; i < story->count; i++)
		if (story->said[i].kind == kind && story->at[i] >= from && story->at[i] <= until)
			return true;
	return false;
}

/* From this time on, nothing else was said. */
static bool
said_always(const struct story *story, enum growth_kind kind, double from)
{
	for (size_t i = 0; i < story->count; i++)
		if (story->said[i].kind != kind && story->at[i] >= from)
			return false;
	return true;
}

static size_t
changes(const struct story *story)
{
	size_t count = 0;

	for (size_t i = 1; i < story->count; i++)
		count += story->said[i].kind != story->said[i - 1].kind;
	return count;
}

static double
pace_said(const struct story *story)
{
	return (double)story->said[story->count - 1].bytes_a_minute / 60 / MIB;
}

/* --- kinds --- */

static double
steady(const struct subject *s, double t)
{
	return s->base + s->pace * t;
}

static double
steps(const struct subject *s, double t)
{
	return s->base + s->pace * s->period * floor(t / s->period);
}

static double
teeth(const struct subject *s, double t)
{
	return s->base + s->pace * fmod(t, s->period);
}

static double
one_jump(const struct subject *s, double t)
{
	return t < s->period ? s->base : s->base * 2;
}

static double
late_rise(const struct subject *s, double t)
{
	return t < s->period ? s->base : s->base + s->pace * (t - s->period);
}

static double
rise_that_ends(const struct subject *s, double t)
{
	return s->base + s->pace * (t < s->period ? t : s->period);
}

/* Calls `check` for each size, pace, interval and seed. */
static void
each(const struct subject *kind, const double *paces, size_t pace_count,
	void (*check)(const struct subject *, struct story *))
{
	static const double bases[] = { 20, 233, 1177, 9000 }, intervals[] = { 0.5, 1, 2 };
	static struct story story;

	for (size_t i = 0; i < LENGTH(bases) * LENGTH(intervals) * pace_count; i++) {
		struct subject s = *kind;

		s.base = bases[i % LENGTH(bases)];
		s.interval = intervals[i / LENGTH(bases) % LENGTH(intervals)];
		s.pace = paces[i / LENGTH(bases) / LENGTH(intervals)];
		s.seed = i + 1;
		watch(&s, &story);
		check(&s, &story);
	}
}

/* --- what only rises --- */

static void
is_growth_or_nothing(const struct subject *s, struct story *story)
{
	double change = s->pace * 240, least = s->base / 100 > 1 ? s->base / 100 : 1;

	REQUIRE(!said_between(story, GROWTH_FLAT, 0, s->seconds), s, story, "it was called flat");
	REQUIRE(changes(story) <= 1, s, story, "what was said did not stay");
	if (fabs(change) > least)
		REQUIRE(said_always(story, GROWTH_LINE, 240), s, story, "it was not found");
	if (said_between(story, GROWTH_LINE, 0, s->seconds))
		REQUIRE(fabs(pace_said(story) / s->pace - 1) < (s->lost > 0 ? 0.25 : 0.1), s, story,
			"another pace");
}

static void
a_steady_rise_is_never_flat(void **state)
{
	static const double paces[] = { 0.002, 0.01, 0.0983, 0.5, 3, 40 };

	(void)state;
	each(&(struct subject){ .mib = steady, .seconds = 500 }, paces, LENGTH(paces),
		is_growth_or_nothing);
}

static void
a_steady_fall_is_never_flat(void **state)
{
	static const double paces[] = { -0.002, -0.01, -0.03 };

	(void)state;
	each(&(struct subject){ .mib = steady, .seconds = 500 }, paces, LENGTH(paces),
		is_growth_or_nothing);
}

static void
missing_samples_do_not_make_it_flat(void **state)
{
	static const double paces[] = { 0.01, 0.0983, 0.5, 3 };

	(void)state;
	each(&(struct subject){ .mib = steady, .seconds = 500, .lost = 0.3 }, paces, LENGTH(paces),
		is_growth_or_nothing);
}

static void
is_not_flat_after_a_suspend(const struct subject *s, struct story *story)
{
	REQUIRE(!said_between(story, GROWTH_FLAT, 0, s->seconds), s, story, "it was called flat");
	REQUIRE(changes(story) <= 3, s, story, "what was said did not stay");
}

static void
a_suspend_does_not_make_it_flat(void **state)
{
	static const double paces[] = { 0.0983, 0.5, 3 };

	(void)state;
	each(&(struct subject){ .mib = steady, .seconds = 400, .asleep_at = 150.2, .asleep = 7200 },
		paces, LENGTH(paces), is_not_flat_after_a_suspend);
}

/* Between two steps it does hold still: before the second one nobody knows better, and of steps
 * within the tolerance before the third one. */
static void
is_a_staircase(const struct subject *s, struct story *story)
{
	double seen = 4 * s->period + 30, still = s->base / 100 > 1 ? s->base / 100 : 1;
	double first = s->period < 20 ? 0 : s->period * (s->pace * s->period > still ? 1 : 3);

	REQUIRE(!said_between(story, GROWTH_FLAT, first, s->seconds), s, story,
		"it was called flat");
	REQUIRE(changes(story) <= (s->period < 20 ? 1 : 3), s, story, "what was said did not stay");
	if (s->pace * 200 > s->base / 100 && s->pace * 200 > 1) {
		REQUIRE(said_always(story, GROWTH_LINE, seen > 240 ? seen : 240), s, story,
			"it was not found");
		REQUIRE(fabs(pace_said(story) / s->pace - 1) < 0.3, s, story, "another pace");
	}
}

static void
steps_are_never_flat(void **state)
{
	static const double paces[] = { 0.02, 0.1, 0.8, 5 },
			    periods[] = { 3, 5, 7, 12, 20, 31, 45 };

	(void)state;
	for (size_t i = 0; i < LENGTH(periods); i++)
		each(&(struct subject){ .mib = steps, .period = periods[i], .seconds = 700 }, paces,
			LENGTH(paces), is_a_staircase);
}

/* The two processes of the issue. */
static void
the_two_that_were_told_wrongly_are_told_rightly(void **state)
{
	static struct story story;
	struct subject slow = {
		.mib = steady, .base = 233, .pace = 5.9 / 60, .interval = 1, .seconds = 300
	};
	struct subject stairs = {
		.mib = steps, .base = 1178, .pace = 0.8, .period = 5, .interval = 1, .seconds = 300
	};

	(void)state;
	watch(&slow, &story);
	REQUIRE(said_always(&story, GROWTH_LINE, 40), &slow, &story, "not after 40 s");
	is_growth_or_nothing(&slow, &story);
	watch(&stairs, &story);
	REQUIRE(said_always(&story, GROWTH_LINE, 40), &stairs, &story, "not after 40 s");
	is_a_staircase(&stairs, &story);
}

static void
is_flat_until_it_rises(const struct subject *s, struct story *story)
{
	double change = s->base / 100 > 1 ? s->base / 100 : 1, time = change / s->pace;

	REQUIRE(said_between(story, GROWTH_FLAT, 25, 30), s, story, "not flat at first");
	REQUIRE(!said_between(story, GROWTH_UNKNOWN, 25, s->period), s, story, "flat did not stay");
	REQUIRE(!said_between(
			story, GROWTH_FLAT, s->period + (time < 50 ? time + 10 : 60), s->seconds),
		s, story, "still flat");
	REQUIRE(changes(story) <= 4, s, story, "what was said did not stay");
	REQUIRE(time > 100 || said_always(story, GROWTH_LINE, s->period + 180), s, story,
		"it was not found");
}

static void
flat_ends_when_a_rise_begins(void **state)
{
	static const double paces[] = { 0.0983, 0.5, 3, 40 };

	(void)state;
	each(&(struct subject){ .mib = late_rise, .period = 301.3, .seconds = 700 }, paces,
		LENGTH(paces), is_flat_until_it_rises);
}

static void
is_flat_in_the_end(const struct subject *s, struct story *story)
{
	REQUIRE(!said_between(story, GROWTH_LINE, s->period + 60, s->seconds), s, story,
		"still growing");
	REQUIRE(said_always(story, GROWTH_FLAT, s->period + 120), s, story, "not flat");
	REQUIRE(changes(story) <= 4, s, story, "what was said did not stay");
}

static void
growth_ends_when_the_rise_ends(void **state)
{
	static const double paces[] = { 0.5, 3, 40 };

	(void)state;
	each(&(struct subject){ .mib = rise_that_ends, .period = 200, .seconds = 500 }, paces,
		LENGTH(paces), is_flat_in_the_end);
}

/* --- what does not rise --- */

static void
is_flat(const struct subject *s, struct story *story)
{
	REQUIRE(said_always(story, GROWTH_FLAT, s->lost > 0 ? 60 : 30), s, story, "not flat");
}

/* The noise lies within 1 MiB and 1 %. */
static void
noise_is_flat(void **state)
{
	static const double none[] = { 0 }, noises[] = { 0, 0.01, 0.1, 0.45 };

	(void)state;
	for (size_t i = 0; i < LENGTH(noises); i++)
		for (uint64_t seed = 0; seed < 40; seed++)
			each(&(struct subject){ .mib = steady,
				     .noise = noises[i],
				     .seconds = 600,
				     .lost = 0.01 * (double)seed },
				none, 1, is_flat);
}

static void
is_no_growth(const struct subject *s, struct story *story)
{
	REQUIRE(!said_between(story, GROWTH_LINE, 0, s->seconds), s, story, "it was called growth");
	REQUIRE(said_always(story, GROWTH_FLAT, s->period + 100), s, story, "not flat again");
	REQUIRE(changes(story) <= 3, s, story, "what was said did not stay");
	REQUIRE(fabs((double)story->said[story->count - 1].since_ns / 1e9 - 5000 - s->period) < 3,
		s, story, "flat since another time");
}

static void
one_jump_is_no_growth(void **state)
{
	static const double none[] = { 0 };

	(void)state;
	for (double period = 11.3; period < 320; period *= 1.7)
		each(&(struct subject){ .mib = one_jump, .period = period, .seconds = 600 }, none,
			1, is_no_growth);
}

/* The first teeth cannot be told from growth. */
static void
is_a_sawtooth(const struct subject *s, struct story *story)
{
	double known = 3 * s->period + 2;

	REQUIRE(!said_between(story, GROWTH_LINE, known > 44 ? known : 44, s->seconds), s, story,
		"it was called growth");
	REQUIRE(!said_between(story, GROWTH_UNKNOWN, known + 60, s->seconds), s, story,
		"nothing was said");
}

static void
a_sawtooth_is_not_growth(void **state)
{
	static const double paces[] = { 3, 11, 60 };

	(void)state;
	for (double period = 2.3; period < 70; period *= 1.37)
		each(&(struct subject){ .mib = teeth, .period = period, .seconds = 500 }, paces,
			LENGTH(paces), is_a_sawtooth);
}

/* --- how soon it is told --- */

/* The first time from `from` on at which this was said, or no longer said; the end: never. */
static double
first_said(const struct subject *s, const struct story *story, enum growth_kind kind, bool said,
	double from)
{
	for (size_t i = 0; i < story->count; i++)
		if (story->at[i] >= from && (story->said[i].kind == kind) == said)
			return story->at[i];
	return s->seconds;
}

static double
stairs_that_end(const struct subject *s, double t)
{
	double rising = t < 200.5 ? t : 200.5;

	return s->base + s->pace * s->period * floor(rising / s->period);
}

/* Once it is late with a step by clearly more than their usual distance, nothing is told; before
 * that, growth still is. */
static void
is_told_no_longer(const struct subject *s, struct story *story)
{
	double last = s->period * floor(200.5 / s->period), step = s->pace * s->period;
	double usual = s->period > s->interval ? s->period : s->interval;
	double late = 2.5 * usual > 5 ? 2.5 * usual : 5, told;

	if (s->pace * 60 < s->base / 100 || s->pace * 60 < 1 || step < 0.02)
		return;
	late = 4 * s->interval > late ? 4 * s->interval : late;
	told = first_said(s, story, GROWTH_LINE, false, last);
	REQUIRE(told >= last + usual + 1, s, story, "it ended between two steps");
	REQUIRE(told <= last + late + 2 * usual + 2 * s->interval, s, story, "told for too long");
	REQUIRE(!said_between(story, GROWTH_LINE, told, s->seconds), s, story, "told again");
	REQUIRE(said_always(story, GROWTH_FLAT, last + 120), s, story, "not flat");
}

static void
growth_that_stopped_is_soon_told_no_longer(void **state)
{
	static const double paces[] = { 0.1, 0.8, 5, 40 }, periods[] = { 0.25, 1, 2, 5, 7, 12 };

	(void)state;
	for (size_t i = 0; i < LENGTH(periods); i++)
		each(
			&(struct subject){
				.mib = stairs_that_end, .period = periods[i], .seconds = 400 },
			paces, LENGTH(paces), is_told_no_longer);
}

/* The first tooth of a short saw is no rate; of a longer one not for the first 12 s, nor in its
 * second tooth before that leads out of the first, and from the third on never. */
static void
has_no_rate_at_first(const struct subject *s, struct story *story)
{
	REQUIRE(!said_between(story, GROWTH_LINE, 0, 11.9), s, story, "a rate too early");
	REQUIRE(s->period > 12 || !said_between(story, GROWTH_LINE, 0, s->seconds), s, story,
		"a short saw has a rate");
	REQUIRE(!said_between(story, GROWTH_LINE, s->period + 2 * s->interval + 1, s->seconds), s,
		story, "a rate after the first fall");
	REQUIRE(!said_between(story, GROWTH_UNKNOWN, 4 * s->period + 60, s->seconds), s, story,
		"nothing was said");
}

static void
a_sawtooth_has_no_rate_after_its_first_ramp(void **state)
{
	static const double paces[] = { 3, 11, 60 }, periods[] = { 5, 10, 30, 60 };

	(void)state;
	for (size_t i = 0; i < LENGTH(periods); i++)
		each(&(struct subject){ .mib = teeth, .period = periods[i], .seconds = 500 }, paces,
			LENGTH(paces), has_no_rate_at_first);
}

/* A heap that a garbage collector halves in steps: up and down, around a level. */
static double
collected(const struct subject *s, double t)
{
	double part = fmod(t, s->period) / s->period;

	return s->base * (part < 0.6 ? 1 + floor(part * 10) / 10 : 1.25);
}

static void
is_never_growth(const struct subject *s, struct story *story)
{
	REQUIRE(!said_between(story, GROWTH_LINE, 2 * s->period + 15, s->seconds), s, story,
		"it was called growth");
}

static void
collections_and_noise_around_a_level_are_not_growth(void **state)
{
	static const double none[] = { 0 }, periods[] = { 5, 10, 20, 40 }, noises[] = { 2, 5, 15 };

	(void)state;
	for (size_t i = 0; i < LENGTH(periods); i++)
		each(&(struct subject){ .mib = collected, .period = periods[i], .seconds = 500 },
			none, 1, is_never_growth);
	for (size_t i = 0; i < LENGTH(noises); i++)
		each(&(struct subject){ .mib = steady, .noise = noises[i], .seconds = 900 }, none,
			1, is_never_growth);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_steady_rise_is_never_flat),
		cmocka_unit_test(a_steady_fall_is_never_flat),
		cmocka_unit_test(missing_samples_do_not_make_it_flat),
		cmocka_unit_test(a_suspend_does_not_make_it_flat),
		cmocka_unit_test(steps_are_never_flat),
		cmocka_unit_test(the_two_that_were_told_wrongly_are_told_rightly),
		cmocka_unit_test(flat_ends_when_a_rise_begins),
		cmocka_unit_test(growth_ends_when_the_rise_ends),
		cmocka_unit_test(noise_is_flat),
		cmocka_unit_test(one_jump_is_no_growth),
		cmocka_unit_test(a_sawtooth_is_not_growth),
		cmocka_unit_test(growth_that_stopped_is_soon_told_no_longer),
		cmocka_unit_test(a_sawtooth_has_no_rate_after_its_first_ramp),
		cmocka_unit_test(collections_and_noise_around_a_level_are_not_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
