/* SPDX-License-Identifier: MIT */
/* test_storm.c: 100,000 keys, clicks, resizes and samples in random order: nothing crashes (also
 * under sanitizers), and the state can always be drawn. The order is the same each time;
 * PEAKTOP_STORM_SEED=N makes another one. */
#include "base/utf8.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "support/screen_test.h"
#include "support/suite.h"

#define EVENTS 100000
#define RESIZE_EVERY 61
#define TICK_EVERY 211
#define DRAW_EVERY 7

struct storm {
	struct scene_fixture *world;
	uint64_t seed, random; /* the first and the present state of xorshift64 */
	size_t event;
	pid_t gone; /* a worker that has exited; 0: not yet */
};

static unsigned
pick(struct storm *s, unsigned below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return (unsigned)(s->random >> 20) % below;
}

static int
random_code(struct storm *s)
{
	static const int typed[] = { 0xe9, 0x301, 0x6f22, 0x1f680, 0x9b, 0x202e, 0x10ffff };

	switch (pick(s, 8)) {
	case 0:
		return KEY_CODE_UP + (int)pick(s, KEY_CODE_F12 - KEY_CODE_UP + 1);
	case 1:
		return typed[pick(s, LENGTH(typed))];
	case 2:
		return 1 + (int)pick(s, 31);
	case 3:
		return KEY_CODE_ENTER;
	case 4: {
		/* Any key of any action. */
		size_t action = pick(s, (unsigned)key_action_count);

		return s->world->keys.codes[action][0];
	}
	default:
		return ' ' + (int)pick(s, 96);
	}
}

static bool
is_utf8(const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t code;
		size_t length = utf8_decode(text, left, &code);

		if (length == 0)
			return false;
		text += length;
		left -= length;
	}
	return true;
}

#define STORM_CHECK(condition)                                                            \
	CHECK(condition, "seed %llu, event %zu: not so: %s", (unsigned long long)s->seed, \
		s->event, #condition)

static void
check_state(const struct storm *s)
{
	const struct view_state *v = &s->world->state;
	size_t rows = s->world->rows.count, page = (size_t)s->world->scene.layout.body.rows;

	STORM_CHECK(v->list.cursor < rows || (rows == 0 && v->list.cursor == 0));
	STORM_CHECK(v->list.top <= v->list.cursor && v->list.cursor < v->list.top + page);
	STORM_CHECK(v->list.has_under == (rows > 0));
	STORM_CHECK(
		v->view < VIEW_KINDS && v->prompt.kind < PROMPT_KINDS && v->menu.kind < MENU_KINDS);
	STORM_CHECK(v->menu.kind == MENU_NONE || v->menu.cursor < MENU_ITEMS_MAX);
	STORM_CHECK(v->list.columns.count > 0 && v->list.columns.count <= column_count);
	STORM_CHECK(v->menu.kind == MENU_NONE || v->prompt.kind == PROMPT_NONE);
	STORM_CHECK(v->prompt.kind != PROMPT_CONFIRM || v->signal.targets.count > 0);
	STORM_CHECK(v->list.sort >= columns && v->list.sort < columns + column_count);
	STORM_CHECK(v->units < UNITS_COUNT);
	STORM_CHECK(v->interval_ns >= 10000000 && v->interval_ns <= 3600000000000);
	STORM_CHECK(v->list.shift >= 0);
	STORM_CHECK(
		v->runs.cursor < s->world->runs.count && v->runs.tagged_count <= RUNS_TAGGED_MAX);
	STORM_CHECK(is_utf8(v->menu.typed) && is_utf8(v->prompt.typed) && is_utf8(v->search) &&
		    is_utf8(v->prompt.killed));
	STORM_CHECK(v->prompt.cursor <= strlen(v->prompt.typed) &&
		    is_utf8(v->prompt.typed + v->prompt.cursor));
	STORM_CHECK(is_utf8(filter_text(v->list.selection.filter)));
}

static void
one_event(struct storm *s)
{
	struct scene_fixture *f = s->world;
	struct key_event event = {
		.code = random_code(s), .row = (int)pick(s, 130) - 5, .col = (int)pick(s, 210) - 5
	};
	bool asked = f->state.prompt.kind == PROMPT_CONFIRM;
	struct command command = fixture_event(f, &event);
	bool yes = event.code == 'y' || event.code == 'Y';

	STORM_CHECK(command.kind != COMMAND_SIGNAL || (asked && yes));
	if (s->event % RESIZE_EVERY == 0) {
		f->state.ascii = pick(s, 4) == 0;
		fixture_resize(f, 1 + (int)pick(s, pick(s, 2) ? 12 : 120), 1 + (int)pick(s, 200));
	}
	if (s->event % TICK_EVERY == 0) {
		if (s->gone == 0 && pick(s, 20) == 0)
			s->gone = 3002;
		fixture_tick(f, s->gone);
	}
	check_state(s);
	if (s->event % DRAW_EVERY == 0) {
		fixture_draw(f);
		check_cells(&f->grid, "storm");
	}
}

static void
no_order_of_events_breaks_the_screen(void **state)
{
	const char *seed = getenv("PEAKTOP_STORM_SEED");
	struct storm storm = { .world = *state, .seed = 20260101 };

	if (seed != NULL && strtoull(seed, NULL, 10) != 0)
		storm.seed = strtoull(seed, NULL, 10);
	storm.random = storm.seed;
	for (storm.event = 0; storm.event < EVENTS; storm.event++)
		one_event(&storm);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(no_order_of_events_breaks_the_screen),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
