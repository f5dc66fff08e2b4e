/* SPDX-License-Identifier: MIT */
/* panes.c: the jobs that this screen shows, through their keepers. */
#include "app/jobs/panes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"

#define BLOCK (64 * 1024)
/* Blocks read at once from a keeper that writes faster than we read: keys are handled in
 * between. */
#define BLOCKS_AT_ONCE 16
/* The most keys that wait for a keeper: enough for a paste, so that our own keys after it are still
 * read. */
#define KEYS_MAX (1024 * 1024)
#define KEYS_AT_ONCE 512

static void
close_link(struct pane_link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	free(l->keys);
	l->keys = NULL;
	l->key_first = l->key_count = l->key_capacity = 0;
}

static void
free_link(struct pane_link *l)
{
	close_link(l);
	protocol_reader_clear(&l->reader);
	bytes_free(&l->out);
	watched_clear(&l->job);
	free(l);
}

void
panes_close(struct panes *p)
{
	for (size_t i = 0; i < p->count; i++)
		free_link(p->links[i]);
	p->count = 0;
}

static struct pane_link *
add_link(struct panes *p, int fd)
{
	struct pane_link *l = grow_new(sizeof *l);

	l->fd = fd;
	p->jobs[p->count] = &l->job;
	p->links[p->count++] = l;
	return l;
}

static bool
has_free_slot(const struct panes *p, struct failure *why)
{
	return p->count < PANES_MAX ||
	       failure_set(why, 0, "a screen can show at most %d jobs", PANES_MAX);
}

/* --- sending --- */

static void
send_request(struct pane_link *l, const struct protocol_request *request)
{
	if (l->fd >= 0)
		protocol_put_request(&l->out, request);
}

/* Adds some of the waiting keys to the output. False: there are none. */
static bool
send_keys(struct pane_link *l)
{
	size_t count = l->key_count < KEYS_AT_ONCE ? l->key_count : KEYS_AT_ONCE;

	bytes_restart(&l->out);
	l->sent = 0;
	for (size_t i = 0; i < count; i++)
		send_request(l, &(struct protocol_request){
					.kind = FRAME_KEY, .key = l->keys[l->key_first + i] });
	l->key_first += count;
	l->key_count -= count;
	if (l->key_count == 0) {
		free(l->keys);
		l->keys = NULL;
		l->key_first = l->key_capacity = 0;
	}
	return count > 0;
}

bool
panes_flush(struct panes *p, size_t at)
{
	struct pane_link *l = p->links[at];

	while (l->fd >= 0 && (l->sent < l->out.length || send_keys(l))) {
		ssize_t count = send(l->fd, l->out.data + l->sent, l->out.length - l->sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (count < 0 && errno == EINTR)
			continue;
		/* A keeper that is gone is noticed and reported when reading. */
		if (count <= 0)
			return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
		l->sent += (size_t)count;
	}
	bytes_restart(&l->out);
	l->sent = 0;
	return false;
}

void
panes_size(struct panes *p, size_t at, int rows, int cols)
{
	struct pane_link *l = p->links[at];

	if (rows < 1 || cols < 1 || (rows == l->rows && cols == l->cols))
		return;
	l->rows = rows;
	l->cols = cols;
	send_request(
		l, &(struct protocol_request){ .kind = FRAME_SIZE, .rows = rows, .cols = cols });
	panes_flush(p, at);
}

void
panes_key(struct panes *p, size_t at, const struct key_event *event)
{
	struct pane_link *l = p->links[at];

	if (l->fd < 0)
		return;
	l->keys = grow_array(
		l->keys, &l->key_capacity, l->key_first + l->key_count + 1, sizeof *l->keys);
	l->keys[l->key_first + l->key_count++] =
		(struct protocol_key){ event->code, event->modifiers, event->row, event->col };
}

bool
panes_are_full(const struct panes *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->links[i]->key_count >= KEYS_MAX)
			return true;
	return false;
}

void
panes_signal(struct panes *p, size_t at, int signal)
{
	panes_flush(p, at);
	send_request(
		p->links[at], &(struct protocol_request){ .kind = FRAME_SIGNAL, .signal = signal });
	panes_flush(p, at);
}

void
panes_mark(struct panes *p, size_t at, const char *name)
{
	struct protocol_request request = { .kind = FRAME_MARK };
	struct buffer b = buffer_over(request.mark, sizeof request.mark);

	buffer_text(&b, name);
	panes_flush(p, at);
	send_request(p->links[at], &request);
	panes_flush(p, at);
}

static void
send_colours(struct panes *p, size_t at)
{
	send_request(p->links[at],
		&(struct protocol_request){ .kind = FRAME_COLOURS, .colours = p->colours });
}

void
panes_set_colours(struct panes *p, const struct vt_colours *colours)
{
	p->colours = *colours;
	p->colours_known = true;
	for (size_t i = 0; i < p->count; i++) {
		send_colours(p, i);
		panes_flush(p, i);
	}
}

/* --- the scrollback --- */

static void
ask_more(struct panes *p, size_t at)
{
	struct pane_link *l = p->links[at];
	uint64_t count = l->wanted - l->asked;

	if (l->asked >= l->wanted)
		return;
	if (count > PROTOCOL_ASK_MAX)
		count = PROTOCOL_ASK_MAX;
	send_request(l,
		&(struct protocol_request){ .kind = FRAME_ASK, .first = l->asked, .count = count });
	l->asked += count;
	l->awaited++;
	panes_flush(p, at);
}

void
panes_ask_lines(struct panes *p, size_t at)
{
	struct pane_link *l = p->links[at];

	if (l->fd < 0 || l->awaited > 0)
		return;
	watched_lines_clear(&l->job.lines);
	vt_screen_copy(&l->job.still, &l->job.screen);
	l->asked = l->job.screen.first_line;
	l->wanted = l->job.screen.line_count;
	ask_more(p, at);
}

/* --- receiving --- */

static bool
take_frames(struct panes *p, size_t at, struct failure *why)
{
	struct pane_link *l = p->links[at];
	struct frame frame;
	enum frame_result result;

	while ((result = protocol_next(&l->reader, &frame, why)) == FRAME_READY) {
		if (!protocol_take(&frame, &l->job, why))
			return false;
		if (frame.kind != FRAME_LINES)
			continue;
		l->awaited -= l->awaited > 0;
		ask_more(p, at);
	}
	return result == FRAME_NONE;
}

static bool
handle_eof(struct pane_link *l, struct failure *why, int error)
{
	close_link(l);
	if (l->job.end.ended)
		return true;
	l->job.lost = true;
	return failure_set(why, error, "reading from the job: its keeper (pid %ld) died",
		(long)l->job.identity.keeper);
}

bool
panes_take(struct panes *p, size_t at, struct failure *why)
{
	struct pane_link *l = p->links[at];
	char *block = grow_new(BLOCK);
	bool good = true;

	for (int i = 0; good && l->fd >= 0 && i < BLOCKS_AT_ONCE; i++) {
		ssize_t count = recv(l->fd, block, BLOCK, MSG_DONTWAIT);

		if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			break;
		if (count <= 0) {
			good = handle_eof(l, why, count < 0 ? errno : 0);
			break;
		}
		protocol_reader_add(&l->reader, block, (size_t)count);
		good = take_frames(p, at, why);
		if (!good) {
			close_link(l);
			l->job.lost = !l->job.end.ended;
		}
	}
	free(block);
	return good;
}

/* --- adding --- */

bool
panes_add(struct panes *p, int fd, int rows, int cols, struct failure *why)
{
	struct pane_link *l;

	if (!has_free_slot(p, why)) {
		close(fd);
		return false;
	}
	l = add_link(p, fd);
	l->rows = rows;
	l->cols = cols;
	send_request(l, &(struct protocol_request){ .kind = FRAME_HELLO,
				.rows = rows,
				.cols = cols,
				.sends_colours = p->colours_asked && !p->colours_known });
	if (p->colours_known)
		send_colours(p, p->count - 1);
	panes_flush(p, p->count - 1);
	return true;
}

static bool
read_file(const char *path, struct protocol_reader *reader, struct failure *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char *block = grow_new(BLOCK);
	ssize_t count = -1;
	struct stat info;

	if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
		while ((count = read(fd, block, BLOCK)) > 0)
			protocol_reader_add(reader, block, (size_t)count);
	if (count < 0)
		failure_set(why, errno, "reading %s", path);
	if (fd >= 0)
		close(fd);
	free(block);
	return count >= 0;
}

bool
panes_add_file(struct panes *p, const char *path, struct failure *why)
{
	struct pane_link *l;

	if (!has_free_slot(p, why))
		return false;
	l = add_link(p, -1);
	l->job.from_file = true;
	if (read_file(path, &l->reader, why) && take_frames(p, p->count - 1, why)) {
		if (l->job.known)
			return true;
		failure_set(why, 0, "reading %s: it does not say which run it belongs to", path);
	}
	free_link(p->links[--p->count]);
	return false;
}
