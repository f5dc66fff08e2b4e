/* SPDX-License-Identifier: MIT */
/* job_memfds.c: files without a name (memfd_create) that a job has open, where no control group
 * counts them. Its descriptors are searched only if the shared memory of the whole machine has
 * risen by more than what is known: others may have caused that too. */
#include "observe/job_tmpfs.h"

#include "base/arithmetic.h"
#include "base/clock.h"
#include "source/host/machine.h"

#define NOTABLE_RISE (16 << 20)
/* Searches take at most one part in this many of the time. */
#define SEARCH_PART 400

/* What is mapped may be the same memory as the files. */
static int64_t
unexplained(uint64_t files, uint64_t mapped)
{
	return (int64_t)machine_shared_bytes() - (int64_t)larger(files, mapped);
}

static bool
is_due(const struct job_tmpfs *t, int64_t rest)
{
	return clock_active_ns() >= t->search_ns &&
	       (t->memfds.after != 0 || rest - t->others_bytes >= NOTABLE_RISE);
}

/* Files that existed before the rise, received from others, are not the job's. What remains
 * unexplained is that of others. */
static uint64_t
search(struct job *j, uint64_t gained, uint64_t mapped)
{
	struct job_tmpfs *t = &j->tmpfs;
	uint64_t cpu = clock_thread_cpu_ns(), known;
	bool through = memfds_search(&t->memfds, &j->observer.sample);
	int64_t rest;

	known = memfds_bytes(&t->memfds);
	rest = unexplained(gained + known, mapped);
	if (rest < t->others_bytes)
		t->foreign_bytes += (uint64_t)(t->others_bytes - rest);
	if (through || rest < t->others_bytes)
		t->others_bytes = rest;
	t->search_ns = clock_active_ns() + (clock_thread_cpu_ns() - cpu) * SEARCH_PART;
	return known;
}

uint64_t
job_memfds_bytes(struct job *j, uint64_t gained, uint64_t mapped)
{
	struct job_tmpfs *t = &j->tmpfs;
	uint64_t known = memfds_bytes(&t->memfds);
	int64_t rest = unexplained(gained + known, mapped);

	if (rest < t->others_bytes)
		t->others_bytes = rest;
	if (is_due(t, rest))
		known = search(j, gained, mapped);
	t->foreign_bytes = smaller(t->foreign_bytes, known);
	return known - t->foreign_bytes;
}
