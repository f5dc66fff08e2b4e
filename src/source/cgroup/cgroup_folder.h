/* SPDX-License-Identifier: MIT */
/* cgroup_folder.h: the files of a control group, and making room below our own one: shared by the
 * cgroup*.c alone. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_FOLDER_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_FOLDER_H

#include "source/cgroup/cgroup.h"

/* A process that was just reaped may still be leaving its group. */
#define CGROUP_LEAVE_NS (200 * NS_PER_MS)

/* A file of a group, whole; false: not to be read, or written (errno). */
bool cgroup_read_text(const char *folder, const char *name, char *text, size_t size);
bool cgroup_write_text(const char *folder, const char *name, const char *text);

/* v2: groups below g->home may have a memory controller. Steps aside where that is needed and we
 * are alone there. False and `why`: not to be had. cgroup_step_back undoes it. */
bool cgroup_make_folder(struct job_cgroup *g, struct failure *why);
void cgroup_step_back(struct job_cgroup *g);

/* Removes a group; who is in it is moved home. False: they cannot be moved. */
bool cgroup_dissolve(const char *folder, const char *home);

#endif
