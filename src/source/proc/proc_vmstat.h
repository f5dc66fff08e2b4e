/* SPDX-License-Identifier: MIT */
/* proc_vmstat.h: the counters of /proc/vmstat that tell of swapping and of the out-of-memory
 * killer. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_VMSTAT_H
#define PEAKTOP_SOURCE_PROC_PROC_VMSTAT_H

#include "model/process/sample.h"

/* Takes pswpin, pswpout (in pages of `page_bytes`) and oom_kill (since 4.13) from the bytes, which
 * end with a NUL and are not trusted; what is not there is unknown. */
void proc_parse_vmstat(const char *bytes, uint64_t page_bytes, struct system_events *);

#endif
