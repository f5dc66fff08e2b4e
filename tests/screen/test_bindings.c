/* SPDX-License-Identifier: MIT */
/* test_bindings.c: bindings of keys: defaults without conflicts, the user's own with a reason if
 * refused, all shown in footer, help and config. */
#include "base/bytes.h"
#include "screen/state/needs.h"
#include "support/screen_test.h"
#include "support/grid_dump.h"
#include "support/suite.h"

#include <stdio.h>

static bool
bind(struct key_bindings *keys, const char *action, const char *names, struct failure *why)
{
	bool unknown = false, good = bindings_set(keys, action, names, &unknown, why);

	assert_false(unknown);
	return good;
}

/* In one view, of a recording or of the live system. */
static bool
work_together(const struct key_action *a, const struct key_action *b)
{
	for (int view = VIEW_TABLE; view < VIEW_KINDS; view++)
		if ((key_action_works(a, (enum view)view, false) &&
			    key_action_works(b, (enum view)view, false)) ||
			(key_action_works(a, (enum view)view, true) &&
				key_action_works(b, (enum view)view, true)))
			return true;
	return false;
}

static void
no_default_key_is_bound_twice(void **state)
{
	struct key_bindings keys;

	(void)state;
	keys_init(&keys);
	for (size_t i = 0; i < key_action_count * KEYS_PER_ACTION; i++) {
		int code = keys.codes[i / KEYS_PER_ACTION][i % KEYS_PER_ACTION];

		for (size_t k = 0; k < i && code != 0; k++)
			assert_false(code == keys.codes[k / KEYS_PER_ACTION][k % KEYS_PER_ACTION] &&
				     work_together(&key_actions[i / KEYS_PER_ACTION],
					     &key_actions[k / KEYS_PER_ACTION]));
	}
}

/* Keys of a replay and of the live system may be shared, but not those of one view. */
static void
actions_of_different_views_may_share_a_key(void **state)
{
	struct key_bindings keys;
	struct failure why;

	(void)state;
	keys_init(&keys);
	assert_true(bind(&keys, "smaller", "p", &why)); /* of most_used, in a replay */
	assert_true(bind(&keys, "zoom", "m", &why));
	assert_false(bind(&keys, "tree", "m", &why));
	assert_true(bind(&keys, "compare", "m", &why)); /* in the history alone */
}

static void
every_default_is_bound_and_named(void **state)
{
	struct key_bindings keys;

	(void)state;
	keys_init(&keys);
	for (size_t i = 0; i < key_action_count; i++) {
		char names[128];
		struct buffer b = buffer_over(names, sizeof names);

		bindings_put_names(&keys, i, &b);
		assert_string_equal(names, key_actions[i].defaults);
		assert_true(strlen(key_actions[i].help) > 0);
		assert_true(key_actions[i].views != 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(key_actions[i].name, key_actions[k].name);
	}
}

static void
names_of_keys_convert_to_codes_and_back(void **state)
{
	static const struct {
		const char *name;
		int code;
	} known[] = { { "q", 'q' }, { "Q", 'Q' }, { "space", ' ' }, { "ENTER", KEY_CODE_ENTER },
		{ "f1", KEY_CODE_F1 }, { "F12", KEY_CODE_F12 }, { "Ctrl-L", 12 }, { "ctrl-l", 12 },
		{ "é", 0xe9 }, { "漢", 0x6f22 }, { "F", 'F' }, { "-", '-' },
		{ "pagedown", KEY_CODE_PAGE_DOWN } };
	static const char *const none[] = { "", "F0", "F13", "F1x", "Ctrl-", "Ctrl-LL", "qq", " ",
		"\x7f", "\xff", "Hyper-x", "Ctrl-1" };

	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++)
		assert_int_equal(input_key_by_name(known[i].name), known[i].code);
	for (size_t i = 0; i < LENGTH(none); i++)
		assert_int_equal(input_key_by_name(none[i]), 0);
	for (int code = 1; code <= KEY_CODE_F12; code += code < 0x3000 ? 1 : 97) {
		char name[24];
		struct buffer b = buffer_over(name, sizeof name);

		if ((code > 127 && code < 0xa1) || (code >= 0xd800 && code < 0xe000) ||
			(code >= KEY_CODE_PRESS && code <= KEY_CODE_WHEEL_DOWN))
			continue;
		input_put_key_name(&b, code);
		assert_int_equal(input_key_by_name(name), code);
	}
}

static void
the_users_keys_take_the_place_of_the_defaults(void **state)
{
	struct scene_fixture *f = *state;
	struct failure why;

	assert_true(bind(&f->keys, "quit", "Ctrl-X", &why));
	assert_true(bind(&f->keys, "untag", "q", &why));
	assert_int_not_equal(fixture_press(f, 'q').kind, COMMAND_QUIT);
	assert_int_equal(fixture_press(f, 'X' & 0x1f).kind, COMMAND_QUIT);
	assert_true(bind(&f->keys, "quit", "", &why));
	assert_int_not_equal(fixture_press(f, 'X' & 0x1f).kind, COMMAND_QUIT);
}

/* So that a new default breaks no config. */
static void
defaults_give_way_to_the_users_own(void **state)
{
	struct key_bindings keys;
	struct failure why;
	char left[128];
	struct buffer b = buffer_over(left, sizeof left);

	(void)state;
	keys_init(&keys);
	assert_true(bind(&keys, "quit", "q t Ctrl-M", &why));
	assert_true(bindings_have_named(&keys, "quit", 't'));
	assert_false(bindings_have_named(&keys, "tree", 't'));
	bindings_put_first(&keys, "tree", &b);
	assert_string_equal(left, "F5");
	assert_false(bindings_have_named(&keys, "open", KEY_CODE_ENTER));
	assert_true(bind(&keys, "open", "Space", &why));
	assert_false(bindings_have_named(&keys, "tag", ' '));
}

static void
unknown_and_conflicting_keys_are_refused_by_name(void **state)
{
	static const struct {
		const char *action, *names, *reason;
	} refused[] = { { "quit", "Hyper-x", "Hyper-x" }, { "quit", "q l", "tree" },
		{ "quit", "f m r A D E O Q V Y Ctrl-F", "10" } };
	struct key_bindings keys;
	struct failure why;
	char endless[200];

	(void)state;
	for (size_t i = 0; i < LENGTH(refused); i++) {
		keys_init(&keys);
		assert_true(bind(&keys, "tree", "l", &why));
		assert_false(bind(&keys, refused[i].action, refused[i].names, &why));
		assert_non_null(strstr(why.doing, refused[i].reason));
	}
	memset(endless, ' ', sizeof endless);
	endless[sizeof endless - 1] = '\0';
	assert_false(bind(&keys, "quit", endless, &why));
}

static void
an_unknown_action_is_reported(void **state)
{
	struct key_bindings keys;
	struct failure why;
	bool unknown = false;

	(void)state;
	keys_init(&keys);
	assert_true(bindings_set(&keys, "dance", "q", &unknown, &why));
	assert_true(unknown);
}

/* The output of --print-config gives the same keys when read. */
static void
the_printed_key_settings_can_be_read_back(void **state)
{
	struct key_bindings keys, again = { .actions = key_actions, .count = key_action_count };
	struct bytes out = { .data = NULL };
	struct failure why;
	char *line, *rest;

	(void)state;
	keys_init(&keys);
	assert_true(bind(&keys, "tag", "Space", &why));
	assert_false(bind(&keys, "quit", "Ctrl-X é Space F11", &why));
	assert_true(bind(&keys, "quit", "Ctrl-X é F11", &why));
	bindings_put_config(&keys, &out);
	rest = out.data;
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		char action[32], names[128] = "";

		assert_true(sscanf(line, "key.%31[a-z_] = %127[^\n]", action, names) >= 1);
		assert_true(bind(&again, action, names, &why));
	}
	for (size_t i = 0; i < key_action_count; i++)
		for (size_t k = 0; k < KEYS_PER_ACTION && keys.codes[i][k] != 0; k++)
			assert_int_equal(keys.codes[i][k], again.codes[i][k]);
	bytes_free(&out);
}

/* --- the footer and the help --- */

static void
dump_row(const struct scene_fixture *f, int row, char *text, size_t size)
{
	struct bytes dump = { .data = NULL };
	const char *line;

	grid_dump(&f->grid, false, &dump);
	line = dump.data;
	while (row-- > 0)
		line = strchr(line, '\n') + 1;
	snprintf(text, size, "%.*s", (int)strcspn(line, "\n"), line);
	bytes_free(&dump);
}

/* A hint is shown completely or not at all; with enough space, all are shown. */
static void
hints_are_never_cut(void **state)
{
	struct scene_fixture *f = *state;

	f->runs.count = 0; /* the place in a list stands beside them */
	for (unsigned at = 0; at < 2 * (VIEW_COMPARE + 1); at++) {
		unsigned view = at / 2;
		char all[400], some[400];
		bool forbidden;

		f->state.view = (enum view)view;
		f->state.replay.on = at % 2 == 1;
		fixture_select(f, PID_TRAIN);
		f->state.process.opened = f->state.list.under;
		fixture_resize(f, 10, 200);
		view_draw(&f->grid, &f->scene);
		dump_row(f, 9, all, sizeof all);
		for (size_t i = 0; i < key_action_count; i++) {
			unsigned where = key_actions[i].hints != 0 ? key_actions[i].hints
								   : key_actions[i].views;

			if (key_actions[i].hint != NULL && (where & 1u << view) &&
				key_action_works(
					&key_actions[i], f->state.view, f->state.replay.on) &&
				needs_missing(key_actions[i].needs, &f->scene, &forbidden) == NULL)
				assert_non_null(strstr(all, key_actions[i].hint));
		}
		for (int cols = 1; cols < 200; cols++) {
			size_t length;

			fixture_resize(f, 10, cols);
			view_draw(&f->grid, &f->scene);
			dump_row(f, 9, some, sizeof some);
			length = strlen(some);
			assert_memory_equal(all, some, length);
			assert_true(length == 0 || all[length] == '\0' ||
				    strncmp(all + length, "  ", 2) == 0);
		}
		assert_string_equal(all, some);
	}
}

/* A recording has keys of its own, and lacks some of the live table. */
static void
the_help_names_every_key_and_every_column(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "h");
	fixture_resize(f, 200, 115); /* one column */
	for (int replay = 0; replay < 2; replay++) {
		unsigned other = replay ? KEY_ONLY_LIVE : KEY_ONLY_REPLAY;
		struct bytes dump = { .data = NULL };

		f->state.replay.on = replay == 1;
		fixture_draw(f);
		grid_dump(&f->grid, false, &dump);
		for (size_t i = 0; i < key_action_count; i++) {
			char line[200];

			snprintf(line, sizeof line, "\n  %-19s %s", key_actions[i].defaults,
				key_actions[i].help);
			assert_int_equal(strstr(dump.data, line) != NULL,
				(key_actions[i].views & other) == 0);
		}
		for (size_t i = 0; i < column_count; i++)
			assert_non_null(strstr(dump.data, columns[i].help));
		bytes_free(&dump);
	}
}

/* Many keys of one action move its help to the right instead of below. */
static void
the_help_makes_room_for_many_keys(void **state)
{
	struct scene_fixture *f = *state;
	struct failure why;
	char row[400];

	assert_true(bind(&f->keys, "quit", "F10 F11 F12 Backspace Delete", &why));
	fixture_keys(f, "h");
	view_draw(&f->grid, &f->scene);
	dump_row(f, 4, row, sizeof row);
	assert_string_equal(row, "  F10 F11 F12 Backspace Delete quit");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_default_key_is_bound_twice),
		cmocka_unit_test(actions_of_different_views_may_share_a_key),
		cmocka_unit_test(every_default_is_bound_and_named),
		cmocka_unit_test(names_of_keys_convert_to_codes_and_back),
		WORLD_TEST(the_users_keys_take_the_place_of_the_defaults),
		cmocka_unit_test(defaults_give_way_to_the_users_own),
		cmocka_unit_test(unknown_and_conflicting_keys_are_refused_by_name),
		cmocka_unit_test(an_unknown_action_is_reported),
		cmocka_unit_test(the_printed_key_settings_can_be_read_back),
		WORLD_TEST(hints_are_never_cut),
		WORLD_TEST(the_help_names_every_key_and_every_column),
		WORLD_TEST(the_help_makes_room_for_many_keys),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
