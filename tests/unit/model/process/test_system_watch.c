/* SPDX-License-Identifier: MIT */
/* test_system_watch.c: what memory is used for, of the machine and of a container: parts never
 * exceed the whole, and what is unknown is left out; the last minutes; how busy the CPUs are. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/length.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define GIB (1024 * MIB)

static uint64_t
sum_of(const struct memory_parts *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < MEMORY_PARTS; i++)
		sum += p->bytes[i];
	return sum;
}

/* The parts that are in use: whatever Python processes seem to hold, they add up to it. */
static uint64_t
used_of(const struct memory_parts *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < PART_CACHE; i++)
		sum += p->bytes[i];
	return sum;
}

static void
the_parts_of_a_machine_are_its_whole(void **state)
{
	struct system_memory m = { .known = true,
		.total_bytes = 16 * GIB,
		.available_bytes = 9 * GIB,
		.free_bytes = 6 * GIB,
		.hugetlb_bytes = GIB,
		.arc_bytes = 2 * GIB };
	struct memory_parts p;

	(void)state;
	memory_parts_of(&p, &m, 3 * GIB);
	assert_false(p.container);
	assert_int_equal(p.whole_bytes, 16 * GIB);
	assert_int_equal(p.used_bytes, 7 * GIB);
	assert_int_equal(p.bytes[PART_PYTHON], 3 * GIB);
	assert_int_equal(p.bytes[PART_OTHER], GIB);
	assert_int_equal(p.bytes[PART_HUGE], GIB);
	assert_int_equal(p.bytes[PART_ARC], 2 * GIB);
	assert_int_equal(p.bytes[PART_CACHE], 3 * GIB);
	assert_int_equal(p.bytes[PART_FREE], 6 * GIB);
}

static void
unknown_parts_are_left_out(void **state)
{
	struct system_memory m = {
		.known = true, .total_bytes = 16 * GIB, .available_bytes = 9 * GIB
	};
	struct memory_parts p;

	(void)state;
	memory_parts_of(&p, &m, 0);
	assert_int_equal(p.bytes[PART_OTHER], 7 * GIB);
	assert_int_equal(sum_of(&p), 7 * GIB);
	m.known = false;
	memory_parts_of(&p, &m, GIB);
	assert_int_equal(p.whole_bytes, 0);
	assert_int_equal(sum_of(&p), 0);
}

static void
the_parts_of_a_container_are_its_limit(void **state)
{
	struct system_memory m = { .known = true,
		.total_bytes = 16 * GIB,
		.available_bytes = 9 * GIB,
		.free_bytes = 6 * GIB,
		.hugetlb_bytes = GIB,
		.arc_bytes = GIB,
		.container = {
			.limit_bytes = 4 * GIB, .usage_bytes = 3 * GIB, .charge_bytes = 2 * GIB } };
	struct memory_parts p;

	(void)state;
	memory_parts_of(&p, &m, GIB / 2);
	assert_true(p.container);
	assert_int_equal(p.whole_bytes, 4 * GIB);
	assert_int_equal(p.used_bytes, 2 * GIB);
	assert_int_equal(p.bytes[PART_PYTHON], GIB / 2);
	assert_int_equal(p.bytes[PART_OTHER], GIB + GIB / 2);
	assert_int_equal(p.bytes[PART_HUGE] + p.bytes[PART_ARC], 0);
	assert_int_equal(p.bytes[PART_CACHE], GIB);
	assert_int_equal(p.bytes[PART_FREE], GIB);
}

/* Figures that are read one after the other, or that count pages twice, contradict each other. */
static void
parts_never_exceed_the_whole(void **state)
{
	static const uint64_t sizes[] = { 0, 1, MIB, GIB, 3 * GIB, 7 * GIB, 16 * GIB, 40 * GIB };
	const size_t n = LENGTH(sizes);

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		struct system_memory m = { .known = true,
			.total_bytes = 8 * GIB,
			.available_bytes = sizes[i % n],
			.free_bytes = sizes[i / n % n],
			.hugetlb_bytes = sizes[i / n / n % n],
			.arc_bytes = sizes[i / n / n / n] };
		struct memory_parts p;

		memory_parts_of(&p, &m, sizes[(i + i / n) % n]);
		assert_true(sum_of(&p) <= p.whole_bytes && p.used_bytes <= p.whole_bytes);
		assert_int_equal(used_of(&p), p.used_bytes);
		m.container = (struct container_memory){ .limit_bytes = 4 * GIB,
			.usage_bytes = sizes[i % n],
			.charge_bytes = sizes[i / n % n] };
		memory_parts_of(&p, &m, sizes[i / n / n % n]);
		assert_int_equal(sum_of(&p), p.whole_bytes);
		assert_int_equal(used_of(&p), p.used_bytes);
		assert_true(p.used_bytes <= p.whole_bytes);
	}
}

/* --- over time --- */

static void
take(struct system_watch *m, uint64_t seconds, uint64_t used_bytes)
{
	struct sample s = { .taken_ns = seconds * SECOND,
		.memory = {
			.known = true, .total_bytes = GIB, .available_bytes = GIB - used_bytes } };

	system_watch_apply(m, &s);
}

static void
each_step_keeps_the_most_that_was_used(void **state)
{
	struct system_watch m = { .newest_step = 0 };
	uint64_t bytes;

	(void)state;
	take(&m, 1000, MIB);
	take(&m, 1004, 5 * MIB);
	take(&m, 1009, 2 * MIB);
	take(&m, 1010, 3 * MIB);
	assert_true(system_watch_step(&m, 0, &bytes));
	assert_int_equal(bytes, 3 * MIB);
	assert_true(system_watch_step(&m, 1, &bytes));
	assert_int_equal(bytes, 5 * MIB);
	assert_false(system_watch_step(&m, 2, &bytes));
	assert_false(system_watch_step(&m, SYSTEM_WATCH_STEPS, &bytes));
}

static void
a_step_without_a_sample_is_absent(void **state)
{
	struct system_watch m = { .newest_step = 0 };
	uint64_t bytes;

	(void)state;
	take(&m, 1000, MIB);
	take(&m, 1030, MIB);
	assert_true(system_watch_step(&m, 0, &bytes));
	assert_false(system_watch_step(&m, 1, &bytes));
	assert_false(system_watch_step(&m, 2, &bytes));
	assert_true(system_watch_step(&m, 3, &bytes));
	take(&m, 1000 + 20 * 3600, MIB); /* a sleep longer than all steps */
	assert_true(system_watch_step(&m, 0, &bytes));
	for (size_t back = 1; back < SYSTEM_WATCH_STEPS; back++)
		assert_false(system_watch_step(&m, back, &bytes));
}

static void
the_peak_of_a_container_is_that_of_its_charge(void **state)
{
	struct table t = { .living = NULL };
	struct sample s = { .readings = NULL };

	(void)state;
	for (uint64_t i = 1; i <= 3; i++) {
		sample_begin(&s, 100 + i);
		s.memory = (struct system_memory){ .known = true,
			.total_bytes = 8 * GIB,
			.available_bytes = GIB,
			.container = { .limit_bytes = GIB,
				.usage_bytes = 900 * MIB,
				.charge_bytes = (i == 2 ? 500 : 300) * MIB } };
		table_apply(&t, &s);
	}
	assert_int_equal(t.watch.container_peak.bytes, 500 * MIB);
	assert_int_equal(t.used_peak.bytes, 7 * GIB);
	table_reset_peaks(&t);
	assert_int_equal(t.watch.container_peak.bytes, 300 * MIB);
	table_clear(&t);
	sample_clear(&s);
}

/* A group that peaktop was moved into, or a limit that was set, begins anew. */
static void
each_group_has_a_peak_of_its_own(void **state)
{
	struct system_watch w = { .newest_step = 0 };
	struct sample s = { .taken_ns = 1000 * SECOND,
		.memory = { .known = true, .total_bytes = 8 * GIB, .available_bytes = GIB } };
	struct container_memory *c = &s.memory.container;
	uint64_t bytes;

	(void)state;
	system_watch_apply(&w, &s);
	*c = (struct container_memory){ .limit_bytes = GIB,
		.usage_bytes = 600 * MIB,
		.charge_bytes = 500 * MIB,
		.of_group = true,
		.path = "/user.slice" };
	system_watch_apply(&w, &s);
	assert_int_equal(w.container_peak.bytes, 500 * MIB);
	assert_true(system_watch_step(&w, 0, &bytes));
	assert_int_equal(bytes, 500 * MIB);
	c->charge_bytes = 100 * MIB;
	system_watch_apply(&w, &s);
	assert_int_equal(w.container_peak.bytes, 500 * MIB);
	strcpy(c->path, "/other.slice");
	system_watch_apply(&w, &s);
	assert_int_equal(w.container_peak.bytes, 100 * MIB);
}

static void
a_limit_is_named_by_its_group(void **state)
{
	static const struct {
		struct container_memory c;
		const char *name;
	} cases[] = { { { .path = "" }, "container" },
		{ { .of_group = true, .path = "/user.slice/user-1000.slice" }, "user-1000.slice" },
		{ { .of_group = true, .path = "/" }, "control group" },
		{ { .of_group = true, .path = "" }, "control group" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_string_equal(container_name(&cases[i].c), cases[i].name);
}

static void
cpu_is_busy_by_two_samples(void **state)
{
	static const struct {
		struct system_cpu cpu;
		bool known;
		unsigned percent;
	} steps[] = { { { true, false, 1000, 5000 }, false, 0 },
		{ { true, false, 1150, 5200 }, true, 75 },
		{ { .skipped = true }, true, 75 }, /* it stands until it is read again */
		{ { true, false, 1150, 5300 }, true, 0 }, { { true, false, 1150, 5300 }, false, 0 },
		{ { true, false, 1149, 5400 }, true, 0 }, /* the kernel's counters may fall */
		{ { .known = false }, false, 0 }, { { .skipped = true }, false, 0 },
		{ { true, false, 2000, 9000 }, false, 0 },
		{ { true, false, 2500, 9100 }, true, 100 } };
	struct system_watch m = { .newest_step = 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct sample s = { .cpu = steps[i].cpu };

		system_watch_apply(&m, &s);
		assert_int_equal(m.cpu_known, steps[i].known);
		if (steps[i].known)
			assert_int_equal(m.cpu_percent, steps[i].percent);
	}
}

/* --- Python --- */

static void
python_holds_its_anonymous_memory_and_shared_memory_once(void **state)
{
	struct table t = { .living = NULL };
	struct sample s = { .readings = NULL };
	struct reading *r;

	(void)state;
	sample_begin(&s, 100);
	for (pid_t pid = 10; pid < 13; pid++) {
		r = sample_process(&s, pid, 100 * MIB, 100 * MIB);
		r->known |= KNOWN_ANON | KNOWN_SHMEM;
		r->anon_bytes = 40 * MIB;
		r->shmem_bytes = 30 * MIB;
	}
	sample_process(&s, 13, 7 * MIB, 7 * MIB); /* kinds unknown */
	sample_process(&s, 14, 500 * MIB, 500 * MIB);
	table_apply(&t, &s);
	assert_int_equal(table_python_bytes(&t), 0);
	for (pid_t pid = 10; pid < 14; pid++)
		process_describe(table_find_pid(&t, pid),
			&(struct description){ .name = "python3", .python = true }, t.taken_ns);
	assert_int_equal(table_python_bytes(&t), (3 * 40 + 30 + 7) * MIB);
	table_clear(&t);
	sample_clear(&s);
}

/* A sample with a Python of 1 GiB, and workers that it forked, which hold `worker_bytes` each and
 * have had `faults`. */
static void
take_pool(struct table *t, uint64_t seconds, uint64_t worker_bytes, uint64_t faults)
{
	struct sample s = { .readings = NULL };

	sample_begin(&s, seconds);
	for (pid_t pid = 10; pid <= 14; pid++) {
		struct reading *r = sample_process(&s, pid, GIB, GIB);

		r->known |= KNOWN_ANON;
		r->forked = pid > 10;
		r->ppid = pid > 10 ? 10 : 1;
		r->anon_bytes = r->rss_bytes = pid > 10 ? worker_bytes : GIB;
		r->minor_faults = 1000 + (pid > 10 ? faults : 0);
	}
	table_apply(t, &s);
	for (pid_t pid = 10; pid <= 14; pid++)
		process_describe(table_find_pid(t, pid),
			&(struct description){ .name = "python3", .python = true }, t->taken_ns);
	sample_clear(&s);
}

static void
pages_of_a_fork_count_once(void **state)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct table t = { .living = NULL };

	(void)state;
	take_pool(&t, 100, GIB, 0);
	assert_int_equal(table_python_bytes(&t), GIB);
	/* Growth of its own. */
	take_pool(&t, 101, GIB + 50 * MIB, 50 * MIB / page);
	assert_int_equal(table_python_bytes(&t), GIB + 4 * 50 * MIB);
	/* Copies: faults, and nothing grows. */
	take_pool(&t, 102, GIB + 50 * MIB, 350 * MIB / page);
	assert_int_equal(table_python_bytes(&t), GIB + 4 * 350 * MIB);
	/* Not more than all of it, however many faults. */
	take_pool(&t, 103, GIB + 50 * MIB, 100 * GIB / page);
	assert_int_equal(table_python_bytes(&t), 5 * GIB + 4 * 50 * MIB);
	table_clear(&t);
}

/* Workers that were there before, and have more than what they were forked with. */
static void
what_a_fork_has_more_than_its_parent_is_its_own(void **state)
{
	struct table t = { .living = NULL };

	(void)state;
	take_pool(&t, 100, 3 * GIB, 0);
	assert_int_equal(table_python_bytes(&t), GIB + 4 * 2 * GIB);
	table_clear(&t);
}

/* Not those outside of the group whose limit holds. */
static void
only_python_in_the_group_counts(void **state)
{
	static const char *const groups[] = { "/user.slice/user-1000.slice", "/user.slice",
		"/user.slice/user-1000.slice/app.scope", "/user.slice/user-1000.slice2", NULL };
	struct table t = { .living = NULL };

	(void)state;
	take_pool(&t, 100, GIB, 0);
	for (size_t i = 0; i < LENGTH(groups); i++) {
		t.living[i]->now.forked = false;
		process_describe(t.living[i],
			&(struct description){
				.name = "python3", .python = true, .cgroup = groups[i] },
			t.taken_ns);
	}
	assert_int_equal(table_python_bytes(&t), 5 * GIB);
	strcpy(t.memory.container.path, "/user.slice/user-1000.slice");
	assert_int_equal(table_python_bytes(&t), 3 * GIB); /* one is unknown */
	table_clear(&t);
}

/* An orphan's pages are nobody else's; nor those of an exec. */
static void
without_its_parent_a_fork_counts_in_full(void **state)
{
	struct table t = { .living = NULL };

	(void)state;
	take_pool(&t, 100, GIB, 0);
	t.living[1]->now.ppid = 1;
	t.living[2]->now.forked = false;
	assert_int_equal(table_python_bytes(&t), 3 * GIB);
	t.living[0]->python = false;
	assert_int_equal(table_python_bytes(&t), 4 * GIB);
	table_clear(&t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_of_a_machine_are_its_whole),
		cmocka_unit_test(unknown_parts_are_left_out),
		cmocka_unit_test(the_parts_of_a_container_are_its_limit),
		cmocka_unit_test(parts_never_exceed_the_whole),
		cmocka_unit_test(each_step_keeps_the_most_that_was_used),
		cmocka_unit_test(a_step_without_a_sample_is_absent),
		cmocka_unit_test(the_peak_of_a_container_is_that_of_its_charge),
		cmocka_unit_test(cpu_is_busy_by_two_samples),
		cmocka_unit_test(python_holds_its_anonymous_memory_and_shared_memory_once),
		cmocka_unit_test(pages_of_a_fork_count_once),
		cmocka_unit_test(what_a_fork_has_more_than_its_parent_is_its_own),
		cmocka_unit_test(without_its_parent_a_fork_counts_in_full),
		cmocka_unit_test(only_python_in_the_group_counts),
		cmocka_unit_test(each_group_has_a_peak_of_its_own),
		cmocka_unit_test(a_limit_is_named_by_its_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
