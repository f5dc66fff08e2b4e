/* SPDX-License-Identifier: MIT */
/* keeper_terminal.h: what a keeper knows of the process with the state of its job's terminal
 * (app/keeper/terminal.h), which it feeds, asks, watches, and starts anew. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_TERMINAL_H
#define PEAKTOP_APP_KEEPER_KEEPER_TERMINAL_H

#include "ipc/terminal_link.h"

#define TERMINAL_SIZES 64
#define TERMINAL_SKIPS 16
#define TERMINAL_QUESTIONS 64
/* Keys that wait: a paste of a MiB, so that what is said behind it (a signal) is heard. */
#define TERMINAL_KEYS_MAX (1024 * 1024)
/* So many of them are given at once. */
#define TERMINAL_KEYS_AHEAD 1024
#define TERMINAL_ENDING 8

/* From this byte on the terminal has this size. */
struct terminal_size {
	uint64_t at;
	int rows, cols;
};

/* An answer comes for each question, in order. */
struct terminal_question {
	uint32_t client; /* 0: the keeper itself, at the end; its own: LINK_WHOLE */
	enum link_kind answer;
};

struct keeper_terminal {
	pid_t pid; /* 0: none runs */
	int fd;
	struct protocol_reader reader;
	struct bytes out;
	size_t sent;
	/* Places in all output of the command. Given to this process; worked through by it, and by
	 * any of them (its answers were taken); from where on this one may be shown. */
	uint64_t fed, done, answered, right_at;
	uint64_t ahead,
		paced_cpu_ns; /* so much may be under way; its CPU time when it last got on */
	uint64_t generation;  /* of its screen */

	/* What makes one that was given nothing the same as this one was at that place; empty:
	 * none. */
	struct bytes whole;
	uint64_t whole_at, whole_asked_at, whole_again; /* ...and when to ask again */
	struct terminal_size whole_size;
	bool whole_waits, whole_given; /* asked for; given to this process, or of no use to it */

	struct terminal_size
		sizes[TERMINAL_SIZES]; /* the first: from the beginning of what is kept */
	size_t size_count, sizes_fed;

	struct protocol_key *keys; /* typed; from key_first on not yet said to be taken */
	size_t key_first, key_count, key_capacity; /* `count` behind `first` */
	size_t keys_fed;                           /* of these, given to this process */
	uint64_t keys_done;                        /* in all, by this process */

	struct terminal_question questions[TERMINAL_QUESTIONS];
	size_t question_count;

	/* its ends */
	pid_t ending[TERMINAL_ENDING];    /* killed, and not gone yet; 0: none */
	uint64_t started_ns, start_at_ns; /* of this one; of the next */
	unsigned deaths;                  /* in a row, short after their start */
	bool blamed;                      /* it is ended for what it does */
	uint64_t died_at;                 /* of those that died of themselves: how far it was */
	unsigned died_there;              /* how often, one after the other */
	unsigned died_of_keys;            /* and with nothing to work on but keys */
	struct {
		uint64_t from, to;
	} skips[TERMINAL_SKIPS]; /* what killed it each time */
	size_t skip_count;
	uint64_t floor; /* nothing before this is shown to one that is started anew */

	/* its work */
	uint64_t moved_ns, looked_ns, looked_cpu_ns;
	uint64_t restarted_ns; /* 0: never */
};

#endif
