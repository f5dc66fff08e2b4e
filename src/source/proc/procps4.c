/* SPDX-License-Identifier: MIT */
/* procps4.c: implements procps.h with libproc2 (procps-ng 4). The library is loaded on first
 * use: it pulls in nine more (libsystemd and its dependencies), which cost 1 ms at every start,
 * and `peaktop run` does not need it. */
#include "source/proc/procps.h"

#include <libproc2/meminfo.h>
#include <libproc2/pids.h>
#include <linux/close_range.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/library.h"

#include "config.h"

/* PIDS_VAL lost its last argument in procps-ng 4.0.5; configure checks which form it has. */
#ifdef PIDS_VAL_TAKES_INFO
#define VALUE(item, type, stack, info) PIDS_VAL(item, type, stack, info)
#else
#define VALUE(item, type, stack, info) PIDS_VAL(item, type, stack)
#endif

struct user {
	uid_t uid;
	char *name;
};

/* The functions used of it. */
struct library {
	__typeof__(procps_meminfo_new) *meminfo_new;
	__typeof__(procps_meminfo_unref) *meminfo_unref;
	__typeof__(procps_meminfo_select) *meminfo_select;
	__typeof__(procps_pids_new) *pids_new;
	__typeof__(procps_pids_unref) *pids_unref;
	__typeof__(procps_pids_select) *pids_select;
};

struct procps {
	struct library library;
	struct meminfo_info *memory;
	struct user *users; /* in the order in which they were first seen */
	size_t user_count, user_capacity;
};

#define MEMBER(name) offsetof(struct library, name)

static const struct library_function functions[] = {
	{ "procps_meminfo_new", MEMBER(meminfo_new) },
	{ "procps_meminfo_unref", MEMBER(meminfo_unref) },
	{ "procps_meminfo_select", MEMBER(meminfo_select) },
	{ "procps_pids_new", MEMBER(pids_new) },
	{ "procps_pids_unref", MEMBER(pids_unref) },
	{ "procps_pids_select", MEMBER(pids_select) },
};

struct procps *
procps_open(struct failure *why)
{
	struct procps *p = grow_new(sizeof *p);
	int result;

	if (library_load(PROCPS_SONAME, functions, sizeof functions / sizeof functions[0],
		    &p->library, why)) {
		result = p->library.meminfo_new(&p->memory);
		if (result >= 0)
			return p;
		failure_set(why, -result, "opening /proc/meminfo through libproc2");
	}
	free(p);
	return NULL;
}

void
procps_close(struct procps *p)
{
	p->library.meminfo_unref(&p->memory);
	for (size_t i = 0; i < p->user_count; i++)
		free(p->users[i].name);
	free(p->users);
	free(p);
}

static uint64_t
memory_value(const struct meminfo_stack *stack, int slot)
{
	return (uint64_t)stack->head[slot].result.ul_int * 1024;
}

void
procps_memory(struct procps *p, struct system_memory *m)
{
	enum meminfo_item items[] = { MEMINFO_MEM_TOTAL, MEMINFO_MEM_AVAILABLE, MEMINFO_SWAP_TOTAL,
		MEMINFO_SWAP_FREE };
	enum { TOTAL, AVAILABLE, SWAP_TOTAL, SWAP_FREE, COUNT };
	struct meminfo_stack *stack = p->library.meminfo_select(p->memory, items, COUNT);

	if (stack == NULL)
		return;
	m->total_bytes = memory_value(stack, TOTAL);
	m->available_bytes = memory_value(stack, AVAILABLE);
	m->swap_total_bytes = memory_value(stack, SWAP_TOTAL);
	m->swap_free_bytes = memory_value(stack, SWAP_FREE);
	m->known = m->total_bytes > 0;
}

/* Requests `count` items of one process; release *info with procps_pids_unref even if no stack
 * is returned. The library's descriptors are not close-on-exec: fixed here. */
static struct pids_stack *
select_pid(const struct library *l, struct pids_info **info, enum pids_item *items, int count,
	pid_t pid)
{
	unsigned ids[] = { (unsigned)pid };
	struct pids_fetch *fetch;

	*info = NULL;
	if (l->pids_new(info, items, count) < 0)
		return NULL;
	fetch = l->pids_select(*info, ids, 1, PIDS_SELECT_PID);
	close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
	if (fetch == NULL || fetch->counts->total != 1)
		return NULL;
	return fetch->stacks[0];
}

static void
copy_clean(char *out, size_t size, const char *text)
{
	struct buffer b = buffer_over(out, size);

	/* The library returns "-" for what it could not read; strings of a vanished process are
	 * NULL. */
	if (text != NULL && strcmp(text, "-") != 0)
		clean_text(&b, text, strlen(text));
}

static const char *
add_user(struct procps *p, uid_t uid, const char *name)
{
	char clean[64];

	copy_clean(clean, sizeof clean, name);
	p->users = grow_array(p->users, &p->user_capacity, p->user_count + 1, sizeof *p->users);
	p->users[p->user_count] = (struct user){ uid, grow_copy(clean) };
	return p->users[p->user_count++].name;
}

const char *
procps_user(struct procps *p, pid_t pid, uid_t uid)
{
	enum pids_item items[] = { PIDS_ID_EUID, PIDS_ID_EUSER };
	enum { EUID, EUSER, COUNT };
	struct pids_info *info;
	struct pids_stack *stack;
	const char *name = NULL;

	for (size_t i = 0; i < p->user_count; i++)
		if (p->users[i].uid == uid)
			return p->users[i].name;
	stack = select_pid(&p->library, &info, items, COUNT, pid);
	if (stack != NULL && VALUE(EUID, u_int, stack, info) == uid &&
		VALUE(EUSER, str, stack, info) != NULL)
		name = add_user(p, uid, VALUE(EUSER, str, stack, info));
	if (info != NULL)
		p->library.pids_unref(&info);
	return name;
}

void
procps_details(struct procps *p, pid_t pid, struct details *d)
{
	enum pids_item items[] = { PIDS_EXE, PIDS_TTY_NAME, PIDS_CGROUP, PIDS_CMDLINE, PIDS_NICE,
		PIDS_OOM_ADJ, PIDS_VM_SIZE, PIDS_VM_RSS_LOCKED };
	enum { EXE, TTY, CGROUP, COMMAND, NICE, OOM_ADJ, VM_SIZE, LOCKED, COUNT };
	struct pids_info *info;
	struct pids_stack *stack = select_pid(&p->library, &info, items, COUNT, pid);

	*d = (struct details){ .found = stack != NULL };
	if (stack != NULL) {
		copy_clean(d->exe, sizeof d->exe, VALUE(EXE, str, stack, info));
		copy_clean(d->tty, sizeof d->tty, VALUE(TTY, str, stack, info));
		if (strcmp(d->tty, "?") == 0)
			strcpy(d->tty, "none");
		copy_clean(d->cgroup, sizeof d->cgroup, VALUE(CGROUP, str, stack, info));
		copy_clean(d->command, sizeof d->command, VALUE(COMMAND, str, stack, info));
		d->nice = VALUE(NICE, s_int, stack, info);
		d->oom_adjust = VALUE(OOM_ADJ, s_int, stack, info);
		d->virtual_bytes = (uint64_t)VALUE(VM_SIZE, ul_int, stack, info) * 1024;
		d->locked_bytes = (uint64_t)VALUE(LOCKED, ul_int, stack, info) * 1024;
	}
	if (info != NULL)
		p->library.pids_unref(&info);
}
