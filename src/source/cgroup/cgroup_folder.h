/* SPDX-License-Identifier: MIT */
/* cgroup_folder.h: the files of a control group, and making room below our own; shared by the
 * cgroup*.c files only. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_FOLDER_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_FOLDER_H

#include "source/cgroup/cgroup.h"

/* A process that was just reaped may still be leaving its group. */
#define CGROUP_LEAVE_NS (200 * NS_PER_MS)

/* Reads a file of a group whole, or writes one; false: not possible (errno). */
bool cgroup_read_text(const char *folder, const char *name, char *text, size_t size);
bool cgroup_write_text(const char *folder, const char *name, const char *text);

/* v2: enables a memory controller for groups below g->home. Moves us aside if that is necessary
 * and we are alone there. cgroup_step_back undoes it. */
bool cgroup_make_folder(struct job_cgroup *g, struct failure *why);
void cgroup_step_back(struct job_cgroup *g);

/* Removes a group; its processes are moved to `home`. False: they cannot be moved. */
bool cgroup_dissolve(const char *folder, const char *home);

#endif
