/* SPDX-License-Identifier: MIT */
/* keeper_socket.h: where screens find the keepers of jobs: Unix sockets in a private folder.
 *
 * The folder is the caller's own (0700, checked); a socket is named after its keeper's pid. Peers of
 * another user are refused on both sides (SO_PEERCRED). */
#ifndef PEAKTOP_LAUNCH_KEEPER_SOCKET_H
#define PEAKTOP_LAUNCH_KEEPER_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/failure.h"

/* Makes the folder (0700) where it is not there. False and `why`: it cannot be made, or it is a
 * link, no folder, not ours, or open to others: "... is not a private folder of yours (mode 0755,
 * owner root): remove it, or set XDG_RUNTIME_DIR". */
bool keeper_folder_make(const char *folder, struct failure *why);

/* A listening socket FOLDER/PID.sock of this process (non-blocking, close-on-exec); a path too long
 * for a socket's address is reached through the folder's descriptor. -1 and `why`. */
int keeper_listen(const char *folder, struct failure *why);
void keeper_unlisten(const char *folder, int fd);

/* The next screen that knocked: non-blocking, close-on-exec. -1: none, or one that was refused. */
int keeper_accept(int fd);

/* Connects to the keeper with this pid: non-blocking, close-on-exec. -1 and `why`; one that nobody
 * listens on is removed. */
int keeper_connect(const char *folder, pid_t pid, struct failure *why);

/* The keepers that have a socket there, the newest first, at most `most`; stale ones (refused) are
 * removed and not told. No folder: none. Each keeper sees a screen come and go without a word. */
size_t keeper_list(const char *folder, pid_t *pids, size_t most);

#endif
