/* SPDX-License-Identifier: MIT */
/* sizing.c: what a run's peak says of the machine that it needs. */
#include "text/sizing.h"

#include "text/trust.h"
#include "text/verdict.h"

#define SPARE_PERCENT 20u

/* Common sizes of machines, in steps of half a GiB: powers of two, and half as much again. */
static const uint16_t common_half_gib[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192,
	256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768 };

#define HALF_GIB (1ull << 29)

uint64_t
sizing_peak(const struct run *run)
{
	uint64_t single = run->single.origin != PEAK_NONE ? run->single.member.bytes : 0;
	uint64_t tree = run->tree.origin != PEAK_NONE ? run->tree.bytes : 0;

	return tree > single ? tree : single;
}

static void
put_machine(uint64_t needed, struct buffer *text)
{
	for (size_t i = 0; i < sizeof common_half_gib / sizeof common_half_gib[0]; i++) {
		unsigned size = common_half_gib[i];

		if (size * HALF_GIB < needed)
			continue;
		if (size < 2)
			buffer_text(text, ": a machine of 512 MiB");
		else if (size < 2048)
			buffer_print(text, ": a machine of %g GiB", size / 2.0);
		else
			buffer_print(text, ": a machine of %g TiB", size / 2048.0);
		return;
	}
}

/* Of what could be had when it began: its limit, or what this machine had to give. */
static void
put_unused(const struct run *run, uint64_t peak, enum units units, struct buffer *text)
{
	bool limited = run->limit_bytes != 0 && run->limit_bytes < run->machine_total_bytes;
	uint64_t room = limited ? run->limit_bytes : run->machine_available_bytes;

	if (run->machine_total_bytes == 0 || room < peak)
		return;
	buffer_print(text, "; %s", trust_words(trust_of_rest(trust_tree(run))));
	unit_size(text, room - peak, units);
	buffer_text(text, limited ? " of its limit of " : " of this machine's ");
	unit_size(text, limited ? run->limit_bytes : run->machine_total_bytes, units);
	buffer_text(text, " stayed unused");
}

/* What it held when it was ended; or its limit, which it had reached by then. */
static void
put_cut_short(const struct run *run, uint64_t held, enum units units, struct buffer *figure,
	struct buffer *text)
{
	uint64_t limit = run->reason == RUN_OOM_KILLED ? run->cgroup.limit_bytes : 0;

	buffer_text(figure, "more than ");
	unit_size(figure, limit > held ? limit : held, units);
	buffer_text(text, "it was ended before it had all that it wanted");
}

void
sizing_put(const struct run *run, enum units units, struct buffer *figure, struct buffer *text)
{
	uint64_t peak = sizing_peak(run), wanted = peak + run->swap_peak_bytes;
	uint64_t needed =
		wanted + wanted / 100 * SPARE_PERCENT + wanted % 100 * SPARE_PERCENT / 100;

	if (verdict_cut_short(run)) {
		put_cut_short(run, wanted, units, figure, text);
		return;
	}
	unit_size(figure, needed, units);
	buffer_print(text, "the peak%s with %u %% to spare",
		run->swap_peak_bytes > 0 ? " and its swap" : "", SPARE_PERCENT);
	put_machine(needed, text);
	put_unused(run, peak, units, text);
}
