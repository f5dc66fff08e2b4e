/* SPDX-License-Identifier: MIT */
/* curses_restore.c: restores the terminal, also from a signal handler. */
#include "term/curses/curses_restore.h"

#include <curses.h>
#include <signal.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/failure.h"
#include "base/length.h"
#include "term/curses/curses_capability.h"
#include "term/curses/curses_shape.h"
#include "term/term.h"

/* How long to wait for a terminal that does not read the restoring sequence. */
#define PATIENCE_NS (250 * NS_PER_MS)

/* Written before the terminal is taken over and only read afterwards, except for what is volatile
 * and what a taller window changes. Static, because the hook of base/failure takes no pointer. */
static struct {
	int in_fd, out_fd;
	bool shared, has_modes;
	volatile bool modes_taken;
	volatile bool taken, shaped;
	struct termios modes;
	char sequence[256];
	size_t length, shape_length; /* of the whole; of the end that is sent only if the cursor
				      * was shaped */
	size_t sent, owed;           /* of the last transmission: bytes sent, and bytes left */
} restore;

/* Without an alternate screen, the cursor is put below what was shown. */
static void
put_leaving(struct bytes *b)
{
	const char *place = tigetstr("cup");

	if (!curses_put_capability(b, "rmcup") && place != NULL && place != (const char *)-1)
		curses_put_text(b, tiparm(place, LINES - 1, 0));
}

/* If a signal handler interrupts this, it finds a length of 0 and writes nothing. */
static void
keep_sequence(const struct bytes *b, size_t shape_length)
{
	restore.length = 0;
	if (b->length >= sizeof restore.sequence)
		return;
	memcpy(restore.sequence, b->data, b->length);
	restore.shape_length = shape_length;
	restore.length = b->length;
}

void
curses_restore_sequence(const char *off)
{
	struct bytes b = { .data = NULL };
	size_t length;

	bytes_text(&b, off);
	curses_put_capability(&b, "sgr0");
	curses_put_capability(&b, "op");
	curses_put_capability(&b, "rmkx");
	put_leaving(&b);
	/* Last: some terminals (all that use libvterm) restore a hidden cursor with the old
	 * screen. */
	curses_put_capability(&b, "cnorm");
	length = b.length;
	curses_shape_put(&b, 0);
	keep_sequence(&b, b.length - length);
	bytes_free(&b);
}

void
curses_restore_prepare(int in_fd, const struct outlet *o, const char *off)
{
	curses_restore_sequence(off);
	restore.in_fd = in_fd;
	restore.out_fd = o->fd;
	restore.shared = o->shared;
	restore.taken = restore.shaped = restore.modes_taken = false;
	restore.has_modes = tcgetattr(in_fd, &restore.modes) == 0;
	failure_set_restore(curses_restore_now);
}

void
curses_restore_taken(bool taken)
{
	restore.taken = taken;
}

void
curses_restore_shaped(void)
{
	restore.shaped = true;
}

/* A process in the background would be stopped for this (SIGTTOU). */
static void
set_modes(const struct termios *modes)
{
	sigset_t stop, mask;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTTOU);
	sigprocmask(SIG_BLOCK, &stop, &mask);
	tcsetattr(restore.in_fd, TCSANOW, modes);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

void
curses_restore_now(void)
{
	bool taken = restore.taken;
	size_t length = restore.length - (restore.shaped ? 0 : restore.shape_length);

	restore.taken = restore.shaped = false;
	if (taken) {
		restore.sent = outlet_write_some(restore.out_fd, restore.shared, restore.sequence,
			length, PATIENCE_NS, true);
		restore.owed = length - restore.sent;
	}
	if (restore.modes_taken)
		set_modes(&restore.modes);
	restore.modes_taken = false;
}

bool
term_restore(void)
{
	failure_restore();
	return restore.owed == 0;
}

int
term_output_held(void)
{
	return restore.out_fd;
}

void
term_restore_rest(uint64_t ns)
{
	outlet_write(restore.out_fd, restore.shared, restore.sequence + restore.sent, restore.owed,
		ns, false);
	restore.owed = 0;
}

/* The user may have changed them in the shell. */
void
curses_restore_note_modes(void)
{
	struct termios now;

	if (!restore.modes_taken && tcgetpgrp(restore.in_fd) == getpgrp() &&
		tcgetattr(restore.in_fd, &now) == 0)
		restore.modes = now;
}

void
curses_set_modes(bool all)
{
	struct termios modes = restore.modes;

	if (!restore.has_modes)
		return;
	modes.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR);
	modes.c_oflag &= ~(tcflag_t)ONLCR;
	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | ISIG);
	modes.c_cc[VMIN] = 1;
	modes.c_cc[VTIME] = 0;
	if (all) {
		modes.c_iflag &= ~(tcflag_t)(IXON | BRKINT | PARMRK);
		modes.c_lflag &= ~(tcflag_t)IEXTEN;
	}
	restore.modes_taken = true;
	tcsetattr(restore.in_fd, TCSANOW, &modes);
}

int
curses_signal_of(char byte)
{
	static const struct {
		int place, signal;
	} keys[] = { { VINTR, SIGINT }, { VQUIT, SIGQUIT }, { VSUSP, SIGTSTP } };

	for (size_t i = 0; restore.has_modes && i < LENGTH(keys); i++)
		if (restore.modes.c_cc[keys[i].place] == (unsigned char)byte &&
			restore.modes.c_cc[keys[i].place] != _POSIX_VDISABLE)
			return keys[i].signal;
	return 0;
}

static void
never_called(int signal)
{
	(void)signal;
}

void
curses_keep_stop_signal(void)
{
	struct sigaction now, own = { .sa_handler = never_called, .sa_flags = SA_RESTART };

	sigemptyset(&own.sa_mask);
	if (sigaction(SIGTSTP, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		sigaction(SIGTSTP, &own, NULL);
}
