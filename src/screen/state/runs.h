/* SPDX-License-Identifier: MIT */
/* runs.h: the recorded runs as the screen shows them: a list to choose from, and a page of text. */
#ifndef PEAKTOP_SCREEN_STATE_RUNS_H
#define PEAKTOP_SCREEN_STATE_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scene;
struct view_state;

/* A run of the list, written already. */
struct run_line {
	uint64_t number;
	char *text;
};

/* What was read of the history for the screen; filled and owned by app/. */
struct runs_page {
	char *head; /* of the list; NULL: not read yet */
	struct run_line *lines;
	size_t count, capacity;
	char *text; /* the run, or the comparison, that was asked for; NULL: none */
};

#define RUNS_TAGGED_MAX 6

/* What the user chose there. */
struct run_choice {
	size_t cursor, top;
	uint64_t tagged[RUNS_TAGGED_MAX]; /* oldest first, which the others are held against */
	size_t tagged_count;
	uint64_t opened;
};

/* The first run on a screen of so many: the cursor's is among them at any size. */
size_t runs_top(const struct run_choice *, size_t rows);

/* Keeps the cursor on a run that is there, and on the screen. */
void runs_move_to(struct view_state *, const struct scene *, size_t cursor);

#endif
