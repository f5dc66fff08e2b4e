/* SPDX-License-Identifier: MIT */
/* folder.h: the folders that are the user's own. */
#ifndef PEAKTOP_APP_FOLDER_H
#define PEAKTOP_APP_FOLDER_H

#include "base/buffer.h"
#include "base/failure.h"

/* Appends $XDG_STATE_HOME/peaktop (else ~/.local/state/peaktop). A home that is another user's (sudo)
 * is none of ours: then root's own stands for it. False and `why`: there is none. */
bool folder_state_path(struct buffer *path, struct failure *why);

/* The same, made with mode 0700 where it is not there. False and `why` where it cannot be made, or is
 * not a folder of ours. */
bool folder_state(struct buffer *path, struct failure *why);

#endif
