/* SPDX-License-Identifier: MIT */
/* same_memory.c: whether two processes have one address space. */
#include "base/same_memory.h"

#include <linux/kcmp.h>
#include <sys/syscall.h>
#include <unistd.h>

int
same_memory_compare(pid_t a, pid_t b)
{
	return (int)syscall(SYS_kcmp, a, b, KCMP_VM, 0, 0);
}
