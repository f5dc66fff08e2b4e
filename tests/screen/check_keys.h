/* SPDX-License-Identifier: MIT */
/* check_keys.h: a check for each key: when pressed in a fresh world, it does what its help says. */
#ifndef PEAKTOP_TESTS_SCREEN_CHECK_KEYS_H
#define PEAKTOP_TESTS_SCREEN_CHECK_KEYS_H

#include "support/screen_test.h"

struct key_check {
	const char *action;                            /* of key_actions */
	void (*run)(struct scene_fixture *, int code); /* code: one of its keys */
};

extern const struct key_check row_checks[];
extern const size_t row_check_count;
extern const struct key_check replay_checks[];
extern const size_t replay_check_count;
extern const struct key_check pane_checks[];
extern const size_t pane_check_count;

/* Actions of different views, or with and without a recording, may share a key. */
static inline bool
has_meaning(const struct scene_fixture *f, int code, enum view view)
{
	for (size_t i = 0; i < key_action_count; i++)
		if (key_action_works(&key_actions[i], view, f->state.replay.on) &&
			bindings_have_named(&f->keys, key_actions[i].name, code))
			return true;
	return false;
}

#endif
