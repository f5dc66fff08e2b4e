/* SPDX-License-Identifier: MIT */
/* loop.h: the one poll(): keys, signals, the next tick, the keepers of jobs, pulled one event at a
 * time.
 *
 * Signals come through a descriptor, so nothing runs in a handler. Between events no CPU is used.
 * A key never waits for a tick: what has come is handed out before the deadline is looked at;
 * no channel, however much comes by it, holds up either. */
#ifndef PEAKTOP_APP_SAMPLING_LOOP_H
#define PEAKTOP_APP_SAMPLING_LOOP_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

enum loop_event_kind {
	LOOP_INPUT,  /* keys, or that none came until input_deadline_ns */
	LOOP_SIGNAL, /* event.signal */
	LOOP_TICK,
	LOOP_HANGUP,  /* the input is gone */
	LOOP_OUTPUT,  /* output_fd takes more */
	LOOP_CHANNEL, /* something came by event.channel, or can be sent there */
};

struct loop_event {
	enum loop_event_kind kind;
	int signal;
	size_t channel;
};

#define LOOP_CHANNELS_MAX 32

/* Something else to wait for. */
struct loop_channel {
	int fd;     /* below 0: closed, never comes */
	bool sends; /* there is something to be sent as well */
};

struct loop {
	int input_fd, signal_fd;
	int output_fd;                     /* below 0: nothing waits for it */
	uint64_t interval_ns, deadline_ns; /* of clock_active_ns */
	bool input_held;                   /* no keys are taken now: they wait in the terminal */
	uint64_t input_deadline_ns;        /* 0: none */
	bool paused;
	struct loop_channel channels[LOOP_CHANNELS_MAX];
	size_t channel_count;
	size_t channel_next;    /* looked at first, so that none waits for the others */
	sigset_t original_mask; /* what a command launched from here is given back */
};

/* Blocks the signals it takes. False and `why`: nothing was changed. */
bool loop_open(struct loop *, int input_fd, uint64_t interval_ns, struct failure *why);
void loop_close(struct loop *);

/* The next event; waits for it. */
struct loop_event loop_next(struct loop *);

/* Another interval, or no ticks while paused; the next tick comes at once where one is overdue. */
void loop_retime(struct loop *, uint64_t interval_ns, bool paused);

#endif
