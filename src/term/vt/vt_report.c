/* SPDX-License-Identifier: MIT */
/* vt_report.c: replies to a program's queries: the terminal's identity, the cursor, the size. */
#include "config.h"

#include "base/length.h"
#include "term/vt/vt_private.h"

/* A VT420 as xterm reports it: 132 columns, selective erase, technical characters, windows,
 * horizontal scrolling, colours. Programs do not check for what we lack. */
#define DEVICE "\033[?64;1;6;15;18;21;22c"
#define DEVICE_VERSION "\033[>41;379;0c"
#define DEVICE_UNIT "\033P!|00000000\033\\"

void
vt_report_device(struct vt *p, const struct vt_sequence *s)
{
	if (vt_value(s, 0, 0) != 0)
		return;
	vt_answer(p, "%s",
		s->prefix == '>'   ? DEVICE_VERSION
		: s->prefix == '=' ? DEVICE_UNIT
				   : DEVICE);
}

static void
report_version(struct vt *p, const struct vt_sequence *s)
{
	if (vt_value(s, 0, 0) == 0)
		vt_answer(p, "\033P>|peaktop(%s)\033\\", PACKAGE_VERSION);
}

/* --- the cursor --- */

static void
report_cursor(struct vt *p, const char *prefix, const char *page)
{
	bool origin = vt_has(p, MODE_ORIGIN);
	int row = origin ? p->row - p->top : p->row, col = origin ? p->col - p->left : p->col;

	vt_answer(p, "\033[%s%d;%d%sR", prefix, row + 1, col + 1, page);
}

/* No printer, no user-defined keys, a keyboard, no locator, no macros, no data errors. */
static const struct {
	int asked;
	const char *answer;
} statuses[] = {
	{ 15, "\033[?13n" },
	{ 25, "\033[?21n" },
	{ 26, "\033[?27;1;0;0n" },
	{ 53, "\033[?50n" },
	{ 55, "\033[?50n" },
	{ 56, "\033[?57;0n" },
	{ 62, "\033[0*{" },
	{ 75, "\033[?70n" },
	{ 85, "\033[?83n" },
};

static void
report_status(struct vt *p, const struct vt_sequence *s)
{
	int asked = vt_value(s, 0, 0);

	if (asked == 5)
		vt_answer(p, "\033[0n");
	else if (asked == 6)
		report_cursor(p, "", "");
}

static void
report_private_status(struct vt *p, const struct vt_sequence *s)
{
	int asked = vt_value(s, 0, 0);

	if (asked == 6)
		report_cursor(p, "?", ";1");
	else if (asked == 63)
		vt_answer(p, "\033P%d!~0000\033\\", vt_value(s, 1, 0));
	for (size_t i = 0; i < LENGTH(statuses); i++)
		if (statuses[i].asked == asked)
			vt_answer(p, "%s", statuses[i].answer);
}

/* A window that is not an icon; the size of its text and its screen. It cannot be changed. */
static void
report_window(struct vt *p, const struct vt_sequence *s)
{
	switch (vt_value(s, 0, 0)) {
	case 11:
		vt_answer(p, "\033[1t");
		break;
	case 18:
		vt_answer(p, "\033[8;%d;%dt", p->screen.rows, p->screen.cols);
		break;
	case 19:
		vt_answer(p, "\033[9;%d;%dt", p->screen.rows, p->screen.cols);
		break;
	case 22:
		if (vt_value(s, 1, 0) != 1)
			vt_title_push(p);
		break;
	case 23:
		if (vt_value(s, 1, 0) != 1)
			vt_title_pop(p);
		break;
	default:
		break;
	}
}

static const struct vt_command asking[] = {
	{ 0, 0, 'c', vt_report_device },
	{ '>', 0, 'c', vt_report_device },
	{ '=', 0, 'c', vt_report_device },
	{ 0, 0, 'n', report_status },
	{ '?', 0, 'n', report_private_status },
	{ 0, '$', 'p', vt_report_mode },
	{ '?', '$', 'p', vt_report_mode },
	{ '>', 0, 'q', report_version },
	{ 0, 0, 't', report_window },
};

const struct vt_commands vt_asking = { asking, LENGTH(asking) };
