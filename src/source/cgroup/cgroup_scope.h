/* SPDX-License-Identifier: MIT */
/* cgroup_scope.h: a control group of our own from systemd's user manager, for whom none is
 * delegated.
 *
 * The session of an ordinary user is a scope that belongs to root: no group can be made in it. The
 * user manager has a part of the tree to itself, and gives of it on request: a transient scope. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_SCOPE_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_SCOPE_H

#include "base/failure.h"

/* Whether a user manager is there to be asked, judged by its sockets in $XDG_RUNTIME_DIR (NULL:
 * there is none) alone: it is not asked, and nothing is loaded. */
bool cgroup_scope_is_likely(const char *runtime_folder);

/* Moves us into a new scope of ours; it ends with the last process in it. Takes 5 s at most. False
 * and `why`, a sentence: it was not to be had, or would be outside of a limit that holds for us
 * here, or of the group of another run; then we may be in it all the same, and should end. */
bool cgroup_scope_enter(struct failure *why);

#endif
