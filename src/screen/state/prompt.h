/* SPDX-License-Identifier: MIT */
/* prompt.h: the line in which text is typed (search, filter, interval, pid, command), and
 * questions: as they are seen. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_H

#include "screen/state/state.h"

void prompt_open(struct view_state *, enum prompt_kind, const char *text);

/* The characters that can be typed into it; NULL: all; "": none, it is a question. */
const char *prompt_takes(enum prompt_kind);

/* What stands before the typed text. */
void prompt_put_label(const struct view_state *, const struct scene *, struct buffer *);

#endif
