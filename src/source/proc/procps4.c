/* SPDX-License-Identifier: MIT */
/* procps4.c: implements procps.h with libproc2 (procps-ng 4). The library is loaded on first
 * use: it pulls in nine more (libsystemd and its dependencies), which cost 1 ms at every start,
 * and `peaktop run` does not need it. */
#include "source/proc/procps.h"

#include <libproc2/pids.h>
#include <linux/close_range.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/length.h"
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
struct procps_functions {
	__typeof__(procps_pids_new) *pids_new;
	__typeof__(procps_pids_unref) *pids_unref;
	__typeof__(procps_pids_select) *pids_select;
};

struct procps {
	struct procps_functions library;
	struct user *users; /* in the order in which they were first seen */
	size_t user_count, user_capacity;
};

#define MEMBER(name) offsetof(struct procps_functions, name)

static const struct library_function functions[] = {
	{ "procps_pids_new", MEMBER(pids_new) },
	{ "procps_pids_unref", MEMBER(pids_unref) },
	{ "procps_pids_select", MEMBER(pids_select) },
};

struct procps *
procps_open(struct failure *why)
{
	struct procps *p = grow_new(sizeof *p);

	if (library_load(PROCPS_SONAME, functions, LENGTH(functions), &p->library, why))
		return p;
	free(p);
	return NULL;
}

void
procps_close(struct procps *p)
{
	for (size_t i = 0; i < p->user_count; i++)
		free(p->users[i].name);
	free(p->users);
	free(p);
}

/* Requests `count` items of one process; release *info with procps_pids_unref even if no stack
 * is returned. The library's descriptors are not close-on-exec: fixed here. */
static struct pids_stack *
select_pid(const struct procps_functions *l, struct pids_info **info, enum pids_item *items,
	int count, pid_t pid)
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
	enum pids_item items[] = { PIDS_TTY_NAME, PIDS_CMDLINE, PIDS_NICE, PIDS_OOM_ADJ,
		PIDS_VM_SIZE, PIDS_VM_RSS_LOCKED };
	enum { TTY, COMMAND, NICE, OOM_ADJ, VM_SIZE, LOCKED, COUNT };
	struct pids_info *info;
	struct pids_stack *stack = select_pid(&p->library, &info, items, COUNT, pid);

	*d = (struct details){ .found = stack != NULL };
	if (stack != NULL) {
		copy_clean(d->tty, sizeof d->tty, VALUE(TTY, str, stack, info));
		if (strcmp(d->tty, "?") == 0)
			strcpy(d->tty, "none");
		copy_clean(d->command, sizeof d->command, VALUE(COMMAND, str, stack, info));
		d->nice = VALUE(NICE, s_int, stack, info);
		d->oom_adjust = VALUE(OOM_ADJ, s_int, stack, info);
		d->virtual_bytes = (uint64_t)VALUE(VM_SIZE, ul_int, stack, info) * 1024;
		d->locked_bytes = (uint64_t)VALUE(LOCKED, ul_int, stack, info) * 1024;
	}
	if (info != NULL)
		p->library.pids_unref(&info);
}
