/* SPDX-License-Identifier: MIT */
/* source_replay.h: a recording as a source: each scan yields its next sample, and it can seek to
 * any sample. Opening scans the whole file once for the times of its samples. */
#ifndef PEAKTOP_SOURCE_RECORDING_SOURCE_REPLAY_H
#define PEAKTOP_SOURCE_RECORDING_SOURCE_REPLAY_H

#include "source/recording/recording.h"
#include "source/source.h"

/* When a sample was taken. */
struct replay_time {
	uint64_t taken_ns, active_ns; /* as in struct sample */
};

/* Fails if the file does not exist, is not a recording, or has no complete sample. */
struct source *source_open_replay(const char *path, struct failure *why);

/* The number of samples, numbered from 0. All these functions require a source of this kind. */
size_t replay_count(const struct source *);
struct replay_time replay_time(const struct source *, size_t sample);

/* How the file ends after the last readable sample: RECORDING_END if it is complete. */
enum recording_step replay_ending(const struct source *);

/* The sample that the next scan yields; replay_count: none, the scan fails. */
size_t replay_next(const struct source *);

/* The wall clock at the last sample scanned. */
uint64_t replay_wall_ns(const struct source *);

/* The last sample, up to this one, that contains everything and so can be a starting point. */
size_t replay_key(const struct source *, size_t sample);

/* The next scan yields this sample. Descriptions from before a seek become invalid. */
bool replay_seek(struct source *, size_t sample, struct failure *why);

/* The first sample with the most memory in use. */
size_t replay_most_used(const struct source *);

/* The first sample with this process's largest RSS; false: no sample has the process. A seek
 * must follow. */
bool replay_largest(struct source *, struct proc_key, size_t *sample);

#endif
