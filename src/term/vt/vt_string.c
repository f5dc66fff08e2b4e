/* SPDX-License-Identifier: MIT */
/* vt_string.c: strings that a program sends: titles, queries about colours and settings. All
 * others (links, clipboards, pictures) are ignored. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clean.h"
#include "base/length.h"
#include "base/utf8.h"
#include "term/vt/vt_private.h"

/* --- titles --- */

static void
set_title(struct vt *p, const char *text, size_t length)
{
	struct buffer out = buffer_over(p->screen.title, sizeof p->screen.title);

	clean_text(&out, text, utf8_cut_whole(text, length));
	p->clock++;
}

void
vt_title_push(struct vt *p)
{
	if (p->title_count == VT_TITLES_MAX)
		memmove(p->titles[0], p->titles[1], sizeof p->titles - sizeof p->titles[0]);
	else
		p->title_count++;
	memcpy(p->titles[p->title_count - 1], p->screen.title, VT_TITLE_MAX);
}

void
vt_title_pop(struct vt *p)
{
	if (p->title_count == 0)
		return;
	memcpy(p->screen.title, p->titles[--p->title_count], VT_TITLE_MAX);
	p->clock++;
}

/* --- colours --- */

/* From 16 on, the colours are those of xterm in nearly all terminals; those below vary. */
static int32_t
palette_colour(const struct vt *p, int number)
{
	int grey = 8 + 10 * (number - 232), part[3];

	if (number < VT_PALETTE)
		return p->colours.palette[number];
	if (number >= 232)
		return INK_RGB | grey << 16 | grey << 8 | grey;
	part[0] = (number - 16) / 36;
	part[1] = (number - 16) / 6 % 6;
	part[2] = (number - 16) % 6;
	for (size_t i = 0; i < 3; i++)
		part[i] = part[i] > 0 ? 55 + 40 * part[i] : 0;
	return INK_RGB | part[0] << 16 | part[1] << 8 | part[2];
}

/* An unknown colour is not answered. */
static void
report_colour(struct vt *p, const char *name, int32_t colour, const char *ending)
{
	int red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;

	if (colour >= INK_RGB)
		vt_answer(p, "\033]%s;rgb:%02x%02x/%02x%02x/%02x%02x%s", name, red, red, green,
			green, blue, blue, ending);
}

/* A number, and what follows it after a semicolon; false: none. */
static bool
take_number(char **at, long *number)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	*number = strtol(*at, &end, 10);
	*at = *end == ';' ? end + 1 : end;
	return *end == ';' || *end == '\0';
}

/* Pairs of a number and a colour; only queries are answered. */
static void
ask_palette(struct vt *p, char *text, const char *ending)
{
	long number;

	while (take_number(&text, &number)) {
		char name[32];
		struct buffer out = buffer_over(name, sizeof name);
		size_t length = strcspn(text, ";");

		if (length == 1 && *text == '?' && number < 256) {
			buffer_print(&out, "4;%ld", number);
			report_colour(p, name, palette_colour(p, (int)number), ending);
		}
		text += length + (text[length] == ';');
	}
}

/* 10 and following: the foreground, the background, the cursor. */
static void
ask_screen(struct vt *p, long first, char *text, const char *ending)
{
	const int32_t colours[] = { p->colours.front, p->colours.back, p->colours.front };
	static const char *const names[] = { "10", "11", "12" };

	for (size_t i = (size_t)(first - 10); i < LENGTH(names); i++) {
		size_t length = strcspn(text, ";");

		if (length == 1 && *text == '?')
			report_colour(p, names[i], colours[i], ending);
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}

static void
obey_command(struct vt *p, char *text, size_t length, const char *ending)
{
	char *rest = text;
	long number;

	if (!take_number(&rest, &number))
		return;
	if (number == 0 || number == 2)
		set_title(p, rest, length - (size_t)(rest - text));
	else if (number == 4)
		ask_palette(p, rest, ending);
	else if (number >= 10 && number <= 12)
		ask_screen(p, number, rest, ending);
}

/* --- settings (DECRQSS) --- */

static void
report_setting(struct vt *p, const char *name)
{
	struct bytes pen = { .data = NULL };
	int kind = p->screen.cursor == VT_CURSOR_DEFAULT ? VT_CURSOR_BLOCK : p->screen.cursor;
	int shape = 2 * kind - vt_has(p, MODE_BLINK);

	if (strcmp(name, "m") == 0) {
		vt_put_pen(&p->pen, &pen);
		vt_answer(p, "\033P1$r%sm\033\\", pen.data);
	} else if (strcmp(name, "r") == 0) {
		vt_answer(p, "\033P1$r%d;%dr\033\\", p->top + 1, p->bottom);
	} else if (strcmp(name, "s") == 0) {
		vt_answer(p, "\033P1$r%d;%ds\033\\", p->left + 1, p->right);
	} else if (strcmp(name, " q") == 0) {
		vt_answer(p, "\033P1$r%d q\033\\", shape);
	} else if (strcmp(name, "\"q") == 0) {
		vt_answer(p, "\033P1$r%d\"q\033\\", p->guarded && p->guard == GUARD_DEC);
	} else if (strcmp(name, "\"p") == 0) {
		vt_answer(p, "\033P1$r64;1\"p\033\\");
	} else {
		vt_answer(p, "\033P0$r\033\\");
	}
	bytes_free(&pen);
}

void
vt_on_string(struct vt *p, char kind, char *text, size_t length, const char *ending)
{
	p->printed = 0;
	/* The last byte is needed for the terminator. */
	if (length == VT_STRING_MAX)
		length--;
	text[length] = '\0';
	if (kind == ']')
		obey_command(p, text, strlen(text), ending);
	else if (kind == 'P' && strncmp(text, "$q", 2) == 0)
		report_setting(p, text + 2);
	else if (kind == 'P' && strncmp(text, "+q", 2) == 0)
		vt_answer(p, "\033P0+r\033\\");
}
