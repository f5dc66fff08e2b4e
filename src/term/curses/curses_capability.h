/* SPDX-License-Identifier: MIT */
/* curses_capability.h: capabilities of the terminal as text to send. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_CAPABILITY_H
#define PEAKTOP_TERM_CURSES_CURSES_CAPABILITY_H

#include <stdbool.h>

#include "base/bytes.h"

/* Appends a capability without padding (NULL: nowhere); false: the terminal does not have it. */
bool curses_put_capability(struct bytes *, const char *name);

/* The same for the text of a capability. */
void curses_put_text(struct bytes *, const char *);

#endif
