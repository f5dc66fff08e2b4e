/* SPDX-License-Identifier: MIT */
/* setup.h: the settings that the set-up shows and changes. */
#ifndef PEAKTOP_SCREEN_STATE_SETUP_H
#define PEAKTOP_SCREEN_STATE_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* How a setting is changed. */
enum setting_kind {
	SETTING_CHOICE,  /* one of its choices */
	SETTING_FLAG,    /* the same: no or yes */
	SETTING_TEXT,    /* typed */
	SETTING_SORT,    /* by the menu of columns to sort by */
	SETTING_COLUMNS, /* by the menu of columns */
	SETTING_KINDS,
};

struct setting {
	const char *name, *help;
	const char *choices; /* "short, auto, kib"; NULL: none */
	enum setting_kind kind;
	bool at_start; /* has an effect only at the next start */
	char value[48];
};

/* The settings and their values, filled and owned by app/. */
#define SETUP_MAX 24
struct setup_page {
	struct setting items[SETUP_MAX];
	size_t count;
};

/* The setting of this name; the count of the page if there is none. */
size_t setup_find(const struct setup_page *, const char *name);

/* The choices of a setting, and which of them is its value; the first if none is. */
size_t setting_choice_count(const struct setting *);
size_t setting_choice_now(const struct setting *);
void setting_put_choice(const struct setting *, size_t choice, struct buffer *);

/* Writes what a choice means; nothing if its name says it. */
void setting_put_meaning(const struct setting *, size_t choice, struct buffer *);

#endif
