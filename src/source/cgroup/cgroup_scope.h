/* SPDX-License-Identifier: MIT */
/* cgroup_scope.h: a control group of our own from systemd's user manager, if none is delegated
 * to us. The session of an ordinary user is a scope that belongs to root: no group can be
 * created in it. The user manager owns a part of the tree, and grants transient scopes in it on
 * request. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_SCOPE_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_SCOPE_H

#include "base/failure.h"

/* Whether a user manager is likely to be available, judged only by its sockets in
 * $XDG_RUNTIME_DIR (NULL: not set): nothing is requested or loaded. */
bool cgroup_scope_is_likely(const char *runtime_folder);

/* Moves us into a new scope, which ends with its last process. Takes 5 s at most. Fails, with a
 * sentence as `why`, if none is available, or if it would escape a limit that applies to us
 * here, or the group of another run. We may be in the scope nevertheless, and should then exit. */
bool cgroup_scope_enter(struct failure *why);

#endif
