/* SPDX-License-Identifier: MIT */
/* test_theme.c: each scheme on terminals with 256, 16, 8, 2 and no colours: states differ from
 * plain text and from one another, without colour by attributes or marks; and the user's own
 * colours. */
#include "base/bytes.h"
#include "support/screen_test.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>

static const char *const schemes[] = { "default", "light", "contrast", "mono", "colorblind" };
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
	assert_string_equal(theme_scheme_name(&t), "auto");
	for (size_t i = 0; i < LENGTH(schemes); i++) {
		assert_non_null(strstr(THEME_SCHEMES, schemes[i]));
		t = theme_of(schemes[i]);
		assert_string_equal(theme_scheme_name(&t), schemes[i]);
	}
	assert_false(theme_set_scheme(&t, "pink"));
	assert_false(theme_set_scheme(&t, ""));
	assert_string_equal(theme_scheme_name(&t), "colorblind");
	assert_true(theme_set_scheme(&t, "auto"));
	assert_string_equal(theme_scheme_name(&t), "auto");
}

/* --- light and dark backgrounds --- */

static bool
looks_like(const struct theme *t, const char *scheme)
{
	struct theme other = theme_of(scheme);

	for (int role = 0; role < ROLE_COUNT; role++)
		if (!same_style(theme_style(t, (enum role)role, 256),
			    theme_style(&other, (enum role)role, 256)))
			return false;
	return true;
}

static void
only_the_automatic_scheme_follows_the_background(void **state)
{
	struct theme t;

	(void)state;
	theme_init(&t);
	assert_true(looks_like(&t, "default"));
	assert_false(theme_set_ground(&t, false));
	assert_true(theme_set_ground(&t, true));
	assert_false(theme_set_ground(&t, true));
	assert_true(looks_like(&t, "light"));
	assert_string_equal(theme_scheme_name(&t), "auto");
	assert_true(theme_set_ground(&t, false));
	assert_true(looks_like(&t, "default"));
	for (size_t i = 0; i < LENGTH(schemes); i++) {
		t = theme_of(schemes[i]);
		assert_false(theme_set_ground(&t, true));
		assert_true(looks_like(&t, schemes[i]));
		assert_true(theme_set_scheme(&t, "auto")); /* the background is still known */
		assert_true(looks_like(&t, "light"));
	}
}

static void
backgrounds_are_light_or_dark(void **state)
{
	static const struct {
		const char *variable;
		bool says, light;
	} cases[] = { { "0;15", true, true }, { "15;0", true, false },
		{ "0;default;15", true, true }, { "7;0", true, false }, { "0;7", true, true },
		{ "15;8", true, false }, { "0;11", true, true }, { "15;default", false, false },
		{ "15", false, false }, { "", false, false }, { "0;16", false, false },
		{ "0;-1", false, false }, { "0;15x", false, false }, { ";", false, false },
		{ NULL, false, false } };
	bool light;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_int_equal(theme_ground_of(cases[i].variable, &light), cases[i].says);
		if (cases[i].says)
			assert_int_equal(light, cases[i].light);
	}
	assert_true(theme_is_light(0xffffff));
	assert_true(theme_is_light(0xfdf6e3)); /* Solarized */
	assert_false(theme_is_light(0x002b36));
	assert_false(theme_is_light(0x1e1e2e));
	assert_false(theme_is_light(0));
	assert_false(theme_is_light(0x0000ff));
	assert_true(theme_is_light(0xffff00));
}

/* The luminance of a colour of xterm (WCAG 2). */
static double
luminance(short colour)
{
	static const double weights[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double part = (theme_colour_rgb(colour) >> (16 - 8 * i) & 0xff) / 255.0;

		sum += weights[i] *
		       (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static void
the_palette_is_that_of_xterm(void **state)
{
	(void)state;
	assert_int_equal(theme_colour_rgb(0), 0);
	assert_int_equal(theme_colour_rgb(15), 0xffffff);
	assert_int_equal(theme_colour_rgb(16), 0);
	assert_int_equal(theme_colour_rgb(24), 0x005f87);
	assert_int_equal(theme_colour_rgb(196), 0xff0000);
	assert_int_equal(theme_colour_rgb(231), 0xffffff);
	assert_int_equal(theme_colour_rgb(232), 0x080808);
	assert_int_equal(theme_colour_rgb(255), 0xeeeeee);
}

static double
contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Text on the terminal's own background, or on ours, can be read: 3 to 1 as WCAG 2 asks of large
 * text, 2.5 for what is meant to be faint. */
static void
check_contrast(const char *scheme, double ground, int colours)
{
	struct theme t = theme_of(scheme);

	for (int role = 0; role < ROLE_COUNT; role++) {
		struct style s = theme_style(&t, (enum role)role, colours);
		bool faint = role == ROLE_BAR_FREE || role == ROLE_ENDED || role == ROLE_BAR_CACHE;
		double back = s.back == COLOUR_DEFAULT ? ground : luminance(s.back);

		if (s.front == COLOUR_DEFAULT)
			continue;
		CHECK(contrast(luminance(s.front), back) > (faint ? 2.5 : 3),
			"%s: role %c has a contrast of %.1f with %d colours", scheme,
			theme_role_letter((enum role)role), contrast(luminance(s.front), back),
			colours);
	}
}

static void
text_can_be_read_on_its_background(void **state)
{
	(void)state;
	check_contrast("light", luminance(15), 256);
	check_contrast("default", luminance(0), 256);
	check_contrast("default", luminance(0), 16);
	check_contrast("colorblind", luminance(0), 256);
}

static void
with_8_colours_what_ended_is_dim(void **state)
{
	static const char *const dimmed[] = { "default", "light", "mono", "colorblind",
		"contrast" };

	(void)state;
	for (size_t i = 0; i < LENGTH(dimmed); i++) {
		struct theme t = theme_of(dimmed[i]);

		assert_true(theme_style(&t, ROLE_ENDED, 8).attributes & ATTR_DIM);
	}
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
		cmocka_unit_test(only_the_automatic_scheme_follows_the_background),
		cmocka_unit_test(backgrounds_are_light_or_dark),
		cmocka_unit_test(the_palette_is_that_of_xterm),
		cmocka_unit_test(text_can_be_read_on_its_background),
		cmocka_unit_test(with_8_colours_what_ended_is_dim),
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
