/* SPDX-License-Identifier: MIT */
/* keepers.h: queries all keepers of this user.
 *
 * It sends no size of its own, so nothing changes on the terminals of other jobs. */
#ifndef PEAKTOP_APP_JOBS_KEEPERS_H
#define PEAKTOP_APP_JOBS_KEEPERS_H

#include "app/jobs/panes.h"
#include "ipc/keeper_socket.h"

struct keepers {
	struct keeper_entries all; /* newest sockets first */
	size_t asked;
	uint32_t boot;
};

void keepers_find(struct keepers *);
void keepers_clear(struct keepers *);

/* Connects to at most the next PANES_MAX keepers, and reads each until it has identified itself,
 * for at most two seconds: after that a stopped or swapped-out one is left, with its job not
 * `known`. False: all were queried before. */
bool keepers_ask(struct keepers *, struct panes *);

/* Makes the newest job with this label, if possible a running one (NULL: any), or with this run
 * number if that is not 0, the only one of an empty set of panes. False: there is none. */
bool keepers_take(struct panes *, const char *selector, uint64_t number);

/* Whether a keeper with this pid listens, even if it does not answer. */
bool keepers_have(pid_t);

#endif
