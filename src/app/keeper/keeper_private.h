/* SPDX-License-Identifier: MIT */
/* keeper_private.h: the state of a keeper, shared by the keeper*.c files only. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_PRIVATE_H
#define PEAKTOP_APP_KEEPER_KEEPER_PRIVATE_H

#include "app/run/recorded_job.h"
#include "app/state/keeper_listeners.h"
#include "app/keeper/keeper_log.h"
#include "app/keeper/keeper_terminal.h"
#include "ipc/protocol.h"
#include "launch/pty.h"
#include "model/run/phase_match.h"

#define KEEPER_CLIENTS_MAX 16
/* The newest output is kept in memory; the terminal may fall behind by this much, so that both
 * sides can work. */
#define KEEPER_RING (256 * 1024)
#define KEEPER_AHEAD (64 * 1024)
/* The size of pieces near a byte at which a terminal died. */
#define KEEPER_CAREFUL_BLOCK 256

/* What still has to be sent to a screen. */
enum keeper_news {
	NEWS_IDENTITY = 1,
	NEWS_POINTS = 2,
	NEWS_FIGURES = 4,
	NEWS_END = 8,
	NEWS_MARKS = 16,
	NEWS_ALL = 31,
};

/* An attached screen. It is sent more only after it has read everything, and then the newest state:
 * a stalled one costs one message, and nothing queues up. */
struct keeper_client {
	uint32_t id; /* never 0 */
	int fd;
	struct protocol_reader reader;
	struct bytes out;
	size_t sent;
	bool greeted;   /* it said hello and may be sent messages */
	bool typed;     /* sends keys; not read while their buffer is full */
	unsigned news;  /* enum keeper_news */
	int rows, cols; /* of its pane; 0: it only queries */
	uint64_t seen;  /* generation of the screen contents that it has */
	bool seen_any;
	uint64_t next_screen_ns;
	uint64_t held_ns;              /* since when the program holds its screen; 0: it does not */
	uint64_t ask_first, ask_count; /* lines that it requested */
	bool asks_lines;
	bool waits_screen, waits_lines; /* a request to the terminal is pending */
};

/* When output was read: what came within a short time is one piece. Of older output than is
 * remembered the time is that of the oldest piece. */
#define KEEPER_STAMPS 256
struct keeper_stamps {
	struct {
		uint64_t end, at_ns; /* a position in the output; clock_active_ns */
	} items[KEEPER_STAMPS];
	uint64_t count; /* so far: a ring */
};

struct keeper {
	struct recorded_job *recorded;
	struct job *job; /* that of `recorded` */
	struct pty pty;
	struct keeper_terminal terminal;
	char *ring;                /* KEEPER_RING bytes */
	uint64_t written;          /* by the command so far */
	bool log_is_lost;          /* the log cannot be read */
	uint64_t patience_ns;      /* at the end: how long to wait for the terminal */
	struct vt_colours colours; /* as last reported by a screen */
	bool colours_known;
	uint64_t colours_due_ns; /* how long to wait for them; 0: none will come */
	int rows, cols;
	struct keeper_log log;
	struct phase_match match; /* lines that begin a phase */
	struct keeper_stamps stamps;
	bool all_read;     /* the job has ended, and all its output was read */
	bool output_ended; /* the other end of the pty is closed */
	struct bytes to_pty;
	size_t to_pty_sent;
	struct keeper_client clients[KEEPER_CLIENTS_MAX];
	size_t client_count;
	uint32_t client_ids;
	struct keeper_last
		*last; /* at the end: the last contents of the terminal; NULL: not requested */
	struct keeper_listeners listeners;
	struct watched_identity identity;
	struct watched_figures figures;
	uint64_t marks_at_ns; /* when the newest phase began that screens know */
	struct watched_end end;
	struct bytes summary;
	int messages_fd; /* collects messages on stderr; -1: not possible */
	struct series series;
	uint64_t figures_ns, sent_bytes; /* when they were last sent, and the peak then */
};

/* --- keeper_serve.c --- */

/* Waits for events and handles them, until this time at the latest. Returns whether a signal has
 * come. */
bool keeper_serve(struct keeper *, uint64_t until_ns);

/* --- keeper_clients.c --- */

void keeper_add_client(struct keeper *, int fd);
void keeper_news(struct keeper *, unsigned news);

/* Handles input from a screen; one that violates the protocol is disconnected. */
void keeper_receive(struct keeper *, size_t client);

/* Sends each screen what it lacks, if it is ready for it. */
void keeper_send(struct keeper *);

/* When the next screen update is due; UINT64_MAX: none. */
uint64_t keeper_next_screen_ns(const struct keeper *);
void keeper_close_clients(struct keeper *);

/* Reports the end of the job to clients that only wait for it: they need not wait for its last
 * output. */
void keeper_notify_attached(struct keeper *);

/* Passes an answer of the terminal to a client. */
void keeper_pass_answer(struct keeper *, uint32_t client, const struct link_message *);
/* After a restart of the terminal: its screen is unknown to all clients, and their requests are
 * repeated. */
void keeper_forget_screens(struct keeper *);
void keeper_put_news(const struct keeper *, unsigned news, struct bytes *out);

/* --- keeper_pty.c --- */

/* Reads output of the command for a while, as far as the terminal keeps up. */
void keeper_read_output(struct keeper *);
bool keeper_wants_output(const struct keeper *);
/* At the end of the command: reads the rest. */
void keeper_drain(struct keeper *);
void keeper_write_input(struct keeper *);
bool keeper_takes_input(const struct keeper *);

/* Removes the first `count` keys, which were accepted or are given up. */
void keeper_drop_keys(struct keeper_terminal *, size_t count);
/* False: the command does not read the answers it requested; they are dropped then. */
bool keeper_takes_answers(const struct keeper *);
void keeper_resize(struct keeper *, int rows, int cols);
void keeper_signal(struct keeper *, int signal);

/* When the output up to a position was read, on clock_active_ns. */
uint64_t keeper_read_at(const struct keeper *, uint64_t position);

/* --- keeper_kept.c --- */

/* The place for the next output of the command, and the space there in one piece. */
char *keeper_kept_space(struct keeper *, size_t *space);
void keeper_kept_add(struct keeper *, size_t count);
/* The first byte at or after `from` from which on everything is kept; at most `written`. */
uint64_t keeper_kept_first(const struct keeper *, uint64_t from);
/* Reads kept output from there on; `at` advances past unreadable parts. 0: no more. */
size_t keeper_kept_read(struct keeper *, uint64_t *at, char *data, size_t max);

/* --- keeper_terminal.c: its process --- */

void keeper_terminal_open(struct keeper *);
void keeper_terminal_close(struct keeper *);
/* Starts, feeds or ends the process, whichever is due. */
void keeper_terminal_supervise(struct keeper *);
/* When the next of these is due. */
uint64_t keeper_terminal_next_ns(const struct keeper *);
/* Ends the process, if it still runs, and schedules the next; `blamed`: because of what it did. */
void keeper_terminal_kill(struct keeper *, bool blamed);
/* Whether it shows all earlier output, so that it may be shown. */
bool keeper_terminal_is_right(const struct keeper *);
/* Excludes the process from the job. */
void keeper_exclude_terminal(struct keeper *);
enum watched_terminal keeper_terminal_status(const struct keeper *);

/* --- keeper_feed.c: sending --- */

void keeper_feed(struct keeper *);
void keeper_terminal_size(struct keeper *, int rows, int cols);
void keeper_terminal_key(struct keeper *, const struct protocol_key *);
/* Takes the colours of a screen, for programs that ask; or waits for them, because a program may
 * ask at once. */
void keeper_terminal_colours(struct keeper *, const struct vt_colours *);
void keeper_await_colours(struct keeper *);
bool keeper_awaits_colours(const struct keeper *);
/* Sends the colours to a new process. */
void keeper_put_colours(struct keeper *);
/* Asks the terminal; an answer will come. False: ask again later. */
bool keeper_terminal_ask(struct keeper *, uint32_t client, const struct link_message *question);

/* --- keeper_answers.c: receiving --- */

/* Handles messages of the terminal; one that sends invalid messages is killed. */
void keeper_terminal_receive(struct keeper *);

/* --- keeper_end.c --- */

/* Waits until the terminal has processed everything, and for its last contents; not forever. */
void keeper_finish_terminal(struct keeper *);
void keeper_take_last(struct keeper *, const struct link_message *);
/* Waits for a short time only for the terminal. */
void keeper_wait_for_terminal(struct keeper *, uint64_t until_ns);
/* Writes frames with everything, for the file that a job leaves. */
void keeper_put_all(struct keeper *, struct bytes *out);
void keeper_free_last(struct keeper *);

/* --- keeper_account.c --- */

void keeper_begin_identity(struct keeper *, const struct run_options *);
/* After a sample: updates the figures, and sends them if due. */
void keeper_note_figures(struct keeper *);
/* At the end: prepares the report of it. */
void keeper_settle(struct keeper *);
/* After it got its number or none: writes the file with the last screen, and closes the log. */
void keeper_file(struct keeper *);
/* Reports that the job could not be launched. */
void keeper_fail(struct keeper *, const struct failure *why);

#endif
