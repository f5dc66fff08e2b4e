/* SPDX-License-Identifier: MIT */
/* source_replay.c: a recording as a source. */
#include "source/recording/source_replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/sorted.h"
#include "source/recording/replay_sample.h"

/* A sample that contains everything. */
struct key_sample {
	size_t sample;
	uint64_t offset;
};

struct source_replay {
	struct source source; /* first: a struct source * is cast back */
	struct recording_reader *reader;
	struct replay_time *times;
	size_t count, capacity;
	struct key_sample *keys;
	size_t key_count, key_capacity;
	size_t next, most_used;
	enum recording_step ending;
	char **users; /* sorted; processes borrow them */
	size_t user_count, user_capacity;
};

static struct source_replay *
replay_of(struct source *s)
{
	return (struct source_replay *)s;
}

static const struct source_replay *
replay_read(const struct source *s)
{
	return (const struct source_replay *)s;
}

/* --- samples --- */

static bool
fail_step(enum recording_step step, struct failure *why)
{
	if (step == RECORDING_UNREADABLE)
		return failure_set(why, errno, "reading the recording");
	if (step == RECORDING_DAMAGED)
		return failure_set(why, 0, "the recording is damaged here");
	return failure_set(why, 0, "end of the recording");
}

static bool
replay_scan(struct source *s, unsigned wants, struct sample *sample, struct failure *why)
{
	struct source_replay *p = replay_of(s);
	enum recording_step step = p->next < p->count ? recording_next(p->reader) : p->ending;

	(void)wants;
	if (p->next == p->count || step != RECORDING_SAMPLE) {
		/* The scan of the file does not detect damage within a process. */
		p->count = p->next;
		p->ending = step;
		return fail_step(step, why);
	}
	replay_fill_sample(recording_state(p->reader), sample);
	p->next++;
	return true;
}

/* --- names --- */

static int
compare_name(const void *name, const void *item)
{
	return strcmp(name, *(char *const *)item);
}

/* A copy of the user's name that lives as long as the source. */
static const char *
keep_user(struct source_replay *p, const char *name)
{
	size_t at = sorted_first(p->users, p->user_count, sizeof *p->users, name, compare_name);

	if (at < p->user_count && strcmp(p->users[at], name) == 0)
		return p->users[at];
	p->users = grow_array(p->users, &p->user_capacity, p->user_count + 1, sizeof *p->users);
	memmove(&p->users[at + 1], &p->users[at], (p->user_count - at) * sizeof *p->users);
	p->user_count++;
	return p->users[at] = grow_copy(name);
}

static int
compare_key(const void *key, const void *item)
{
	const struct recorded *const *r = item;

	return proc_key_compare(*(const struct proc_key *)key, (*r)->reading.key);
}

static const struct recorded *
find(const struct recording_state *state, struct proc_key key)
{
	struct recorded **found = state->count > 0 ? bsearch(&key, state->items, state->count,
							     sizeof(struct recorded *), compare_key)
						   : NULL;

	return found != NULL ? *found : NULL;
}

static bool
replay_describe(struct source *s, const struct reading *r, struct description *d)
{
	struct source_replay *p = replay_of(s);
	const struct recorded *one = find(recording_state(p->reader), r->key);

	if (one == NULL || !one->described)
		return false;
	*d = (struct description){ .name = one->name,
		.command = one->command,
		.cgroup = one->cgroup,
		.environment = one->environment,
		.user = one->user != NULL ? keep_user(p, one->user) : NULL,
		.python = one->python };
	return true;
}

/* All that the recording knows about a process is in the table already. */
static void
replay_details(struct source *s, struct proc_key key, struct details *d)
{
	(void)s, (void)key;
	*d = (struct details){ .found = false };
}

/* --- open and close --- */

static void
replay_close(struct source *s)
{
	struct source_replay *p = replay_of(s);

	for (size_t i = 0; i < p->user_count; i++)
		free(p->users[i]);
	free(p->users);
	free(p->keys);
	free(p->times);
	recording_close(p->reader);
	free(p);
}

static const struct source_kind replay_kind = { replay_scan, replay_describe, replay_details, NULL,
	NULL, NULL, replay_close };

static void
note_sample(struct source_replay *p)
{
	const struct recorded_system *s = &recording_state(p->reader)->system;

	p->times = grow_array(p->times, &p->capacity, p->count + 1, sizeof *p->times);
	p->times[p->count] = (struct replay_time){ s->taken_ns, recording_active_ns(s) };
	if (recording_is_key(p->reader)) {
		p->keys = grow_array(p->keys, &p->key_capacity, p->key_count + 1, sizeof *p->keys);
		p->keys[p->key_count++] =
			(struct key_sample){ p->count, recording_offset(p->reader) };
	}
	p->count++;
}

/* Scans the file; ends before the first sample. */
static void
index_samples(struct source_replay *p)
{
	struct system_memory memory;
	uint64_t used, max = 0;

	while ((p->ending = recording_skim(p->reader)) == RECORDING_SAMPLE) {
		replay_fill_memory(&recording_state(p->reader)->system, &memory);
		used = memory.known ? memory_used_bytes(&memory) : 0;
		if (used > max) {
			max = used;
			p->most_used = p->count;
		}
		note_sample(p);
	}
}

struct source *
source_open_replay(const char *path, struct failure *why)
{
	struct source_replay *p = grow_new(sizeof *p);

	p->source.kind = &replay_kind;
	p->reader = recording_open(path, why);
	if (p->reader == NULL) {
		free(p);
		return NULL;
	}
	index_samples(p);
	if (p->ending == RECORDING_UNREADABLE)
		failure_set(why, errno, "reading %s", path);
	else if (p->count == 0)
		failure_set(why, 0, "the recording %s contains no complete sample", path);
	else if (replay_seek(&p->source, 0, why))
		return &p->source;
	replay_close(&p->source);
	return NULL;
}

/* --- positions --- */

size_t
replay_count(const struct source *s)
{
	return replay_read(s)->count;
}

struct replay_time
replay_time(const struct source *s, size_t sample)
{
	return replay_read(s)->times[sample];
}

enum recording_step
replay_ending(const struct source *s)
{
	return replay_read(s)->ending;
}

size_t
replay_next(const struct source *s)
{
	return replay_read(s)->next;
}

uint64_t
replay_wall_ns(const struct source *s)
{
	return recording_wall_ns(&recording_state(replay_read(s)->reader)->system);
}

size_t
replay_most_used(const struct source *s)
{
	return replay_read(s)->most_used;
}

static int
compare_sample(const void *sample, const void *item)
{
	size_t a = *(const size_t *)sample, b = ((const struct key_sample *)item)->sample;

	return (a > b) - (a < b);
}

static const struct key_sample *
key_before(const struct source_replay *p, size_t sample)
{
	size_t after = sample + 1;
	size_t at = sorted_first(p->keys, p->key_count, sizeof *p->keys, &after, compare_sample);

	return &p->keys[at > 0 ? at - 1 : 0];
}

size_t
replay_key(const struct source *s, size_t sample)
{
	return key_before(replay_read(s), sample)->sample;
}

bool
replay_seek(struct source *s, size_t sample, struct failure *why)
{
	struct source_replay *p = replay_of(s);
	const struct key_sample *key = key_before(p, sample);
	enum recording_step step = RECORDING_SAMPLE;

	recording_seek(p->reader, key->offset);
	p->next = key->sample;
	while (p->next < sample && (step = recording_next(p->reader)) == RECORDING_SAMPLE)
		p->next++;
	return step == RECORDING_SAMPLE || fail_step(step, why);
}

bool
replay_largest(struct source *s, struct proc_key key, size_t *sample)
{
	struct source_replay *p = replay_of(s);
	uint64_t max = 0;

	recording_seek(p->reader, p->keys[0].offset);
	for (p->next = 0; recording_next(p->reader) == RECORDING_SAMPLE; p->next++) {
		const struct recorded *one = find(recording_state(p->reader), key);

		if (one == NULL || !(one->reading.known & KNOWN_RSS) ||
			one->reading.rss_bytes <= max)
			continue;
		max = one->reading.rss_bytes;
		*sample = p->next;
	}
	return max > 0;
}
