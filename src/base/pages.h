/* SPDX-License-Identifier: MIT */
/* pages.h: what this process holds of its own program and libraries. */
#ifndef PEAKTOP_BASE_PAGES_H
#define PEAKTOP_BASE_PAGES_H

/* Lets go of the pages of program and libraries that are only read: those that are still needed
 * come back as they are touched, a microsecond for 16 of them, from memory that all processes
 * share. What was read once (loading, relocating, beginning) counts as ours no more. */
void pages_drop_read(void);

#endif
