/* SPDX-License-Identifier: MIT */
/* vt_mode.c: what a program sets and queries (SM, DECSET): modes, the alternate screen, the
 * mouse. */
#include "term/vt/vt_private.h"

#include "base/length.h"

/* --- the alternate screen --- */

static void
clear_screen(struct vt *p)
{
	vt_erase(p, (struct vt_rect){ 0, p->screen.rows, 0, p->screen.cols }, false);
}

static void
show_alternate(struct vt *p, bool wanted)
{
	if (p->screen.alternate == wanted)
		return;
	if (wanted && !vt_grid_is_open(&p->alternate)) {
		vt_grid_open(&p->alternate, p->screen.rows, p->screen.cols, &p->clock);
		if (vt_has(p, MODE_REVERSED))
			vt_grid_toggle(&p->alternate, INK_REVERSE);
	}
	p->screen.alternate = wanted;
	vt_grid_touch(vt_shown(p));
}

/* 47: its content stays for the next time. */
static void
switch_screen(struct vt *p, bool on)
{
	show_alternate(p, on);
}

/* 1047: it is blank the next time. */
static void
switch_and_clear(struct vt *p, bool on)
{
	switch_screen(p, on);
	if (!on)
		vt_grid_close(&p->alternate);
}

static void
keep_cursor(struct vt *p, bool on)
{
	if (on)
		vt_save_cursor(p);
	else
		vt_restore_cursor(p);
}

static void
switch_all(struct vt *p, bool on)
{
	if (on) {
		vt_save_cursor(p);
		switch_screen(p, true);
		clear_screen(p);
		p->wraps = false;
	} else {
		switch_and_clear(p, false);
		vt_restore_cursor(p);
	}
}

/* --- modes with side effects --- */

static void
reverse_screen(struct vt *p, bool on)
{
	(void)on;
	vt_use_ink(p, p->pen);
	vt_grid_toggle(&p->primary, INK_REVERSE);
	if (vt_grid_is_open(&p->alternate))
		vt_grid_toggle(&p->alternate, INK_REVERSE);
}

static void
go_home(struct vt *p, bool on)
{
	(void)on;
	vt_address(p, 0, 0);
}

static void
use_sides(struct vt *p, bool on)
{
	if (on)
		return;
	p->left = 0;
	p->right = p->screen.cols;
}

static void
show_cursor(struct vt *p, bool on)
{
	p->screen.cursor_hidden = !on;
}

/* --- the table --- */

enum kind {
	KIND_FLAG,
	KIND_MOUSE,    /* which mouse events are reported: each replaces the other */
	KIND_ENCODING, /* how they are encoded: likewise */
	KIND_SCREEN,
	KIND_ACT,   /* has no state of its own */
	KIND_FIXED, /* is known, and never on */
};

static const struct mode_row {
	int number;
	bool private;
	enum kind kind;
	unsigned flag; /* enum vt_mode */
	void (*change)(struct vt *, bool on);
	bool always; /* `change` is called even if nothing changes */
} modes[] = {
	{ 2, false, KIND_FIXED, 0, NULL, false },
	{ 4, false, KIND_FLAG, MODE_INSERT, NULL, false },
	{ 12, false, KIND_FIXED, 0, NULL, false },
	{ 20, false, KIND_FLAG, MODE_NEWLINE, NULL, false },
	{ 1, true, KIND_FLAG, MODE_CURSOR_KEYS, NULL, false },
	{ 3, true, KIND_FIXED, 0, NULL, false },
	{ 5, true, KIND_FLAG, MODE_REVERSED, reverse_screen, false },
	{ 6, true, KIND_FLAG, MODE_ORIGIN, go_home, true },
	{ 7, true, KIND_FLAG, MODE_WRAP, NULL, false },
	{ 8, true, KIND_FIXED, 0, NULL, false },
	{ 9, true, KIND_MOUSE, 0, NULL, false },
	{ 12, true, KIND_FLAG, MODE_BLINK, NULL, false },
	{ 25, true, KIND_FLAG, MODE_CURSOR, show_cursor, false },
	{ 40, true, KIND_FIXED, 0, NULL, false },
	{ 45, true, KIND_FLAG, MODE_REVERSE_WRAP, NULL, false },
	{ 47, true, KIND_SCREEN, 0, switch_screen, true },
	{ 66, true, KIND_FLAG, MODE_KEYPAD, NULL, false },
	{ 67, true, KIND_FLAG, MODE_BACKSPACE, NULL, false },
	{ 69, true, KIND_FLAG, MODE_SIDES, use_sides, true },
	{ 1000, true, KIND_MOUSE, 0, NULL, false },
	{ 1002, true, KIND_MOUSE, 0, NULL, false },
	{ 1003, true, KIND_MOUSE, 0, NULL, false },
	{ 1004, true, KIND_FLAG, MODE_FOCUS, NULL, false },
	{ 1005, true, KIND_ENCODING, 0, NULL, false },
	{ 1006, true, KIND_ENCODING, 0, NULL, false },
	{ 1007, true, KIND_FLAG, MODE_WHEEL_KEYS, NULL, false },
	{ 1015, true, KIND_ENCODING, 0, NULL, false },
	{ 1047, true, KIND_SCREEN, 0, switch_and_clear, true },
	{ 1048, true, KIND_ACT, 0, keep_cursor, true },
	{ 1049, true, KIND_SCREEN, 0, switch_all, true },
	{ 2004, true, KIND_FLAG, MODE_PASTE, NULL, false },
	{ 2026, true, KIND_FLAG, MODE_HELD, NULL, false },
};

_Static_assert(LENGTH(modes) <= 32, "a bit for each where they are kept");

static const struct mode_row *
mode_of(int number, bool private)
{
	for (size_t i = 0; i < LENGTH(modes); i++)
		if (modes[i].number == number && modes[i].private == private)
			return &modes[i];
	return NULL;
}

static bool
is_on(const struct vt *p, const struct mode_row *m)
{
	switch (m->kind) {
	case KIND_FLAG:
		return vt_has(p, m->flag);
	case KIND_MOUSE:
		return p->mouse == m->number;
	case KIND_ENCODING:
		return p->mouse_encoding == m->number;
	case KIND_SCREEN:
		return p->screen.alternate;
	case KIND_ACT:
	case KIND_FIXED:
		break;
	}
	return false;
}

static void
set_mode(struct vt *p, const struct mode_row *m, bool on)
{
	bool changes = on != is_on(p, m);

	if (m->kind == KIND_FLAG)
		p->modes = on ? p->modes | m->flag : p->modes & ~m->flag;
	else if (m->kind == KIND_MOUSE)
		p->mouse = on ? m->number : 0;
	else if (m->kind == KIND_ENCODING)
		p->mouse_encoding = on ? m->number : 0;
	if (m->change != NULL && (changes || m->always))
		m->change(p, on);
	p->clock += changes;
}

void
vt_set_modes(struct vt *p, const struct vt_sequence *s, bool on)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct mode_row *m = mode_of(s->values[i], s->prefix == '?');

		if (m != NULL)
			set_mode(p, m, on);
	}
}

/* Restored if nothing was saved: the initial modes. */
void
vt_keep_all_modes(struct vt *p)
{
	p->kept_modes = 0;
	for (size_t i = 0; i < LENGTH(modes); i++)
		if (is_on(p, &modes[i]))
			p->kept_modes |= UINT32_C(1) << i;
}

/* XTSAVE and XTRESTORE. */
void
vt_keep_modes(struct vt *p, const struct vt_sequence *s, bool restore)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct mode_row *m = mode_of(s->values[i], true);
		uint32_t bit = m != NULL ? UINT32_C(1) << (m - modes) : 0;

		if (m == NULL)
			continue;
		if (restore)
			set_mode(p, m, (p->kept_modes & bit) != 0);
		else
			p->kept_modes = is_on(p, m) ? p->kept_modes | bit : p->kept_modes & ~bit;
	}
}

void
vt_report_mode(struct vt *p, const struct vt_sequence *s)
{
	int number = vt_value(s, 0, 0);
	const struct mode_row *m = mode_of(number, s->prefix == '?');
	int state = m == NULL ? 0 : m->kind == KIND_FIXED ? 4 : is_on(p, m) ? 1 : 2;

	vt_answer(p, "\033[%s%d;%d$y", s->prefix == '?' ? "?" : "", number, state);
}

/* Those that differ from the initial state, except the screen and the origin, which move the
 * cursor, and synchronized output. */
void
vt_put_modes(const struct vt *p, struct bytes *out)
{
	for (size_t i = 0; i < LENGTH(modes); i++) {
		const struct mode_row *m = &modes[i];
		bool on = is_on(p, m);
		bool at_first = m->kind == KIND_FLAG && (m->flag & VT_MODES_AT_FIRST) != 0;

		if (m->kind == KIND_SCREEN || on == at_first ||
			(m->flag & (MODE_ORIGIN | MODE_HELD)) != 0)
			continue;
		bytes_print(out, "\033[%s%d%c", m->private ? "?" : "", m->number, on ? 'h' : 'l');
	}
}
