/* SPDX-License-Identifier: MIT */
/* keeper_private.h: a keeper's own state, shared by keeper*.c alone. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_PRIVATE_H
#define PEAKTOP_APP_KEEPER_KEEPER_PRIVATE_H

#include "app/run/recorded_job.h"
#include "app/state/keeper_doors.h"
#include "app/keeper/keeper_log.h"
#include "app/keeper/keeper_terminal.h"
#include "ipc/protocol.h"
#include "launch/pty.h"
#include "screen/state/input.h"

#define KEEPER_CLIENTS_MAX 16
/* Of what the command wrote, the newest in memory; and so far may the terminal be behind: enough
 * that both have something to do. */
#define KEEPER_RING (256 * 1024)
#define KEEPER_AHEAD (64 * 1024)
/* What a terminal is given at a time where one before it died. */
#define KEEPER_CAREFUL_BLOCK 256

/* What a screen is still to be told. */
enum keeper_news {
	NEWS_IDENTITY = 1,
	NEWS_POINTS = 2,
	NEWS_FIGURES = 4,
	NEWS_END = 8,
	NEWS_ALL = 15,
};

/* A screen. It is told more only when it has taken all that it was told before, and then the
 * newest: one that stalls costs what it was told last, and nothing queues up. */
struct keeper_client {
	uint32_t id; /* never 0 */
	int fd;
	struct protocol_reader reader;
	struct bytes out;
	size_t sent;
	bool greeted;   /* it said hello: now it is told things */
	bool typed;     /* it may go on to: not heard while there is no room for that */
	unsigned news;  /* enum keeper_news */
	int rows, cols; /* of its pane; 0: it only looks */
	uint64_t seen;  /* generation of the screen that it has */
	bool seen_any;
	uint64_t next_screen_ns;
	uint64_t held_ns;              /* since when its program asks to wait; 0: it does not */
	uint64_t ask_first, ask_count; /* lines that it asked for */
	bool asks_lines;
	bool waits_screen, waits_lines; /* the terminal was asked for them */
};

struct keeper {
	struct recorded_job *recorded;
	struct job *job; /* that one's */
	struct pty pty;
	struct keeper_terminal terminal;
	char *ring;                /* KEEPER_RING bytes */
	uint64_t written;          /* by the command, so far */
	bool log_is_lost;          /* it cannot be read */
	uint64_t patience_ns;      /* until then the terminal's last is waited for, at the end */
	struct vt_colours colours; /* as a screen told last */
	bool colours_known;
	uint64_t colours_due_ns; /* until then they are waited for; 0: nobody is to tell them */
	int rows, cols;
	struct keeper_log log;
	bool all_read;     /* the job has ended, and what it wrote last is here */
	bool output_ended; /* nobody holds the other end of the pty any more */
	struct bytes to_pty;
	size_t to_pty_sent;
	struct keeper_client clients[KEEPER_CLIENTS_MAX];
	size_t client_count;
	uint32_t client_ids;
	struct keeper_last *last; /* the end: what the terminal showed last; NULL: not asked for */
	struct keeper_doors doors;
	struct watched_identity identity;
	struct watched_figures figures;
	struct watched_end end;
	struct bytes summary;
	int messages_fd; /* what was told on stderr; -1: nothing can be */
	struct series series;
	uint64_t figures_ns, told_bytes; /* when they were told last, and the peak then */
};

/* --- keeper_serve.c --- */

/* Waits for what there is to do, and does it, until this time at most. Returns whether a signal has
 * come. */
bool keeper_serve(struct keeper *, uint64_t until_ns);

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

/* That the job has ended, to those who show nothing of it: they need not wait for what it wrote
 * last. */
void keeper_tell_lookers(struct keeper *);

/* An answer of the terminal for one of them. */
void keeper_give(struct keeper *, uint32_t client, const struct link_message *);
/* The terminal is made anew: they know nothing of its screen, and what they asked is asked
 * again. */
void keeper_forget_screens(struct keeper *);
void keeper_put_news(const struct keeper *, unsigned news, struct bytes *out);

/* --- keeper_pty.c --- */

/* Reads what the command wrote, for a while, as far as the terminal keeps up. */
void keeper_read_output(struct keeper *);
bool keeper_wants_output(const struct keeper *);
/* At the end of the command: what is still on its way. */
void keeper_drain(struct keeper *);
void keeper_write_input(struct keeper *);
bool keeper_takes_input(const struct keeper *);

/* The first `count` keys were taken, or are given up. */
void keeper_drop_keys(struct keeper_terminal *, size_t count);
/* What the command asked of the terminal and does not read the answers to is dropped at some
 * point. */
bool keeper_takes_answers(const struct keeper *);
void keeper_resize(struct keeper *, int rows, int cols);
void keeper_signal(struct keeper *, int signal);

/* --- keeper_kept.c --- */

/* Where what the command writes next goes, and for how much there is room in one piece. */
char *keeper_kept_room(struct keeper *, size_t *room);
void keeper_kept_add(struct keeper *, size_t count);
/* The first byte at or behind `from` since which all is kept; at most `written`. */
uint64_t keeper_kept_first(const struct keeper *, uint64_t from);
/* Reads some of what is kept from there on; `at` rises where that cannot be read. 0: no more. */
size_t keeper_kept_read(struct keeper *, uint64_t *at, char *data, size_t most);

/* --- keeper_terminal.c: its process --- */

void keeper_terminal_open(struct keeper *);
void keeper_terminal_close(struct keeper *);
/* Starts, feeds, ends it, as the time has come. */
void keeper_terminal_tend(struct keeper *);
/* When that is to be done at the latest. */
uint64_t keeper_terminal_next_ns(const struct keeper *);
/* It is gone, or is to be; `blamed`: for what it does. */
void keeper_terminal_lose(struct keeper *, bool blamed);
/* It shows all that was written before its start: it may be seen. */
bool keeper_terminal_is_right(const struct keeper *);
/* None of the job's processes. */
void keeper_exclude_terminal(struct keeper *);
enum watched_terminal keeper_terminal_word(const struct keeper *);
void keeper_tell_terminal(struct keeper *);

/* --- keeper_feed.c: what it is given --- */

void keeper_feed(struct keeper *);
void keeper_terminal_size(struct keeper *, int rows, int cols);
void keeper_terminal_key(struct keeper *, const struct protocol_key *);
/* Colours of a screen, for programs that ask; or that they will be told soon: a program may ask at
 * once. */
void keeper_terminal_colours(struct keeper *, const struct vt_colours *);
void keeper_await_colours(struct keeper *);
bool keeper_awaits_colours(const struct keeper *);
/* To a process that begins. */
void keeper_put_colours(struct keeper *);
/* An answer will come; false: ask again later. */
bool keeper_terminal_ask(struct keeper *, uint32_t client, const struct link_message *question);

/* --- keeper_told.c --- */

/* Takes what the terminal says; one that says what cannot be is ended. */
void keeper_terminal_hear(struct keeper *);

/* --- keeper_end.c --- */

/* Waits until the terminal has worked through all, and for what it shows; not for ever. */
void keeper_finish_terminal(struct keeper *);
void keeper_take_last(struct keeper *, const struct link_message *);
/* Waits a little for the terminal alone. */
void keeper_wait_for_terminal(struct keeper *, uint64_t until_ns);
/* Frames that tell everything: for the file that a job leaves. */
void keeper_put_all(struct keeper *, struct bytes *out);
void keeper_free_last(struct keeper *);

/* --- keeper_account.c --- */

void keeper_begin_identity(struct keeper *, const struct run_options *);
/* After a look: new figures, told where their time has come. */
void keeper_note_figures(struct keeper *);
/* The end: what is told of it. */
void keeper_settle(struct keeper *);
/* It has its number, or gets none: the file with its last screen, the log. */
void keeper_file(struct keeper *);
/* The end of a job that could not even be launched. */
void keeper_fail(struct keeper *, const struct failure *why);

#endif
