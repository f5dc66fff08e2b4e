/* SPDX-License-Identifier: MIT */
/* test_run_compare.c: groups of runs side by side: what is unknown, noise, signs, several groups,
 * JSON. */
#include "base/length.h"
#include "text/run/run_compare.h"

#include <jansson.h>
#include <string.h>

#include "support/sample_run.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char *const sample_argv[] = { "job", NULL };

/* Runs with these tree peaks in MiB; everything else is equal. */
static struct run_set
group(const char *selector, const uint64_t *mib, size_t count)
{
	static uint64_t second[] = { 1000 * NS_PER_MS };
	static uint64_t kept[64][8]; /* a spread borrows its values */
	static size_t next;
	struct run_set g = { .selector = selector, .name = "job", .runs = count };
	uint64_t *values = kept[next++ % 64];

	for (size_t i = 0; i < count; i++)
		values[i] = mib[i] * MIB;
	g.figures[FIGURE_TREE] = spread_of(values, count);
	g.figures[FIGURE_WALL] = spread_of(second, 1);
	return g;
}

#define GROUP(selector, ...)                         \
	group(selector, (uint64_t[]){ __VA_ARGS__ }, \
		sizeof((uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static char *
text_of(const struct run_set *groups, size_t count, struct bytes *out)
{
	bytes_restart(out);
	run_compare_put(groups, count, UNITS_AUTO, out);
	return out->data;
}

static bool
known(const struct run *run, enum run_figure figure)
{
	uint64_t value;

	return run_figure(run, figure, &value);
}

static void
figures_are_known_if_observed(void **state)
{
	struct run run = sample_run(sample_argv);
	uint64_t value;

	(void)state;
	assert_true(run_figure(&run, FIGURE_TREE, &value) && value == 1352 * MIB);
	assert_true(run_figure(&run, FIGURE_SINGLE, &value) && value == 412 * MIB);
	assert_true(run_figure(&run, FIGURE_WALL, &value) && value == 83456789000);
	assert_true(run_figure(&run, FIGURE_CPU, &value) && value == 80358023000);
	assert_true(run_figure(&run, FIGURE_FAULTS, &value) && value == 0);
	run.reason = RUN_LOST;
	assert_true(known(&run, FIGURE_TREE) && known(&run, FIGURE_WALL));
	assert_false(known(&run, FIGURE_CPU) || known(&run, FIGURE_FAULTS));
	run.tree.origin = PEAK_NONE;
	run.single.origin = PEAK_NONE;
	assert_false(known(&run, FIGURE_TREE) || known(&run, FIGURE_SINGLE));
}

static void
unknown_figures_are_not_zero_and_have_no_difference(void **state)
{
	struct run_set groups[] = { GROUP("a", 100), GROUP("b", 50) };
	struct bytes out = { .data = NULL };
	const char *line;

	(void)state;
	groups[1].figures[FIGURE_TREE].count = 0;
	groups[1].figures[FIGURE_WALL].count = 0;
	line = strstr(text_of(groups, 2, &out), "  tree peak");
	assert_non_null(line);
	assert_int_equal(strncmp(line, "  tree peak         100 MiB            -\n", 40), 0);
	assert_null(strstr(out.data, "0 B"));
	assert_null(strstr(out.data, "%"));
	assert_null(strstr(out.data, "needs"));
	assert_null(strstr(out.data, "CPU")); /* of neither */
	assert_true(run_compare_percent(&groups[0], &groups[1]) == 0);
	bytes_free(&out);
}

static void
the_sentence_considers_the_noise(void **state)
{
	static const struct {
		uint64_t a[3], b[3];
		size_t count;
		const char *words;
	} cases[] = {
		{ { 100 }, { 150 }, 1, "b needs 50.0 MiB more (+50.0 %); judging the noise" },
		{ { 100 }, { 100 }, 1, "b needs as much as a.\n" },
		{ { 100, 101, 102 }, { 90, 91, 99 }, 3,
			"b needs 10.0 MiB less (-9.9 %), beyond the noise" },
		{ { 100, 101, 102 }, { 90, 91, 103 }, 3,
			"b needs 10.0 MiB less (-9.9 %), which is within the noise" },
		{ { 100, 101 }, { 10, 11 }, 2, "; judging the noise takes at least three" },
	};
	struct bytes out = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run_set groups[] = { group("a", cases[i].a, cases[i].count),
			group("b", cases[i].b, cases[i].count) };

		if (strstr(text_of(groups, 2, &out), cases[i].words) == NULL)
			fail_msg("'%s' is not in: %s", cases[i].words, out.data);
	}
	bytes_free(&out);
}

static void
a_bound_fails_only_on_a_clear_verdict(void **state)
{
	static const struct {
		uint64_t a[7], b[6];
		size_t of_a, of_b;
		bool fails;
		const char *words, *bound;
	} cases[] = {
		{ { 486, 486, 486, 486, 486, 486, 780 }, { 685, 685, 685, 685, 685, 685 }, 7, 6,
			true,
			"beyond the noise: chance alone would rank them like this 2.6 % of the "
			"time.\n",
			"b fails: above 10 %.\n" },
		{ { 100, 101, 150, 160 }, { 99, 140, 141, 170 }, 4, 4, false,
			"within the noise: chance alone would rank them like this ",
			"b passes: above 10 %, but within the noise.\n" },
		{ { 100, 101, 102 }, { 140, 141, 142 }, 3, 3, true, "the runs do not overlap",
			"b fails: above 10 %.\n" },
		{ { 100 }, { 140 }, 1, 1, true, "takes at least three runs",
			"b fails: above 10 %.\n" },
		{ { 140 }, { 100 }, 1, 1, false, "takes at least three runs",
			"b passes: not above 10 %.\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run_set groups[] = { group("a", cases[i].a, cases[i].of_a),
			group("b", cases[i].b, cases[i].of_b) };
		struct bytes out = { .data = NULL };

		if (strstr(text_of(groups, 2, &out), cases[i].words) == NULL)
			fail_msg("'%s' is not in: %s", cases[i].words, out.data);
		bytes_restart(&out);
		run_compare_put_bound(groups, 2, 10, &out);
		assert_string_equal(out.data, cases[i].bound);
		assert_int_equal(run_compare_exceeds(&groups[0], &groups[1], 10), cases[i].fails);
		bytes_free(&out);
	}
}

static void
cut(struct run_set *g, enum run_cut how, size_t count, uint64_t least_mib)
{
	g->cut[how] = (struct cut_runs){ count, least_mib * MIB };
}

static void
a_run_is_cut_short_unless_it_ended_by_itself(void **state)
{
	struct run run = sample_run(sample_argv);
	struct run_set g = { .runs = 0 };

	(void)state;
	run_set_note_cut(&g, &run);
	assert_int_equal(run_set_cut(&g), 0);
	run.reason = RUN_OVER_BUDGET;
	run_set_note_cut(&g, &run);
	assert_int_equal(run_set_cut(&g), 0); /* it went on to its end */
	run.enforced = true;
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_ENFORCED].count, 1);
	run.oom_likely = true;
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_LIKELY].count, 1);
	run.oom_kills = 1;
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_COPED].count, 1);
	run.reason = RUN_OOM_KILLED;
	run_set_note_cut(&g, &run);
	run.tree.bytes = 700 * MIB;
	run_set_note_cut(&g, &run);
	run.tree.origin = PEAK_NONE;
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_KILLED].count, 3);
	assert_int_equal(g.cut[CUT_KILLED].least_bytes, 700 * MIB);
	run = sample_run(sample_argv);
	run.reason = RUN_LOST;
	run_set_note_cut(&g, &run);
	run.reason = RUN_RUNNING;
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_LOST].count, 1);
	assert_int_equal(g.cut[CUT_RUNNING].count, 1);
	run.reason = RUN_SIGNALED;
	run.signal = 15;
	run_set_note_cut(&g, &run);
	run.reason = RUN_OVER_BUDGET; /* for which nothing ended it */
	run_set_note_cut(&g, &run);
	assert_int_equal(g.cut[CUT_SIGNALED].count, 2);
	run.reason = RUN_EXITED;
	run.signal = 0;
	run.status = 1;
	run_set_note_cut(&g, &run);
	assert_int_equal(run_set_cut(&g), 10);
}

/* Counts of runs of A and B cut short; the verdicts that remain. */
static void
runs_cut_short_neither_need_less_nor_pass(void **state)
{
	static const struct {
		uint64_t a[3], b[3];
		size_t cut_a, cut_b;
		enum run_cut how;
		const char *words, *sentence, *bound;
	} cases[] = {
		{ { 51, 51, 52 }, { 30, 30, 31 }, 0, 3, CUT_KILLED,
			"\n3 of 3 runs of b were killed for memory: they needed more than 30.0 "
			"MiB.\n",
			NULL, "b does not pass: runs of b were cut short.\n" },
		{ { 51, 51, 52 }, { 51, 51, 52 }, 0, 1, CUT_COPED,
			"\n1 of 3 runs of b had processes killed for memory: it needed more than "
			"51.0 MiB.\n",
			NULL, "b does not pass: runs of b were cut short.\n" },
		{ { 51, 51, 52 }, { 70, 71, 72 }, 0, 2, CUT_ENFORCED,
			"\n2 of 3 runs of b were ended over their budget: they needed more than "
			"70.0 MiB.\n",
			"b needs at least 20.0 MiB more (+39.2 %), beyond the noise: ",
			"b fails: above 10 %.\n" },
		{ { 51, 51, 52 }, { 30, 30, 31 }, 0, 2, CUT_SIGNALED,
			"\n2 of 3 runs of b were ended by a signal: they needed at least 30.0 "
			"MiB.\n",
			NULL, "b does not pass: runs of b were cut short.\n" },
		{ { 30, 30, 31 }, { 51, 51, 52 }, 1, 0, CUT_LOST,
			"\n1 of 3 runs of a was lost: it needed at least 30.0 MiB.\n", NULL,
			"b does not pass: runs of a were cut short.\n" },
		{ { 51, 51, 52 }, { 30, 30, 31 }, 3, 3, CUT_LIKELY,
			"\n3 of 3 runs of a were likely killed for memory: they needed likely "
			"more than 51.0 MiB.\n",
			NULL, "b does not pass: runs of a were cut short.\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run_set groups[] = { group("a", cases[i].a, 3), group("b", cases[i].b, 3) };
		struct bytes out = { .data = NULL };

		cut(&groups[0], cases[i].how, cases[i].cut_a, cases[i].a[0]);
		cut(&groups[1], cases[i].how, cases[i].cut_b, cases[i].b[0]);
		if (strstr(text_of(groups, 2, &out), cases[i].words) == NULL)
			fail_msg("'%s' is not in: %s", cases[i].words, out.data);
		if (cases[i].sentence == NULL)
			assert_null(strstr(out.data, " needs "));
		else
			assert_non_null(strstr(out.data, cases[i].sentence));
		assert_null(strstr(out.data, "-4")); /* a difference in the table */
		bytes_restart(&out);
		run_compare_put_bound(groups, 2, 10, &out);
		assert_string_equal(out.data, cases[i].bound);
		assert_false(run_compare_passes(&groups[0], &groups[1], 10));
		bytes_free(&out);
	}
}

static void
a_single_run_cut_short_is_named(void **state)
{
	struct run_set groups[] = { GROUP("1", 100), GROUP("2", 50) };
	struct bytes out = { .data = NULL };

	(void)state;
	cut(&groups[1], CUT_KILLED, 1, 50);
	text_of(groups, 2, &out);
	assert_non_null(
		strstr(out.data, "\n2 was killed for memory: it needed more than 50.0 MiB.\n"));
	cut(&groups[1], CUT_KILLED, 1, 0);
	text_of(groups, 2, &out);
	assert_non_null(strstr(out.data, "\n2 was killed for memory.\n"));
	bytes_free(&out);
}

static void
labels_with_several_runs_have_ranges(void **state)
{
	struct run_set groups[] = { GROUP("a", 100, 110, 130), GROUP("b", 50) };
	struct bytes out = { .data = NULL };

	(void)state;
	assert_non_null(strstr(text_of(groups, 2, &out), "a: 100 MiB to 130 MiB in 3 runs\n"));
	assert_null(strstr(out.data, "b: 50"));
	assert_non_null(strstr(
		out.data, "  tree peak         110 MiB     50.0 MiB    -60.0 MiB      -54.5 %\n"));
	bytes_free(&out);
}

static void
all_are_compared_with_the_first(void **state)
{
	struct run_set groups[] = { GROUP("first", 100), GROUP("second", 50), GROUP("third", 300) };
	struct bytes out = { .data = NULL };

	(void)state;
	text_of(groups, 3, &out);
	assert_non_null(strstr(out.data, "second needs 50.0 MiB less (-50.0 %)"));
	assert_non_null(strstr(out.data, "third needs 200 MiB more (+200.0 %)"));
	assert_true(run_compare_percent(&groups[0], &groups[2]) == 200.0);
	bytes_free(&out);
}

static void
a_long_name_does_not_break_the_table(void **state)
{
	struct run_set groups[] = { GROUP("a-label-of-very-many-characters-indeed", 100),
		GROUP("漢字漢字漢字漢字漢字漢字", 50) };
	struct bytes out = { .data = NULL };
	char *place = NULL;

	(void)state;
	text_of(groups, 2, &out);
	for (char *line = strtok_r(out.data, "\n", &place); line != NULL;
		line = strtok_r(NULL, "\n", &place))
		assert_true(strncmp(line, "  ", 2) != 0 || strlen(line) <= 80 + 10);
	bytes_free(&out);
}

static void
json_has_groups_and_differences(void **state)
{
	struct run_set groups[] = { GROUP("a", 100, 110, 130), GROUP("b", 50, 51, 52),
		GROUP("c", 1) };
	struct bytes out = { .data = NULL };
	struct failure why;
	const char *schema, *selector, *judgement, *last;
	json_int_t median, min, bytes;
	double percent;
	json_t *json, *unknown, *none;

	(void)state;
	groups[2].figures[FIGURE_TREE].count = 0;
	assert_true(run_compare_put_json(groups, 3, &out, &why));
	json = json_loads(out.data, 0, NULL);
	assert_non_null(json);
	assert_int_equal(
		json_unpack(json,
			"{s:s, s:[{s:{s:I, s:I}, s:o}, {}, {s:o}], s:[{s:s, s:I, s:F, s:s}, "
			"{s:s}]}",
			"schema", &schema, "groups", "peak_tree_bytes", "median", &median, "least",
			&min, "cpu_seconds", &unknown, "peak_tree_bytes", &none, "differences",
			"word", &selector, "peak_tree_bytes", &bytes, "peak_tree_percent", &percent,
			"judgement", &judgement, "judgement", &last),
		0);
	assert_string_equal(schema, "peaktop.compare/1");
	assert_int_equal(median, 110 * MIB);
	assert_int_equal(min, 100 * MIB);
	assert_true(json_is_null(unknown) && json_is_null(none));
	assert_string_equal(selector, "b");
	assert_int_equal(bytes, -59 * (json_int_t)MIB);
	assert_true(percent < -53.63 && percent > -53.64);
	assert_string_equal(judgement, "beyond_noise");
	assert_string_equal(last, "none");
	json_decref(json);
	bytes_free(&out);
}

static void
json_has_no_difference_of_runs_cut_short(void **state)
{
	struct run_set groups[] = { GROUP("a", 51, 51, 52), GROUP("b", 30, 30, 31) };
	struct bytes out = { .data = NULL };
	struct failure why;
	const char *judgement;
	json_int_t cut_a, cut_b;
	json_t *json, *bytes, *percent, *chance;

	(void)state;
	cut(&groups[1], CUT_KILLED, 2, 30);
	assert_true(run_compare_put_json(groups, 2, &out, &why));
	json = json_loads(out.data, 0, NULL);
	assert_int_equal(json_unpack(json, "{s:[{s:I}, {s:I}], s:[{s:s, s:o, s:o, s:o}]}", "groups",
				 "cut_short", &cut_a, "cut_short", &cut_b, "differences",
				 "judgement", &judgement, "peak_tree_bytes", &bytes,
				 "peak_tree_percent", &percent, "chance", &chance),
		0);
	assert_int_equal(cut_a, 0);
	assert_int_equal(cut_b, 2);
	assert_string_equal(judgement, "cut_short");
	assert_true(json_is_null(bytes) && json_is_null(percent) && json_is_null(chance));
	json_decref(json);
	bytes_free(&out);
}

static struct phase_spread
phase(const char *name, uint64_t *bytes, size_t count)
{
	struct phase_spread p = { .peak = spread_of(bytes, count) };

	strcpy(p.name, name);
	return p;
}

/* By name but for numbers, in the order of the first set; what only one has is shown, too. */
static void
phases_are_compared_by_name(void **state)
{
	uint64_t load[] = { 100 * MIB }, epoch[] = { 300 * MIB }, less[] = { 150 * MIB },
		 more[] = { 20 * MIB };
	const struct phase_spread first[] = { phase("load", load, 1), phase("epoch 7", epoch, 1),
		phase("unknown", NULL, 0) };
	const struct phase_spread second[] = { phase("save", more, 1), phase("epoch", less, 1) };
	struct run_set groups[] = { GROUP("old", 300), GROUP("new", 150) };
	struct bytes out = { .data = NULL };
	const char *text;

	(void)state;
	assert_null(strstr(text_of(groups, 2, &out), "phase"));
	groups[0].phases = first;
	groups[0].phase_count = LENGTH(first);
	groups[1].phases = second;
	groups[1].phase_count = LENGTH(second);
	text = text_of(groups, 2, &out);
	assert_non_null(
		strstr(text, "  peak of each phase\n"
			     "  load              100 MiB            -\n"
			     "  epoch 7           300 MiB      150 MiB     -150 MiB      -50.0 %\n"
			     "  unknown                 -            -\n"
			     "  save                    -     20.0 MiB\n"));
	bytes_free(&out);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_known_if_observed),
		cmocka_unit_test(phases_are_compared_by_name),
		cmocka_unit_test(unknown_figures_are_not_zero_and_have_no_difference),
		cmocka_unit_test(the_sentence_considers_the_noise),
		cmocka_unit_test(a_bound_fails_only_on_a_clear_verdict),
		cmocka_unit_test(a_run_is_cut_short_unless_it_ended_by_itself),
		cmocka_unit_test(runs_cut_short_neither_need_less_nor_pass),
		cmocka_unit_test(a_single_run_cut_short_is_named),
		cmocka_unit_test(labels_with_several_runs_have_ranges),
		cmocka_unit_test(all_are_compared_with_the_first),
		cmocka_unit_test(a_long_name_does_not_break_the_table),
		cmocka_unit_test(json_has_groups_and_differences),
		cmocka_unit_test(json_has_no_difference_of_runs_cut_short),
	};

	return cmocka_run_group_tests_name("run compare", tests, NULL, NULL);
}
