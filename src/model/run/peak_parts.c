/* SPDX-License-Identifier: MIT */
/* peak_parts.c: what the memory of a job's largest process consisted of at its maximum. */
#include "model/run/peak_parts.h"

static void
take_one(struct peak_parts *p, const struct reading *r)
{
	const unsigned needed = KNOWN_RSS | KNOWN_ANON | KNOWN_SHMEM | KNOWN_FILE;

	if ((r->known & needed) != needed || r->rss_bytes <= p->rss_bytes)
		return;
	p->rss_bytes = r->rss_bytes;
	p->pid = r->key.pid;
	p->of_it = (struct run_parts){ .known = true,
		.anon_bytes = r->anon_bytes,
		.shared_bytes = r->shmem_bytes,
		.file_bytes = r->file_bytes,
		.swap_bytes = r->known & KNOWN_SWAP ? r->swap_bytes : 0,
		.hugetlb_bytes = r->known & KNOWN_HUGETLB ? r->hugetlb_bytes : 0 };
}

void
parts_take(struct peak_parts *p, const struct sample *s)
{
	for (size_t i = 0; i < s->count; i++)
		take_one(p, &s->readings[i]);
}

void
parts_put(const struct peak_parts *p, struct run *run)
{
	const struct run_member *m = &run->single.member;
	/* The tree's peak is that of one process: an increase due to the kernel's mark is not in
	 * its parts. */
	bool alone = (run->processes_seen <= 1 && run->tree.process_count <= 1) ||
		     run->tree.origin == PEAK_RUSAGE || run->tree.origin == PEAK_KERNEL;

	if (p->rss_bytes >= m->bytes / 10 * 9 && (m->pid == 0 || m->pid == p->pid))
		run->single.parts = p->of_it;
	if (alone)
		run->tree.parts = run->single.parts;
}
