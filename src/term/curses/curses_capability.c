/* SPDX-License-Identifier: MIT */
/* curses_capability.c: capabilities of the terminal as text to send. */
#include "term/curses/curses_capability.h"

#include <curses.h>
#include <string.h>
#include <term.h>

/* Without "$<5>", delays for old terminals. */
void
curses_put_text(struct bytes *b, const char *text)
{
	const char *padding;

	while ((padding = strstr(text, "$<")) != NULL && strchr(padding, '>') != NULL) {
		bytes_put(b, text, (size_t)(padding - text));
		text = strchr(padding, '>') + 1;
	}
	bytes_text(b, text);
}

bool
curses_put_capability(struct bytes *b, const char *name)
{
	const char *text = tigetstr(name);

	if (text == NULL || text == (const char *)-1)
		return false;
	if (b != NULL)
		curses_put_text(b, text);
	return true;
}
