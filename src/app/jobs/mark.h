/* SPDX-License-Identifier: MIT */
/* mark.h: `peaktop mark NAME`: begins a phase of a job. */
#ifndef PEAKTOP_APP_JOBS_MARK_H
#define PEAKTOP_APP_JOBS_MARK_H

#include "launch/launch.h"

int mark_main(int argc, char **argv, const struct inherited *);

#endif
