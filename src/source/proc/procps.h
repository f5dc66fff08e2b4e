/* SPDX-License-Identifier: MIT */
/* procps.h: what the procps library says about one process, off the hot path: the names of its
 * user and its terminal, and what only the details show. procps4.c implements it with libproc2
 * (procps-ng 4). It reads /proc only, which another root (--proc) is not, and has no VmHWM; do
 * not call it for each process in a tick (it costs three times our own reading). */
#ifndef PEAKTOP_SOURCE_PROC_PROCPS_H
#define PEAKTOP_SOURCE_PROC_PROCPS_H

#include "base/failure.h"
#include "model/process/details.h"

struct procps;

/* Fails if the library cannot start. procps_close frees. */
struct procps *procps_open(struct failure *why);
void procps_close(struct procps *);

/* The clean name of `uid`, the effective user of process `pid`; valid until procps_close. NULL:
 * the process is gone or has another user by now. Each uid is looked up once. */
const char *procps_user(struct procps *, pid_t pid, uid_t uid);

/* Fills `d`, but for its links and limits. */
void procps_details(struct procps *, pid_t pid, struct details *d);

#endif
