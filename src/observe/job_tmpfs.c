/* SPDX-License-Identifier: MIT */
/* job_tmpfs.c: memory of a job that no process maps. With a private control group its shared
 * memory is known (shmem); otherwise it is what the tmpfs mounts gained, which others may have
 * contributed to, and what open files without a name hold. What processes map is subtracted (the
 * sum of their RSS of shared memory), so the result is rather too low. Memory unmapped at the end
 * of a process is freed a moment later, so the figure must hold at two samples. */
#include "observe/job_tmpfs.h"

#include <string.h>

#include "base/arithmetic.h"
#include "base/clean.h"
#include "base/clock.h"
#include "source/cgroup/cgroup_figure.h"
#include "source/host/machine.h"

#define READ_EVERY_NS (100 * NS_PER_MS)
#define NOTABLE_BYTES (1u << 20)

void
job_tmpfs_begin(struct job *j)
{
	tmpfs_begin(&j->tmpfs.mounts);
	j->tmpfs.others_bytes = (int64_t)machine_shared_bytes();
}

/* From the group: also memory without a file. */
static bool
read_group(const struct job *j, uint64_t *shared)
{
	return j->cgroup.made &&
	       cgroup_figure_read(j->cgroup.path, j->cgroup.v2, CGROUP_SHMEM, shared);
}

/* Otherwise from the mounts, and from files that are in none: their sizes. */
static uint64_t
read_shared(struct job *j, uint64_t mapped, bool *counted, const char **max)
{
	uint64_t gained = tmpfs_gained(&j->tmpfs.mounts, max), shared;

	*counted = read_group(j, &shared);
	if (!*counted)
		shared = gained + job_memfds_bytes(j, gained, mapped);
	if (gained < shared / 2)
		*max = NULL;
	return shared;
}

static void
note(struct job *j, uint64_t bytes, bool counted, const char *max)
{
	struct run_tmpfs *tmpfs = &j->run.tmpfs;
	struct buffer folder;

	if (bytes < NOTABLE_BYTES || bytes <= tmpfs->bytes)
		return;
	tmpfs->bytes = bytes;
	tmpfs->counted = counted;
	folder = buffer_over(tmpfs->folder, sizeof tmpfs->folder);
	if (max != NULL)
		clean_text(&folder, max, strlen(max));
}

void
job_tmpfs_sample(struct job *j)
{
	struct job_tmpfs *t = &j->tmpfs;
	uint64_t now = clock_active_ns(), shared, mapped, unmapped, steady;
	const char *max;
	bool counted;

	if (now < t->next_ns)
		return;
	if (t->next_ns == 0)
		tmpfs_add_all(&t->mounts);
	t->next_ns = now + READ_EVERY_NS;
	/* A process that is ending maps nothing any more, but still has its files open. */
	if (!sample_shmem_bytes(&j->observer.sample, &mapped)) {
		t->unmapped_bytes = 0;
		return;
	}
	shared = read_shared(j, mapped, &counted, &max);
	unmapped = more_than(shared, mapped);
	steady = smaller(unmapped, t->unmapped_bytes);
	note(j, steady, counted, max);
	t->unmapped_bytes = unmapped;
	t->together_bytes = larger(t->together_bytes, steady + observer_tree_bytes(&j->observer));
	if (counted)
		t->certain_bytes =
			larger(t->certain_bytes, steady + tree_peak_certain_now(&j->observer.tree));
}

/* Files remain; shared memory of a process that has just ended is still being freed. */
static void
note_left_behind(struct job *j)
{
	const char *max;
	uint64_t gained = tmpfs_gained(&j->tmpfs.mounts, &max), shared;
	bool counted;

	if (gained < NOTABLE_BYTES || launch_has_children())
		return;
	counted = read_group(j, &shared);
	if (counted)
		j->tmpfs.certain_bytes = larger(j->tmpfs.certain_bytes, smaller(shared, gained));
	note(j, counted ? smaller(shared, gained) : gained, counted, max);
}

/* --- what the peak includes as well --- */

/* The most of the peak that may have been shared memory. A sample may have seen a part of it. */
static uint64_t
maybe_shared(const struct run_tree_peak *peak)
{
	const struct run_parts *parts = &peak->parts;

	return parts->known ? more_than(peak->bytes, parts->anon_bytes + parts->file_bytes)
			    : peak->bytes;
}

/* How much the sum exceeds what the group ever held; files may be charged to another group. */
static uint64_t
beyond_group(const struct run *run)
{
	uint64_t files = run->tree.parts.known ? run->tree.parts.file_bytes : run->tree.bytes;

	if (!run->cgroup.made || run->cgroup.peak_bytes == 0)
		return 0;
	return more_than(run->tree.bytes + run->tmpfs.bytes, files + run->cgroup.peak_bytes);
}

/* What may be the same memory counts once, unless both were seen together. */
void
job_tmpfs_report(struct job *j)
{
	struct run_tmpfs *tmpfs = &j->run.tmpfs;
	uint64_t together = larger(j->tmpfs.together_bytes, j->run.tree.bytes), same;

	same = more_than(j->run.tree.bytes + tmpfs->bytes, together);
	same = smaller(same, maybe_shared(&j->run.tree));
	same = larger(same, beyond_group(&j->run));
	tmpfs->in_peak_bytes = smaller(same, tmpfs->bytes);
}

void
job_tmpfs_finish(struct job *j)
{
	note_left_behind(j);
	job_tmpfs_report(j);
}
