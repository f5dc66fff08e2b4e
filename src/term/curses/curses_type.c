/* SPDX-License-Identifier: MIT */
/* curses_type.c: the terminal type to use for the one in TERM. */
#include "term/curses/curses_type.h"

#include <curses.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/length.h"
#include "term/term.h"

static const char *const fallbacks[] = { "xterm-256color", "xterm", "vt100" };

static const char *
text_of(const char *capability)
{
	const char *text = tigetstr(capability);

	return text != (const char *)-1 ? text : NULL;
}

const char *
curses_usable_type(const char *type)
{
	int found;

	if (type == NULL || type[0] == '\0' || strcmp(type, "dumb") == 0)
		return NULL;
	for (size_t i = 0; i <= LENGTH(fallbacks); i++) {
		if (setupterm(type, STDOUT_FILENO, &found) == OK) {
			bool moves = text_of("cup") != NULL;

			del_curterm(cur_term);
			return moves ? type : NULL;
		}
		/* A hard-copy or generic type exists but is unusable: as good as dumb. */
		if (found == 1)
			return NULL;
		if (i < LENGTH(fallbacks))
			type = fallbacks[i];
	}
	return NULL;
}

bool
term_usable(const char *type)
{
	return curses_usable_type(type) != NULL;
}

/* A terminal that shapes its cursor, or whose colours can be set by OSC 4, understands string
 * sequences; others would display them. */
bool
curses_answers_colours(void)
{
	const char *setting = text_of("initc");

	return text_of("Ss") != NULL || (setting != NULL && strncmp(setting, "\033]4;", 4) == 0);
}

bool
term_answers_colours(const char *type)
{
	int found;
	bool answers;

	type = curses_usable_type(type);
	if (type == NULL || setupterm(type, STDOUT_FILENO, &found) != OK)
		return false;
	answers = curses_answers_colours();
	del_curterm(cur_term);
	return answers;
}
