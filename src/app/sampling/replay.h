/* SPDX-License-Identifier: MIT */
/* replay.h: moving about in a recording: a session's table as it was at any of its samples.
 *
 * All take a session whose `replay` is set. */
#ifndef PEAKTOP_APP_SAMPLING_REPLAY_H
#define PEAKTOP_APP_SAMPLING_REPLAY_H

#include "app/sampling/session.h"
#include "screen/state/command.h"
#include "screen/state/state.h"

/* Whether there is a sample after the present one. */
bool replay_has_more(const struct session *);

/* Says of a recording that is not whole how it ends; false: it is whole. */
bool replay_put_ending(const struct session *, struct buffer *);

/* Makes the present sample the one with this number, from 0. Going back, the table is made anew. Up
 * to an hour or two of samples that is as it was when it was seen; in what is longer it begins some
 * thousand samples before, and peaks that rose before that are of unknown age. */
bool replay_go(struct session *, size_t sample, struct failure *why);

/* The same for the last sample; from the beginning on, however long that takes. */
bool replay_go_last(struct session *, struct failure *why);

/* What a key asked for; says in the footer where that cannot be. */
void replay_move(struct session *, const struct replay_command *, struct view_state *);

/* How long the present sample is to be shown, at the speed in the state. */
uint64_t replay_interval_ns(const struct session *, const struct view_state *);

/* Where the session is, for the screen; at the first sample, and at the last, with words. */
void replay_note(const struct session *, struct view_state *);
void replay_begin(const struct session *, struct view_state *);
void replay_end(const struct session *, struct view_state *);

#endif
