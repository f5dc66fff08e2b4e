/* SPDX-License-Identifier: MIT */
/* bindings.h: the actions of keys, and which keys they are bound to, by default or by the user. */
#ifndef PEAKTOP_SCREEN_STATE_BINDINGS_H
#define PEAKTOP_SCREEN_STATE_BINDINGS_H

#include "base/failure.h"
#include "screen/state/command.h"
#include "screen/state/scene.h"

#define KEYS_PER_ACTION 10
#define KEY_ACTIONS_MAX 100

struct key_action {
	const char *name;     /* in the config: key.NAME = ... */
	const char *defaults; /* "q F10" */
	const char *hint;     /* in the footer; NULL: none */
	const char *help;
	unsigned views; /* bit n: works in enum view n */
	unsigned hints; /* bit n: its hint is shown there; 0: wherever it works */
	/* What it does: one of a function and the three members below. */
	struct command (*handle)(
		struct view_state *, const struct scene *, const struct key_event *);
	const char *sort;        /* sorts by this column */
	long move;               /* moves by this many lines, or a KEY_MOVE_ value */
	enum replay_move replay; /* moves in a recording; `move` says how far */
	const char *former;      /* an earlier name, which a config file may still use; or NULL */
	unsigned needs;          /* enum key_need (screen/state/needs.h) */
};

#define KEY_MOVE_PAGE 1000000L
#define KEY_MOVE_FAR 1000000000L

/* Bits of `views`: only in a recording, or only outside one. */
#define KEY_ONLY_REPLAY (1u << 30)
#define KEY_ONLY_LIVE (1u << 31)

struct key_bindings {
	const struct key_action *actions;
	size_t count;
	int codes[KEY_ACTIONS_MAX][KEYS_PER_ACTION]; /* of each action; ends with 0 */
	bool is_own[KEY_ACTIONS_MAX];                /* bound by the user, not by default */
};

/* Binds the default keys of these actions. */
void bindings_init(struct key_bindings *, const struct key_action *, size_t count);

/* Binds the user's own keys ("q F10") to an action by its name; they are taken from actions that
 * have them by default. No such action: *unknown. False: no such key, or one that the user has
 * bound to another action that works in the same view. */
bool bindings_set(struct key_bindings *, const char *action, const char *names, bool *unknown,
	struct failure *why);

/* Whether an action works in this view; `replay`: of a recording. */
bool key_action_works(const struct key_action *, enum view, bool replay);

/* The keys of an action ("q F10"), and the first of them. */
void bindings_put_names(const struct key_bindings *, size_t action, struct buffer *);
void bindings_put_first(const struct key_bindings *, const char *action, struct buffer *);

/* Whether this key is bound to an action, given by its number or by its name. */
bool bindings_have(const struct key_bindings *, size_t action, int code);
bool bindings_have_named(const struct key_bindings *, const char *action, int code);

struct bytes;
void bindings_put_config(const struct key_bindings *, struct bytes *out);

#endif
