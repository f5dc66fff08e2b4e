/* SPDX-License-Identifier: MIT */
/* test_color_blind.c: the colour-blind scheme in a simulation of red-green colour blindness: states
 * that differ only in colour can still be distinguished. */
#include "support/screen_test.h"
#include "support/suite.h"

#include <math.h>

/* The 256 colours of xterm in linear light. */
static void
colour_rgb(short colour, double rgb[3])
{
	static const int levels[] = { 0, 95, 135, 175, 215, 255 };
	static const int first[16] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
		0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff,
		0x00ffff, 0xffffff };

	if (colour == COLOUR_DEFAULT)
		colour = 7;
	for (int i = 0; i < 3; i++) {
		static const int step[] = { 36, 6, 1 };
		int value = colour < 16    ? first[colour] >> (16 - 8 * i) & 0xff
			    : colour < 232 ? levels[(colour - 16) / step[i] % 6]
					   : 8 + 10 * (colour - 232);

		rgb[i] = pow(value / 255.0, 2.2);
	}
}

static double
bent(double t)
{
	t = t < 0 ? 0 : t;
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* Distance of two colours in CIE Lab, seen through a matrix. */
static double
distance_seen(short a, short b, const double eye[3][3])
{
	static const double to_xyz[3][3] = { { 0.4339, 0.3762, 0.1899 }, { 0.2126, 0.7152, 0.0722 },
		{ 0.0178, 0.1094, 0.8728 } }; /* sRGB, each row relative to its white */
	double lab[2][3], sum = 0;

	for (int c = 0; c < 2; c++) {
		double rgb[3], seen[3], xyz[3];

		colour_rgb(c == 0 ? a : b, rgb);
		for (int i = 0; i < 3; i++)
			seen[i] = eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2];
		for (int i = 0; i < 3; i++)
			xyz[i] = bent(to_xyz[i][0] * seen[0] + to_xyz[i][1] * seen[1] +
				      to_xyz[i][2] * seen[2]);
		lab[c][0] = 116 * xyz[1] - 16;
		lab[c][1] = 500 * (xyz[0] - xyz[1]);
		lab[c][2] = 200 * (xyz[1] - xyz[2]);
	}
	for (int i = 0; i < 3; i++)
		sum += (lab[0][i] - lab[1][i]) * (lab[0][i] - lab[1][i]);
	return sqrt(sum);
}

/* Machado, Oliveira, Fernandes 2009, full severity. */
static const double eyes[][3][3] = {
	{ { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
		{ -0.003882, -0.048116, 1.051998 } }, /* protanopia */
	{ { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
		{ -0.011820, 0.042940, 0.968881 } }, /* deuteranopia */
};
static const double plain_eye[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

/* At a glance. */
#define TOLD_APART 20.0

/* Only colour distinguishes the two, for full colour vision. */
static bool
told_by_colour(struct style a, struct style b)
{
	return a.attributes == b.attributes && a.back == b.back &&
	       distance_seen(a.front, b.front, plain_eye) > 2 * TOLD_APART;
}

static bool
told_apart(struct style a, struct style b)
{
	for (size_t i = 0; i < LENGTH(eyes); i++)
		if (distance_seen(a.front, b.front, eyes[i]) < TOLD_APART)
			return false;
	return true;
}

/* The measure itself: olive and brown look the same to such eyes, blue and orange do not. */
static void
the_simulation_confuses_red_and_green(void **state)
{
	struct style brown = { 130, COLOUR_DEFAULT, 0 }, olive = { 64, COLOUR_DEFAULT, 0 };
	struct style orange = { 214, COLOUR_DEFAULT, 0 }, blue = { 32, COLOUR_DEFAULT, 0 };

	(void)state;
	assert_true(told_by_colour(brown, olive));
	assert_false(told_apart(brown, olive));
	assert_true(told_by_colour(orange, blue));
	assert_true(told_apart(orange, blue));
}

static void
the_colour_blind_scheme_does_not_rely_on_red_and_green(void **state)
{
	static const int with_colour[] = { 256, 16 };
	struct theme t;

	(void)state;
	theme_init(&t);
	assert_true(theme_set_scheme(&t, "colorblind"));
	for (size_t i = 0; i < LENGTH(with_colour) * ROLE_COUNT * ROLE_COUNT; i++) {
		int colours = with_colour[i % LENGTH(with_colour)];
		enum role a = (enum role)(i / LENGTH(with_colour) % ROLE_COUNT);
		enum role b = (enum role)(i / LENGTH(with_colour) / ROLE_COUNT);
		struct style x = theme_style(&t, a, colours), y = theme_style(&t, b, colours);

		/* With 16 colours every pale one is near white: the marks distinguish them. */
		if (colours < 256 && (a == ROLE_TEXT || b == ROLE_TEXT))
			continue;
		CHECK(!told_by_colour(x, y) || told_apart(x, y),
			"roles %c and %c look alike with %d colours", theme_role_letter(a),
			theme_role_letter(b), colours);
	}
}

/* The default scheme makes no such promise: the test must catch it. */
static void
the_default_scheme_fails_the_check(void **state)
{
	struct theme t;
	size_t alike = 0;

	(void)state;
	theme_init(&t);
	for (int a = 0; a < ROLE_COUNT; a++) {
		for (int b = 0; b < ROLE_COUNT; b++) {
			struct style x = theme_style(&t, (enum role)a, 256);
			struct style y = theme_style(&t, (enum role)b, 256);

			alike += told_by_colour(x, y) && !told_apart(x, y);
		}
	}
	assert_true(alike > 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_simulation_confuses_red_and_green),
		cmocka_unit_test(the_colour_blind_scheme_does_not_rely_on_red_and_green),
		cmocka_unit_test(the_default_scheme_fails_the_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
