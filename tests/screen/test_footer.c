/* SPDX-License-Identifier: MIT */
/* test_footer.c: hints for what matters now, the most important ones first; a click on one is like
 * its key. */
#include "support/watched_world.h"
#include "screen/state/needs.h"
#include "screen/view/view_footer.h"
#include "support/grid_dump.h"
#include "support/screen_test.h"
#include "support/suite.h"

#include <stdio.h>

/* The last row as it is drawn now; borrowed until the next call. */
static const char *
footer_of(struct scene_fixture *f)
{
	static char text[2000];
	struct bytes out = { .data = NULL };
	char *end;

	fixture_draw(f);
	grid_dump(&f->grid, false, &out);
	out.data[strlen(out.data) - 1] = '\0';
	end = strrchr(out.data, '\n');
	snprintf(text, sizeof text, "%s", end != NULL ? end + 1 : out.data);
	bytes_free(&out);
	return text;
}

static void
assert_hint(struct scene_fixture *f, const char *hint, bool wanted)
{
	const char *footer = footer_of(f);

	CHECK((strstr(footer, hint) != NULL) == wanted, "'%s' is %s: %s", hint,
		wanted ? "missing" : "there", footer);
}

static void
eighty_columns_name_groups_launch_and_history(void **state)
{
	struct scene_fixture *f = *state;

	assert_string_equal(footer_of(f), "q quit  h help  Enter details  / search  \\ filter  J "
					  "groups  ! launch  H history");
	fixture_resize(f, 24, 40);
	assert_string_equal(footer_of(f), "q quit  h help  Enter details  / search");
	fixture_resize(f, 24, 10);
	assert_string_equal(footer_of(f), "q quit");
	fixture_resize(f, 24, 3);
	assert_string_equal(footer_of(f), "");
}

/* Of a list of runs, at any width: hints give way. */
static void
the_place_in_a_list_of_runs_is_named(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H Down");
	for (int cols = 10; cols <= 120; cols += 5) {
		char place[24];

		fixture_resize(f, 24, cols);
		snprintf(place, sizeof place, "2/%zu", f->runs.count);
		assert_string_equal(footer_of(f) + strlen(footer_of(f)) - strlen(place), place);
	}
	f->runs.count = 0;
	assert_hint(f, "/", false);
}

/* What is left at a smaller width are the first hints of a larger one. */
static void
hints_are_dropped_from_the_end(void **state)
{
	struct scene_fixture *f = *state;
	char wide[2000];

	fixture_resize(f, 24, 300);
	snprintf(wide, sizeof wide, "%s", footer_of(f));
	for (int cols = 1; cols < 300; cols++) {
		const char *footer;

		fixture_resize(f, 24, cols);
		footer = footer_of(f);
		CHECK(strncmp(footer, wide, strlen(footer)) == 0, "%d columns: %s", cols, footer);
	}
}

static void
hints_follow_what_was_chosen(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 24, 120);
	fixture_keys(f, "J Up"); /* the message of J is there until the next key */
	assert_hint(f, "J processes", true);
	assert_hint(f, "J groups", false);
	fixture_keys(f, "J t Up");
	assert_hint(f, "t list", true);
	fixture_keys(f, "t Space Up");
	assert_hint(f, "Enter details", true);
	fixture_keys(f, "Down Space Up");
	assert_hint(f, "Enter all tagged", true);
	assert_hint(f, "U untag", true);
	assert_hint(f, "Enter details", false);
	fixture_keys(f, "U \\ s h Enter Up");
	assert_hint(f, "Esc no filter", true);
	fixture_keys(f, "Esc Z Up");
	assert_hint(f, "Esc no filter", false);
	assert_hint(f, "Z resume", true);
	fixture_keys(f, "Z");
	f->state.readonly = true;
	assert_hint(f, "launch", false);
	assert_hint(f, "signal", false);
}

static void
a_replay_names_its_keys_first(void **state)
{
	struct scene_fixture *f = *state;

	f->state.replay.on = true;
	assert_hint(f, "q quit  h help  p peak  ] step", true);
	assert_hint(f, "launch", false);
}

static void
jobs_are_named(void **state)
{
	struct watched_world *w = malloc(sizeof *w);

	(void)state;
	assert_non_null(w);
	watched_world_open(w, 24, 120, JOB_COUNT);
	fixture_select(&w->scene, PID_TRAIN);
	assert_hint(&w->scene, "Enter job  Tab into the job", true);
	fixture_select(&w->scene, PID_DATABASE);
	assert_hint(&w->scene, "Enter details  Tab into the job", true);
	watched_world_show(w, JOB_TRAINS);
	fixture_press(&w->scene, ']' & 0x1f);
	assert_hint(&w->scene, "c continue", false);
	assert_hint(&w->scene, "! launch", true);
	w->scene.state.readonly = true;
	assert_hint(&w->scene, "! launch", false);
	w->scene.state.readonly = false;
	w->jobs[JOB_TRAINS].figures.stopped = true;
	assert_hint(&w->scene, "c continue", true);
	w->scene.state.readonly = true;
	assert_hint(&w->scene, "c continue", false);
	watched_world_close(w);
	free(w);
}

/* --- the mouse --- */

static struct command
click(struct scene_fixture *f, const char *hint, int from_its_begin)
{
	const char *footer = footer_of(f), *at = strstr(footer, hint);

	CHECK(at != NULL, "no '%s' in: %s", hint, footer);
	return fixture_event(f, &(struct key_event){ .code = KEY_CODE_PRESS,
					.row = f->grid.rows - 1,
					.col = (int)(at - footer) + from_its_begin });
}

static void
a_click_on_a_hint_is_like_its_key(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 24, 120);
	click(f, "J groups", 0);
	assert_true(f->state.list.groups);
	fixture_keys(f, "Up");
	click(f, "J processes", 10);
	assert_false(f->state.list.groups);
	fixture_keys(f, "Up");
	click(f, "\\ filter", 3);
	assert_int_equal(f->state.prompt.kind, PROMPT_FILTER);
	click(f, "Filter", 2); /* no hint now */
	assert_int_equal(f->state.prompt.kind, PROMPT_FILTER);
	fixture_keys(f, "Esc");
	click(f, "h help", 1);
	assert_int_equal(f->state.view, VIEW_HELP);
	click(f, "Esc back", 4);
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(click(f, "q quit", 0).kind, COMMAND_QUIT);
}

static void
a_click_between_hints_or_on_a_message_does_nothing(void **state)
{
	struct scene_fixture *f = *state;

	assert_refreshes(click(f, "  h help", 0), REFRESH_NONE);
	assert_refreshes(click(f, "  h help", 1), REFRESH_NONE);
	state_message(&f->state, false, "sent SIGTERM to one process");
	click(f, "sent", 0); /* q quit would be here */
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_string_equal(f->state.message, "");
}

/* In each view each hint is of a key that works there. */
static void
every_hint_works_where_it_is_shown(void **state)
{
	static const char *const ways[] = { "", "t", "J", "h", "Enter", "H", "H Enter",
		"Space Down Space Enter" };

	(void)state;
	for (size_t way = 0; way < LENGTH(ways); way++) {
		struct scene_fixture f;
		struct view_state before;
		size_t action;

		fixture_open(&f, 24, 300);
		if (ways[way][0] != '\0')
			fixture_keys(&f, ways[way]);
		fixture_draw(&f);
		before = f.state;
		for (int col = 0; col < 300; col++) {
			if (grid_at(&f.grid, 23, col)->role != ROLE_KEY)
				continue;
			assert_true(view_footer_at(&f.scene, col, &action));
			assert_true(key_action_works(
				&key_actions[action], before.view, before.replay.on));
			assert_null(needs_missing(
				key_actions[action].needs, &f.scene, &(bool){ false }));
		}
		fixture_close(&f);
	}
}

/* A message goes by itself (app/monitor), unless it needs an answer: a key to be pressed again, or
 * what is typed into a prompt. */
static void
a_message_that_needs_an_answer_stays(void **state)
{
	struct scene_fixture *f = *state;
	unsigned number;

	assert_false(state_message_passes(&f->state));
	fixture_keys(f, "e");
	assert_true(state_message_passes(&f->state));
	number = f->state.message_number;
	fixture_keys(f, "e");
	assert_true(f->state.message_number != number);
	fixture_keys(f, "\\");
	fixture_type(f, "/q(");
	assert_true(f->state.message[0] != '\0');
	assert_false(state_message_passes(&f->state));
	fixture_keys(f, "Esc");
	fixture_select(f, PID_TRAIN);
	table_find_pid(&f->table, PID_TRAIN)->now.rss_bytes = 40ull << 30;
	fixture_keys(f, "Enter s");
	assert_hint(f, "press again", true);
	assert_false(state_message_passes(&f->state));
	fixture_keys(f, "Down");
	assert_hint(f, "press again", false);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(eighty_columns_name_groups_launch_and_history),
		WORLD_TEST(hints_are_dropped_from_the_end),
		WORLD_TEST(the_place_in_a_list_of_runs_is_named),
		WORLD_TEST(hints_follow_what_was_chosen),
		WORLD_TEST(a_replay_names_its_keys_first),
		cmocka_unit_test(jobs_are_named),
		WORLD_TEST(a_click_on_a_hint_is_like_its_key),
		WORLD_TEST(a_click_between_hints_or_on_a_message_does_nothing),
		cmocka_unit_test(every_hint_works_where_it_is_shown),
		WORLD_TEST(a_message_that_needs_an_answer_stays),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
