/* SPDX-License-Identifier: MIT */
/* test_vt_table.c: each case of tests/fixtures/pane/cases.txt: bytes, and the resulting screen,
 * cursor and answers; whole, byte by byte, and split anywhere. */
#include <locale.h>
#include <stdio.h>

#include "base/length.h"
#include "support/pane_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define LINE_MAX 2000
#define CASES_MIN 180

/* How a case is written to the pane. */
enum split { SPLIT_NONE, SPLIT_BYTES, SPLIT_ANYWHERE, SPLITS };

struct reader {
	FILE *file;
	char line[LINE_MAX];
	int number;
	char name[LINE_MAX]; /* of the case */
	unsigned cases, checks;
	int rows, cols;
	struct vt *pane;
	enum split split;
	uint64_t dice;
};

#define complain(r, ...)                                                                \
	do {                                                                            \
		print_error("# case '%s', line %d, split %d: ", (r)->name, (r)->number, \
			(int)(r)->split);                                               \
		fail_msg(__VA_ARGS__);                                                  \
	} while (0)

/* --- texts in the file --- */

/* A backslash and e, n, r, t, b, a, s (a space), x and two digits, or itself. */
static size_t
unescape(char *text)
{
	static const char names[] = "enrtbas\\", values[] = "\033\n\r\t\b\a \\";
	size_t length = 0;

	for (const char *at = text; *at != '\0'; at++) {
		const char *found;
		unsigned code;

		if (*at != '\\') {
			text[length++] = *at;
			continue;
		}
		found = strchr(names, *++at);
		if (*at == 'x' && sscanf(at + 1, "%2x", &code) == 1) {
			text[length++] = (char)code;
			at += 2;
		} else {
			assert_true(*at != '\0' && found != NULL);
			text[length++] = values[found - names];
		}
	}
	text[length] = '\0';
	return length;
}

static size_t
next_length(struct reader *r, size_t left)
{
	r->dice = r->dice * 6364136223846793005u + 1442695040888963407u;
	if (r->split == SPLIT_NONE)
		return left;
	if (r->split == SPLIT_BYTES)
		return 1;
	return 1 + (size_t)(r->dice >> 33) % (left < 7 ? left : 7);
}

static void
do_write(struct reader *r, char *text)
{
	size_t length = unescape(text), step;

	for (size_t at = 0; at < length; at += step) {
		step = next_length(r, length - at);
		vt_write(r->pane, text + at, step);
	}
}

/* --- expectations of a case --- */

static void
do_size(struct reader *r, char *text)
{
	assert_int_equal(sscanf(text, "%d %d", &r->rows, &r->cols), 2);
	vt_resize(r->pane, r->rows, r->cols);
}

/* Rows separated by bars; trailing blank ones may be omitted. */
static void
do_shows(struct reader *r, char *text)
{
	char *rows = pane_rows(r->pane), *end = rows + strlen(rows);

	unescape(text);
	while (end > rows && end[-1] == '|')
		*--end = '\0';
	if (strcmp(rows, text) != 0)
		complain(r, "shows '%s', not '%s'", rows, text);
	free(rows);
}

static void
do_cursor(struct reader *r, char *text)
{
	const struct vt_screen *s = vt_screen(r->pane);
	int row, col;

	assert_int_equal(sscanf(text, "%d %d", &row, &col), 2);
	if (s->cursor_row != row || s->cursor_col != col)
		complain(r, "cursor at %d %d", s->cursor_row, s->cursor_col);
}

static void
do_says(struct reader *r, char *text)
{
	char *said = pane_said(r->pane);

	unescape(text);
	if (strcmp(said, text) != 0)
		complain(r, "says '%s'", said[0] == '\033' ? said + 1 : said);
	free(said);
}

/* ROW COL FRONT BACK ATTRIBUTES, the colours as numbers (-1: none, or 0x1rrggbb). */
static void
do_ink(struct reader *r, char *text)
{
	struct vt_cell cell;
	long front, back, attributes;
	int row, col;

	assert_int_equal(
		sscanf(text, "%d %d %li %li %li", &row, &col, &front, &back, &attributes), 5);
	cell = pane_cell_at(r->pane, row, col);
	if (cell.ink.front != front || cell.ink.back != back || cell.ink.attributes != attributes)
		complain(r, "ink %#x %#x %#x", (unsigned)cell.ink.front, (unsigned)cell.ink.back,
			cell.ink.attributes);
}

static void
do_title(struct reader *r, char *text)
{
	unescape(text);
	if (strcmp(vt_screen(r->pane)->title, text) != 0)
		complain(r, "title '%s'", vt_screen(r->pane)->title);
}

/* The kind of the cursor, whether it blinks, whether it is hidden. */
static void
do_look(struct reader *r, char *text)
{
	const struct vt_screen *s = vt_screen(r->pane);
	int kind, blinks, hidden;

	assert_int_equal(sscanf(text, "%d %d %d", &kind, &blinks, &hidden), 3);
	if (s->cursor != kind || s->cursor_blinks != blinks || s->cursor_hidden != hidden)
		complain(r, "look %d %d %d", s->cursor, s->cursor_blinks, s->cursor_hidden);
}

/* Kept lines of those scrolled off the top. */
static void
do_lines(struct reader *r, char *text)
{
	const struct vt_screen *s = vt_screen(r->pane);
	uint64_t count = s->line_count - s->first_line;

	if (count != (uint64_t)strtoul(text, NULL, 10))
		complain(r, "%ju lines", (uintmax_t)count);
}

static void
do_held(struct reader *r, char *text)
{
	if (vt_is_held(r->pane) != (text[0] == '1'))
		complain(r, "held");
}

static void
do_wheel(struct reader *r, char *text)
{
	struct key_event wheel = { .code = KEY_CODE_WHEEL_UP };

	vt_key(r->pane, &wheel);
	do_says(r, text);
}

static void
begin_case(struct reader *r, char *text)
{
	snprintf(r->name, sizeof r->name, "%s", text);
	r->cases++;
	r->rows = 8;
	r->cols = 24;
	vt_close(r->pane);
	r->pane = vt_open(r->rows, r->cols);
}

static const struct {
	const char *word;
	void (*act)(struct reader *, char *);
} words[] = {
	{ "case", begin_case },
	{ "cursor", do_cursor },
	{ "held", do_held },
	{ "ink", do_ink },
	{ "lines", do_lines },
	{ "look", do_look },
	{ "says", do_says },
	{ "shows", do_shows },
	{ "size", do_size },
	{ "title", do_title },
	{ "wheel", do_wheel },
	{ "write", do_write },
};

static void
obey_line(struct reader *r)
{
	char *text = strchr(r->line, ' ');

	if (r->line[0] == '\0' || r->line[0] == '#')
		return;
	if (text != NULL)
		*text++ = '\0';
	else
		text = r->line + strlen(r->line);
	for (size_t i = 0; i < LENGTH(words); i++)
		if (strcmp(words[i].word, r->line) == 0) {
			words[i].act(r, text);
			r->checks += words[i].act != do_write && words[i].act != begin_case;
			return;
		}
	complain(r, "no word '%s'", r->line);
}

static void
run_table(enum split split, uint64_t dice)
{
	const char *source = getenv("SOURCE_DIR");
	struct reader r = { .split = split, .dice = dice };
	char path[1000];

	snprintf(path, sizeof path, "%s/tests/fixtures/pane/cases.txt",
		source != NULL ? source : ".");
	r.file = fopen(path, "r");
	assert_non_null(r.file);
	while (fgets(r.line, sizeof r.line, r.file) != NULL) {
		r.number++;
		r.line[strcspn(r.line, "\n")] = '\0';
		obey_line(&r);
	}
	fclose(r.file);
	vt_close(r.pane);
	assert_true(r.cases >= CASES_MIN && r.checks > 2 * r.cases);
}

static void
every_case_whole(void **state)
{
	(void)state;
	run_table(SPLIT_NONE, 0);
}

static void
every_case_byte_by_byte(void **state)
{
	(void)state;
	run_table(SPLIT_BYTES, 0);
}

static void
every_case_split_anywhere(void **state)
{
	(void)state;
	for (uint64_t dice = 1; dice <= 20; dice++)
		run_table(SPLIT_ANYWHERE, dice);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_whole),
		cmocka_unit_test(every_case_byte_by_byte),
		cmocka_unit_test(every_case_split_anywhere),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane_table", tests, NULL, NULL);
}
