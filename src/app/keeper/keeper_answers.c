/* SPDX-License-Identifier: MIT */
/* keeper_answers.c: receives the messages of the terminal's process. */
#include "app/keeper/keeper_private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

#define BLOCK (64 * 1024)
#define BLOCKS_AT_ONCE 16
/* A byte can cost milliseconds, and keys wait for output sent before: no more is in flight than the
 * newest took this long for, but never less than the minimum. */
#define AHEAD_CPU_NS (30 * NS_PER_MS)
#define AHEAD_MIN 256

/* By its CPU time, because other programs may leave it little. */
static void
note_pace(struct keeper_terminal *t, uint64_t count)
{
	uint64_t cpu_ns = clock_cpu_ns_of(t->pid), used_ns = cpu_ns - t->paced_cpu_ns;
	uint64_t ahead = count * AHEAD_CPU_NS / (used_ns + 1);

	if (count == 0)
		return;
	t->paced_cpu_ns = cpu_ns;
	if (ahead > 2 * t->ahead)
		ahead = 2 * t->ahead;
	if (ahead > KEEPER_AHEAD)
		ahead = KEEPER_AHEAD;
	t->ahead = ahead > AHEAD_MIN ? ahead : AHEAD_MIN;
}

/* The command gets each answer once: none for output that was processed before a restart. */
static bool
take_state(struct keeper *k, const struct link_message *m)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t keys = m->keys - t->keys_done;

	if (m->position < t->done || m->position > t->fed || m->keys < t->keys_done ||
		keys > t->keys_fed)
		return false;
	note_pace(t, m->position - t->done);
	t->done = m->position;
	t->generation = m->generation;
	if (t->done > t->answered)
		t->answered = t->done;
	t->keys_done = m->keys;
	t->keys_fed -= keys;
	if (keys > 0)
		keeper_drop_keys(t, keys);
	if (m->length > 0 && (keys > 0 || keeper_takes_answers(k)))
		bytes_put(&k->to_pty, m->data, m->length);
	return true;
}

static bool
take_whole(struct keeper_terminal *t, const struct link_message *m)
{
	t->whole_waits = false;
	if (m->length == 0)
		return true;
	if (m->position < t->done || m->position > t->fed)
		return false;
	bytes_restart(&t->whole);
	bytes_put(&t->whole, m->data, m->length);
	t->whole_at = m->position;
	t->whole_size = (struct terminal_size){ m->position, m->rows, m->cols };
	t->whole_given = true;
	t->whole_again = 0;
	return true;
}

static bool
take_answer(struct keeper *k, const struct link_message *m)
{
	struct keeper_terminal *t = &k->terminal;
	struct terminal_question asked = t->questions[0];

	if (t->question_count == 0 || asked.answer != m->kind)
		return false;
	t->question_count--;
	memmove(t->questions, t->questions + 1, t->question_count * sizeof t->questions[0]);
	if (m->kind == LINK_WHOLE)
		return take_whole(t, m);
	if (m->kind == LINK_SCREEN && m->length > 0)
		t->generation = m->generation;
	keeper_pass_answer(k, asked.client, m);
	return true;
}

/* As many in a second as are read from the job's own socket. */
static void
take_phase(struct keeper *k, const struct link_message *m)
{
	struct keeper_terminal *t = &k->terminal;
	uint64_t now_ns = clock_active_ns();

	if (now_ns >= t->phases_ns + NS_PER_SECOND) {
		t->phases_ns = now_ns;
		t->phases = 0;
	}
	if (m->length > 0 && t->phases++ < MARKS_PER_SECOND)
		job_mark_at(k->job, m->data, m->length, keeper_read_at(k, m->position));
	else
		k->job->output_passed = true;
}

static bool
take_messages(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	struct link_message m;
	enum frame_result result;

	while ((result = link_next(&t->reader, true, &m)) == FRAME_READY) {
		if (m.kind == LINK_PHASE) {
			take_phase(k, &m);
			continue;
		}
		if (!(m.kind == LINK_STATE ? take_state(k, &m) : take_answer(k, &m)))
			return false;
		t->moved_ns = t->checked_ns = clock_active_ns();
		t->checked_cpu_ns = 0;
	}
	return result == FRAME_NONE;
}

void
keeper_terminal_receive(struct keeper *k)
{
	struct keeper_terminal *t = &k->terminal;
	char block[BLOCK];

	for (int i = 0; t->pid > 0 && i < BLOCKS_AT_ONCE; i++) {
		ssize_t count = recv(t->fd, block, sizeof block, MSG_DONTWAIT);

		if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			break;
		if (count <= 0) {
			keeper_terminal_kill(k, false);
			break;
		}
		protocol_reader_add(&t->reader, block, (size_t)count);
		if (!take_messages(k))
			keeper_terminal_kill(k, true);
	}
	keeper_write_input(k);
}
