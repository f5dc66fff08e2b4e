/* SPDX-License-Identifier: MIT */
/* curses_keys.c: keys from a terminal's descriptor: reads bytes for the parser, and the
 * terminal's description. */
#include "term/curses/curses_keys.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/duration.h"
#include "base/length.h"
#include "term/curses/curses_restore.h"
#include "term/curses/curses_type.h"

static const struct {
	const char *capability;
	int code;
} capabilities[] = {
	{ "kcuu1", KEY_CODE_UP },
	{ "kcud1", KEY_CODE_DOWN },
	{ "kcub1", KEY_CODE_LEFT },
	{ "kcuf1", KEY_CODE_RIGHT },
	{ "khome", KEY_CODE_HOME },
	{ "kend", KEY_CODE_END },
	{ "kpp", KEY_CODE_PAGE_UP },
	{ "knp", KEY_CODE_PAGE_DOWN },
	{ "kich1", KEY_CODE_INSERT },
	{ "kdch1", KEY_CODE_DELETE },
	{ "kbs", KEY_CODE_BACKSPACE },
	{ "kcbt", KEY_CODE_BACK_TAB },
	{ "kent", KEY_CODE_ENTER },
};

#define FUNCTION_KEYS 24

_Static_assert(LENGTH(capabilities) + FUNCTION_KEYS <= CURSES_KEYS_MAX, "each key has its place");

/* Skips what the parser knows itself, single keys except Backspace, and sequences that are too
 * long. */
static void
add_known(struct curses_keys *k, const char *capability, struct key_event key)
{
	const char *text = tigetstr(capability);
	struct key_event known;
	struct key_sequence *s = &k->known[k->parser.known_count];
	size_t length = text != NULL && text != (const char *)-1 ? strlen(text) : 0;

	if (length == 0 || length >= sizeof s->bytes ||
		(length == 1 ? key.code != KEY_CODE_BACKSPACE : text[0] != '\033'))
		return;
	if (keys_of_sequence(text, length, &known) && known.code == key.code &&
		known.modifiers == key.modifiers)
		return;
	memcpy(s->bytes, text, length + 1);
	s->code = key.code;
	s->modifiers = key.modifiers;
	k->parser.known_count++;
}

/* F13 to F24 are F1 to F12 with Shift. */
static void
add_function_keys(struct curses_keys *k)
{
	for (int i = 0; i < FUNCTION_KEYS; i++) {
		char name[16];
		struct buffer b = buffer_over(name, sizeof name);

		buffer_print(&b, "kf%d", i + 1);
		add_known(k, name,
			(struct key_event){ .code = KEY_CODE_F1 + i % 12,
				.modifiers = i < 12 ? 0 : KEY_SHIFT });
	}
}

void
curses_keys_begin(struct curses_keys *k, const struct term_setup *setup, bool mouse)
{
	k->fd = setup->in_fd;
	k->parser = (struct key_parser){
		.escape_ns = setup->escape_ns > 0 ? setup->escape_ns : KEYS_ESCAPE_NS,
		.bytes_are_text = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.mouse = mouse,
		.known = k->known,
	};
	for (size_t i = 0; i < LENGTH(capabilities); i++)
		add_known(k, capabilities[i].capability,
			(struct key_event){ .code = capabilities[i].code });
	add_function_keys(k);
}

/* What was typed after a key that ends us belongs to the shell, so bytes are read one by one. But
 * in a paste, or while keys go to a command, all that is pending is read at once, except for the
 * last few bytes, among which such a key may be. */
#define LEFT_BYTES 64

static size_t
bytes_at_once(const struct curses_keys *k)
{
	int waiting = 0;

	if ((!k->all && !k->parser.pasting) || ioctl(k->fd, FIONREAD, &waiting) != 0 ||
		waiting <= LEFT_BYTES)
		return 1;
	return smaller((uint64_t)waiting - LEFT_BYTES, sizeof k->bytes);
}

/* Reads more bytes, if there are any. */
static bool
fill(struct curses_keys *k)
{
	struct pollfd input = { .fd = k->fd, .events = POLLIN };
	ssize_t count = -1;

	if (poll(&input, 1, 0) == 1 && (input.revents & POLLIN))
		count = read(k->fd, k->bytes, bytes_at_once(k));
	else
		errno = EAGAIN;
	k->lost = k->lost || (count < 0 && errno != EAGAIN && errno != EINTR);
	k->used = 0;
	k->length = count > 0 ? (size_t)count : 0;
	return count > 0;
}

/* Ctrl-C and similar, as configured in the terminal; but pasted characters are text, which the
 * terminal could not know. */
static bool
sends_signal(struct curses_keys *k, char byte)
{
	int signal = k->all || k->parser.pasting ? 0 : curses_signal_of(byte);

	if (signal == 0)
		return false;
	keys_forget(&k->parser);
	kill(0, signal);
	return true;
}

/* Bytes that wait came together, however late we read: only the last one can have been typed. */
static bool
is_last(const struct curses_keys *k)
{
	int waiting = 0;

	return k->used == k->length && ioctl(k->fd, FIONREAD, &waiting) == 0 && waiting == 0;
}

static void
take_byte(struct curses_keys *k, char byte, uint64_t now_ns)
{
	if (k->parser.pasting && curses_signal_of(byte) == SIGINT && is_last(k))
		keys_break_paste(&k->parser, now_ns);
	if (!sends_signal(k, byte))
		keys_put(&k->parser, byte, now_ns);
}

/* The same keys, where the terminal encodes them (kitty, modifyOtherKeys). */
static bool
is_signal(struct curses_keys *k, const struct key_event *event)
{
	return event->modifiers == 0 && event->code > 0 && event->code < 0x80 &&
	       sends_signal(k, (char)event->code);
}

static bool
next_key(struct curses_keys *k, struct key_event *event)
{
	while (keys_next(&k->parser, event)) {
		if (is_signal(k, event))
			continue;
		k->typed = true;
		return true;
	}
	return false;
}

/* An Esc is a key by itself only if nothing has followed it, however late we read. */
bool
curses_keys_read(struct curses_keys *k, struct key_event *event)
{
	uint64_t now = clock_active_ns();

	while (!next_key(k, event)) {
		if (k->used < k->length || fill(k)) {
			take_byte(k, k->bytes[k->used++], now);
			continue;
		}
		keys_expire(&k->parser, now);
		return next_key(k, event);
	}
	return true;
}

/* Keys buffered here do not make the descriptor readable. */
uint64_t
curses_keys_deadline(const struct curses_keys *k)
{
	return k->used < k->length || k->parser.count > 0 ? 1 : keys_deadline(&k->parser);
}

void
curses_keys_forget(struct curses_keys *k)
{
	keys_forget(&k->parser);
}

/* --- colours --- */

/* A reply takes a round trip. */
#define ANSWER_NS (300 * NS_PER_MS)

void
curses_keys_ask(struct curses_keys *k, struct bytes *out)
{
	bool colours = k->wants_colours && !k->asked_colours;
	bool ground = k->wants_ground && !k->asked_ground;

	k->asked_colours |= colours;
	k->asked_ground |= ground || colours; /* it is one of them */
	if ((!colours && !ground) || !curses_answers_colours())
		return;
	k->asked_ns = clock_active_ns();
	if (colours)
		keys_ask_colours(&k->parser, out);
	else
		keys_ask_ground(&k->parser, out);
}

void
curses_keys_await_colours(struct curses_keys *k)
{
	uint64_t until = k->asked_ns + ANSWER_NS, now;
	struct pollfd input = { .fd = k->fd, .events = POLLIN };
	struct key_event ignored;

	while (k->asked_ns > 0 && !k->typed && k->parser.colours_awaited > 0 &&
		(now = clock_active_ns()) < until) {
		if (poll(&input, 1, (int)((until - now) / NS_PER_MS) + 1) != 1 ||
			input.revents != POLLIN)
			return;
		curses_keys_read(k, &ignored);
	}
}

const struct vt_colours *
curses_keys_colours(struct curses_keys *k)
{
	bool reported = k->parser.colours_reported;

	k->parser.colours_reported = false;
	return reported ? &k->parser.colours : NULL;
}
