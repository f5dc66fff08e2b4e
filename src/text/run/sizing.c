/* SPDX-License-Identifier: MIT */
/* sizing.c: the size of the machine that a run needs, from its peak. */
#include "text/run/sizing.h"

#include <signal.h>

#include "base/arithmetic.h"
#include "base/length.h"
#include "model/run/confidence.h"
#include "text/run/verdict.h"

#define SPARE_PERCENT 20u
/* A run that needs less fits any machine. */
#define NOTABLE_BYTES (64ull << 20)
#define DROPPABLE_MIN (16ull << 20)

/* Common machine sizes, in steps of half a GiB: powers of two, and one and a half times these. */
static const uint16_t common_half_gib[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192,
	256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768 };

#define HALF_GIB (1ull << 29)

/* The larger of the tree's peak and that of the largest process; 0: neither is known. */
static uint64_t
larger_peak(const struct run *run)
{
	uint64_t single = run->single.origin != PEAK_NONE ? run->single.member.bytes : 0;
	uint64_t tree = run->tree.origin != PEAK_NONE ? run->tree.bytes : 0;

	return tree > single ? tree : single;
}

/* Mapped files, if enough to mention: smaller amounts are the programs themselves and their
 * libraries, which would only be read again. */
static uint64_t
droppable(const struct run *run)
{
	bool of_tree = run->tree.origin != PEAK_NONE && run->tree.bytes >= run->single.member.bytes;
	const struct run_parts *p =
		of_tree && run->tree.parts.known ? &run->tree.parts : &run->single.parts;
	uint64_t peak = larger_peak(run);

	if (!p->known || p->file_bytes >= peak || p->file_bytes < DROPPABLE_MIN ||
		p->file_bytes < peak / 8)
		return 0;
	return p->file_bytes;
}

/* Files in memory that are needed in addition to the peak. */
static uint64_t
files_beside(const struct run *run)
{
	const struct run_tmpfs *t = &run->tmpfs;

	return t->bytes > t->in_peak_bytes ? t->bytes - t->in_peak_bytes : 0;
}

/* Memory in use that is not part of any RSS. */
static uint64_t
beside(const struct run *run)
{
	return run->swap_peak_bytes + files_beside(run) + run->hugetlb.bytes;
}

/* What the run needs, without any reserve. */
static uint64_t
wanted(const struct run *run)
{
	return larger_peak(run) - droppable(run) + beside(run);
}

bool
sizing_is_worth_telling(const struct run *run)
{
	uint64_t peak = larger_peak(run);

	return peak > 0 && (verdict_cut_short(run) || peak + beside(run) >= NOTABLE_BYTES);
}

/* The confidence of the figure it is based on; a sum with an approximate figure is approximate. */
static enum confidence
confidence_of_size(const struct run *run)
{
	bool of_tree = run->tree.origin != PEAK_NONE && run->tree.bytes >= run->single.member.bytes;
	enum confidence confidence = of_tree ? confidence_tree(run) : confidence_single(run);

	if ((files_beside(run) > 0 && !run->tmpfs.counted) || run->hugetlb.shared)
		return CONFIDENCE_ABOUT;
	if ((run->swap_peak_bytes > 0 || run->hugetlb.bytes > 0 || run->tmpfs.in_peak_bytes > 0) &&
		confidence == CONFIDENCE_EXACT)
		return CONFIDENCE_AT_LEAST;
	return confidence;
}

/* --- the machine --- */

static void
put_machine_size(unsigned half_gib, struct buffer *text)
{
	if (half_gib < 2)
		buffer_text(text, "512 MiB");
	else if (half_gib < 2048)
		buffer_print(text, "%g GiB", half_gib / 2.0);
	else
		buffer_print(text, "%g TiB", half_gib / 2048.0);
}

/* Other programs that run here are assumed to run there as well. Huge pages are not available
 * memory even while unused: the job's were reserved before it began. */
static void
put_machine(const struct run *run, uint64_t needed, enum units units, struct buffer *text)
{
	uint64_t others = run->machine_total_bytes > run->machine_available_bytes
				  ? run->machine_total_bytes - run->machine_available_bytes
				  : 0;

	others -= smaller(others, run->hugetlb.bytes);
	for (size_t i = 0; i < LENGTH(common_half_gib); i++) {
		if (common_half_gib[i] * HALF_GIB < needed + others)
			continue;
		buffer_text(text, ": a machine of ");
		put_machine_size(common_half_gib[i], text);
		if (others == 0)
			return;
		buffer_text(text, " counting what else runs here (");
		unit_size(text, others, units);
		buffer_text(text, ")");
		return;
	}
}

/* How much was left of what was available when it began: its limit, or this machine's memory. */
static void
put_unused(const struct run *run, enum units units, struct buffer *text)
{
	bool limited = run->limit_bytes != 0 && run->limit_bytes < run->machine_total_bytes;
	uint64_t cols_left = limited ? run->limit_bytes : run->machine_available_bytes;
	uint64_t used = larger_peak(run) + files_beside(run);

	if (run->machine_total_bytes == 0 || cols_left < used)
		return;
	buffer_print(text, "; %s", confidence_prefix(confidence_of_rest(confidence_of_size(run))));
	unit_size(text, cols_left - used, units);
	buffer_text(text, limited ? " of its limit of " : " of this machine's ");
	unit_size(text, limited ? run->limit_bytes : run->machine_total_bytes, units);
	buffer_text(text, " remained unused");
}

/* What it held when it was ended; or its limit, which it had reached by then. */
static void
put_cut_short(const struct run *run, enum units units, struct buffer *figure, struct buffer *text)
{
	bool itself = run->reason == RUN_OOM_KILLED || run->enforced || run->signal == SIGKILL;
	uint64_t limit = run->oom_limit_bytes, held = larger_peak(run) + run->swap_peak_bytes;

	if (limit == 0 && run->reason == RUN_OOM_KILLED)
		limit = run->cgroup.limit_bytes;
	held += files_beside(run) + (run->hugetlb.shared ? 0 : run->hugetlb.bytes);
	buffer_text(figure, "more than ");
	unit_size(figure, limit > held ? limit : held, units);
	buffer_print(text, "%s stopped before it had all it needed",
		itself ? "it was" : "part of it was");
}

/* --- the line --- */

static void
put_basis(const struct run *run, enum units units, struct buffer *text)
{
	uint64_t files = droppable(run);
	const char *others[3];
	size_t count = 0;

	if (run->swap_peak_bytes > 0)
		others[count++] = "swap";
	if (files_beside(run) > 0)
		others[count++] = "files in memory";
	if (run->hugetlb.bytes > 0)
		others[count++] = "huge pages";
	buffer_text(text, "the peak");
	for (size_t i = 0; i < count; i++)
		buffer_print(text, "%s%s", i + 1 < count ? ", its " : " and its ", others[i]);
	buffer_print(text, " with %u %% to spare", SPARE_PERCENT);
	if (files == 0)
		return;
	buffer_text(text, " (without ");
	unit_size(text, files, units);
	buffer_text(text, " of mapped files, which the kernel can drop)");
}

void
sizing_put(const struct run *run, enum units units, struct buffer *figure, struct buffer *text)
{
	uint64_t min = wanted(run);
	uint64_t needed = min + min / 100 * SPARE_PERCENT + min % 100 * SPARE_PERCENT / 100;

	if (verdict_cut_short(run)) {
		put_cut_short(run, units, figure, text);
		return;
	}
	buffer_text(figure, confidence_prefix(confidence_of_size(run)));
	unit_size(figure, needed, units);
	put_basis(run, units, text);
	put_machine(run, needed, units, text);
	put_unused(run, units, text);
}
