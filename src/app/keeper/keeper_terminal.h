/* SPDX-License-Identifier: MIT */
/* keeper_terminal.h: what a keeper knows about the process that holds the state of the job's
 * terminal (app/keeper/terminal_process.h). The keeper feeds, asks, watches and restarts it. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_TERMINAL_H
#define PEAKTOP_APP_KEEPER_KEEPER_TERMINAL_H

#include "ipc/terminal_link.h"

#define TERMINAL_SIZES 64
#define TERMINAL_SKIPS 16
#define TERMINAL_QUESTIONS 64
/* The most waiting keys: a paste of 1 MiB, so that a message after it (a signal) is still read. */
#define TERMINAL_KEYS_MAX (1024 * 1024)
/* Keys that are sent at once. */
#define TERMINAL_KEYS_AHEAD 1024
#define TERMINAL_ENDING 8

/* From this byte on, the terminal has this size. */
struct terminal_size {
	uint64_t at;
	int rows, cols;
};

/* A pending question; answers come in the same order. */
struct terminal_question {
	uint32_t client; /* 0: the keeper itself, at the end, or for LINK_WHOLE */
	enum link_kind answer;
};

struct keeper_terminal {
	pid_t pid; /* 0: none */
	int fd;
	struct protocol_reader reader;
	struct bytes out;
	size_t sent;
	/* Positions in the command's output: sent to this process; processed by it; processed by
	 * any of them (their answers were used); and from where on this one may be shown. */
	uint64_t fed, done, answered, right_at;
	uint64_t ahead,
		paced_cpu_ns; /* how much may be in flight; its CPU time at its last progress */
	uint64_t generation;  /* of its screen contents */

	/* The snapshot: restores the state that this one had at that position; empty: none. */
	struct bytes whole;
	uint64_t whole_at, whole_asked_at, whole_again; /* and when to ask again */
	struct terminal_size whole_size;
	bool whole_waits, whole_given; /* requested; sent to this process, or useless to it */

	struct terminal_size
		sizes[TERMINAL_SIZES]; /* the first: that at the start of what is kept */
	size_t size_count, sizes_fed;

	struct protocol_key *keys;                 /* from key_first on, not acknowledged yet */
	size_t key_first, key_count, key_capacity; /* `count` behind `first` */
	size_t keys_fed;                           /* of these, sent to this process */
	uint64_t keys_done;                        /* acknowledged by this process, in total */

	struct terminal_question questions[TERMINAL_QUESTIONS];
	size_t question_count;

	uint64_t phases_ns; /* since when phases that it found are counted, for a second */
	unsigned phases;

	/* deaths */
	pid_t ending[TERMINAL_ENDING];    /* killed, but not reaped yet; 0: none */
	uint64_t started_ns, start_at_ns; /* when this one started, and the next will */
	unsigned deaths;                  /* in a row, soon after the start */
	bool blamed;                      /* it is killed because of what it did */
	uint64_t died_at;                 /* the position at its last death not caused by others */
	unsigned died_there;              /* deaths in a row there */
	unsigned died_of_keys;            /* of these, with nothing but keys to process */
	struct {
		uint64_t from, to;
	} skips[TERMINAL_SKIPS]; /* output that killed it repeatedly */
	size_t skip_count;
	uint64_t floor; /* a restarted one gets nothing before this */

	/* progress */
	uint64_t moved_ns, checked_ns, checked_cpu_ns;
	uint64_t restarted_ns; /* 0: never */
};

#endif
