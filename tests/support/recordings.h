/* SPDX-License-Identifier: MIT */
/* recordings.h: recordings of tables in a private folder, written and read back. */
#ifndef PEAKTOP_TESTS_RECORDINGS_H
#define PEAKTOP_TESTS_RECORDINGS_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/recording/recording.h"
#include "support/samples.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct recording_world {
	char folder[64], path[96];
	struct table table;   /* what is recorded */
	struct sample sample; /* the newest */
	struct recording_state written;
	struct bytes bytes; /* the recording so far */
};

static inline int
world_set_up(void **state)
{
	struct recording_world *w = calloc(1, sizeof *w);
	struct recording_about about = {
		.host = "host", .boot = "boot", .version = "1", .page_bytes = 4096, .wants = 1
	};

	*state = w;
	strcpy(w->folder, "/tmp/peaktop-test-XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		return 1;
	snprintf(w->path, sizeof w->path, "%s/file.rec", w->folder);
	recording_put_head(&about, &w->bytes);
	return 0;
}

static inline int
world_tear_down(void **state)
{
	struct recording_world *w = *state;

	unlink(w->path);
	rmdir(w->folder);
	table_clear(&w->table);
	sample_clear(&w->sample);
	recording_forget(&w->written);
	bytes_free(&w->bytes);
	free(w);
	return 0;
}

/* The wall clock is an hour ahead of the machine's clock. */
#define WALL_AHEAD (3600 * SECOND)

/* Writes the newest sample of the table to the recording. */
static inline void
world_record(struct recording_world *w, bool key)
{
	struct selection all = { .pids = NULL };

	recording_put_sample(
		&w->written, &w->table, &all, w->table.taken_ns + WALL_AHEAD, key, &w->bytes);
}

static inline void
world_write(const struct recording_world *w, const char *bytes, size_t count)
{
	int fd = open(w->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, count), count);
	close(fd);
}

static inline void
world_save(const struct recording_world *w)
{
	world_write(w, w->bytes.data, w->bytes.length);
}

static inline struct recording_reader *
world_open(const struct recording_world *w)
{
	struct failure why;
	struct recording_reader *r = recording_open(w->path, &why);

	if (r == NULL)
		fail_msg("%s", why.doing);
	return r;
}

/* --- a small world of up to 15 processes: sample `number` is always the same --- */

#define MEMORY_BYTES (1000 * MIB)

/* Grows up to sample 30 and shrinks after it. */
static inline uint64_t
world_rss(unsigned number)
{
	return (number < 30 ? number + 1 : 61 - number) * MIB;
}

/* The exit of that one, with a higher peak than sampled; and now and then one of an unsampled
 * process. */
static inline void
world_end(struct sample *s, unsigned number)
{
	s->endings_reported = true;
	s->endings_lost = number / 10;
	if (number % 5 == 0 && number > 0)
		*sample_add_ending(s) = (struct ending){ .pid = 30,
			.began_ns = (1000 + (number - 1) / 5 * 5) * SECOND,
			.peak_bytes = (number + 3) * MIB };
	if (number % 7 == 3)
		*sample_add_ending(s) = (struct ending){ .pid = 40,
			.ppid = 10,
			.uid = 0,
			.began_ns = (1000 + number) * SECOND,
			.peak_bytes = 16 * MIB + number,
			.forked = number % 2,
			.name = "unseen" };
}

static inline void
world_apply(struct recording_world *w, unsigned number)
{
	struct sample *s = &w->sample;
	struct reading *r;

	sample_begin(s, 1000 + number);
	s->memory = (struct system_memory){ .known = true,
		.total_bytes = MEMORY_BYTES,
		.available_bytes = MEMORY_BYTES - world_rss(number),
		.pressure_known = true,
		.pressure_some_avg10 = (double)number / 100 };
	s->events = (struct system_events){ .swap_known = true,
		.oom_known = true,
		.swapped_in_bytes = number / 2 * 4096,
		.swapped_out_bytes = number / 3 * 4096,
		.oom_kills = 7 + number / 20 };
	for (pid_t pid = 10; pid < 20; pid++) {
		r = sample_process(s, pid, world_rss(number) * (uint64_t)pid, 70 * 20 * MIB);
		r->peak_bytes =
			pid == 10 ? world_rss(number < 30 ? number : 29) * 10 : r->peak_bytes;
		r->cpu_ns = number * SECOND / (unsigned)pid;
		r->known |= KNOWN_UID;
		r->image = number >= 20 && pid == 12;
		r->renamed = number == 20 && pid == 12;
	}
	/* In one of five samples, with its pid reused. */
	if (number % 5 != 0) {
		r = sample_process(s, 30, number * MIB, number * MIB);
		sample_started(r, 1000 + number / 5 * 5);
	}
	world_end(s, number);
	table_apply(&w->table, s);
	for (size_t i = 0; i < w->table.living_count; i++) {
		struct process *p = w->table.living[i];
		char name[32];

		if (!process_wants_description(p, w->table.taken_ns))
			continue;
		snprintf(name, sizeof name, "name %d %d", (int)p->now.key.pid, (int)p->now.image);
		process_describe(p,
			&(struct description){ .name = name,
				.command = "command line",
				.cgroup = "/slice",
				.user = p->now.key.pid % 2 ? "one" : "other",
				.python = p->now.key.pid == 15 },
			w->table.taken_ns);
	}
}

/* Writes that many samples, every `keys`-th complete, to the file. */
static inline void
world_make(struct recording_world *w, unsigned count, unsigned keys)
{
	for (unsigned i = 0; i < count; i++) {
		world_apply(w, i);
		world_record(w, i % keys == 0);
	}
	world_save(w);
}

#endif
