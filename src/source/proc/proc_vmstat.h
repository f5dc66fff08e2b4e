/* SPDX-License-Identifier: MIT */
/* proc_vmstat.h: the counters of /proc/vmstat for swapping and out-of-memory kills. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_VMSTAT_H
#define PEAKTOP_SOURCE_PROC_PROC_VMSTAT_H

#include "model/process/sample.h"

/* Takes pswpin, pswpout (in pages of `page_bytes`) and oom_kill (since 4.13) from the
 * NUL-terminated bytes, which are not trusted; missing counters are unknown. */
void proc_parse_vmstat(const char *bytes, uint64_t page_bytes, struct system_events *);

#endif
