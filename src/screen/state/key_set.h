/* SPDX-License-Identifier: MIT */
/* key_set.h: a set of processes, by their keys. */
#ifndef PEAKTOP_SCREEN_STATE_KEY_SET_H
#define PEAKTOP_SCREEN_STATE_KEY_SET_H

#include "model/process/sample.h"

struct key_set {
	struct proc_key *items;
	size_t count, capacity;
};

bool key_set_has(const struct key_set *, struct proc_key);
void key_set_add(struct key_set *, struct proc_key);
void key_set_toggle(struct key_set *, struct proc_key);
void key_set_clear(struct key_set *);

#endif
