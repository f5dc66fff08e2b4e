/* SPDX-License-Identifier: MIT */
/* folder.h: the folders that are the user's own. */
#ifndef PEAKTOP_APP_STATE_FOLDER_H
#define PEAKTOP_APP_STATE_FOLDER_H

#include "base/buffer.h"
#include "base/failure.h"

/* Appends $XDG_STATE_HOME/peaktop (else ~/.local/state/peaktop). A home that is another user's
 * (sudo) is none of ours: then root's own stands for it. False and `why`: there is none. */
bool folder_state_path(struct buffer *path, struct failure *why);

/* The same, made with mode 0700 where it is not there. False and `why` where it cannot be made, or
 * is not a folder of ours. */
bool folder_state(struct buffer *path, struct failure *why);

/* Where keepers listen, and screens look: what is in the runtime folder goes with the last logout,
 * and su, cron and sudo have none; not every filesystem has sockets. */
enum socket_place { SOCKETS_RUNTIME, SOCKETS_STATE, SOCKET_PLACES };

/* Appends that folder (ipc/keeper_socket.h makes it): $XDG_RUNTIME_DIR/peaktop where there is such
 * a folder of ours; `sockets` among the state, which is made where `make`. False and `why`: there
 * is none. */
bool folder_sockets(struct buffer *path, enum socket_place, bool make, struct failure *why);

/* Appends where the output of jobs is kept, `output` among the state, made with mode 0700 where
 * `make` and it is not there. */
bool folder_output(struct buffer *path, bool make, struct failure *why);

#endif
