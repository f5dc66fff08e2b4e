/* SPDX-License-Identifier: MIT */
/* curses_type.c: which type of terminal is taken for the one that TERM names. */
#include "term/curses_type.h"

#include <curses.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

static const char *const fallbacks[] = { "xterm-256color", "xterm", "vt100" };

const char *
curses_usable_type(const char *type)
{
	int found;

	if (type == NULL || type[0] == '\0' || strcmp(type, "dumb") == 0)
		return NULL;
	for (size_t i = 0; i <= sizeof fallbacks / sizeof fallbacks[0]; i++) {
		if (setupterm(type, STDOUT_FILENO, &found) == OK) {
			bool moves = tigetstr("cup") != NULL && tigetstr("cup") != (char *)-1;

			del_curterm(cur_term);
			return moves ? type : NULL;
		}
		/* A hard-copy or generic type is there but of no use: as good as dumb. */
		if (found == 1)
			return NULL;
		if (i < sizeof fallbacks / sizeof fallbacks[0])
			type = fallbacks[i];
	}
	return NULL;
}
