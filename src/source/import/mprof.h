/* SPDX-License-Identifier: MIT */
/* mprof.h: the data files of mprof (memory_profiler), so that people bring their past along.
 *
 * Its lines: `CMDLINE words...`; `MEM mib unix_time`, the process, or with --include-children its
 * tree; after that `CHLD pid mib unix_time` for each child, with --multiprocess; and `FUNC name
 * mib unix_time mib unix_time`, a function that was profiled. All of it are samples: there is no
 * exit status in it, no CPU time and no mark of the kernel's.
 *
 * With both options the children are in the file twice: where MEM is never less than the sum of
 * the CHLD lines behind it, it holds them already, and stands for the tree. A CMDLINE behind
 * samples begins another run: mprof appends to a file that it is told to write. Without any CHLD
 * line nobody knows how many processes a MEM stands for: run.processes_seen is 0 then, which is
 * unknown. */
#ifndef PEAKTOP_SOURCE_IMPORT_MPROF_H
#define PEAKTOP_SOURCE_IMPORT_MPROF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"
#include "model/run/run.h"
#include "model/run/series.h"

/* A function that was profiled; times are since the first sample. */
struct mprof_phase {
	char name[64]; /* clean */
	uint64_t from_ns, until_ns;
};

#define MPROF_PHASES_MAX 64

struct mprof {
	/* Start, wall time, peaks and number of samples are what the file tells; how it ended,
	 * usage and faults it does not. argv is owned; without a CMDLINE it is the word "mprof". */
	struct run run;
	struct series series; /* of RSS: shared pages count for each process */
	struct mprof_phase phases[MPROF_PHASES_MAX]; /* in order of their start */
	size_t phase_count;
	size_t bad_lines; /* left out: none of the four kinds, or cut off */
};

/* Whether a word means a file and not a run: it begins as a path does, or holds a slash or ends in
 * .dat and is there (a label may be called feature/x). */
bool mprof_is_path(const char *word);

/* Reads the bytes of such a file; what is damaged is left out. False and `why`: no sample is in it.
 * mprof_clear frees in any case. */
bool mprof_parse(struct mprof *, const char *bytes, size_t count, struct failure *why);

/* Whether a line, without its end, is a sample of the process: "MEM mib unix_time". */
bool mprof_is_sample(const char *line);

/* The part of these bytes that is the run at `which`, from 0; *runs: how many there are, one at
 * least. */
const char *mprof_find(const char *bytes, size_t count, size_t which, size_t *length, size_t *runs);

/* Both, of a regular file of at most 256 MiB. `path` may end in `:N`: that one of its runs, from 1,
 * alone; else it is that at `which`. */
bool mprof_open(struct mprof *, const char *path, size_t which, size_t *runs, struct failure *why);

void mprof_clear(struct mprof *);

#endif
