/* SPDX-License-Identifier: MIT */
/* keepers.h: all keepers of this user, asked who they are.
 *
 * They are looked at without a size of our own: nothing changes on the terminals of those that are
 * not meant. */
#ifndef PEAKTOP_APP_PANES_KEEPERS_H
#define PEAKTOP_APP_PANES_KEEPERS_H

#include "app/panes/panes.h"
#include "ipc/keeper_socket.h"

struct keepers {
	struct keeper_entries all; /* the newest sockets first */
	size_t asked;
	uint32_t boot;
};

void keepers_find(struct keepers *);
void keepers_clear(struct keepers *);

/* Connects to the next PANES_MAX of them at most, and hears each until it has said who it is, or
 * for two seconds: one that is stopped or swapped out is not waited for longer, and its job is not
 * `known`. False: all were asked before. */
bool keepers_ask(struct keepers *, struct panes *);

/* The newest job that `word` names (NULL: any), or with that number where it is not 0, becomes the
 * only one of an empty set of panes. False: there is none. */
bool keepers_take(struct panes *, const char *word, uint64_t number);

#endif
