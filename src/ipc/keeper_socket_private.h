/* SPDX-License-Identifier: MIT */
/* keeper_socket_private.h: opening the folder of the keepers' sockets. */
#ifndef PEAKTOP_IPC_KEEPER_SOCKET_PRIVATE_H
#define PEAKTOP_IPC_KEEPER_SOCKET_PRIVATE_H

#include <sys/un.h>

#include "ipc/keeper_socket.h"

/* A descriptor of the folder, checked to be private. */
int keeper_folder_open(const char *folder, struct failure *why);

/* A socket address holds a path of 107 bytes; through the descriptor any folder's path is short. */
struct sockaddr_un keeper_address(int folder_fd, const char *folder, const char *name);

int keeper_new_socket(void);

/* Whether the peer is this user. */
bool keeper_peer_is_ours(int fd);

/* Connects to the socket of this name; -1: errno says why. A socket on which nobody listens is
 * removed if that is certain from here; anything but a socket is left alone (and counts as
 * refusing). */
int keeper_try_connect(int folder_fd, const char *folder, const char *name, uint32_t boot);

#endif
