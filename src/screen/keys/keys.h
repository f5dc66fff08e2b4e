/* SPDX-License-Identifier: MIT */
/* keys.h: THE table of keys: what each does, its help, its hint in the footer, its default.
 *
 * To add a key, add a row in keys.c, and a function if it does something new. A function changes
 * the state and returns a command (screen/state/command.h); it never draws, scans or exits. */
#ifndef PEAKTOP_SCREEN_KEYS_KEYS_H
#define PEAKTOP_SCREEN_KEYS_KEYS_H

#include "screen/state/bindings.h"

extern const struct key_action key_actions[];
extern const size_t key_action_count;

/* Starts with the table's defaults. */
void keys_init(struct key_bindings *);

/* Handles a key or mouse event: an open prompt or menu takes it first, otherwise the table. Returns
 * the resulting command. */
struct command keys_press(struct view_state *, const struct scene *, const struct key_event *);

#endif
