/* SPDX-License-Identifier: MIT */
/* replay.h: moves in a recording: restores a session's table as of any sample.
 *
 * All functions take a session whose `replay` is set. */
#ifndef PEAKTOP_APP_SAMPLING_REPLAY_H
#define PEAKTOP_APP_SAMPLING_REPLAY_H

#include "app/sampling/session.h"
#include "screen/state/command.h"
#include "screen/state/state.h"

/* Whether the present sample is not the last. */
bool replay_has_more(const struct session *);

/* Writes how an incomplete recording ends; false: it is complete. */
bool replay_put_ending(const struct session *, struct buffer *);

/* Goes to the sample with this number, from 0. When going back, the table is rebuilt: up to an hour
 * or two of samples, as it was when it was recorded; in a longer recording from some thousand
 * samples before, so that the age of earlier peaks is unknown. */
bool replay_go(struct session *, size_t sample, struct failure *why);

/* The same for the last sample, from the beginning on, however long that takes. */
bool replay_go_last(struct session *, struct failure *why);

/* Executes the command of a key; explains in the footer if it is not possible. */
void replay_move(struct session *, const struct replay_command *, struct view_state *);

/* How long to show the present sample, at the speed in the state. */
uint64_t replay_interval_ns(const struct session *, const struct view_state *);

/* Notes the position for the screen; with a message at the first and last sample. */
void replay_note(const struct session *, struct view_state *);
void replay_begin(const struct session *, struct view_state *);
void replay_end(const struct session *, struct view_state *);

#endif
