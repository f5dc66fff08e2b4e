/* SPDX-License-Identifier: MIT */
/* prompt.h: the line in which text is typed (search, filter, interval, pid), and the menus (sort
 * column, user, signal). Both take every key while they are open. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_H

#include "screen/state/keys.h"

void prompt_open(struct view_state *, enum prompt_kind, const char *text);
/* What was pasted, character by character, and its end: text of the prompt that is open, if it
 * takes text; a line's end in it accepts nothing. Elsewhere it is passed over. */
struct command prompt_paste(struct view_state *, const struct scene *, const struct key_event *);
struct command prompt_key(struct view_state *, const struct scene *, const struct key_event *);

/* What stands before the typed text. */
void prompt_put_label(const struct view_state *, const struct scene *, struct buffer *);

/* Moves the cursor to the next row after it that matches the search; `here`: or stays. */
struct command prompt_search_next(struct view_state *, const struct scene *, bool here);

struct command menu_open(struct view_state *, const struct scene *, enum menu_kind);
struct command menu_key(struct view_state *, const struct scene *, const struct key_event *);
const char *menu_title(enum menu_kind);
size_t menu_count(const struct view_state *);
void menu_put_item(const struct view_state *, const struct scene *, size_t item, struct buffer *);

#endif
