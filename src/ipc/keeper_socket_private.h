/* SPDX-License-Identifier: MIT */
/* keeper_socket_private.h: the folder of the keepers' sockets, for those who open it. */
#ifndef PEAKTOP_IPC_KEEPER_SOCKET_PRIVATE_H
#define PEAKTOP_IPC_KEEPER_SOCKET_PRIVATE_H

#include <sys/un.h>

#include "ipc/keeper_socket.h"

/* A descriptor of the folder, private as it is to be; -1 and `why`. */
int keeper_folder_open(const char *folder, struct failure *why);

/* An address holds 107 bytes of a path; by way of the descriptor any folder's is short. */
struct sockaddr_un keeper_address(int folder_fd, const char *folder, const char *name);

int keeper_new_socket(void);

/* Whether who is at the other end is this user. */
bool keeper_peer_is_ours(int fd);

/* Connects to the socket of this name; -1: errno says why not. One that nobody listens on is
 * removed where that can be told from here; what is no socket is left alone (and refuses as
 * well). */
int keeper_try_connect(int folder_fd, const char *folder, const char *name, uint32_t boot);

#endif
