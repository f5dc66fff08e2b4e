/* SPDX-License-Identifier: MIT */
/* test_replay.c: a replay shows what the live monitor showed: peaks, ages, rates, the whole screen,
 * at each sample, reached from any other. */
#include "base/length.h"
#include "support/recordings.h"

#include "app/sampling/replay.h"
#include "screen/keys/keys.h"
#include "screen/view/view.h"
#include "source/recording/source_replay.h"
#include "support/grid_dump.h"
#include "support/suite.h"

#define SAMPLES 60
#define ROWS 30
#define COLS 160

static void
open_session(struct recording_world *w, struct session *s)
{
	struct failure why;

	*s = (struct session){ .source = source_open_replay(w->path, &why), .replay = true };
	if (s->source == NULL)
		fail_msg("%s", why.doing);
	assert_true(session_tick(s, &why));
}

static void
go(struct session *s, size_t sample)
{
	struct failure why;

	if (!replay_go(s, sample, &why))
		fail_msg("%s", why.doing);
}

/* --- the same table --- */

static void
assert_same_process(const struct process *a, const struct process *b)
{
	assert_int_equal(proc_key_compare(a->now.key, b->now.key), 0);
	assert_int_equal(a->now.known, b->now.known);
	assert_int_equal(a->now.rss_bytes, b->now.rss_bytes);
	assert_int_equal(a->peak.bytes, b->peak.bytes);
	assert_int_equal(a->peak.at_ns, b->peak.at_ns);
	assert_int_equal(a->peak.origin, b->peak.origin);
	assert_int_equal(a->peak.at_known, b->peak.at_known);
	assert_memory_equal(&a->history, &b->history, sizeof a->history);
	assert_true(a->cpu_percent == b->cpu_percent);
	assert_int_equal(a->first_seen_ns, b->first_seen_ns);
	assert_int_equal(a->image_began_ns, b->image_began_ns);
	assert_int_equal(a->rose_ns, b->rose_ns);
	assert_int_equal(a->ended_ns, b->ended_ns);
	assert_int_equal(a->execs, b->execs);
	assert_int_equal(a->life, b->life);
	assert_int_equal(a->python, b->python);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->command, b->command);
	assert_int_equal(a->now.peak_bytes, b->now.peak_bytes);
	assert_string_equal(a->cgroup != NULL ? a->cgroup : "", b->cgroup != NULL ? b->cgroup : "");
	assert_string_equal(a->user != NULL ? a->user : "", b->user != NULL ? b->user : "");
}

static void
assert_same_table(const struct table *a, const struct table *b)
{
	assert_int_equal(a->samples, b->samples);
	assert_int_equal(a->taken_ns, b->taken_ns);
	assert_int_equal(a->began_ns, b->began_ns);
	assert_int_equal(a->used_peak.bytes, b->used_peak.bytes);
	assert_int_equal(a->used_peak.at_ns, b->used_peak.at_ns);
	assert_int_equal(a->endings_reported, b->endings_reported);
	assert_int_equal(a->endings_lost, b->endings_lost);
	assert_int_equal(a->living_count, b->living_count);
	for (size_t i = 0; i < a->living_count; i++)
		assert_same_process(a->living[i], b->living[i]);
	assert_int_equal(a->ended_count, b->ended_count);
	for (size_t i = 0; i < a->ended_count; i++)
		assert_same_process(a->ended[i], b->ended[i]);
}

/* The table as it was live at a sample. */
static void
live_until(struct recording_world *w, size_t sample)
{
	table_clear(&w->table);
	for (unsigned i = 0; i <= sample; i++)
		world_apply(w, i);
}

static void
each_sample_is_as_it_was_live(void **state)
{
	struct recording_world *w = *state;
	struct session s;

	world_make(w, SAMPLES, 7);
	open_session(w, &s);
	table_clear(&w->table);
	for (unsigned i = 0; i < SAMPLES; i++) {
		world_apply(w, i);
		go(&s, i);
		assert_same_table(&w->table, &s.table);
		assert_int_equal(s.wall_ns, w->table.taken_ns + WALL_AHEAD);
	}
	assert_false(replay_has_more(&s));
	session_close(&s);
}

static void
any_sample_is_the_same_from_wherever_it_is_gone_to(void **state)
{
	static const size_t way[] = { 59, 0, 31, 30, 7, 8, 6, 58, 58, 1 };
	struct recording_world *w = *state;
	struct session s;

	world_make(w, SAMPLES, 7);
	open_session(w, &s);
	for (size_t i = 0; i < LENGTH(way); i++) {
		go(&s, way[i]);
		live_until(w, way[i]);
		assert_same_table(&w->table, &s.table);
	}
	session_close(&s);
}

/* --- the same screen --- */

static void
draw(struct grid *g, const struct table *t, struct bytes *out)
{
	struct view_state state = { .list.sort = column_by_name("rss"), .interval_ns = SECOND };
	struct rows rows = { .items = NULL };
	struct row_order order;
	struct key_bindings keys;
	struct scene scene = { .table = t,
		.rows = &rows,
		.state = &state,
		.keys = &keys,
		.context = rows_context(t, 0, UNITS_AUTO, false),
		.layout = layout_screen(ROWS, COLS, false),
		.own.cpu_percent = -1 };

	keys_init(&keys);
	column_list_default(&state.list.columns);
	order = list_order(&state.list, NULL);
	grid_resize(g, ROWS, COLS, false);
	rows_build(&rows, t, &state.list.selection, &order, &scene.context);
	state_settle(&state, &rows, &scene.layout);
	view_draw(g, &scene);
	grid_dump(g, true, out);
	rows_clear(&rows);
	state_clear(&state);
}

static void
the_screen_is_the_one_that_was_seen(void **state)
{
	struct recording_world *w = *state;
	struct grid grid = { .rows = 0 };
	struct session s;

	world_make(w, SAMPLES, 60);
	open_session(w, &s);
	for (size_t at = 4; at < SAMPLES; at += 9) {
		struct bytes live = { .data = NULL }, replayed = { .data = NULL };

		go(&s, at);
		live_until(w, at);
		draw(&grid, &w->table, &live);
		draw(&grid, &s.table, &replayed);
		assert_non_null(strstr(live.data, "command line"));
		assert_string_equal(replayed.data, live.data);
		bytes_free(&live);
		bytes_free(&replayed);
	}
	grid_clear(&grid);
	session_close(&s);
}

/* --- the keys --- */

/* The target of a move from a sample. */
static size_t
moved(struct session *s, size_t from, enum replay_move move, long by)
{
	struct replay_command command = { move, by, { 10, 10 }, true };
	struct view_state state = { .replay.on = true };

	go(s, from);
	replay_move(s, &command, &state);
	assert_int_equal(state.replay.samples, SAMPLES);
	assert_int_equal(state.replay.sample, replay_next(s->source));
	assert_int_equal(state.replay.wall_ns, s->wall_ns);
	return state.replay.sample - 1;
}

static void
moves_lead_where_they_say(void **state)
{
	struct recording_world *w = *state;
	struct session s;

	world_make(w, SAMPLES, 7);
	open_session(w, &s);
	assert_int_equal(moved(&s, 5, REPLAY_STEP, 1), 6);
	assert_int_equal(moved(&s, 5, REPLAY_STEP, -1), 4);
	assert_int_equal(moved(&s, 0, REPLAY_STEP, -1), 0);
	assert_int_equal(moved(&s, 59, REPLAY_STEP, 1), 59);
	assert_int_equal(moved(&s, 5, REPLAY_SECONDS, 10), 15);
	assert_int_equal(moved(&s, 35, REPLAY_SECONDS, -30), 5);
	assert_int_equal(moved(&s, 5, REPLAY_SECONDS, 60), 59);
	assert_int_equal(moved(&s, 35, REPLAY_SECONDS, -60), 0);
	assert_int_equal(moved(&s, 35, REPLAY_ENDS, -1), 0);
	assert_int_equal(moved(&s, 35, REPLAY_ENDS, 1), 59);
	assert_int_equal(moved(&s, 50, REPLAY_MOST_USED, 0), 30);
	assert_int_equal(moved(&s, 3, REPLAY_LARGEST, 0), 30);
	session_close(&s);
}

static void
without_a_process_there_is_no_largest(void **state)
{
	struct recording_world *w = *state;
	struct replay_command command = { .move = REPLAY_LARGEST };
	struct view_state view = { .replay.on = true };
	struct session s;

	world_make(w, SAMPLES, 7);
	open_session(w, &s);
	go(&s, 20);
	replay_move(&s, &command, &view);
	assert_string_equal(view.message, "no process selected");
	command.has_process = true;
	command.process = (struct proc_key){ 10, 11 };
	replay_move(&s, &command, &view);
	assert_non_null(strstr(view.message, "is unknown"));
	assert_int_equal(view.replay.sample, 21);
	live_until(w, 20);
	assert_same_table(&w->table, &s.table);
	session_close(&s);
}

static void
a_sample_is_shown_as_long_as_it_lasted(void **state)
{
	struct recording_world *w = *state;
	struct view_state view = { .replay = { .on = true } };
	struct session s;

	world_make(w, SAMPLES, 7);
	open_session(w, &s);
	assert_int_equal(replay_interval_ns(&s, &view), SECOND);
	view.replay.speed = 2;
	assert_int_equal(replay_interval_ns(&s, &view), SECOND / 4);
	view.replay.speed = -1;
	assert_int_equal(replay_interval_ns(&s, &view), SECOND * 2);
	session_close(&s);
}

static void
a_recording_cut_off_says_so_and_goes_up_to_there(void **state)
{
	struct recording_world *w = *state;
	struct view_state view = { .replay = { .on = true } };
	struct failure why;
	struct session s;

	world_make(w, SAMPLES, 7);
	world_write(w, w->bytes.data, w->bytes.length - 1);
	open_session(w, &s);
	replay_begin(&s, &view);
	assert_string_equal(view.message, "the recording is truncated after sample 59");
	assert_true(replay_go_last(&s, &why));
	live_until(w, SAMPLES - 2);
	assert_same_table(&w->table, &s.table);
	assert_false(session_tick(&s, &why));
	session_close(&s);
}

TEST_MAIN(void)
{
#define WORLD_TEST(function) \
	cmocka_unit_test_setup_teardown(function, world_set_up, world_tear_down)
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_sample_is_as_it_was_live),
		WORLD_TEST(any_sample_is_the_same_from_wherever_it_is_gone_to),
		WORLD_TEST(the_screen_is_the_one_that_was_seen),
		WORLD_TEST(moves_lead_where_they_say),
		WORLD_TEST(without_a_process_there_is_no_largest),
		WORLD_TEST(a_sample_is_shown_as_long_as_it_lasted),
		WORLD_TEST(a_recording_cut_off_says_so_and_goes_up_to_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
