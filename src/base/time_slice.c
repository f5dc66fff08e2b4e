/* SPDX-License-Identifier: MIT */
/* time_slice.c: how soon this process runs after waking, beside others that use all CPUs. */
#include "base/time_slice.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The shortest that the kernel allows; usual are 0.7 to 3 ms. */
#define SHORTEST_NS 100000

/* An older kernel reports no slice. The flag gives children the usual slice again (kernel/sched,
 * sched_fork); it would also take a higher priority from them, and a policy of real time. */
void
time_slice_shorten(void)
{
	struct sched_attr own = { .size = sizeof own };

	if (syscall(SYS_sched_getattr, 0, &own, sizeof own, 0) != 0 ||
		own.sched_policy != SCHED_NORMAL || own.sched_nice < 0 ||
		own.sched_runtime <= SHORTEST_NS)
		return;
	own.sched_runtime = SHORTEST_NS;
	own.sched_flags |= SCHED_FLAG_RESET_ON_FORK;
	syscall(SYS_sched_setattr, 0, &own, 0);
}
