/* SPDX-License-Identifier: MIT */
/* test_vt_same.c: a pane looks like libvterm's own screen layer, for random sequences. */
#include <locale.h>
#include <stdlib.h>

#include "base/length.h"
#include "support/pane_twin.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct dice {
	uint64_t state;
};

static unsigned
roll(struct dice *d, unsigned sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(d->state >> 33) % sides;
}

/* libvterm does not save charsets with the cursor. */
#define PLAIN "\033(B\033)B\017"

static const char *const narrow[] = { "a", "quite long a text ", "\u00e9", "\u2500\u2502", "\u00b7",
	"   ", "0123456789abcdefghijklmnopqrstuvwx" };
static const char *const wide[] = { "\u65e5\u672c", "\uac00", "\uff21", "\u65e5\u0301", "\u4e2d",
	"e\u0301", "o\u0308\u0304", "x\u200d" };
static const char *const controls[] = { "\r", "\n", "\r\n", "\b", "\t", "\033M", "\033D", "\033E",
	"\v" };
/* Excludes what libvterm and xterm do differently: test_vt_table.c covers that. After these
 * libvterm puts a combining mark of the last column on the next line. */
static const char *const charsets[] = { "\033(0", "\033(B", "\016", "\017", "\033)0" };
static const char *const modes[] = { "?5", "?25", "20", "?1000", "?2004" };
/* These move text sideways. */
static const char *const sideways_modes[] = { "4", "?69" };
static const char still[] = "CDGHJKLMSXZ`adef";
static const char sideways[] = "@CDHJKLMSXd";
static const char *const pens[] = { "0", "1", "3", "4", "5", "7", "9", "22", "23", "24", "25", "27",
	"29", "31", "42", "39", "49", "97", "104", "38;5;200", "48;5;17", "38;2;1;2;3",
	"48;2;250;0;9", "38:5:99", "" };

/* The parts of a case. */
enum kind { KIND_WIDE, KIND_SIDEWAYS };

static void
add_csi(struct dice *d, enum kind kind, char *out, size_t size)
{
	const char *finals = kind == KIND_SIDEWAYS ? sideways : still;
	char final = finals[roll(d, (unsigned)strlen(finals))];
	unsigned i = roll(d, 16 * 50);

	switch (roll(d, 4)) {
	case 0:
		snprintf(out, size, "\033[%c", final);
		break;
	case 1:
		snprintf(out, size, "\033[%u%c", i % 4, final);
		break;
	case 2:
		snprintf(out, size, "\033[%u%c", i % 60, final);
		break;
	default:
		snprintf(out, size, "\033[%u;%u%c", 1 + i / 50, i % 50, final);
		break;
	}
	/* In xterm these go to the left margin. */
	if (final == 'L' || final == 'M')
		snprintf(out + strlen(out), size - strlen(out), "\r");
}

static void
make_token(struct dice *d, enum kind kind, char *out, size_t size)
{
	char set = roll(d, 2) ? 'h' : 'l';

	switch (roll(d, 8)) {
	case 0:
	case 1:
		snprintf(out, size, "%s", narrow[roll(d, LENGTH(narrow))]);
		break;
	case 2:
		snprintf(out, size, "%s",
			kind == KIND_WIDE ? wide[roll(d, LENGTH(wide))]
					  : charsets[roll(d, LENGTH(charsets))]);
		break;
	case 3:
		snprintf(out, size, "%s", controls[roll(d, LENGTH(controls))]);
		break;
	case 4:
		if (kind == KIND_SIDEWAYS && roll(d, 3) == 0)
			snprintf(out, size, "\033[%s%c", sideways_modes[roll(d, 2)], set);
		else
			snprintf(out, size, "\033[%s%c" PLAIN, modes[roll(d, LENGTH(modes))], set);
		break;
	case 5:
		snprintf(out, size, "\033[%sm", pens[roll(d, LENGTH(pens))]);
		break;
	default:
		add_csi(d, kind, out, size);
		break;
	}
}

static void
change_both(struct dice *d, struct twin *t)
{
	int rows = 3 + (int)roll(d, 25), cols = 10 + (int)roll(d, 70);

	twin_resize(t, rows, cols);
}

/* Erasing and moving with a pending wrap differs. */
static void
leave_the_edge(struct twin *t)
{
	const struct vt_screen *s = vt_screen(t->pane);

	if (s->cursor_col >= s->cols - 2)
		twin_text(t, "\r");
}

static void
keep_both(enum kind kind, uint64_t seed, unsigned tokens)
{
	struct dice d = { seed };
	int rows = 5 + (int)roll(&d, 20), cols = 20 + (int)roll(&d, 60);
	struct twin t = twin_open(rows, cols);
	char token[64], before[64] = "";

	for (unsigned i = 0; i < tokens; i++) {
		make_token(&d, kind, token, sizeof token);
		if (TWIN_RESIZES_ALIKE && roll(&d, 100) == 0 && !vt_screen(t.pane)->alternate)
			change_both(&d, &t);
		leave_the_edge(&t);
		twin_text(&t, token);
		leave_the_edge(&t);
		if (!twin_same(&t))
			fail_msg("seed %ju, token %u: ESC%s after ESC%s", (uintmax_t)seed, i,
				token + 1, before + 1);
		snprintf(before, sizeof before, "%s", token);
	}
	twin_close(&t);
}

static void
sequences_of_all_kinds_show_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++)
		keep_both(KIND_SIDEWAYS, seed, 150);
}

static void
wide_characters_show_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1001; seed <= 1060; seed++)
		keep_both(KIND_WIDE, seed, 150);
}

/* libvterm's screen does not show which halves meet when wide characters move sideways; here no
 * half may remain alone. */
static void
no_half_of_a_wide_character_remains(void **state)
{
	struct dice d = { 5 };
	struct vt *p = vt_open(6, 17);
	char token[64];

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		const struct vt_screen *s;

		make_token(&d, roll(&d, 2) ? KIND_WIDE : KIND_SIDEWAYS, token, sizeof token);
		vt_write(p, token, strlen(token));
		if (roll(&d, 50) == 0)
			vt_resize(p, 1 + (int)roll(&d, 9), 1 + (int)(i % 20));
		s = vt_screen(p);
		for (int row = 0; row < s->rows; row++)
			for (int col = 0; col < s->cols; col++) {
				bool opens = vt_screen_at(s, row, col)->width == 2;
				bool closes = col + 1 < s->cols &&
					      vt_screen_at(s, row, col + 1)->width == 0;

				if (opens != closes)
					fail_msg("token %u, row %d, column %d", i, row, col);
			}
	}
	vt_close(p);
}

/* Any bytes, split anywhere, and resizes: nothing is accessed out of bounds. */
static void
any_bytes_are_safe(void **state)
{
	static const char often[] =
		"\033[;?0123456789mHJKLMPXdhlrs@\r\n\t\b\xc2\xe6\x97\x85\x90]\a78#(c!pabc";
	struct dice d = { 77 };
	struct vt *p = vt_open(24, 80);
	char bytes[200];

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		size_t count = 1 + roll(&d, sizeof bytes);

		for (size_t at = 0; at < count; at++)
			bytes[at] = roll(&d, 6) ? often[roll(&d, sizeof often - 1)]
						: (char)roll(&d, 256);
		vt_write(p, bytes, count);
		if (roll(&d, 10) == 0)
			vt_resize(p, 1 + (int)roll(&d, 30), 1 + (int)(i % 90));
		assert_true(vt_screen(p)->cursor_row < vt_screen(p)->rows);
	}
	assert_in_range(vt_screen(p)->line_count - vt_screen(p)->first_line, 1, VT_LINES_MAX);
	vt_close(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_of_all_kinds_show_the_same),
		cmocka_unit_test(wide_characters_show_the_same),
		cmocka_unit_test(no_half_of_a_wide_character_remains),
		cmocka_unit_test(any_bytes_are_safe),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane_same", tests, NULL, NULL);
}
