/* SPDX-License-Identifier: MIT */
/* field.c: THE table of the fields of a reading. */
#include "model/process/field.h"

#include "base/length.h"

/* Each row says all, so that nothing is forgotten: its letter and its largest value in a recording,
 * the bit that says whether it is known, and what a group makes of it. */
#define ROW(key, most_value, bit, member, of_group, at_end)                                 \
	{                                                                                   \
		FIELD_PLACE(reading, member), .letter = key, .known = bit, .sum = of_group, \
					      .max = most_value, .final = at_end            \
	}
#define RECORDED(key, max, bit, member, sum) ROW(key, max, bit, member, sum, false)
#define FINAL(key, max, bit, member, sum) ROW(key, max, bit, member, sum, true)
#define UNRECORDED(bit, member, sum) ROW(0, 0, bit, member, sum, false)

/* In the order of a recorded line. */
static const struct field items[] = {
	UNRECORDED(0, key.pid, SUM_LEADER), /* what the line begins with */
	RECORDED('b', FIELD_MAX_NS, 0, key.start_ticks, SUM_LEADER),
	RECORDED('B', FIELD_MAX_NS, 0, started_ns, SUM_LEADER),
	RECORDED('q', INT32_MAX, 0, ppid, SUM_LEADER),
	RECORDED('g', INT32_MAX, 0, pgrp, SUM_LEADER),
	RECORDED('S', INT32_MAX, 0, session, SUM_LEADER),
	FINAL('u', UINT32_MAX, KNOWN_UID, uid, SUM_LEADER),
	RECORDED('s', 'z', 0, state, SUM_LEADER),
	RECORDED('k', UINT32_MAX, 0, known, SUM_NONE), /* made of the bits of what is summed */
	RECORDED('t', FIELD_MAX, 0, threads, SUM_ADDED),
	RECORDED('c', FIELD_MAX_NS, 0, cpu_ns, SUM_ADDED),
	RECORDED('f', FIELD_MAX, 0, minor_faults, SUM_ADDED),
	RECORDED('F', FIELD_MAX, 0, major_faults, SUM_ADDED),
	RECORDED('r', FIELD_MAX, KNOWN_RSS, rss_bytes, SUM_ADDED),
	FINAL('p', FIELD_MAX, KNOWN_PEAK, peak_bytes, SUM_NONE),
	RECORDED('a', FIELD_MAX, KNOWN_ANON, anon_bytes, SUM_ADDED),
	RECORDED('l', FIELD_MAX, KNOWN_FILE, file_bytes, SUM_ADDED),
	RECORDED('h', FIELD_MAX, KNOWN_SHMEM, shmem_bytes, SUM_ADDED),
	RECORDED('w', FIELD_MAX, KNOWN_SWAP, swap_bytes, SUM_ADDED),
	RECORDED('H', FIELD_MAX, KNOWN_HUGETLB, hugetlb_bytes, SUM_ADDED),
	RECORDED('o', FIELD_MAX, KNOWN_OOM_SCORE, oom_score, SUM_MAX),
	RECORDED('e', FIELD_MAX, 0, image, SUM_NONE),
	RECORDED('n', 1, 0, forked, SUM_NONE),
	RECORDED('v', 1, 0, borrowed, SUM_NONE),
	UNRECORDED(0, renamed, SUM_NONE), /* a replay infers it from the names */
	UNRECORDED(0, regrouped, SUM_NONE),
	UNRECORDED(0, resting, SUM_NONE), /* what is recorded is read in full */
	UNRECORDED(KNOWN_LIMIT, limit_bytes, SUM_MIN),
	UNRECORDED(KNOWN_HEADROOM, headroom_bytes, SUM_MIN),
	UNRECORDED(KNOWN_HEADROOM, near_limit, SUM_MAX),
};
const struct fields reading_fields = { items, LENGTH(items) };

unsigned
reading_final_known(void)
{
	unsigned known = 0;

	for (size_t i = 0; i < reading_fields.count; i++)
		known |= items[i].final ? items[i].known : 0;
	return known;
}

unsigned
reading_recorded_known(void)
{
	unsigned known = 0;

	for (size_t i = 0; i < reading_fields.count; i++)
		known |= items[i].letter != 0 ? items[i].known : 0;
	return known;
}
