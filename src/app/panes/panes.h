/* SPDX-License-Identifier: MIT */
/* panes.h: the jobs that this screen looks at through their keepers: what they say comes in, keys
 * and sizes go out. Nothing here waits. */
#ifndef PEAKTOP_APP_PANES_PANES_H
#define PEAKTOP_APP_PANES_PANES_H

#include "base/failure.h"
#include "ipc/protocol.h"
#include "screen/state/input.h"

#define PANES_MAX 32

/* A job and the way to its keeper. */
struct pane_link {
	int fd; /* -1: closed: the keeper is gone, or what it said came out of a file */
	struct protocol_reader reader;
	struct bytes out; /* not yet sent */
	size_t sent;
	struct protocol_key
		*keys; /* that come into `out` when it is empty, so that all else goes before */
	size_t key_first, key_count, key_capacity; /* `count` behind `first` */
	int rows, cols;                            /* as the keeper was told last */
	uint64_t asked,
		wanted; /* lines of the scrollback: asked for up to here, wanted up to there */
	size_t awaited; /* answers that are still to come */
	struct watched_job job;
};

/* Start with a zeroed struct. */
struct panes {
	struct pane_link *links[PANES_MAX];
	struct watched_job *jobs[PANES_MAX]; /* of the links, for a scene */
	size_t count;
	struct vt_colours colours; /* of the screen's own terminal, */
	bool colours_known;        /* ...which keepers are told */
	bool colours_asked;        /* they may be told soon */
};

/* Lets go of all: their keepers and jobs go on. */
void panes_close(struct panes *);

/* A connected socket, which is closed here from now on; the terminal's size that is wished for.
 * False and `why`: there are too many; the socket is closed. */
bool panes_add(struct panes *, int fd, int rows, int cols, struct failure *why);

/* What a keeper left behind at the end of its job. False and `why`: it is not that. */
bool panes_add_file(struct panes *, const char *path, struct failure *why);

/* Takes what came from this one. False and `why`: its keeper is gone before the end, or says what
 * nobody understands; the link is closed then. */
bool panes_take(struct panes *, size_t at, struct failure *why);

/* What is said to a keeper; no-op on a closed link. A key is sent with those that come with it, by
 * panes_flush. A signal goes behind the keys before it, as far as these can be sent. */
void panes_size(struct panes *, size_t at, int rows, int cols);
void panes_key(struct panes *, size_t at, const struct key_event *);
void panes_signal(struct panes *, size_t at, int signal);

/* To all that are there, and to those that will be. */
void panes_set_colours(struct panes *, const struct vt_colours *);

/* Asks for all of the scrollback; it is in job.lines when panes_has_lines says so. */
void panes_ask_lines(struct panes *, size_t at);
bool panes_has_lines(const struct panes *, size_t at);

/* Whether so many keys wait for a keeper that no more should be read: what is pasted is not
 * lost. */
bool panes_are_full(const struct panes *);

/* Sends what waits, as far as it goes; whether more is left. */
bool panes_flush(struct panes *, size_t at);

/* Jobs that go on, as far as is known here. */
size_t panes_running(const struct panes *);

#endif
