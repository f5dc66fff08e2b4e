/* SPDX-License-Identifier: MIT */
/* vt_control.c: control characters, and sequences of ESC and one more character. */
#include "term/vt/vt_private.h"

#include "base/length.h"

/* --- controls --- */

static void
feed_line(struct vt *p)
{
	vt_index(p);
	if (vt_has(p, MODE_NEWLINE))
		vt_return(p);
}

static void
step_back(struct vt *p)
{
	vt_move_left(p, 1);
}

static void
tab(struct vt *p)
{
	vt_tab(p, 1);
}

static void
ring(struct vt *p)
{
	p->screen.bells++;
	p->clock++;
}

static void
shift_out(struct vt *p)
{
	p->charsets.locked = 1;
}

static void
shift_in(struct vt *p)
{
	p->charsets.locked = 0;
}

static void (*const controls[])(struct vt *) = {
	['\a'] = ring,
	['\b'] = step_back,
	['\t'] = tab,
	['\n'] = feed_line,
	['\v'] = feed_line,
	['\f'] = feed_line,
	['\r'] = vt_return,
	[016] = shift_out,
	[017] = shift_in,
};

void
vt_on_control(struct vt *p, unsigned char c)
{
	p->printed = 0;
	if (c < LENGTH(controls) && controls[c] != NULL)
		controls[c](p);
}

/* --- ESC and a character --- */

static void
next_line(struct vt *p)
{
	vt_index(p);
	vt_return(p);
}

static void
set_tab(struct vt *p)
{
	vt_set_tab(p, p->col, true);
}

static void
take_g2(struct vt *p)
{
	p->charsets.single = 2;
}

static void
take_g3(struct vt *p)
{
	p->charsets.single = 3;
}

static void
lock_g2(struct vt *p)
{
	p->charsets.locked = 2;
}

static void
lock_g3(struct vt *p)
{
	p->charsets.locked = 3;
}

static void
begin_guard(struct vt *p)
{
	p->guarded = true;
	p->guard = GUARD_ISO;
}

static void
end_guard(struct vt *p)
{
	p->guarded = false;
}

static void
use_keypad(struct vt *p)
{
	p->modes |= MODE_KEYPAD;
}

static void
use_no_keypad(struct vt *p)
{
	p->modes &= ~(unsigned)MODE_KEYPAD;
}

static void
identify(struct vt *p)
{
	vt_report_device(p, &(struct vt_sequence){ .count = 0 });
}

/* At a margin the text moves instead of the cursor. */
static void
back_column(struct vt *p)
{
	if (p->col != p->left)
		vt_move_left(p, 1);
	else if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->left, 1);
}

static void
forward_column(struct vt *p)
{
	if (p->col != p->right - 1)
		vt_move_right(p, 1);
	else if (vt_is_in_margins(p))
		vt_shift(p, p->top, p->bottom, p->left, -1);
}

static void
align(struct vt *p)
{
	vt_reset_margins(p);
	vt_fill_screen(p, 'E');
	vt_move_to(p, 0, 0);
}

static const struct {
	char intermediate, final;
	void (*handle)(struct vt *);
} escapes[] = {
	{ 0, '6', back_column },
	{ 0, '7', vt_save_cursor },
	{ 0, '8', vt_restore_cursor },
	{ 0, '9', forward_column },
	{ 0, '=', use_keypad },
	{ 0, '>', use_no_keypad },
	{ 0, 'D', vt_index },
	{ 0, 'E', next_line },
	{ 0, 'H', set_tab },
	{ 0, 'M', vt_index_back },
	{ 0, 'N', take_g2 },
	{ 0, 'O', take_g3 },
	{ 0, 'V', begin_guard },
	{ 0, 'W', end_guard },
	{ 0, 'Z', identify },
	{ 0, 'c', vt_reset },
	{ 0, 'n', lock_g2 },
	{ 0, 'o', lock_g3 },
	{ '#', '8', align },
};

/* Sets of 94 characters are designated by ( ) * + for G0 to G3; no sets of 96 are supported. */
static void
name_charset(struct vt *p, int set, char final)
{
	p->charsets.sets[set] = final == '0'   ? CHARSET_GRAPHICS
				: final == 'A' ? CHARSET_UK
					       : CHARSET_ASCII;
}

void
vt_on_escape(struct vt *p, char intermediate, char final)
{
	p->printed = 0;
	if (intermediate >= '(' && intermediate <= '+')
		name_charset(p, intermediate - '(', final);
	for (size_t i = 0; i < LENGTH(escapes); i++)
		if (escapes[i].intermediate == intermediate && escapes[i].final == final)
			escapes[i].handle(p);
}
