/* SPDX-License-Identifier: MIT */
/* pty.c: a pseudoterminal for a command. */
#include "launch/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* The modes are those that the kernel gives a new terminal (INIT_C_CC, ttydefaults), except what
 * it cannot know: that text is UTF-8, and that Backspace sends DEL. */
static bool
prepare(int slave, bool utf8)
{
	struct termios modes;

	if (tcgetattr(slave, &modes) != 0)
		return false;
	if (utf8)
		modes.c_iflag |= IUTF8;
	modes.c_iflag |= ICRNL | IXON | IMAXBEL;
	modes.c_lflag |= ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	modes.c_cc[VERASE] = 0x7f;
	return tcsetattr(slave, TCSANOW, &modes) == 0;
}

static bool
open_both(struct pty *p)
{
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (p->master < 0 || grantpt(p->master) != 0 || unlockpt(p->master) != 0)
		return false;
	/* Not by its name: /dev/pts may be a different one here (containers). */
	p->slave = ioctl(p->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return p->slave >= 0;
}

bool
pty_open(struct pty *p, int rows, int cols, bool utf8, struct failure *why)
{
	*p = (struct pty){ .master = -1, .slave = -1 };
	if (open_both(p) && prepare(p->slave, utf8)) {
		pty_resize(p, rows, cols);
		return true;
	}
	failure_set(why, errno, "opening a pseudoterminal for the command");
	pty_close(p);
	return false;
}

void
pty_close_slave(struct pty *p)
{
	if (p->slave >= 0)
		close(p->slave);
	p->slave = -1;
}

void
pty_close(struct pty *p)
{
	pty_close_slave(p);
	if (p->master >= 0)
		close(p->master);
	p->master = -1;
}

void
pty_resize(const struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	if (p->master >= 0)
		ioctl(p->master, TIOCSWINSZ, &size);
}
