/* SPDX-License-Identifier: MIT */
/* keeper_clients.c: the screens attached to a keeper: their requests, and what is sent to them. */
#include "app/keeper/keeper_private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define BLOCK 16384
#define SCREEN_NS (33 * NS_PER_MS) /* at most thirty screens a second */
/* A program asked to hold the screen while it draws: how often to check again, and the longest
 * wait. */
#define HELD_CHECK_NS (5 * NS_PER_MS)
#define HELD_NS (150 * NS_PER_MS)

void
keeper_add_client(struct keeper *k, int fd)
{
	if (k->client_count == KEEPER_CLIENTS_MAX) {
		close(fd);
		return;
	}
	k->clients[k->client_count++] =
		(struct keeper_client){ .id = ++k->client_ids, .fd = fd, .news = NEWS_ALL };
}

/* Counts the screens that show the job; others only query its identity. */
static void
count_screens(struct keeper *k)
{
	uint64_t count = 0;

	for (size_t i = 0; i < k->client_count; i++)
		count += k->clients[i].rows > 0;
	if (count == k->figures.screens)
		return;
	k->figures.screens = count;
	keeper_news(k, NEWS_FIGURES);
}

static void
disconnect(struct keeper *k, size_t at)
{
	struct keeper_client *c = &k->clients[at];

	close(c->fd);
	protocol_reader_clear(&c->reader);
	bytes_free(&c->out);
	*c = k->clients[--k->client_count];
	count_screens(k);
}

void
keeper_close_clients(struct keeper *k)
{
	while (k->client_count > 0)
		disconnect(k, k->client_count - 1);
}

void
keeper_news(struct keeper *k, unsigned news)
{
	for (size_t i = 0; i < k->client_count; i++)
		k->clients[i].news |= news;
}

/* --- requests --- */

static void
take_size(struct keeper *k, struct keeper_client *c, const struct protocol_request *r)
{
	if (r->rows < 1 || r->cols < 1)
		return;
	c->rows = r->rows;
	c->cols = r->cols;
	keeper_resize(k, c->rows, c->cols);
	count_screens(k);
}

/* The terminal takes the size of the screen whose user types. */
static void
take_key(struct keeper *k, struct keeper_client *c, const struct protocol_key *key)
{
	if (c->rows > 0)
		keeper_resize(k, c->rows, c->cols);
	c->typed = true;
	keeper_terminal_key(k, key);
}

static void
take_request(struct keeper *k, struct keeper_client *c, const struct protocol_request *r)
{
	switch (r->kind) {
	case FRAME_HELLO:
		c->greeted = true;
		if (r->sends_colours)
			keeper_await_colours(k);
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
		c->asks_lines = true;
		break;
	case FRAME_SIGNAL:
		keeper_signal(k, r->signal);
		break;
	case FRAME_MARK:
		job_mark(k->job, r->mark, strlen(r->mark));
		break;
	case FRAME_COLOURS:
		keeper_terminal_colours(k, &r->colours);
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
keeper_receive(struct keeper *k, size_t at)
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
	disconnect(k, at);
}

/* --- messages to screens --- */

void
keeper_put_news(const struct keeper *k, unsigned news, struct bytes *out)
{
	if (news & NEWS_IDENTITY)
		protocol_put_identity(out, &k->identity);
	if (news & NEWS_POINTS)
		protocol_put_points(out, &k->series);
	if ((news & NEWS_MARKS) && k->job->run.phases.mark_count > 0)
		protocol_put_marks(out, &k->job->run.phases);
	if (news & NEWS_FIGURES)
		protocol_put_figures(out, &k->figures);
}

static bool
lacks_screen(const struct keeper *k, const struct keeper_client *c)
{
	return c->greeted && (!c->seen_any || c->seen != k->terminal.generation);
}

static bool
end_is_news(const struct keeper *k, const struct keeper_client *c)
{
	return (c->news & NEWS_END) && k->end.ended;
}

static void
ask_for_screen(struct keeper *k, struct keeper_client *c, uint64_t now_ns)
{
	struct link_message question = { .kind = LINK_ASK_SCREEN,
		.generation = c->seen,
		.whole = !c->seen_any,
		.now = end_is_news(k, c) || (c->held_ns > 0 && now_ns - c->held_ns >= HELD_NS) };

	if (!lacks_screen(k, c) || c->waits_screen ||
		(now_ns < c->next_screen_ns && !end_is_news(k, c)))
		return;
	c->waits_screen = keeper_terminal_ask(k, c->id, &question);
	c->next_screen_ns = now_ns + SCREEN_NS;
}

static void
ask_for_lines(struct keeper *k, struct keeper_client *c)
{
	struct link_message question = {
		.kind = LINK_ASK_LINES, .first = c->ask_first, .count = c->ask_count
	};

	if (c->asks_lines && !c->waits_lines)
		c->waits_lines = keeper_terminal_ask(k, c->id, &question);
}

/* The end is not delayed forever by a terminal that does not respond. */
static bool
end_is_due(const struct keeper *k, const struct keeper_client *c, uint64_t now_ns)
{
	bool shown = keeper_terminal_is_right(k) && k->terminal.done == k->written &&
		     !lacks_screen(k, c) && !c->waits_screen && !c->waits_lines;

	if (!end_is_news(k, c))
		return false;
	return c->rows == 0 || (k->all_read && (shown || now_ns >= k->patience_ns));
}

/* Adds what this client still has to get, in this order: identity, chart, screen, lines, end. */
static void
fill(struct keeper *k, struct keeper_client *c, uint64_t now_ns)
{
	keeper_put_news(k, c->news, &c->out);
	c->news &= NEWS_END;
	ask_for_screen(k, c, now_ns);
	ask_for_lines(k, c);
	if (!end_is_due(k, c, now_ns))
		return;
	protocol_put_end(&c->out, &k->end, k->summary.data, k->summary.length);
	c->news = 0;
}

void
keeper_notify_attached(struct keeper *k)
{
	for (size_t i = 0; i < k->client_count; i++)
		if (k->clients[i].rows == 0)
			k->clients[i].news |= NEWS_FIGURES | NEWS_END;
	keeper_send(k);
}

void
keeper_pass_answer(struct keeper *k, uint32_t id, const struct link_message *answer)
{
	struct keeper_client *c = k->clients;

	if (id == 0)
		keeper_take_last(k, answer);
	while (c < k->clients + k->client_count && c->id != id)
		c++;
	if (c == k->clients + k->client_count)
		return;
	if (answer->length > 0)
		bytes_put(&c->out, answer->data, answer->length);
	if (answer->kind == LINK_LINES) {
		c->asks_lines = c->waits_lines = false;
		return;
	}
	c->waits_screen = false;
	if (answer->length == 0) {
		c->next_screen_ns = clock_active_ns() + HELD_CHECK_NS;
		c->held_ns = c->held_ns > 0 ? c->held_ns : clock_active_ns();
		return;
	}
	c->held_ns = 0;
	c->seen_any = true;
	c->seen = answer->generation;
}

void
keeper_forget_screens(struct keeper *k)
{
	for (size_t i = 0; i < k->client_count; i++)
		k->clients[i].seen_any = k->clients[i].waits_screen = k->clients[i].waits_lines =
			false;
}

/* False: the client is gone. */
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
	/* Frees a large buffer (a whole scrollback). */
	if (c->out.capacity > 256 * 1024)
		bytes_free(&c->out);
	else
		bytes_restart(&c->out);
	c->sent = 0;
	return true;
}

void
keeper_send(struct keeper *k)
{
	uint64_t now_ns = clock_active_ns();

	for (size_t i = k->client_count; i-- > 0;) {
		struct keeper_client *c = &k->clients[i];

		if (!send_out(c)) {
			disconnect(k, i);
			continue;
		}
		if (!c->greeted || c->out.length > c->sent)
			continue;
		fill(k, c, now_ns);
		if (!send_out(c))
			disconnect(k, i);
	}
}

static uint64_t
next_of(const struct keeper *k, const struct keeper_client *c)
{
	uint64_t next = UINT64_MAX;

	if (c->out.length > c->sent)
		return next;
	if (lacks_screen(k, c) && !c->waits_screen && keeper_terminal_is_right(k))
		next = c->next_screen_ns;
	if (c->greeted && end_is_news(k, c) && k->patience_ns < next)
		next = k->patience_ns;
	return next;
}

uint64_t
keeper_next_screen_ns(const struct keeper *k)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < k->client_count; i++)
		if (next_of(k, &k->clients[i]) < next)
			next = next_of(k, &k->clients[i]);
	return next;
}
