/* SPDX-License-Identifier: MIT */
/* check_replay.c: keys that move in a recording; without one they have no effect. */
#include "base/length.h"
#include "screen/check_keys.h"

static const struct {
	char key;
	enum replay_move move;
	long by;
	bool pauses;
} moves[] = {
	{ '[', REPLAY_STEP, -1, true },
	{ ']', REPLAY_STEP, 1, true },
	{ '{', REPLAY_SECONDS, -60, false },
	{ '}', REPLAY_SECONDS, 60, false },
	{ '^', REPLAY_ENDS, -1, true },
	{ '$', REPLAY_ENDS, 1, true },
	{ 'p', REPLAY_MOST_USED, 0, true },
	{ 'o', REPLAY_LARGEST, 0, true },
};

/* If the same key is for a pane, the message says that there is none. */
static void
does_nothing_live(struct scene_fixture *f, int code)
{
	struct view_state before = f->state;

	assert_refreshes(fixture_press(f, code), REFRESH_SCREEN);
	memset(f->state.message, 0, sizeof f->state.message);
	f->state.message_number = before.message_number;
	assert_memory_equal(&f->state, &before, sizeof before);
	f->state.replay.on = true;
}

static void
moves_in_a_replay(struct scene_fixture *f, int code)
{
	struct command command;
	size_t i = 0;

	does_nothing_live(f, code);
	while (i < LENGTH(moves) && moves[i].key != code)
		i++;
	assert_true(i < LENGTH(moves));
	command = fixture_press(f, code);
	assert_int_equal(command.kind, COMMAND_REPLAY);
	assert_int_equal(command.replay.move, moves[i].move);
	assert_int_equal(command.replay.by, moves[i].by);
	assert_true(command.replay.has_process);
	assert_int_equal(command.replay.process.pid, fixture_selected(f));
	assert_int_equal(f->state.paused, moves[i].pauses);
}

static void
slower(struct scene_fixture *f, int code)
{
	does_nothing_live(f, code);
	for (int i = 0; i < 20; i++)
		assert_true(fixture_press(f, code).refresh & REFRESH_TIMING);
	assert_int_equal(f->state.replay.speed, REPLAY_SPEED_MIN);
}

static void
faster(struct scene_fixture *f, int code)
{
	does_nothing_live(f, code);
	for (int i = 0; i < 20; i++)
		assert_true(fixture_press(f, code).refresh & REFRESH_TIMING);
	assert_int_equal(f->state.replay.speed, REPLAY_SPEED_MAX);
}

const struct key_check replay_checks[] = {
	{ "step_back", moves_in_a_replay },
	{ "step", moves_in_a_replay },
	{ "minute_back", moves_in_a_replay },
	{ "minute", moves_in_a_replay },
	{ "slower", slower },
	{ "faster", faster },
	{ "begin", moves_in_a_replay },
	{ "finish", moves_in_a_replay },
	{ "most_used", moves_in_a_replay },
	{ "largest", moves_in_a_replay },
};
const size_t replay_check_count = LENGTH(replay_checks);
