/* SPDX-License-Identifier: MIT */
/* curses_shape.c: the shape of the cursor (DECSCUSR), on terminals that support it. */
#include "term/curses/curses_shape.h"

#include <curses.h>
#include <term.h>

#include "term/curses/curses_capability.h"

bool
curses_shape_put(struct bytes *b, int shape)
{
	const char *text = tigetstr("Ss");

	if (text == NULL || text == (const char *)-1)
		return false;
	curses_put_text(b, tiparm(text, shape));
	return true;
}

/* The shape is sent again when the cursor reappears: what shows it (cnorm) may change its blinking.
 */
bool
curses_shape_send(struct curses_shape *s, bool shown, struct bytes *out)
{
	bool again = shown && !s->shown && s->wanted != 0;

	s->shown = shown;
	if (s->wanted == s->sent && !again)
		return false;
	s->sent = s->wanted;
	return curses_shape_put(out, s->wanted);
}
