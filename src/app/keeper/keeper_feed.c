/* SPDX-License-Identifier: MIT */
/* keeper_feed.c: sends output, keys and questions to the terminal's process. */
#include "app/keeper/keeper_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/grow.h"

/* After a byte at which one died, this much is sent to the next in small pieces. */
#define CAREFUL_BYTES (128 * 1024)
/* After this much output it is asked for a snapshot, from which another one can be restored: well
 * within what the log, or the ring without a log, keeps. Large snapshots are requested less often,
 * refused ones soon again. */
#define WHOLE_BYTES (512 * 1024)
#define WHOLE_BYTES_OF_RING (96 * 1024)
#define WHOLE_COST 8
#define WHOLE_AGAIN_BYTES (16 * 1024)
/* How long the first output of a command waits for the colours that its screen requests from its
 * own terminal: the time of an answer over a slow line. A late answer would reach a program that no
 * longer waits as if it were keys. */
#define COLOURS_NS (150 * NS_PER_MS)

/* --- sending --- */

/* False: not everything was sent. */
static bool
send_out(struct keeper_terminal *t)
{
	while (t->sent < t->out.length) {
		ssize_t n = send(t->fd, t->out.data + t->sent, t->out.length - t->sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) /* a closed socket is noticed when reading */
			return false;
		t->sent += (size_t)n;
	}
	bytes_restart(&t->out);
	t->sent = 0;
	return true;
}

static uint64_t
nearer(uint64_t end, uint64_t at, uint64_t border)
{
	return border > at && border < end ? border : end;
}

/* The start of the next piece: after what is skipped or no longer kept. */
static uint64_t
next_unsent(const struct keeper *k)
{
	const struct keeper_terminal *t = &k->terminal;
	uint64_t at = t->fed;

	for (size_t i = 0; i < t->skip_count; i++)
		if (at >= t->skips[i].from && at < t->skips[i].to)
			at = t->skips[i].to;
	return keeper_kept_first(k, at);
}

/* The farthest end of the piece: pieces end where the size changes, where answers start to count,
 * and where bytes are skipped. */
static uint64_t
piece_end(const struct keeper_terminal *t, uint64_t at, bool careful)
{
	uint64_t end = at + (careful ? KEEPER_CAREFUL_BLOCK : LINK_OUTPUT_MAX);

	end = nearer(end, at, t->done + t->ahead);
	end = nearer(end, at, t->answered);
	if (t->sizes_fed < t->size_count)
		end = nearer(end, at, t->sizes[t->sizes_fed].at);
	if (t->died_there > 0)
		end = nearer(end, at, t->died_at);
	if (!t->whole_given)
		end = nearer(end, at, t->whole_at);
	for (size_t i = 0; i < t->skip_count; i++)
		end = nearer(end, at, t->skips[i].from);
	return end;
}

/* The output before a snapshot may have been cut off: after it, the state is right. It is checked
 * like any output of a command. */
static void
put_whole(struct keeper_terminal *t, uint64_t at)
{
	if (t->whole_given || at < t->whole_at)
		return;
	t->whole_given = true;
	link_put(&t->out, &(struct link_message){ .kind = LINK_SIZE,
				  .rows = t->whole_size.rows,
				  .cols = t->whole_size.cols });
	for (size_t put = 0, part; put < t->whole.length; put += part) {
		part = t->whole.length - put;
		part = part < LINK_OUTPUT_MAX ? part : LINK_OUTPUT_MAX;
		link_put(&t->out, &(struct link_message){ .kind = LINK_AGAIN,
					  .position = t->fed,
					  .data = t->whole.data + put,
					  .length = part });
	}
	while (t->sizes_fed > 1 && t->sizes[t->sizes_fed - 1].at >= t->whole_at)
		t->sizes_fed--;
}

static void
put_sizes(struct keeper_terminal *t, uint64_t at)
{
	while (t->sizes_fed < t->size_count && t->sizes[t->sizes_fed].at <= at) {
		const struct terminal_size *size = &t->sizes[t->sizes_fed++];

		link_put(&t->out,
			&(struct link_message){
				.kind = LINK_SIZE, .rows = size->rows, .cols = size->cols });
	}
}

/* While the colours are awaited only text is sent: programs ask for them by escape sequences. */
static size_t
length_now(const struct keeper *k, const char *bytes, size_t count)
{
	const char *escape = keeper_awaits_colours(k) ? memchr(bytes, '\033', count) : NULL;

	return escape != NULL ? (size_t)(escape - bytes) : count;
}

/* False: there is nothing to send now. */
static bool
put_output(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t at = next_unsent(k), end;
	bool careful = t->died_there > 0 && at >= t->died_at && at - t->died_at < CAREFUL_BYTES;
	char block[LINK_OUTPUT_MAX];
	size_t count = 0, length;

	put_whole(t, at);
	put_sizes(t, at);
	if (t->fed >= k->written || t->fed - t->done >= (careful ? 1 : t->ahead))
		return t->out.length > 0;
	end = piece_end(t, at, careful);
	if (at < k->written)
		count = keeper_kept_read(k, &at, block, (size_t)(end - at));
	length = length_now(k, block, count);
	if (count > 0 && length == 0)
		return t->out.length > 0;
	count = length;
	link_put(&t->out,
		&(struct link_message){ .kind = at < t->answered ? LINK_AGAIN : LINK_OUTPUT,
			.position = at + count,
			.data = block,
			.length = count });
	t->fed = at + count;
	return true;
}

/* Keys are encoded by the modes that the program set: they wait until its output is processed. */
static bool
put_keys(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	size_t max;

	if (!keeper_terminal_is_right(k) || !keeper_takes_answers(k))
		return false;
	/* If one may have died of a key, keys are sent one by one. */
	max = t->died_of_keys > 0 ? 1 : TERMINAL_KEYS_AHEAD;
	for (; t->keys_fed < t->key_count && t->keys_fed < max; t->keys_fed++)
		link_put(&t->out, &(struct link_message){ .kind = LINK_KEY,
					  .key = t->keys[t->key_first + t->keys_fed] });
	return t->out.length > 0;
}

/* Moves the rest to the front only if that moves no more than was removed. */
void
keeper_drop_keys(struct keeper_terminal *t, size_t count)
{
	t->died_of_keys = 0;
	t->key_first += count;
	t->key_count -= count;
	if (t->key_first < t->key_count)
		return;
	memmove(t->keys, t->keys + t->key_first, t->key_count * sizeof *t->keys);
	t->key_first = 0;
	if (t->key_count > 0 || t->key_capacity <= TERMINAL_KEYS_AHEAD)
		return;
	free(t->keys);
	t->keys = NULL;
	t->key_capacity = 0;
}

/* Requests a snapshot before the output since the last one stops being kept. */
static void
ask_for_whole(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t every = k->log.fd >= 0 ? WHOLE_BYTES : WHOLE_BYTES_OF_RING;
	uint64_t since = t->whole.length > 0 ? t->whole_at : 0;

	if (t->whole_waits || t->done < since + every + WHOLE_COST * t->whole.length ||
		t->done < t->whole_asked_at + t->whole_again)
		return;
	/* It is refused within a sequence, or if it is too large: ask less and less often. */
	t->whole_again = t->whole_again > 0 ? 2 * t->whole_again : WHOLE_AGAIN_BYTES;
	if (t->whole_again > WHOLE_COST * every)
		t->whole_again = WHOLE_COST * every;
	t->whole_asked_at = t->done;
	t->whole_waits =
		keeper_terminal_ask(k, 0, &(struct link_message){ .kind = LINK_ASK_WHOLE });
}

void
keeper_feed(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;

	ask_for_whole(k);
	while (send_out(t) && (put_keys(k) || put_output(k)))
		continue;
}

static enum link_kind
answer_of(enum link_kind question)
{
	return question == LINK_ASK_SCREEN  ? LINK_SCREEN
	       : question == LINK_ASK_LINES ? LINK_LINES
					    : LINK_WHOLE;
}

bool
keeper_terminal_ask(struct keeper *k, uint32_t client, const struct link_message *question)
{
	struct keeper_terminal *t = &k->terminal;

	if (!keeper_terminal_is_right(k) || t->question_count == TERMINAL_QUESTIONS)
		return false;
	t->questions[t->question_count++] =
		(struct terminal_question){ client, answer_of(question->kind) };
	link_put(&t->out, question);
	return true;
}

void
keeper_terminal_size(struct keeper *k, int rows, int cols)
{
	struct keeper_terminal *t = &k->terminal;
	struct terminal_size size = { k->written, rows, cols };

	if (t->sizes[t->size_count - 1].at == size.at && t->sizes_fed < t->size_count)
		t->size_count--;
	if (t->size_count == TERMINAL_SIZES) {
		memmove(t->sizes, t->sizes + 1, sizeof t->sizes - sizeof t->sizes[0]);
		t->size_count--;
		if (t->sizes_fed > 0)
			t->sizes_fed--;
	}
	t->sizes[t->size_count++] = size;
}

void
keeper_put_colours(struct keeper *k)
{
	if (k->colours_known)
		link_put(&k->terminal.out,
			&(struct link_message){ .kind = LINK_COLOURS, .colours = k->colours });
}

void
keeper_terminal_colours(struct keeper *k, const struct vt_colours *colours)
{
	k->colours = *colours;
	k->colours_known = true;
	k->colours_due_ns = 0;
	if (k->terminal.pid > 0)
		keeper_put_colours(k);
}

/* Only at the start: later a program has asked already, or chosen its own colours. */
void
keeper_await_colours(struct keeper *k)
{
	if (!k->colours_known && k->terminal.fed == 0)
		k->colours_due_ns = clock_active_ns() + COLOURS_NS;
}

bool
keeper_awaits_colours(const struct keeper *k)
{
	return k->colours_due_ns > 0 && clock_active_ns() < k->colours_due_ns;
}

void
keeper_terminal_key(struct keeper *k, const struct protocol_key *key)
{
	struct keeper_terminal *t = &k->terminal;

	if (t->key_count >= 2 * TERMINAL_KEYS_MAX || k->output_ended)
		return;
	t->keys = grow_array(
		t->keys, &t->key_capacity, t->key_first + t->key_count + 1, sizeof *t->keys);
	t->keys[t->key_first + t->key_count++] = *key;
}
