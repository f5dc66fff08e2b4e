/* SPDX-License-Identifier: MIT */
/* procps.h: what the procps library says about the system and about one process, off the hot
 * path. procps4.c implements it with libproc2 (procps-ng 4). It reads /proc only; do not call it
 * for each process in a tick (it costs three times our own reading). */
#ifndef PEAKTOP_SOURCE_PROC_PROCPS_H
#define PEAKTOP_SOURCE_PROC_PROCPS_H

#include "base/failure.h"
#include "model/process/details.h"
#include "model/process/sample.h"

struct procps;

/* Fails if the library cannot start. procps_close frees. */
struct procps *procps_open(struct failure *why);
void procps_close(struct procps *);

/* Fills the sizes and `known`. The library reads /proc/meminfo at each call. */
void procps_memory(struct procps *, struct system_memory *);

/* The clean name of `uid`, the effective user of process `pid`; valid until procps_close. NULL:
 * the process is gone or has another user by now. Each uid is looked up once. */
const char *procps_user(struct procps *, pid_t pid, uid_t uid);

/* Fills all of `d` except cwd, which the library does not know. */
void procps_details(struct procps *, pid_t pid, struct details *d);

#endif
