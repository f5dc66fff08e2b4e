/* SPDX-License-Identifier: MIT */
/* test_theme.c: each scheme on terminals with 256, 16, 8, 2 and no colours: states differ from
 * plain text and from one another, without colour by attributes or marks; and the user's own
 * colours. */
#include "base/bytes.h"
#include "support/screen_test.h"
#include "support/suite.h"

#include <stdio.h>

static const char *const schemes[] = { "default", "contrast", "mono", "colorblind" };
static const int depths[] = { 1 << 24, 256, 88, 16, 8, 2, 0, -1 };
static const enum role states[] = { ROLE_RISING, ROLE_AT_PEAK, ROLE_ENDED, ROLE_SELECTED,
	ROLE_TAGGED, ROLE_LIMIT, ROLE_ALERT, ROLE_HEAD };

static struct theme
theme_of(const char *scheme)
{
	struct theme t;

	theme_init(&t);
	assert_true(theme_set_scheme(&t, scheme));
	return t;
}

static bool
same_style(struct style a, struct style b)
{
	return a.front == b.front && a.back == b.back && a.attributes == b.attributes;
}

static void
schemes_are_found_by_name(void **state)
{
	struct theme t;

	(void)state;
	theme_init(&t);
	assert_string_equal(theme_scheme_name(&t), "default");
	for (size_t i = 0; i < LENGTH(schemes); i++) {
		assert_non_null(strstr(THEME_SCHEMES, schemes[i]));
		t = theme_of(schemes[i]);
		assert_string_equal(theme_scheme_name(&t), schemes[i]);
	}
	assert_false(theme_set_scheme(&t, "pink"));
	assert_false(theme_set_scheme(&t, ""));
	assert_string_equal(theme_scheme_name(&t), "colorblind");
}

/* Each role in each scheme at each depth. */
#define DRAWN_COUNT (LENGTH(schemes) * LENGTH(depths) * ROLE_COUNT)

struct drawn {
	const char *scheme;
	int colours;
	enum role role;
	struct style style;
};

static struct drawn
drawn_at(size_t i)
{
	struct drawn d = { .scheme = schemes[i % LENGTH(schemes)],
		.colours = depths[i / LENGTH(schemes) % LENGTH(depths)],
		.role = (enum role)(i / LENGTH(schemes) / LENGTH(depths)) };
	struct theme t = theme_of(d.scheme);

	d.style = theme_style(&t, d.role, d.colours);
	return d;
}

static void
colours_are_reduced_to_those_of_the_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < DRAWN_COUNT; i++) {
		struct drawn d = drawn_at(i);
		struct style s = d.style;
		int max = d.colours < 8 ? 0 : d.colours < 16 ? 8 : d.colours < 256 ? 16 : 256;

		CHECK(s.front >= COLOUR_DEFAULT && s.front < max && s.back >= COLOUR_DEFAULT &&
				s.back < max && s.attributes < 16,
			"%s: role %c has %d on %d with %d colours", d.scheme,
			theme_role_letter(d.role), s.front, s.back, d.colours);
	}
}

static void
no_text_has_the_colour_of_its_background(void **state)
{
	(void)state;
	for (size_t i = 0; i < DRAWN_COUNT; i++) {
		struct drawn d = drawn_at(i);
		struct style s = d.style;

		CHECK(s.front != s.back || s.front == COLOUR_DEFAULT,
			"%s: role %c cannot be read with %d colours", d.scheme,
			theme_role_letter(d.role), d.colours);
		/* The terminal's own text colour may be that of the background we choose. */
		CHECK(s.front != COLOUR_DEFAULT || s.back == COLOUR_DEFAULT,
			"%s: role %c may be invisible with %d colours", d.scheme,
			theme_role_letter(d.role), d.colours);
	}
}

static void
states_differ_from_plain_text_on_every_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(schemes) * LENGTH(depths) * LENGTH(states); i++) {
		struct theme t = theme_of(schemes[i % LENGTH(schemes)]);
		int colours = depths[i / LENGTH(schemes) % LENGTH(depths)];
		enum role role = states[i / LENGTH(schemes) / LENGTH(depths)];

		CHECK(!same_style(
			      theme_style(&t, role, colours), theme_style(&t, ROLE_TEXT, colours)),
			"%s: role %c looks like text with %d colours", theme_scheme_name(&t),
			theme_role_letter(role), colours);
	}
}

/* States of a row that look alike without colour have different marks. */
static void
without_colour_states_differ_by_attribute_or_mark(void **state)
{
	static const struct {
		pid_t pid;
		enum role role;
		const char *utf8, *ascii; /* the two cells before the row */
	} rows[] = { { PID_TRAIN, ROLE_RISING, " ▲", " ^" },
		{ PID_DATABASE, ROLE_AT_PEAK, " ·", " =" }, { PID_FAILED, ROLE_ENDED, " ×", " x" },
		{ PID_NAMELESS, ROLE_TAGGED, "* ", "* " }, { PID_CJK, ROLE_TEXT, "  ", "  " } };
	struct scene_fixture *f = *state;

	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "Space End");
	for (int ascii = 0; ascii < 2; ascii++) {
		f->state.ascii = ascii == 1;
		fixture_draw(f);
		for (size_t i = 0; i < LENGTH(rows); i++) {
			const char *mark = ascii ? rows[i].ascii : rows[i].utf8;
			const struct cell *cell;
			int row = f->scene.layout.body.row;

			while (f->rows.items[row - f->scene.layout.body.row].process->now.key.pid !=
				rows[i].pid)
				row++;
			assert_int_equal(grid_at(&f->grid, row, 0)->bytes[0], mark[0]);
			cell = grid_at(&f->grid, row, 1);
			assert_int_equal(cell->length, strlen(mark + 1));
			assert_memory_equal(cell->bytes, mark + 1, cell->length);
			if (i != 3)
				assert_int_equal(cell->role, rows[i].role);
			for (size_t k = 0; k < i; k++)
				assert_string_not_equal(mark, ascii ? rows[k].ascii : rows[k].utf8);
		}
	}
}

static void
every_role_has_a_letter_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < ROLE_COUNT; a++)
		for (int b = 0; b < a; b++)
			assert_int_not_equal(
				theme_role_letter((enum role)a), theme_role_letter((enum role)b));
}

/* --- the user's own colours --- */

static void
colours_of_the_user_are_read(void **state)
{
	static const struct {
		const char *value;
		struct style style;
	} good[] = { { "red", { 1, -1, 0 } }, { "bold yellow on blue", { 3, 4, ATTR_BOLD } },
		{ "214", { 214, -1, 0 } }, { "0 on 255", { 0, 255, 0 } },
		{ "on bright-black", { -1, 8, 0 } }, { "", { -1, -1, 0 } },
		{ "  dim\treverse  ", { -1, -1, ATTR_DIM | ATTR_REVERSE } },
		{ "underline default on default", { -1, -1, ATTR_UNDERLINE } } };
	struct theme t = theme_of("contrast");
	struct failure why;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		bool unknown = false;

		assert_true(theme_set_role(&t, "rising", good[i].value, &unknown, &why));
		assert_false(unknown);
		assert_true(same_style(theme_style(&t, ROLE_RISING, 256), good[i].style));
	}
	assert_true(theme_style(&t, ROLE_ENDED, 256).front != COLOUR_DEFAULT);
}

static void
invalid_colours_are_refused_by_name(void **state)
{
	static const char *const bad[] = { "pink", "256", "-1", "bold red on mauve", "1.5", "0x10",
		"Red", "blink", "99999999999999999999" };
	struct theme t = theme_of("default");
	struct style before = theme_style(&t, ROLE_HEAD, 256);
	struct failure why;
	bool unknown = false;
	char endless[300];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		const char *last = strrchr(bad[i], ' ');

		assert_false(theme_set_role(&t, "head", bad[i], &unknown, &why));
		assert_non_null(strstr(why.doing, last != NULL ? last + 1 : bad[i]));
		assert_true(same_style(theme_style(&t, ROLE_HEAD, 256), before));
	}
	memset(endless, ' ', sizeof endless);
	endless[sizeof endless - 1] = '\0';
	assert_false(theme_set_role(&t, "head", endless, &unknown, &why));
	assert_false(unknown);
	assert_true(theme_set_role(&t, "hat", "red", &unknown, &why));
	assert_true(unknown);
}

/* The printed config lines, uncommented, give the same theme. */
static void
the_printed_colour_settings_can_be_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(schemes); i++) {
		struct theme t = theme_of(schemes[i]), again = theme_of("mono");
		struct bytes out = { .data = NULL };
		struct failure why;
		bool unknown = false;
		char *line, *rest;

		assert_true(theme_set_role(&t, "alert", "bold 5 on 200", &unknown, &why));
		theme_put_config(&t, &out);
		assert_non_null(strstr(out.data, "\nrole.alert = bold magenta on 200\n"));
		rest = out.data;
		while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
			char role[32], value[128];

			line += line[0] == '#' ? 2 : 0;
			assert_int_equal(
				sscanf(line, "role.%31[a-z_] = %127[^\n]", role, value), 2);
			assert_true(theme_set_role(&again, role, value, &unknown, &why));
		}
		assert_false(unknown);
		for (int role = 0; role < ROLE_COUNT; role++)
			assert_true(same_style(theme_style(&t, (enum role)role, 256),
				theme_style(&again, (enum role)role, 256)));
		bytes_free(&out);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schemes_are_found_by_name),
		cmocka_unit_test(colours_are_reduced_to_those_of_the_terminal),
		cmocka_unit_test(no_text_has_the_colour_of_its_background),
		cmocka_unit_test(states_differ_from_plain_text_on_every_terminal),
		WORLD_TEST(without_colour_states_differ_by_attribute_or_mark),
		cmocka_unit_test(every_role_has_a_letter_of_its_own),
		cmocka_unit_test(colours_of_the_user_are_read),
		cmocka_unit_test(invalid_colours_are_refused_by_name),
		cmocka_unit_test(the_printed_colour_settings_can_be_read_back),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
