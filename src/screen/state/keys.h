/* SPDX-License-Identifier: MIT */
/* keys.h: THE table of keys: what each does, its help, its hint in the footer, its default.
 *
 * To add a key is to add a row in keys.c, and a function where it does something new. A function
 * changes the state and says what must follow; it never draws, scans or exits. */
#ifndef PEAKTOP_SCREEN_STATE_KEYS_H
#define PEAKTOP_SCREEN_STATE_KEYS_H

#include "base/failure.h"
#include "screen/state/command.h"
#include "screen/state/input.h"
#include "screen/state/state.h"

#define KEYS_PER_ACTION 10
#define KEY_ACTIONS_MAX 80

struct key_action {
	const char *name;     /* in the config: key.NAME = ... */
	const char *defaults; /* "q F10" */
	const char *hint;     /* in the footer; NULL: none */
	const char *help;
	unsigned views; /* bit n: works in enum view n */
	unsigned hints; /* bit n: its hint is shown there; 0: wherever it works */
	/* What it does: a function, or one of the three below. */
	struct command (*act)(struct view_state *, const struct scene *, const struct key_event *);
	const char *sort;        /* sorts by this column */
	long move;               /* moves by so many lines, or as KEY_MOVE_ says */
	enum replay_move replay; /* goes elsewhere in a recording; `move` says how far */
};

#define KEY_MOVE_PAGE 1000000L
#define KEY_MOVE_FAR 1000000000L

/* Among the bits of `views`: only where a recording is shown, or only where none is. */
#define KEY_ONLY_REPLAY (1u << 30)
#define KEY_ONLY_LIVE (1u << 31)

extern const struct key_action key_actions[];
extern const size_t key_action_count;

struct key_bindings {
	int codes[KEY_ACTIONS_MAX][KEYS_PER_ACTION]; /* 0 ends a row */
};

void keys_init(struct key_bindings *);

/* "q F10" for the action of this name. No such action: *unknown. False: no such key, or one that
 * belongs already to another action that works where this one does. */
bool keys_bind(struct key_bindings *, const char *action, const char *names, bool *unknown,
	struct failure *why);

/* Whether an action works in this view, and in a recording or without. */
bool keys_work(const struct key_action *, enum view, const struct view_state *);

/* Acts on a key: an open prompt or menu takes it first, else the table. Returns what
 * follows from it. */
struct command keys_press(struct view_state *, const struct scene *, const struct key_event *);

/* The keys of an action, "q F10", and the first of them. */
void keys_put_names(const struct key_bindings *, size_t action, struct buffer *);
void keys_put_first(const struct key_bindings *, const char *action, struct buffer *);

/* Whether this is a key of the action of this name. */
bool keys_are_of(const struct key_bindings *, const char *action, int code);

struct bytes;
void keys_put_config(const struct key_bindings *, struct bytes *out);

#endif
