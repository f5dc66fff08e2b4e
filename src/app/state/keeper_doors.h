/* SPDX-License-Identifier: MIT */
/* keeper_doors.h: where a keeper listens: in every place that screens look in, for as long as it
 * is. */
#ifndef PEAKTOP_APP_STATE_KEEPER_DOORS_H
#define PEAKTOP_APP_STATE_KEEPER_DOORS_H

#include "app/state/folder.h"
#include "ipc/keeper_socket.h"

struct keeper_doors {
	struct keeper_door doors[SOCKET_PLACES];
	struct keeper_name name;
	uint32_t boot;
	uint64_t next_ns; /* when they are to be looked after again, of clock_active_ns */
};

/* The same for the same boot of the machine: what the name of a socket tells of it. */
uint32_t keeper_boot(void);

/* Listens where that is possible. Without a socket a keeper is still there for the screen that
 * started it. */
void keeper_doors_open(struct keeper_doors *);

/* Once a second: a socket that is gone is made anew, with its folder. */
void keeper_doors_look(struct keeper_doors *, uint64_t now_ns);
void keeper_doors_close(struct keeper_doors *);

#endif
