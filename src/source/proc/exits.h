/* SPDX-License-Identifier: MIT */
/* exits.h: the final peak of every process that ends on the machine, as the kernel reports it
 * (taskstats), whether or not the process was ever sampled. Requires CAP_NET_ADMIN in the
 * machine's first user and pid namespaces: root, outside of containers. Costs each ending task 1
 * to 2 us, and us 3 to 5 us per message. Nothing is missed if it is read often enough: the
 * socket holds some 6,700 ends (at most 8 MiB of kernel memory, none while it is empty). */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_H
#define PEAKTOP_SOURCE_PROC_EXITS_H

#include "base/failure.h"
#include "source/proc/exits_parse.h"

struct exits;

/* From now on ends are queued. Errors in `why`: EPERM: not permitted; ENOENT: the kernel has no
 * taskstats; 0: not in the machine's first pid namespace, whose pids are reported. */
struct exits *exits_open(struct failure *why);
void exits_close(struct exits *); /* no-op for NULL */

/* Readable when an end can be read. */
int exits_fd(const struct exits *);

/* The next end; false: no more for now. Never waits. */
bool exits_next(struct exits *, struct exit_note *);

/* Whether anything was reported so far: in a network namespace other than the machine's first,
 * the kernel accepts the request but reports nothing. */
bool exits_heard(const struct exits *);

/* How often ends were lost since exits_open, because they came faster than they were read. */
uint64_t exits_overflows(const struct exits *);

#endif
