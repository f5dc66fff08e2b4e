/* SPDX-License-Identifier: MIT */
/* keeper_socket.h: where screens find the keepers of jobs: Unix sockets in private folders. A
 * folder belongs to the caller (0700, checked). Peers of another user are refused on both sides
 * (SO_PEERCRED). Containers and hosts may share a folder: a socket's name contains its keeper's
 * pid, the boot of its machine (`boot`: the same number for the same boot) and a random number. */
#ifndef PEAKTOP_IPC_KEEPER_SOCKET_H
#define PEAKTOP_IPC_KEEPER_SOCKET_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"

/* "4711-3f2a91c4-9c3e77d1.sock": the same in every folder on which a keeper listens. */
struct keeper_name {
	char text[48];
};

/* A new one, for this process. */
void keeper_name_make(struct keeper_name *, uint32_t boot);

/* In the keeper's own pid namespace; 0: not a keeper's name. */
pid_t keeper_name_pid(const char *name);

/* Creates the folder (0700) if necessary. Fails if that is not possible, or if it is a link, not
 * a folder, not ours, or accessible to others: "... is not a private folder of yours (mode 0755,
 * owner root): remove it, or set XDG_RUNTIME_DIR". */
bool keeper_folder_make(const char *folder, struct failure *why);

/* --- a keeper's side --- */

/* A socket on which a keeper listens. */
struct keeper_listener {
	int fd; /* non-blocking, close-on-exec; -1: closed */
	char folder[PATH_MAX];
	struct keeper_name name;
	dev_t device; /* of the socket in the folder */
	ino_t inode;
};

/* A listening socket of this name; a path too long for a socket address is reached through the
 * folder's descriptor. On failure it is closed. */
bool keeper_listener_open(struct keeper_listener *, const char *folder, const struct keeper_name *,
	uint32_t boot, struct failure *why);

/* Whether the socket is still found in the folder: the last logout removes the contents of a
 * runtime folder. False for a closed one. */
bool keeper_listener_is_there(const struct keeper_listener *);

/* Removes the socket, if it is still this one. */
void keeper_listener_close(struct keeper_listener *);

/* The next screen that connected: non-blocking, close-on-exec. -1: none, or one that was
 * refused. */
int keeper_accept(int fd);

/* --- a screen's side --- */

/* Connects to the keeper with this name: non-blocking, close-on-exec; -1 on failure. A socket on
 * which nobody listens is removed. */
int keeper_connect(const char *folder, const char *name, uint32_t boot, struct failure *why);

struct keeper_entry {
	struct keeper_name name;
	uint64_t made_ns; /* when its socket was created, on the wall clock */
};

struct keeper_entries {
	struct keeper_entry *items;
	size_t count, capacity;
};

/* Adds the keepers that have a socket there; stale ones (refused) are removed and skipped. No
 * folder: none. This connects to each keeper and disconnects at once. */
void keeper_list(const char *folder, uint32_t boot, struct keeper_entries *);

/* Sorts the newest first, and drops duplicates found in several folders. */
void keeper_entries_sort(struct keeper_entries *);
void keeper_entries_clear(struct keeper_entries *);

#endif
