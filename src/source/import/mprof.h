/* SPDX-License-Identifier: MIT */
/* mprof.h: imports data files of mprof (memory_profiler). Their lines: `CMDLINE words...`; `MEM
 * mib unix_time`, the process, or with --include-children its tree; with --multiprocess then
 * `CHLD pid mib unix_time` for each child; and `FUNC name mib unix_time mib unix_time`, a
 * profiled function. All of it is sampled: there is no exit status, no CPU time and no peak from
 * the kernel. With both options the children are in the file twice: if MEM is never less than
 * the sum of the CHLD lines after it, it includes them, and stands for the tree. A CMDLINE after
 * samples begins another run: mprof appends to a given output file. Without any CHLD line it is
 * unknown how many processes a MEM stands for: run.processes_seen is then 0, unknown. */
#ifndef PEAKTOP_SOURCE_IMPORT_MPROF_H
#define PEAKTOP_SOURCE_IMPORT_MPROF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"
#include "model/run/run.h"
#include "model/run/series.h"

/* A profiled function; times are since the first sample. */
struct mprof_phase {
	char name[64]; /* clean */
	uint64_t from_ns, until_ns;
	uint64_t from_bytes, until_bytes;
};

#define MPROF_PHASES_MAX 64

struct mprof {
	/* Start, wall time, peaks and number of samples come from the file; how it ended, usage
	 * and faults are unknown. argv is owned; without a CMDLINE it is the word "mprof". */
	struct run run;
	struct series series; /* of RSS: shared pages count for each process */
	struct mprof_phase phases[MPROF_PHASES_MAX]; /* in the order of their start */
	size_t phase_count;
	size_t bad_lines; /* skipped: none of the four kinds, or cut off */
};

/* Whether an argument means a file rather than a run: it begins like a path, or it contains a slash
 * or ends in .dat and exists (a label may be called feature/x). */
bool mprof_is_path(const char *argument);

/* Parses the bytes of such a file, skipping damaged parts. Fails if it has no sample.
 * mprof_clear frees in any case. */
bool mprof_parse(struct mprof *, const char *bytes, size_t count, struct failure *why);

/* Whether a line, without its newline, is a sample of the process: "MEM mib unix_time". */
bool mprof_is_sample(const char *line);

/* The part of these bytes that is the run number `which`, from 0; *runs: the number of runs, at
 * least one. */
const char *mprof_find(const char *bytes, size_t count, size_t which, size_t *length, size_t *runs);

/* Puts the phases into the run, once the series is complete; mprof_parse calls it. */
void mprof_put_phases(struct mprof *);

/* Both, for a regular file of at most 256 MiB. If `path` ends in `:N`, opens only its run N,
 * from 1; otherwise run number `which`. */
bool mprof_open(struct mprof *, const char *path, size_t which, size_t *runs, struct failure *why);

void mprof_clear(struct mprof *);

#endif
