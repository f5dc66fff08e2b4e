/* SPDX-License-Identifier: MIT */
/* keeper_clients.c: the screens of a keeper: what they ask, and what each is still to be told. */
#include "app/keeper_private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define BLOCK 16384
#define SCREEN_NS (33 * NS_PER_MS) /* nobody reads faster than thirty screens a second */

void
keeper_add_client(struct keeper *k, int fd)
{
	if (k->client_count == KEEPER_CLIENTS_MAX) {
		close(fd);
		return;
	}
	k->clients[k->client_count++] = (struct keeper_client){ .fd = fd, .news = NEWS_ALL };
}

static void
let_go(struct keeper *k, size_t at)
{
	struct keeper_client *c = &k->clients[at];

	close(c->fd);
	protocol_reader_clear(&c->reader);
	bytes_free(&c->out);
	*c = k->clients[--k->client_count];
}

void
keeper_close_clients(struct keeper *k)
{
	while (k->client_count > 0)
		let_go(k, k->client_count - 1);
}

void
keeper_news(struct keeper *k, unsigned news)
{
	for (size_t i = 0; i < k->client_count; i++)
		k->clients[i].news |= news;
}

/* --- what they ask --- */

static void
take_size(struct keeper *k, struct keeper_client *c, const struct protocol_request *r)
{
	if (r->rows < 1 || r->cols < 1)
		return;
	c->rows = r->rows;
	c->cols = r->cols;
	keeper_resize(k, c->rows, c->cols);
}

/* The size is that of the screen that somebody sits at: who types. */
static void
take_key(struct keeper *k, struct keeper_client *c, const struct protocol_key *key)
{
	if (c->rows > 0)
		keeper_resize(k, c->rows, c->cols);
	keeper_key(k, &(struct key_event){ key->code, key->row, key->col, key->modifiers });
}

static void
take_request(struct keeper *k, struct keeper_client *c, const struct protocol_request *r)
{
	switch (r->kind) {
	case FRAME_HELLO:
		c->greeted = true;
		take_size(k, c, r);
		break;
	case FRAME_SIZE:
		take_size(k, c, r);
		break;
	case FRAME_KEY:
		take_key(k, c, &r->key);
		break;
	case FRAME_ASK:
		c->ask_first = r->first;
		c->ask_count = r->count;
		break;
	case FRAME_SIGNAL:
		keeper_signal(k, r->signal);
		break;
	default:
		break;
	}
}

static bool
take_frames(struct keeper *k, struct keeper_client *c)
{
	struct protocol_request request;
	struct frame frame;
	struct failure ignored;
	enum frame_result result;

	while ((result = protocol_next(&c->reader, &frame, &ignored)) == FRAME_READY) {
		if (!protocol_take_request(&frame, &request, &ignored))
			return false;
		take_request(k, c, &request);
	}
	return result == FRAME_NONE;
}

void
keeper_hear(struct keeper *k, size_t at)
{
	struct keeper_client *c = &k->clients[at];
	char block[BLOCK];
	ssize_t count = recv(c->fd, block, sizeof block, MSG_DONTWAIT);

	if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	if (count > 0) {
		protocol_reader_add(&c->reader, block, (size_t)count);
		if (take_frames(k, c)) {
			keeper_write_input(k);
			return;
		}
	}
	let_go(k, at);
}

/* --- what they are told --- */

static void
put_screen(struct keeper *k, uint64_t seen, bool seen_any, struct bytes *out)
{
	const struct pane_screen *screen = pane_screen(k->pane);
	size_t begun = protocol_begin_screen(out, screen);

	for (int row = 0; row < screen->rows; row++)
		if (!seen_any || pane_row_generation(k->pane, row) > seen)
			protocol_put_row(out, screen, row);
	protocol_end_screen(out, begun);
}

static void
put_lines(const struct keeper *k, uint64_t first, uint64_t count, struct bytes *out)
{
	size_t begun = protocol_begin_lines(out, first), length;
	const char *line;

	for (uint64_t i = 0; i < count && pane_scrollback(k->pane, first + i, &line, &length); i++)
		protocol_put_line(out, line, length);
	protocol_end_lines(out, begun);
}

static void
put_news(const struct keeper *k, unsigned news, struct bytes *out)
{
	if (news & NEWS_IDENTITY)
		protocol_put_identity(out, &k->identity);
	if (news & NEWS_POINTS)
		protocol_put_points(out, &k->series);
	if (news & NEWS_FIGURES)
		protocol_put_figures(out, &k->figures);
}

static bool
lacks_screen(const struct keeper *k, const struct keeper_client *c)
{
	return c->greeted && (!c->seen_any || c->seen != pane_generation(k->pane));
}

/* In what order: who it is, the chart, the screen, lines, the end. */
static void
fill(struct keeper *k, struct keeper_client *c, uint64_t now_ns)
{
	put_news(k, c->news, &c->out);
	if (lacks_screen(k, c) &&
		(now_ns >= c->next_screen_ns || (c->news & NEWS_END && k->end.ended))) {
		put_screen(k, c->seen, c->seen_any, &c->out);
		c->seen = pane_generation(k->pane);
		c->seen_any = true;
		c->next_screen_ns = now_ns + SCREEN_NS;
	}
	if (c->ask_count > 0)
		put_lines(k, c->ask_first, c->ask_count, &c->out);
	if ((c->news & NEWS_END) && k->end.ended)
		protocol_put_end(&c->out, &k->end, k->summary.data, k->summary.length);
	c->news = 0;
	c->ask_count = 0;
}

/* False: it is gone. */
static bool
send_out(struct keeper_client *c)
{
	while (c->sent < c->out.length) {
		ssize_t n = send(c->fd, c->out.data + c->sent, c->out.length - c->sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK;
		c->sent += (size_t)n;
	}
	/* A large one (a whole scrollback) is not held on to. */
	if (c->out.capacity > 256 * 1024)
		bytes_free(&c->out);
	else
		bytes_restart(&c->out);
	c->sent = 0;
	return true;
}

void
keeper_speak(struct keeper *k)
{
	uint64_t now_ns = clock_active_ns();

	for (size_t i = k->client_count; i-- > 0;) {
		struct keeper_client *c = &k->clients[i];

		if (!send_out(c)) {
			let_go(k, i);
			continue;
		}
		if (!c->greeted || c->out.length > c->sent)
			continue;
		fill(k, c, now_ns);
		if (!send_out(c))
			let_go(k, i);
	}
}

uint64_t
keeper_next_screen_ns(const struct keeper *k)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < k->client_count; i++) {
		const struct keeper_client *c = &k->clients[i];

		if (lacks_screen(k, c) && c->out.length == c->sent && c->next_screen_ns < next)
			next = c->next_screen_ns;
	}
	return next;
}

void
keeper_put_all(struct keeper *k, struct bytes *out)
{
	const struct pane_screen *screen = pane_screen(k->pane);
	uint64_t first = screen->first_line, count = screen->line_count - screen->first_line;

	put_news(k, NEWS_ALL, out);
	for (uint64_t at = 0; at < count; at += PROTOCOL_ASK_MAX)
		put_lines(k, first + at, PROTOCOL_ASK_MAX, out);
	put_screen(k, 0, false, out);
	protocol_put_end(out, &k->end, k->summary.data, k->summary.length);
}
