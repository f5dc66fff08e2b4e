/* SPDX-License-Identifier: MIT */
/* keeper_private.h: a keeper's own state, shared by keeper*.c alone. */
#ifndef PEAKTOP_APP_KEEPER_PRIVATE_H
#define PEAKTOP_APP_KEEPER_PRIVATE_H

#include "app/job.h"
#include "app/keeper_doors.h"
#include "app/keeper_log.h"
#include "launch/protocol.h"
#include "launch/pty.h"
#include "term/pane.h"

#define KEEPER_CLIENTS_MAX 16

/* What a screen is still to be told. */
enum keeper_news {
	NEWS_IDENTITY = 1,
	NEWS_POINTS = 2,
	NEWS_FIGURES = 4,
	NEWS_END = 8,
	NEWS_ALL = 15,
};

/* A screen. It is told more only when it has taken all that it was told before, and then the newest:
 * one that stalls costs what it was told last, and nothing queues up. */
struct keeper_client {
	int fd;
	struct protocol_reader reader;
	struct bytes out;
	size_t sent;
	bool greeted;   /* it said hello: now it is told things */
	unsigned news;  /* enum keeper_news */
	int rows, cols; /* of its pane; 0: it only looks */
	uint64_t seen;  /* generation of the screen that it has */
	bool seen_any;
	uint64_t next_screen_ns;
	uint64_t ask_first, ask_count; /* lines that it waits for */
};

struct keeper {
	struct job *job;
	struct pty pty;
	struct pane *pane;
	int rows, cols;
	struct keeper_log log;
	bool output_ended; /* nobody holds the other end of the pty any more */
	struct bytes to_pty;
	size_t to_pty_sent;
	struct keeper_client clients[KEEPER_CLIENTS_MAX];
	size_t client_count;
	struct keeper_doors doors;
	struct watched_identity identity;
	struct watched_figures figures;
	struct watched_end end;
	struct bytes summary;
	int messages_fd; /* what was told on stderr; -1: nothing can be */
	struct series series;
	uint64_t figures_ns, told_bytes; /* when they were told last, and the peak then */
};

/* --- keeper_clients.c --- */

void keeper_add_client(struct keeper *, int fd);
void keeper_news(struct keeper *, unsigned news);

/* What came from a screen; one that says what nobody understands is let go. */
void keeper_hear(struct keeper *, size_t client);

/* Tells all what they lack, as far as they take it. */
void keeper_speak(struct keeper *);

/* When the next screen is due to somebody; UINT64_MAX: nobody waits. */
uint64_t keeper_next_screen_ns(const struct keeper *);
void keeper_close_clients(struct keeper *);

/* All frames that tell everything: for the file that a job leaves. */
void keeper_put_all(struct keeper *, struct bytes *out);

/* --- keeper_terminal.c --- */

/* Reads what the command wrote, for a while. What it asked of the terminal and does not read the
 * answers to is dropped at some point. */
void keeper_read_output(struct keeper *);
/* At the end of the command: what is still on its way. */
void keeper_drain(struct keeper *);
void keeper_write_input(struct keeper *);
bool keeper_takes_input(const struct keeper *);
void keeper_resize(struct keeper *, int rows, int cols);
void keeper_key(struct keeper *, const struct key_event *);
void keeper_signal(struct keeper *, int signal);

/* --- keeper_account.c --- */

void keeper_begin_identity(struct keeper *, const struct run_options *);
/* After a look: new figures, told where their time has come. */
void keeper_note_figures(struct keeper *);
/* The end: summary, the file with its last screen, the log. */
void keeper_settle(struct keeper *);
/* The end of a job that could not even be launched. */
void keeper_fail(struct keeper *, const struct failure *why);

#endif
