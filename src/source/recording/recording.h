/* SPDX-License-Identifier: MIT */
/* recording.h: samples of the whole system in a file; doc/recording.md defines the format. Text,
 * one record per line. A sample contains the changes since the previous one; a key sample
 * contains everything, so that reading can start there. The input is foreign: a line that
 * violates the format ends the reading, text is cleaned, numbers are bounded. */
#ifndef PEAKTOP_SOURCE_RECORDING_RECORDING_H
#define PEAKTOP_SOURCE_RECORDING_RECORDING_H

#include "base/bytes.h"
#include "base/failure.h"
#include "model/process/select.h"
#include "model/process/table.h"

#define RECORDING_SCHEMA "peaktop.recording/1"

/* Where a recording was made. */
struct recording_about {
	char host[80], boot[64], version[32];
	uint64_t page_bytes;
	uint64_t wants; /* bits of enum wants */
};

/* A process as last written or read. */
struct recorded {
	struct reading reading;
	bool described, python;
	bool fresh;                                         /* described in the newest sample */
	char *name, *command, *cgroup, *user, *environment; /* owned; NULL: unknown */
};

/* The system at a sample; times as in the file (recording_taken_ns and others convert them
 * back). */
struct recorded_system {
	uint64_t taken_ns;
	uint64_t wall_ahead_ns; /* wall clock minus taken_ns, modulo 2^64 */
	uint64_t asleep_ns;     /* taken_ns minus active clock, modulo 2^64 */
	uint64_t denied, vanished;
	uint64_t known, pressure_known;
	uint64_t total_bytes, available_bytes, swap_total_bytes, swap_free_bytes;
	uint64_t some_hundredths, full_hundredths;
	uint64_t swap_known, swapped_in_bytes, swapped_out_bytes;
	uint64_t oom_known, oom_kills;
	uint64_t endings_reported, endings_lost;
	uint64_t free_bytes, hugetlb_bytes, arc_bytes;
	uint64_t container_limit_bytes, container_usage_bytes, container_charge_bytes;
	uint64_t container_of_group;
};

/* What both sides keep between samples. Zeroed it is empty; recording_forget frees. */
struct recording_state {
	struct recorded_system system;
	struct recorded **items; /* sorted by pid, each pid once */
	size_t count, capacity;
	struct recorded **spare;
	size_t spare_count, spare_capacity;
	struct ending *endings; /* of the newest sample */
	size_t ending_count, ending_capacity;
};

/* More ends in one sample violate the format. */
#define RECORDING_ENDINGS_MAX 30000

void recording_forget(struct recording_state *);
uint64_t recording_wall_ns(const struct recorded_system *);
uint64_t recording_active_ns(const struct recorded_system *);

/* --- writing --- */

/* The head of a file. */
void recording_put_head(const struct recording_about *, struct bytes *out);

/* The newest sample of a table, restricted to the selection; `key`: complete. Appends one
 * sample, to be written in one go. */
void recording_put_sample(struct recording_state *, const struct table *, const struct selection *,
	uint64_t wall_ns, bool key, struct bytes *out);

/* --- reading --- */

enum recording_step {
	RECORDING_SAMPLE,     /* the next sample is in `state` */
	RECORDING_END,        /* no more, and the file is complete */
	RECORDING_CUT,        /* the file ends within a sample */
	RECORDING_DAMAGED,    /* it violates the format */
	RECORDING_UNREADABLE, /* errno says why */
};

struct recording_reader;

/* Reads the head. Fails if the file does not exist or is not a recording. */
struct recording_reader *recording_open(const char *path, struct failure *why);
void recording_close(struct recording_reader *);

const struct recording_about *recording_about(const struct recording_reader *);

/* Reads one sample; after anything but RECORDING_SAMPLE only a seek can continue. */
enum recording_step recording_next(struct recording_reader *);

/* The same, but takes only the system's figures, to scan the whole file. A seek must come
 * between this and recording_next. */
enum recording_step recording_skim(struct recording_reader *);

/* The present sample; its texts are clean. Valid until the next call. */
const struct recording_state *recording_state(const struct recording_reader *);

/* Of the last sample read: its offset, and whether it is a key sample. */
uint64_t recording_offset(const struct recording_reader *);
bool recording_is_key(const struct recording_reader *);

/* Continues at the start of a key sample. */
void recording_seek(struct recording_reader *, uint64_t offset);

/* Whether the bytes at the start of a file are those of a recording, of any version. */
bool recording_is_ours(const char *bytes, size_t count);

#endif
