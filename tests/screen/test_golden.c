/* SPDX-License-Identifier: MIT */
/* test_golden.c: whole screens as readable text, compared with golden/NAME.txt. There a row begins
 * with a bar, and the letters of its roles (screen/frame/theme.c) are below it. */
#include "base/clock.h"
#include "screen/golden_scene.h"
#include "support/grid_dump.h"
#include "support/suite.h"

static void
in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
}

static void
filtered(struct scene_fixture *f)
{
	fixture_keys(f, "\\");
	fixture_type(f, "gunicorn|train");
	fixture_keys(f, "Enter");
}

static void
filtered_in_ascii(struct scene_fixture *f)
{
	in_ascii(f);
	filtered(f);
}

static void
filtered_tree(struct scene_fixture *f)
{
	filtered(f);
	fixture_keys(f, "t");
}

static void
filter_that_is_not_finished(struct scene_fixture *f)
{
	fixture_keys(f, "\\");
	fixture_type(f, "worker /q(");
}

static void
filter_being_edited(struct scene_fixture *f)
{
	fixture_keys(f, "\\");
	fixture_type(f, "user:ada|user:www-data !\"train.py\" peak>40M");
	fixture_keys(f, "Ctrl-A Right Right Right Right Right");
}

static void
filter_with_no_match(struct scene_fixture *f)
{
	fixture_keys(f, "\\");
	fixture_type(f, "nobody runs this");
}

static void
folded(struct scene_fixture *f)
{
	fixture_keys(f, "t");
	fixture_select(f, PID_BASH);
	fixture_keys(f, "-");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "-");
}

static void
tagged_and_paused(struct scene_fixture *f)
{
	fixture_select(f, 3001);
	fixture_keys(f, "Space Space");
	fixture_select(f, PID_FAILED);
	fixture_keys(f, "Space F Z Up");
}

static void
in_a_replay(struct scene_fixture *f)
{
	f->state.replay = (struct replay_state){ .on = true,
		.speed = 2,
		.sample = 431,
		.samples = 3600,
		.wall_ns = 1795435385000000000 };
}

static void
of_scripts(struct scene_fixture *f)
{
	fixture_fill_scripts(&f->runs, (size_t)f->grid.cols - 2, f->state.units, f->state.ascii);
}

static void
of_scripts_in_ascii(struct scene_fixture *f)
{
	in_ascii(f);
	of_scripts(f);
}

static void
open_training(struct scene_fixture *f)
{
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
}

static void
open_pool(struct scene_fixture *f)
{
	fixture_select(f, PID_BASH);
	fixture_keys(f, "Enter");
}

/* Two of its children had exited before. */
static void
open_pool_after_a_mark(struct scene_fixture *f)
{
	fixture_keys(f, "R");
	open_pool(f);
}

static void
open_pool_in_kib(struct scene_fixture *f)
{
	fixture_keys(f, "e");
	open_pool(f);
}

static void
open_killed(struct scene_fixture *f)
{
	fixture_select(f, PID_KILLED);
	fixture_keys(f, "Enter");
}

static void
open_unreadable(struct scene_fixture *f)
{
	fixture_select(f, PID_UNREADABLE);
	fixture_keys(f, "Enter");
}

static void
ask_for_kill(struct scene_fixture *f)
{
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "k Down Enter");
}

static void
searching(struct scene_fixture *f)
{
	fixture_keys(f, "/");
	fixture_type(f, "worker");
}

static void
search_without_match(struct scene_fixture *f)
{
	fixture_keys(f, "/");
	fixture_type(f, "日本人");
}

static void
unreadable_memory(struct scene_fixture *f)
{
	f->table.memory.known = false;
}

static void
all_columns(struct scene_fixture *f)
{
	column_list_machine(&f->state.list.columns);
}

static void
cursor_on_wide(struct scene_fixture *f)
{
	fixture_select(f, PID_CJK);
}

static void
recorded(struct scene_fixture *f)
{
	fixture_replay(f, "jobs.rec");
}

static void
open_recorded(struct scene_fixture *f)
{
	recorded(f);
	fixture_keys(f, "Enter");
}

static void
open_recorded_in_ascii(struct scene_fixture *f)
{
	in_ascii(f);
	open_recorded(f);
}

/* One was killed four minutes ago, while the machine swapped. */
static void
after_an_oom_kill(struct scene_fixture *f)
{
	struct kernel_events *l = &f->table.events;

	*l = (struct kernel_events){ .rates_known = true,
		.swap_in_bytes_second = 1258291,
		.swap_out_bytes_second = 348160,
		.oom_kills = 1,
		.oom_ns = f->table.taken_ns - 245 * NS_PER_SECOND,
		.victim = { .key = { .pid = PID_KILLED }, .name = "hungry" } };
}

static void
tagged_after_an_oom_kill(struct scene_fixture *f)
{
	tagged_and_paused(f);
	after_an_oom_kill(f);
	f->table.events.victim.sure = true;
}

static void
at_the_first_start(struct scene_fixture *f)
{
	f->state.greets = true;
}

static void
searching_help(struct scene_fixture *f)
{
	fixture_keys(f, "h /");
	fixture_type(f, "pages");
}

static const struct golden goldens[] = {
	{ "table_120x40", 40, 120, NULL, NULL },
	{ "table_60x16", 16, 60, NULL, NULL },
	{ "first_start_80x24", 24, 80, NULL, at_the_first_start },
	{ "help_120x40", 40, 120, "h", NULL },
	{ "help_ascii_120x40", 40, 120, "h", in_ascii },
	{ "help_ascii_80x24", 24, 80, "h", in_ascii },
	{ "help_ascii_60x16", 16, 60, "h", in_ascii },
	{ "help_ascii_40x12", 12, 40, "h", in_ascii },
	{ "help_60x16", 16, 60, "h", NULL },
	{ "help_40x12", 12, 40, "h", NULL },
	{ "help_search_80x24", 24, 80, NULL, searching_help },
	{ "oom_120x20", 20, 120, NULL, after_an_oom_kill },
	{ "oom_80x24", 24, 80, NULL, after_an_oom_kill },
	{ "oom_40x12", 12, 40, NULL, after_an_oom_kill },
	{ "oom_tagged_120x20", 20, 120, NULL, tagged_after_an_oom_kill },
	{ "oom_tagged_40x12", 12, 40, NULL, tagged_after_an_oom_kill },
	{ "recorded_100x16", 16, 100, NULL, recorded },
	{ "recorded_tree_100x16", 16, 100, "t", recorded },
	{ "recorded_details_120x40", 40, 120, NULL, open_recorded },
	{ "recorded_details_80x24", 24, 80, NULL, open_recorded },
	{ "recorded_details_40x12", 12, 40, NULL, open_recorded },
	{ "recorded_details_ascii_80x24", 24, 80, NULL, open_recorded_in_ascii },
	{ "recorded_details_ascii_40x12", 12, 40, NULL, open_recorded_in_ascii },
	{ "table_120x20", 20, 120, NULL, NULL },
	{ "table_80x24", 24, 80, NULL, NULL },
	{ "table_40x12", 12, 40, NULL, NULL },
	{ "table_20x5", 5, 20, NULL, NULL },
	{ "table_200x30", 30, 200, NULL, NULL },
	{ "table_scrolled_80x10", 10, 80, "End", NULL },
	{ "table_shifted_80x24", 24, 80, "Right Right", cursor_on_wide },
	{ "table_all_columns_300x20", 20, 300, NULL, all_columns },
	{ "ascii_80x24", 24, 80, NULL, in_ascii },
	{ "ascii_120x10", 10, 120, NULL, in_ascii },
	{ "ascii_tree_100x24", 24, 100, "t", in_ascii },
	{ "tree_100x24", 24, 100, "t", NULL },
	{ "tree_40x12", 12, 40, "t", NULL },
	{ "tree_folded_100x24", 24, 100, NULL, folded },
	{ "sorted_by_user_inverted_80x24", 24, 80, "< I", NULL },
	{ "filtered_80x24", 24, 80, NULL, filtered },
	{ "filtered_120x20", 20, 120, NULL, filtered },
	{ "filtered_60x16", 16, 60, NULL, filtered },
	{ "filtered_40x12", 12, 40, NULL, filtered },
	{ "filtered_20x5", 5, 20, NULL, filtered },
	{ "filtered_120x40", 40, 120, NULL, filtered },
	{ "filtered_ascii_120x40", 40, 120, NULL, filtered_in_ascii },
	{ "filtered_ascii_80x24", 24, 80, NULL, filtered_in_ascii },
	{ "filtered_ascii_60x16", 16, 60, NULL, filtered_in_ascii },
	{ "filtered_ascii_40x12", 12, 40, NULL, filtered_in_ascii },
	{ "filtered_tree_100x24", 24, 100, NULL, filtered_tree },
	{ "filter_unfinished_80x10", 10, 80, NULL, filter_that_is_not_finished },
	{ "filter_unfinished_40x12", 12, 40, NULL, filter_that_is_not_finished },
	{ "filter_edited_80x10", 10, 80, NULL, filter_being_edited },
	{ "filter_edited_40x12", 12, 40, NULL, filter_being_edited },
	{ "tagged_paused_80x24", 24, 80, NULL, tagged_and_paused },
	{ "tagged_paused_40x12", 12, 40, NULL, tagged_and_paused },
	{ "python_only_80x24", 24, 80, "y", NULL },
	{ "help_80x24", 24, 80, "h", NULL },
	{ "help_scrolled_80x24", 24, 80, "h PageDown", NULL },
	{ "replay_80x24", 24, 80, NULL, in_a_replay },
	{ "replay_40x12", 12, 40, NULL, in_a_replay },
	{ "replay_help_80x24", 24, 80, "h", in_a_replay },
	{ "help_end_80x24", 24, 80, "h End", NULL },
	{ "details_100x30", 30, 100, NULL, open_training },
	{ "details_60x20", 20, 60, NULL, open_training },
	{ "details_tree_100x30", 30, 100, NULL, open_pool },
	{ "details_tree_40x24", 24, 40, NULL, open_pool_after_a_mark },
	{ "details_tree_kib_100x30", 30, 100, NULL, open_pool_in_kib },
	{ "details_killed_80x24", 24, 80, NULL, open_killed },
	{ "details_unreadable_80x24", 24, 80, NULL, open_unreadable },
	{ "sort_menu_80x24", 24, 80, "F6", NULL },
	{ "sort_menu_40x12", 12, 40, "F6 End", NULL },
	{ "user_menu_80x24", 24, 80, "u Down", NULL },
	{ "user_menu_40x12", 12, 40, "u Down", NULL },
	{ "user_menu_20x5", 5, 20, "u Down", NULL },
	{ "user_menu_ascii_80x24", 24, 80, "u", in_ascii },
	{ "user_menu_bytes_120x20", 20, 120, "e e e e u", NULL },
	{ "signal_menu_80x24", 24, 80, "k Down", NULL },
	{ "signal_menu_ascii_80x24", 24, 80, "k Down", in_ascii },
	{ "confirm_80x24", 24, 80, NULL, ask_for_kill },
	{ "confirm_40x12", 12, 40, NULL, ask_for_kill },
	{ "search_80x24", 24, 80, NULL, searching },
	{ "search_no_match_80x24", 24, 80, NULL, search_without_match },
	{ "interval_refused_80x10", 10, 80, "d 5 m s Enter", NULL },
	{ "units_kib_100x20", 20, 100, "e", NULL },
	{ "units_bytes_100x20", 20, 100, "e e e e", NULL },
	{ "units_si_100x20", 20, 100, "e e e e e", NULL },
	{ "no_match_80x10", 10, 80, NULL, filter_with_no_match },
	{ "runs_100x12", 12, 100, "H Down Space Down Space Down", NULL },
	{ "runs_40x12", 12, 40, "H End", NULL },
	{ "run_100x16", 16, 100, "H Down Down Enter", NULL },
	{ "run_60x24", 24, 60, "H Down Down Enter", NULL },
	{ "scripts_120x40", 40, 120, "H Down", of_scripts },
	{ "scripts_80x24", 24, 80, "H", of_scripts },
	{ "scripts_60x16", 16, 60, "H", of_scripts },
	{ "scripts_40x12", 12, 40, "H", of_scripts },
	{ "scripts_ascii_120x40", 40, 120, "H Down", of_scripts_in_ascii },
	{ "scripts_ascii_80x24", 24, 80, "H Down", of_scripts_in_ascii },
	{ "scripts_ascii_60x16", 16, 60, "H", of_scripts_in_ascii },
	{ "scripts_ascii_40x12", 12, 40, "H", of_scripts_in_ascii },
	{ "memory_unreadable_80x10", 10, 80, NULL, unreadable_memory },
};

/* --- the tests --- */

/* The comparison itself notices a difference of one character and of one role. */
static void
a_changed_screen_is_noticed(void **state)
{
	struct drawing one = { .drawn = { .data = NULL } }, other = one;

	(void)state;
	draw_golden(&one, &goldens[0]);
	draw_golden(&other, &goldens[0]);
	assert_string_equal(one.drawn.data, other.drawn.data);
	bytes_restart(&other.drawn);
	grid_role(&other.fixture.grid, 5, 5, 1, ROLE_ALERT);
	grid_dump(&other.fixture.grid, true, &other.drawn);
	assert_string_not_equal(one.drawn.data, other.drawn.data);
	free_drawing(&one);
	free_drawing(&other);
}

TEST_MAIN(void)
{
	return golden_run(goldens, LENGTH(goldens),
		(struct CMUnitTest)cmocka_unit_test(a_changed_screen_is_noticed));
}
