/* SPDX-License-Identifier: MIT */
/* sample_run.h: a finished run with all figures set, which tests change. */
#ifndef PEAKTOP_TESTS_SAMPLE_RUN_H
#define PEAKTOP_TESTS_SAMPLE_RUN_H

#include "base/clock.h"
#include "model/run/run.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* A parent and four workers, which ran for 1m23s; exit status 0. */
static inline struct run
sample_run(char *const *argv)
{
	struct run_member first = { 4711, 412 * MIB, "train.py", false };

	return (struct run){
		.argv = argv,
		.cwd = "/home/ada/models",
		.host = "bench",
		.started_wall_ns = 1767225600123000000,
		.wall_ns = 83456789000,
		.usage = { .user_ns = 79123456000,
			.system_ns = 1234567000,
			.max_rss_bytes = 412 * MIB,
			.max_rss_floor_bytes = MIB,
			.minor_faults = 104233,
			.block_outputs = 16,
			.voluntary_switches = 120,
			.involuntary_switches = 33 },
		.single = { .member = first,
			.at_ns = 70 * NS_PER_SECOND,
			.at_known = true,
			.origin = PEAK_RUSAGE },
		.tree = { .bytes = 1352 * MIB,
			.at_ns = 72 * NS_PER_SECOND,
			.origin = PEAK_PSS,
			.lower_bound = true,
			.process_count = 5,
			.members = { first, { 4712, 240 * MIB, "train.py", false },
				{ 4713, 239 * MIB, "train.py", false },
				{ 4714, 231 * MIB, "train.py", false },
				{ 4715, 230 * MIB, "train.py", false } },
			.member_count = 5 },
		.processes_seen = 5,
		.machine_total_bytes = 24064 * MIB,
		.machine_available_bytes = 23552 * MIB,
		.interval_ns = 100 * NS_PER_MS,
		.samples = 840,
		.pss_reads = 3,
		.observer_cpu_ns = 250 * NS_PER_MS,
	};
}

/* The same with a single process. */
static inline struct run
sample_run_alone(char *const *argv)
{
	struct run run = sample_run(argv);

	run.tree.bytes = run.single.member.bytes;
	run.tree.origin = PEAK_RUSAGE;
	run.tree.lower_bound = false;
	run.tree.process_count = 1;
	run.tree.member_count = 1;
	run.processes_seen = 1;
	run.all_seen = true;
	return run;
}

#endif
