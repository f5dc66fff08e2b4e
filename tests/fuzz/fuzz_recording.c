/* SPDX-License-Identifier: MIT */
/* fuzz_recording.c: recordings of arbitrary bytes, replayed into a table from the start and again
 * from the middle. */
/* parts: source/recording/recording{,_lines,_open,_read} */
/* parts: source/recording/{source_replay,replay_sample} */
/* parts: model/process/ model/group/ model/run/ model/naming/ model/limit/ model/terminal/ */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/process/table.h"
#include "source/recording/source_replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		assert((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void
describe(struct source *source, struct table *t)
{
	for (size_t i = 0; i < t->living_count; i++) {
		struct process *p = t->living[i];
		struct description d;

		if (!process_wants_description(p, t->taken_ns) ||
			!source_describe(source, &p->now, &d))
			continue;
		process_describe(p, &d, t->taken_ns);
		check_text(p->name);
		check_text(p->command);
		check_text(p->cgroup);
		check_text(p->user);
	}
}

/* From the present sample on; returns the number of samples. */
static size_t
play(struct source *source, struct sample *sample)
{
	struct table t = { .living = NULL };
	struct failure why;
	size_t samples = 0;
	uint64_t before_ns = 0;

	while (source_scan(source, 0, sample, &why)) {
		assert(sample->taken_ns >= before_ns);
		before_ns = sample->taken_ns;
		assert(sample->ending_count <= RECORDING_ENDINGS_MAX);
		for (size_t i = 0; i < sample->ending_count; i++)
			check_text(sample->endings[i].name);
		for (size_t i = 1; i < sample->count; i++)
			assert(sample->readings[i - 1].key.pid < sample->readings[i].key.pid);
		table_apply(&t, sample);
		describe(source, &t);
		assert(t.living_count == sample->count);
		samples++;
	}
	table_clear(&t);
	return samples;
}

static void
replay(const char *path)
{
	struct sample sample = { .count = 0 };
	struct failure why;
	struct source *source = source_open_replay(path, &why);
	size_t count, found;

	if (source == NULL)
		return;
	count = replay_count(source);
	assert(play(source, &sample) <= count);
	assert(replay_key(source, count / 2) <= count / 2);
	if (replay_seek(source, count / 2, &why))
		assert(play(source, &sample) <= count - count / 2);
	if (replay_largest(source, (struct proc_key){ 7, 3 }, &found))
		assert(found < count);
	sample_clear(&sample);
	source_close(source);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("recording", MFD_CLOEXEC);
	char path[40];

	assert(fd >= 0);
	assert(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	replay(path);
	close(fd);
	return 0;
}
