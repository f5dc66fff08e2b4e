/* SPDX-License-Identifier: MIT */
/* cgroup_scope_none.c: for builds without libsystemd: never asks a user manager. */
#include "source/cgroup/cgroup_scope.h"

bool
cgroup_scope_is_likely(const char *runtime_folder)
{
	(void)runtime_folder;
	return false;
}

bool
cgroup_scope_enter(struct failure *why)
{
	return failure_set(why, 0, "this peaktop was built without libsystemd");
}
