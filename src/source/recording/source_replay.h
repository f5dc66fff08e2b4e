/* SPDX-License-Identifier: MIT */
/* source_replay.h: a recording as a source: each scan yields its next sample, and any can be gone
 * to.
 *
 * Opening looks once through the whole file for the times of its samples. */
#ifndef PEAKTOP_SOURCE_RECORDING_SOURCE_REPLAY_H
#define PEAKTOP_SOURCE_RECORDING_SOURCE_REPLAY_H

#include "source/recording/recording.h"
#include "source/source.h"

/* When a sample was taken. */
struct replay_time {
	uint64_t taken_ns, active_ns; /* as in struct sample */
};

/* NULL and `why`: not there, no recording, or no whole sample in it. */
struct source *source_open_replay(const char *path, struct failure *why);

/* Its samples count from 0. The others take a source of this kind alone. */
size_t replay_count(const struct source *);
struct replay_time replay_time(const struct source *, size_t sample);

/* How the file ends behind the last sample that can be read: RECORDING_END where it is whole. */
enum recording_step replay_ending(const struct source *);

/* The sample that the next scan yields; replay_count: none, it fails. */
size_t replay_next(const struct source *);

/* The clock on the wall at the sample that was scanned last. */
uint64_t replay_wall_ns(const struct source *);

/* The nearest sample, not after this one, that holds all and so can be begun with. */
size_t replay_key(const struct source *, size_t sample);

/* The next scan yields this sample. What was described before a seek is not good any more. */
bool replay_seek(struct source *, size_t sample, struct failure *why);

/* The first sample with the most memory in use. */
size_t replay_most_used(const struct source *);

/* The first sample with this process's largest RSS; false: it is in none. A seek must follow. */
bool replay_largest(struct source *, struct proc_key, size_t *sample);

#endif
