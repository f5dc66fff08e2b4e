/* SPDX-License-Identifier: MIT */
/* folder.h: the folders of the user: state, sockets, output. */
#ifndef PEAKTOP_APP_STATE_FOLDER_H
#define PEAKTOP_APP_STATE_FOLDER_H

#include "base/buffer.h"
#include "base/failure.h"

/* Creates a folder and all above it, each with mode 0700 if it does not exist. */
bool folder_make(char *path, struct failure *why);

/* Appends $XDG_STATE_HOME/peaktop (otherwise ~/.local/state/peaktop). If the home belongs to
 * another user (sudo), root's own is used. False and `why`: there is none. */
bool folder_state_path(struct buffer *path, struct failure *why);

/* The same; creates it with mode 0700 if it does not exist. False and `why`: it cannot be created,
 * or is not our folder. */
bool folder_state(struct buffer *path, struct failure *why);

/* Folders where keepers listen and screens look for them. The runtime folder is emptied at the last
 * logout, and su, cron and sudo have none; not every filesystem supports sockets. */
enum socket_folder { SOCKETS_RUNTIME, SOCKETS_STATE, SOCKET_FOLDERS };

/* Appends that folder (ipc/keeper_socket.h creates it): $XDG_RUNTIME_DIR/peaktop, if there is such
 * a folder of ours; or `sockets` in the state folder, which `make` creates. False and `why`: there
 * is none. */
bool folder_sockets(struct buffer *path, enum socket_folder, bool make, struct failure *why);

/* Appends the folder for the output of jobs: `output` in the state folder; `make` creates it with
 * mode 0700. */
bool folder_output(struct buffer *path, bool make, struct failure *why);

#endif
