/* SPDX-License-Identifier: MIT */
/* pen.h: writes lines of text one below the other, scrolled. */
#ifndef PEAKTOP_SCREEN_VIEW_PEN_H
#define PEAKTOP_SCREEN_VIEW_PEN_H

#include "screen/frame/grid.h"

/* Looks for a text in all that a pen writes, also in lines that are not drawn; case is ignored. */
struct pen_search {
	const char *text; /* "": nothing is looked for */
	long from;        /* the first line in which to look */
	long found;       /* the first line with the text, if there is one */
	bool any;         /* there is one */
};

/* Draws lines one below the other, scrolled: lines outside of the area are not drawn. */
struct pen {
	struct grid *grid;
	struct rect area;
	long line; /* of the next text, counted from the first line */
	long scroll;
	struct pen_search *search; /* what it finds is highlighted; NULL: none */
	long list;                 /* the line of the first row of the list that can be walked */
	struct {
		long first;
		int rows;
	} chart; /* its lines; 0 rows: none */
};
int pen_put(struct pen *, int col, enum role, const char *text);
void pen_next(struct pen *);

/* Whether the present line is inside the area; and its role over the whole width. */
bool pen_shows(const struct pen *);
void pen_role(struct pen *, enum role);

/* Draws a text from a column on, wrapped to at most `max` lines, and ends the last line. */
void pen_wrap(struct pen *, int col, enum role, const char *text, int max);

/* A label and its text, on at most six lines; `-` if the text is empty. */
void pen_field(struct pen *, const char *label, const char *text);

#endif
