/* SPDX-License-Identifier: MIT */
/* proc_smaps.c: reads what a process shares with others. */
#include "source/proc/proc_smaps.h"

#include <errno.h>

#include "base/clock.h"
#include "source/proc_parse.h"
#include "source/proc/proc_signal.h"

static int
errno_of(enum proc_outcome outcome)
{
	return outcome == PROC_DENIED ? EACCES : ESRCH;
}

/* Its own memory is what nobody else maps, clean or dirty. */
static bool
parse(const char *text, struct process_smaps *share)
{
	uint64_t clean = 0, dirty = 0;

	if (!proc_parse_kib(text, "Pss:", &share->pss_bytes) ||
		!proc_parse_kib(text, "Private_Clean:", &clean) ||
		!proc_parse_kib(text, "Private_Dirty:", &dirty))
		return false;
	proc_parse_kib(text, "SwapPss:", &share->swap_pss_bytes);
	share->uss_bytes = clean + dirty;
	return true;
}

int
proc_smaps_read(struct proc_reader *reader, struct proc_key key, struct process_smaps *share)
{
	uint64_t began_ns = clock_active_ns();
	enum proc_outcome outcome;

	*share = (struct process_smaps){ .key = key };
	if (!proc_is_alive(reader, key))
		return ESRCH;
	outcome = slot_read_memory_file(reader, key.pid, "smaps_rollup", PROC_TEXT_MAX);
	if (outcome != PROC_READ)
		return errno_of(outcome);
	share->took_ns = clock_active_ns() - began_ns;
	share->at_ns = clock_boot_ns();
	share->known = parse(reader->text.bytes, share);
	return share->known ? 0 : ENODATA;
}
