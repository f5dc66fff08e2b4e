/* SPDX-License-Identifier: MIT */
/* panes.h: the jobs that this screen shows, through their keepers: receives their messages, sends
 * keys and sizes. Nothing here waits. */
#ifndef PEAKTOP_APP_JOBS_PANES_H
#define PEAKTOP_APP_JOBS_PANES_H

#include "base/failure.h"
#include "ipc/protocol.h"
#include "screen/state/input.h"

#define PANES_MAX 32

/* A job and the connection to its keeper. */
struct pane_link {
	int fd; /* -1: closed: the keeper is gone, or the job was read from a file */
	struct protocol_reader reader;
	struct bytes out; /* not yet sent */
	size_t sent;
	struct protocol_key
		*keys; /* moved to `out` when it is empty, so that other messages go first */
	size_t key_first, key_count, key_capacity; /* `count` behind `first` */
	int rows, cols;                            /* as last sent to the keeper */
	uint64_t asked, wanted; /* of the scrollback: lines requested so far, and lines wanted */
	size_t awaited;         /* answers still to come */
	struct watched_job job;
};

/* Start with a zeroed struct. */
struct panes {
	struct pane_link *links[PANES_MAX];
	struct watched_job *jobs[PANES_MAX]; /* those of the links, for a scene */
	size_t count;
	struct vt_colours colours; /* of the screen's own terminal; */
	bool colours_known;        /* they are known, and sent to keepers */
	bool colours_asked;        /* they were requested and may come soon */
};

/* Detaches from all jobs, which go on. */
void panes_close(struct panes *);

/* Adds a job by a connected socket, which is owned from now on; the size is that of its pane. False
 * and `why`: there are too many; the socket is closed. */
bool panes_add(struct panes *, int fd, int rows, int cols, struct failure *why);

/* Adds an ended job from the file that its keeper left. False and `why`: not such a file. */
bool panes_add_file(struct panes *, const char *path, struct failure *why);

/* Receives messages of a keeper. False and `why`: it died before the end, or sent an invalid
 * message; the connection is closed then. */
bool panes_take(struct panes *, size_t at, struct failure *why);

/* Messages to a keeper; no-op on a closed connection. Keys are queued and sent by panes_flush. A
 * signal is sent after the keys before it, as far as these can be sent. */
void panes_size(struct panes *, size_t at, int rows, int cols);
void panes_key(struct panes *, size_t at, const struct key_event *);
void panes_signal(struct panes *, size_t at, int signal);
void panes_mark(struct panes *, size_t at, const char *name);

/* For all present and future jobs. */
void panes_set_colours(struct panes *, const struct vt_colours *);

/* Requests the whole scrollback; it arrives in job.lines, in parts. */
void panes_ask_lines(struct panes *, size_t at);

/* Whether so many keys wait for a keeper that no more should be read, so that no paste is lost. */
bool panes_are_full(const struct panes *);

/* Sends as much as possible of what waits; true: more is left. */
bool panes_flush(struct panes *, size_t at);

#endif
