/* SPDX-License-Identifier: MIT */
/* pane_private.h: what the files of a pane share. */
#ifndef PEAKTOP_TERM_PANE_PRIVATE_H
#define PEAKTOP_TERM_PANE_PRIVATE_H

#include "config.h"

#include <vterm.h>

#include "term/pane.h"
#include "term/pane_grid.h"
#include "term/pane_scrollback.h"

/* A string that a program sends (its title): an ESC came that may begin one, it has begun, an ESC in
 * it may end it. */
enum pane_string_state {
	PANE_STRING_NONE,
	PANE_STRING_ESCAPE,
	PANE_STRING_INSIDE,
	PANE_STRING_ENDING,
};

struct pane {
	VTerm *vt;
	VTermState *state;
	VTermAllocatorFunctions memory;
	struct pane_grid primary, alternate; /* alternate: open while it is shown */
	struct pane_screen screen;           /* its cells are those of the grid that is shown */
	struct pane_scrollback scrollback;
	struct ink ink; /* of what is written; screen-wide reverse is in it already */
	bool reversed;
	bool resetting; /* a reset has begun; a full one erases everything next */
	uint64_t clock;
	struct bytes line;    /* a line on its way to the scrollback */
	struct bytes replies; /* to the pty */
	bool writing;         /* replies are answers to what the program wrote */
	char title[PANE_TITLE_MAX];
	size_t title_length;
	struct bytes held; /* the beginning of a character whose end has not come */
	struct bytes text; /* on its way to libvterm */
	struct bytes string;
	enum pane_string_state string_state;
	bool lone_mark; /* libvterm last put a mark with nothing before it */
	bool shrunk;    /* a saved cursor may lie outside */
};

struct pane_grid *pane_shown(struct pane *);

/* Pushes the rows from `start` up to `end` of the primary screen to the scrollback. */
void pane_push_rows(struct pane *, int start, int end);

/* After anything that may have moved the cursor. */
void pane_follow_cursor(struct pane *);

/* Takes what libvterm says to the pty. */
void pane_answer(const char *, size_t, void *pane);

void pane_show_alternate(struct pane *, bool wanted);
void pane_add_to_title(struct pane *, const char *, size_t length);
void pane_finish_title(struct pane *);
void pane_take_title(struct pane *, const VTermValue *);

/* Makes the cells another size; returns by how much the cursor moves up. */
int pane_change_size(struct pane *, int rows, int cols, int cursor_row);

/* Callbacks of libvterm. */
int pane_set_property(VTermProp, VTermValue *, void *pane);
#ifdef HAVE_VTERMSTATEFIELDS
int pane_on_resize(int rows, int cols, VTermStateFields *, void *pane);
#else
int pane_on_resize(int rows, int cols, VTermPos *delta, void *pane);
#endif
extern const VTermStateCallbacks pane_callbacks;

#endif
