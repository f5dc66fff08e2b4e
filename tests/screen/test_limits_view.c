/* SPDX-License-Identifier: MIT */
/* test_limits_view.c: limits on the screen: in the details, as columns, and the mark of processes
 * near one. */
#include "base/clock.h"
#include "support/screen_test.h"
#include "support/check_shown.h"
#include "support/suite.h"

#define MIB (1024ull * 1024)

static struct process *
train(struct scene_fixture *f)
{
	for (size_t i = 0; i < f->table.living_count; i++)
		if (f->table.living[i]->now.key.pid == PID_TRAIN)
			return f->table.living[i];
	fail_msg("not there");
	return NULL;
}

static void
open_train(struct scene_fixture *f)
{
	fixture_resize(f, 60, 120);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
}

static void
details_tell_the_limit_who_sets_it_and_what_is_left(void **state)
{
	struct scene_fixture *f = *state;

	open_train(f);
	check_shown(f,
		"limit         4.00G, 1.50G left; "
		"set by the cgroup /kubepods.slice/pod1c2d.slice/train.scope",
		true);
	check_shown(f,
		"reached first 6.00G, 244M left; "
		"set by the cgroup /kubepods.slice/pod1c2d.slice",
		true);
	f->details.limits.limits.of[LIMIT_GROUP_FULLEST] = f->details.limits.limits.of[LIMIT_GROUP];
	check_shown(f, "reached first", false);
	f->details.limits.limits.high_bytes = 3 * 1024 * MIB;
	check_shown(f, "slowed above  3.00G (memory.high)", true);
}

static void
each_kind_of_limit_has_its_words(void **state)
{
	static const struct {
		enum limit_kind kind;
		const char *words;
	} kinds[] = {
		{ LIMIT_ADDRESS_SPACE, "limit         64.0M, 4.00M left; of address space" },
		{ LIMIT_DATA, "limit         64.0M, 4.00M left; of data (RLIMIT_DATA)" },
		{ LIMIT_RAM, "limit         64.0M, 4.00M left; the memory of the machine" },
	};
	struct scene_fixture *f = *state;
	struct limits *limits = &f->details.limits.limits;

	open_train(f);
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		*limits = (struct limits){ 0 };
		limits->of[kinds[i].kind] =
			(struct limit){ kinds[i].kind, 64 * MIB, 60 * MIB, true, 0 };
		check_shown(f, kinds[i].words, true);
	}
	limits->of[LIMIT_RAM].charge_known = false;
	check_shown(f, "usage unknown (not readable)", true);
}

static void
details_tell_all_figures_of_the_group(void **state)
{
	struct scene_fixture *f = *state;

	open_train(f);
	check_shown(f, "holds 3.00G   without idle cache 2.50G   peak 3.12G   its own limit 4.00",
		true);
	check_shown(f, "OOM kills 2", true);
	check_shown(f, "pressure 12.5 %", true);
	f->details.limits.group.known = 0;
	check_shown(f, "- (its figures cannot be read)", true);
	f->details.limits.grouped = false;
	check_shown(f, "- (no memory controller visible)", true);
}

static void
what_may_not_be_read_says_why(void **state)
{
	struct scene_fixture *f = *state;

	open_train(f);
	check_shown(f, "not permitted", false);
	f->details.denied = true;
	f->details.exe[0] = '\0';
	check_shown(f, "executable    - (not permitted: another user's process)", true);
	check_shown(f, "directory     /home/ada/vision", true);
}

static struct growth_fit
growing(const struct scene_fixture *f, int64_t bytes_a_minute)
{
	return (struct growth_fit){ .kind = GROWTH_LINE,
		.bytes_a_minute = bytes_a_minute,
		.from_ns = f->scene.context.now_ns - 45 * NS_PER_SECOND };
}

static void
the_forecast_is_blank_until_the_data_carry_it(void **state)
{
	struct scene_fixture *f = *state;
	struct growth_fit *fit;

	open_train(f);
	fit = &train(f)->growth;
	*fit = growing(f, 10 * (int64_t)MIB);
	check_shown(f, "forecast      limit in about 24m at 10.0M/min, as in the last 40s", true);
	*fit = growing(f, -(int64_t)MIB);
	check_shown(f, "forecast      shrinks by 1.00M/min, as in the last 40s", true);
	*fit = (struct growth_fit){ .kind = GROWTH_FLAT,
		.since_ns = f->scene.context.now_ns - 90 * 60 * NS_PER_SECOND };
	check_shown(f, "forecast      flat since 08:30", true);
	*fit = (struct growth_fit){ .kind = GROWTH_FLAT,
		.since_ns = f->scene.context.now_ns - 25 * 3600 * NS_PER_SECOND };
	check_shown(f, "forecast      flat for 1d01h", true);
	*fit = (struct growth_fit){ .kind = GROWTH_WAVES,
		.from_ns = f->scene.context.now_ns - 240 * NS_PER_SECOND };
	check_shown(f, "forecast      fluctuating, no trend in the last 4m", true);
	*fit = (struct growth_fit){ .kind = GROWTH_UNKNOWN };
	check_shown(f, "forecast      -", true);
	f->details.limits.known = false;
	*fit = growing(f, 10 * (int64_t)MIB);
	check_shown(f, "forecast      grows by 10.0M/min, as in the last 40s", true);
}

static void
the_chart_has_the_limit_where_that_is_not_far_off(void **state)
{
	struct scene_fixture *f = *state;
	struct limits *limits = &f->details.limits.limits;

	open_train(f); /* its peak is 2.3 GiB */
	check_shown(f, "limit 4.00G", true);
	*limits = (struct limits){ 0 };
	limits->of[LIMIT_RAM] = (struct limit){ LIMIT_RAM, 16384 * MIB, 8192 * MIB, true, 0 };
	check_shown(f, "limit 16.0G", false);
}

/* --- the table --- */

static void
show_limits(struct scene_fixture *f)
{
	struct failure why;

	fixture_resize(f, 24, 100);
	assert_true(
		column_list_parse("pid,rss,limit,headroom,command", &f->state.list.columns, &why));
}

static void
set_limit(struct process *p, uint64_t limit, uint64_t headroom, bool near)
{
	p->now.known |= KNOWN_LIMIT | KNOWN_HEADROOM;
	p->now.limit_bytes = limit;
	p->now.headroom_bytes = headroom;
	p->now.near_limit = near;
}

/* The start of the first row of the table. */
static const struct cell *
mark_of_train(struct scene_fixture *f)
{
	fixture_select(f, PID_TRAIN);
	fixture_draw(f);
	return grid_at(&f->grid,
		f->scene.layout.body.row + (int)(f->state.list.cursor - f->state.list.top), 1);
}

static void
columns_show_limit_and_headroom(void **state)
{
	struct scene_fixture *f = *state;

	show_limits(f);
	check_shown(f, "2120   2.30G       -       - train.py", true);
	set_limit(train(f), 4096 * MIB, 100 * MIB, false);
	fixture_build(f);
	check_shown(f, "2120   2.30G   4.00G    100M train.py", true);
}

static void
who_is_near_a_limit_has_a_mark(void **state)
{
	struct scene_fixture *f = *state;

	show_limits(f);
	train(f)->growth = (struct growth_fit){ .kind = GROWTH_FLAT };
	set_limit(train(f), 4096 * MIB, 1000 * MIB, false);
	assert_int_not_equal(mark_of_train(f)->bytes[0], '!');
	set_limit(train(f), 4096 * MIB, 400 * MIB, true);
	assert_int_equal(mark_of_train(f)->bytes[0], '!');
	fixture_select(f, PID_SYSTEMD);
	fixture_draw(f);
	for (int row = 0; row < f->grid.rows; row++)
		if (grid_at(&f->grid, row, 1)->bytes[0] == '!')
			assert_int_equal(grid_at(&f->grid, row, 1)->role, ROLE_LIMIT);
}

static void
who_will_be_there_within_an_hour_has_it_too(void **state)
{
	struct scene_fixture *f = *state;

	show_limits(f);
	set_limit(train(f), 4096 * MIB, 1000 * MIB, false);
	train(f)->growth = growing(f, 10 * (int64_t)MIB);
	assert_int_not_equal(mark_of_train(f)->bytes[0], '!');
	train(f)->growth.bytes_a_minute = 20 * MIB;
	assert_int_equal(mark_of_train(f)->bytes[0], '!');
}

static void
an_ended_process_is_near_no_limit(void **state)
{
	struct scene_fixture *f = *state;

	show_limits(f);
	set_limit(train(f), 4096 * MIB, 400 * MIB, true);
	process_end(train(f), f->table.taken_ns);
	assert_int_not_equal(mark_of_train(f)->bytes[0], '!');
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(details_tell_the_limit_who_sets_it_and_what_is_left),
		WORLD_TEST(each_kind_of_limit_has_its_words),
		WORLD_TEST(details_tell_all_figures_of_the_group),
		WORLD_TEST(what_may_not_be_read_says_why),
		WORLD_TEST(the_forecast_is_blank_until_the_data_carry_it),
		WORLD_TEST(the_chart_has_the_limit_where_that_is_not_far_off),
		WORLD_TEST(columns_show_limit_and_headroom),
		WORLD_TEST(who_is_near_a_limit_has_a_mark),
		WORLD_TEST(who_will_be_there_within_an_hour_has_it_too),
		WORLD_TEST(an_ended_process_is_near_no_limit),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
