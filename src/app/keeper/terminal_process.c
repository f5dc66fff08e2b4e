/* SPDX-License-Identifier: MIT */
/* terminal_process.c: the process that holds the state of a job's terminal. */
#include "app/keeper/terminal_process.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"
#include "base/pages.h"
#include "launch/confine.h"
#include "ipc/terminal_link.h"
#include "term/vt/vt.h"

/* Two screens of the largest size, twice during a resize, and messages about one: 170 MB. */
#define MEMORY_MAX (512ull * 1024 * 1024)
/* Processed before progress is reported. */
#define BLOCK (16 * 1024)
/* The longest silence: its keeper kills one that reports nothing for half a second of work. */
#define SILENT_NS (20 * NS_PER_MS)
/* Four bytes can change all cells of a screen: limits what is processed at once to some tens of
 * milliseconds, but never to fewer bytes than the minimum. */
#define CELLS_AT_ONCE (8 * 1000 * 1000)
#define BYTES_AT_ONCE 16
/* Replies to the job are sent in pieces of at most this size. */
#define REPLIES_AT_ONCE (32 * 1024)

/* Growing buffers are moved to blocks of twice the size: from this size on the old one is returned
 * to the system as a whole. */
#define LARGE_BLOCK (32 * 1024)

/* Snapshots between two shrinkings of rarely used buffers; there is one per 512 KiB of output. */
#define WHOLES 8

struct terminal {
	int fd;
	struct vt *pane;
	struct protocol_reader reader;
	struct bytes out, replies;
	uint64_t position, keys;
	uint64_t sent_ns; /* or when it started its present work */
	size_t at_once;   /* bytes to process at once */
	bool cut, changed;
	unsigned wholes; /* snapshots requested so far */
	struct phase_match *match;
};

/* --- sending --- */

static void
send_state(struct terminal *t)
{
	struct link_message state = { .kind = LINK_STATE,
		.position = t->position,
		.keys = t->keys,
		.generation = vt_generation(t->pane),
		.data = t->replies.data,
		.length = t->replies.length };

	if (state.length > LINK_REPLIES_MAX)
		state.length = LINK_REPLIES_MAX;
	link_put(&t->out, &state);
	bytes_restart(&t->replies);
	t->changed = false;
}

static void
send_out(struct terminal *t)
{
	size_t sent = 0;

	while (sent < t->out.length) {
		ssize_t count = write(t->fd, t->out.data + sent, t->out.length - sent);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			_exit(0);
		sent += (size_t)count;
	}
	if (t->out.capacity > 256 * 1024)
		bytes_free(&t->out);
	else
		bytes_restart(&t->out);
	t->sent_ns = clock_active_ns();
}

static void
send_sign_of_life(struct terminal *t)
{
	if (clock_active_ns() - t->sent_ns < SILENT_NS)
		return;
	send_state(t);
	send_out(t);
}

/* Sends the rows that changed. */
static void
send_screen(struct terminal *t, const struct link_message *asked)
{
	const struct vt_screen *screen;
	struct bytes frame = { .data = NULL };
	size_t start;

	if (asked->now)
		vt_release(t->pane);
	if (vt_is_held(t->pane)) {
		link_put(&t->out, &(struct link_message){ .kind = LINK_SCREEN });
		return;
	}
	screen = vt_screen(t->pane);
	start = protocol_begin_screen(&frame, screen);
	for (int row = 0; row < screen->rows; row++)
		if (asked->whole || vt_row_generation(t->pane, row) > asked->generation)
			protocol_put_row(&frame, screen, row);
	protocol_end_screen(&frame, start);
	link_put(&t->out, &(struct link_message){ .kind = LINK_SCREEN,
				  .generation = vt_generation(t->pane),
				  .first = screen->first_line,
				  .count = screen->line_count - screen->first_line,
				  .data = frame.data,
				  .length = frame.length });
	bytes_free(&frame);
}

static void
send_lines(struct terminal *t, const struct link_message *asked)
{
	struct bytes frame = { .data = NULL };
	size_t start = protocol_begin_lines(&frame, asked->first), length;
	const char *line;

	for (uint64_t i = 0; i < asked->count; i++)
		if (vt_scrollback(t->pane, asked->first + i, &line, &length))
			protocol_put_line(&frame, line, length);
		else
			break;
	protocol_end_lines(&frame, start);
	link_put(&t->out, &(struct link_message){
				  .kind = LINK_LINES, .data = frame.data, .length = frame.length });
	bytes_free(&frame);
}

/* Within a sequence there can be no snapshot that its rest would fit; a too large one is not
 * sent. */
static void
send_snapshot(struct terminal *t)
{
	const struct vt_screen *screen = vt_screen(t->pane);
	struct link_message whole = { .kind = LINK_WHOLE,
		.position = t->position,
		.rows = screen->rows,
		.cols = screen->cols };
	struct bytes state = { .data = NULL };

	if (vt_is_between(t->pane) && !t->cut && vt_put_state(t->pane, LINK_WHOLE_MAX, &state)) {
		whole.data = state.data;
		whole.length = state.length;
	}
	link_put(&t->out, &whole);
	bytes_free(&state);
	if (t->wholes++ % WHOLES == 0)
		pages_drop_read();
}

/* --- receiving --- */

/* If the output starts in the middle, skips it up to a certain start of something. */
static void
skip_to_beginning(struct terminal *t, struct link_message *m)
{
	while (t->cut && m->length > 0) {
		t->cut = *m->data != '\n' && *m->data != '\033';
		if (t->cut) {
			m->data++;
			m->length--;
		}
	}
}

static void
put_phase(struct terminal *t, uint64_t position, const char *name, size_t length)
{
	link_put(&t->out, &(struct link_message){ .kind = LINK_PHASE,
				  .position = position,
				  .data = name,
				  .length = length < LINK_PHASE_MAX ? length : LINK_PHASE_MAX });
}

/* Up to a position in the output. In what is shown again they were found before; it may end within
 * a line. */
static void
match_phases(struct terminal *t, const char *bytes, size_t count, uint64_t end, bool again)
{
	uint64_t began_ns = clock_active_ns();
	const char *name;
	size_t length;

	if (!phase_match_has_time(t->match, began_ns)) {
		if (phase_match_skip(t->match) && !again)
			put_phase(t, end, NULL, 0);
		return;
	}
	while (phase_match_take(t->match, &bytes, &count, &name, &length))
		if (!again)
			put_phase(t, end - count, name, length);
	phase_match_spent(t->match, clock_active_ns() - began_ns);
}

static void
take_output(struct terminal *t, struct link_message *m)
{
	skip_to_beginning(t, m);
	for (size_t part; m->length > 0; m->data += part, m->length -= part) {
		part = m->length < t->at_once ? m->length : t->at_once;
		vt_write(t->pane, m->data, part);
		vt_take_replies(t->pane, &t->replies);
		/* Only now: had it died of this part, the next process would find them, too. */
		if (t->match->open)
			match_phases(t, m->data, part, m->position - (m->length - part),
				m->kind == LINK_AGAIN);
		if (m->kind == LINK_AGAIN)
			bytes_restart(&t->replies);
		/* A snapshot has no positions of its own. */
		if (m->position - (m->length - part) > t->position)
			t->position = m->position - (m->length - part);
		send_sign_of_life(t);
	}
	t->position = m->position;
}

static void
take_size(struct terminal *t, int rows, int cols)
{
	size_t count = CELLS_AT_ONCE / ((size_t)rows * (size_t)cols);

	t->at_once = count > BYTES_AT_ONCE ? count : BYTES_AT_ONCE;
	vt_resize(t->pane, rows, cols);
	vt_take_replies(t->pane, &t->replies);
}

static void
take_key(struct terminal *t, const struct protocol_key *key)
{
	struct key_event event = { key->code, key->row, key->col, key->modifiers };

	if (event.code == KEY_CODE_PASTE_BEGIN || event.code == KEY_CODE_PASTE_END)
		vt_paste(t->pane, event.code == KEY_CODE_PASTE_BEGIN);
	else
		vt_key(t->pane, &event);
	vt_take_replies(t->pane, &t->replies);
	t->keys++;
}

static void
take(struct terminal *t, struct link_message *m)
{
	switch (m->kind) {
	case LINK_OUTPUT:
	case LINK_AGAIN:
		take_output(t, m);
		break;
	case LINK_SIZE:
		take_size(t, m->rows, m->cols);
		break;
	case LINK_KEY:
		take_key(t, &m->key);
		break;
	case LINK_COLOURS:
		vt_set_colours(t->pane, &m->colours);
		return;
	case LINK_ASK_SCREEN:
		send_screen(t, m);
		send_out(t);
		return;
	case LINK_ASK_LINES:
		send_lines(t, m);
		send_out(t);
		return;
	case LINK_ASK_WHOLE:
		send_snapshot(t);
		send_out(t);
		return;
	default:
		return;
	}
	t->changed = true;
	if (t->replies.length > REPLIES_AT_ONCE)
		send_state(t);
	send_sign_of_life(t);
}

/* Receives messages. False: the keeper is gone. */
static bool
receive(struct terminal *t, char *block)
{
	ssize_t count = read(t->fd, block, BLOCK);
	struct link_message message;
	enum frame_result result;

	if (count < 0 && errno == EINTR)
		return true;
	if (count <= 0)
		return false;
	t->sent_ns = clock_active_ns();
	protocol_reader_add(&t->reader, block, (size_t)count);
	while ((result = link_next(&t->reader, false, &message)) == FRAME_READY)
		take(t, &message);
	if (t->changed)
		send_state(t);
	send_out(t);
	return result == FRAME_NONE;
}

_Noreturn void
terminal_process_live(int fd, int rows, int cols, uint64_t from, struct phase_match *match)
{
	struct terminal t = { .fd = fd, .position = from, .cut = from > 0, .match = match };
	char *block;

	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	confine(fd, MEMORY_MAX);
	block = grow_new(BLOCK);
	t.pane = vt_open(rows, cols);
	take_size(&t, rows, cols);
	while (receive(&t, block))
		continue;
	_exit(0);
}
