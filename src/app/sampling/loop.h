/* SPDX-License-Identifier: MIT */
/* loop.h: the poll() loop of the screen: keys, signals, ticks and keepers, one event at a time.
 *
 * Signals come through a descriptor, so nothing runs in a handler. Between events no CPU is used.
 * Keys never wait for a tick: available input is returned before the deadline is checked; and no
 * channel delays either, however much arrives on it. */
#ifndef PEAKTOP_APP_SAMPLING_LOOP_H
#define PEAKTOP_APP_SAMPLING_LOOP_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

enum loop_event_kind {
	LOOP_INPUT,  /* keys are available, or input_deadline_ns has passed */
	LOOP_SIGNAL, /* event.signal */
	LOOP_TICK,
	LOOP_HANGUP,  /* the input was closed */
	LOOP_OUTPUT,  /* output_fd is writable */
	LOOP_CHANNEL, /* event.channel is readable, or writable */
	LOOP_PASSED,  /* message_deadline_ns */
};

struct loop_event {
	enum loop_event_kind kind;
	int signal;
	size_t channel;
};

#define LOOP_CHANNELS_MAX 33

/* Another descriptor to wait for. */
struct loop_channel {
	int fd;     /* negative: closed */
	bool sends; /* wait for it to become writable as well */
};

struct loop {
	int input_fd, signal_fd;
	int output_fd;                     /* negative: nothing waits for it */
	uint64_t interval_ns, deadline_ns; /* by clock_active_ns */
	bool input_held;                   /* keys are not read now: they wait in the terminal */
	uint64_t input_deadline_ns;        /* 0: none */
	uint64_t message_deadline_ns;      /* 0: none */
	bool paused;
	struct loop_channel channels[LOOP_CHANNELS_MAX];
	size_t channel_count;
	size_t channel_next;    /* checked first, so that none has to wait for the others */
	sigset_t original_mask; /* restored for launched commands */
};

/* Blocks the signals it handles. False and `why`: nothing was changed. */
bool loop_open(struct loop *, int input_fd, uint64_t interval_ns, struct failure *why);
void loop_close(struct loop *);

/* Waits for the next event. */
struct loop_event loop_next(struct loop *);

/* Changes the interval; no ticks while paused. An overdue tick comes at once. */
void loop_retime(struct loop *, uint64_t interval_ns, bool paused);

#endif
