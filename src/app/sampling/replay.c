/* SPDX-License-Identifier: MIT */
/* replay.c: moves in a recording: restores a session's table as of any sample. */
#include "app/sampling/replay.h"

#include "base/duration.h"
#include "source/recording/source_replay.h"

/* The least samples from which the table of a longer recording is rebuilt: for 300 processes they
 * take less than half a second, and include the trend of every process and all recent peaks. */
#define LOOKBACK_SAMPLES 14400

/* The shortest time that a sample is shown: faster than the eye. */
#define SHOWN_MIN_NS (10 * NS_PER_MS)
#define SHOWN_MAX_NS (3600 * NS_PER_SECOND)

static size_t
present(const struct session *s)
{
	size_t next = replay_next(s->source);

	return next > 0 ? next - 1 : 0;
}

bool
replay_has_more(const struct session *s)
{
	return replay_next(s->source) < replay_count(s->source);
}

bool
replay_put_ending(const struct session *s, struct buffer *b)
{
	size_t count = replay_count(s->source);

	switch (replay_ending(s->source)) {
	case RECORDING_CUT:
		buffer_print(b, "the recording is truncated after sample %zu", count);
		return true;
	case RECORDING_DAMAGED:
	case RECORDING_UNREADABLE:
		buffer_print(b, "the recording is damaged after sample %zu", count);
		return true;
	default:
		return false;
	}
}

/* --- moving --- */

/* The first sample from which the table of this one is rebuilt. */
static size_t
beginning_of(const struct session *s, size_t sample)
{
	return sample <= LOOKBACK_SAMPLES ? 0 : replay_key(s->source, sample - LOOKBACK_SAMPLES);
}

bool
replay_go(struct session *s, size_t sample, struct failure *why)
{
	size_t begin = beginning_of(s, sample);

	if (s->table.samples == 0 || sample < present(s) || begin > present(s)) {
		session_restart(s);
		if (!replay_seek(s->source, begin, why))
			return false;
	}
	while (s->table.samples == 0 || present(s) < sample)
		if (!session_tick(s, why))
			return false;
	return true;
}

bool
replay_go_last(struct session *s, struct failure *why)
{
	do
		if (!session_tick(s, why))
			return false;
	while (replay_has_more(s));
	return true;
}

/* --- the keys --- */

/* The sample at or after a time when moving forward, at or before it when moving back; never the
 * present one if there is another. */
static size_t
sample_at(const struct session *s, int64_t by_ns)
{
	size_t sample = present(s), last = replay_count(s->source) - 1;
	uint64_t from_ns = replay_time(s->source, sample).taken_ns;

	if (by_ns > 0)
		do
			sample += sample < last;
		while (sample < last &&
			replay_time(s->source, sample).taken_ns - from_ns < (uint64_t)by_ns);
	else
		do
			sample -= sample > 0;
		while (sample > 0 &&
			from_ns - replay_time(s->source, sample).taken_ns < (uint64_t)-by_ns);
	return sample;
}

static bool
find_largest(struct session *s, const struct replay_command *c, size_t *sample, struct failure *why)
{
	size_t at = present(s);

	if (!c->has_process)
		return failure_set(why, 0, "no process selected");
	if (replay_largest(s->source, c->process, sample))
		return true;
	*sample = at;
	return failure_set(why, 0, "the memory of this process is unknown");
}

/* The search has moved the position in the recording, so go to a sample in any case. */
static bool
go_to_largest(struct session *s, const struct replay_command *c, struct failure *why)
{
	size_t at = present(s), sample = at;
	bool found = find_largest(s, c, &sample, why);
	struct failure cause;

	session_restart(s);
	if (replay_go(s, sample, &cause))
		return found;
	*why = cause;
	return false;
}

static size_t
sample_beside(const struct session *s, long by)
{
	size_t at = present(s), last = replay_count(s->source) - 1;

	return by < 0 ? at - (at > 0) : at + (at < last);
}

static bool
move(struct session *s, const struct replay_command *c, struct failure *why)
{
	size_t last = replay_count(s->source) - 1;
	long by = c->by;

	switch (c->move) {
	case REPLAY_STEP:
		return replay_go(s, sample_beside(s, by), why);
	case REPLAY_SECONDS:
		return replay_go(s, sample_at(s, by * (int64_t)NS_PER_SECOND), why);
	case REPLAY_ENDS:
		return replay_go(s, by < 0 ? 0 : last, why);
	case REPLAY_MOST_USED:
		return replay_go(s, replay_most_used(s->source), why);
	case REPLAY_LARGEST:
		return go_to_largest(s, c, why);
	default:
		return true;
	}
}

void
replay_move(struct session *s, const struct replay_command *c, struct view_state *state)
{
	struct failure why;

	if (!move(s, c, &why))
		state_message_failure(state, &why);
	replay_note(s, state);
}

/* --- time --- */

/* Does not wait for times of suspend. */
uint64_t
replay_interval_ns(const struct session *s, const struct view_state *state)
{
	size_t at = present(s);
	int speed = state->replay.speed;
	uint64_t ns;

	if (!replay_has_more(s))
		return NS_PER_SECOND;
	ns = replay_time(s->source, at + 1).active_ns - replay_time(s->source, at).active_ns;
	ns = ns < SHOWN_MAX_NS ? ns : SHOWN_MAX_NS;
	ns = speed >= 0 ? ns >> speed : ns << -speed;
	return ns > SHOWN_MIN_NS ? ns : SHOWN_MIN_NS;
}

void
replay_note(const struct session *s, struct view_state *state)
{
	state->replay.sample = replay_next(s->source);
	state->replay.samples = replay_count(s->source);
	state->replay.wall_ns = s->wall_ns;
}

void
replay_begin(const struct session *s, struct view_state *state)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (replay_put_ending(s, &b))
		state_message(state, true, "%s", text);
	replay_note(s, state);
}

void
replay_end(const struct session *s, struct view_state *state)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (!replay_put_ending(s, &b))
		buffer_text(&b, "end of the recording");
	state_message(state, false, "%s", text);
	state->paused = true;
}
