/* SPDX-License-Identifier: MIT */
/* exits.h: the final peak of every process of the machine that ends, in the kernel's own words
 * (taskstats), whether or not anybody had looked at it while it lived.
 *
 * Needs CAP_NET_ADMIN in the machine's own user and pid namespaces: root, and not in a container.
 * Costs each task that ends 1 to 2 us and us 3 to 5 us a message. Nothing is missed while it is
 * read often enough: the socket holds some 6,700 ends (8 MiB of the kernel's memory at most, none
 * while nothing waits). */
#ifndef PEAKTOP_SOURCE_PROC_EXITS_H
#define PEAKTOP_SOURCE_PROC_EXITS_H

#include "base/failure.h"
#include "source/proc/exits_parse.h"

struct exits;

/* From now on ends are noted. NULL and `why` (EPERM: not allowed; ENOENT: the kernel has no
 * taskstats; 0: this is not the machine's first pid namespace, whose numbers it tells). */
struct exits *exits_open(struct failure *why);
void exits_close(struct exits *); /* NULL: nothing */

/* Readable when an end can be taken. */
int exits_fd(const struct exits *);

/* The next end; false: no more for now. Never waits. */
bool exits_next(struct exits *, struct exit_note *);

/* Whether anything was told so far: in another network namespace than the machine's first the
 * kernel agrees, and tells nothing. */
bool exits_heard(const struct exits *);

/* How often ends were lost since exits_open, because they came faster than they were read. */
uint64_t exits_overflows(const struct exits *);

#endif
