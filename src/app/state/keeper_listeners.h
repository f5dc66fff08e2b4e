/* SPDX-License-Identifier: MIT */
/* keeper_listeners.h: the sockets of a keeper, one in each folder that screens search. */
#ifndef PEAKTOP_APP_STATE_KEEPER_LISTENERS_H
#define PEAKTOP_APP_STATE_KEEPER_LISTENERS_H

#include "app/state/folder.h"
#include "ipc/keeper_socket.h"

struct keeper_listeners {
	struct keeper_listener listeners[SOCKET_FOLDERS];
	struct keeper_name name;
	uint32_t boot;
	uint64_t next_ns; /* when to check them again (clock_active_ns) */
};

/* A number for the present boot of the machine, which is part of a socket's name. */
uint32_t keeper_boot(void);

/* Listens where possible. Without any socket, a keeper still serves the screen that started it. */
void keeper_listeners_open(struct keeper_listeners *);

/* Recreates missing sockets with their folders; does so at most twice a second. */
void keeper_listeners_check(struct keeper_listeners *, uint64_t now_ns);
void keeper_listeners_close(struct keeper_listeners *);

#endif
