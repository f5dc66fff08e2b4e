/* SPDX-License-Identifier: MIT */
/* keepers.c: queries all keepers of this user. */
#include "app/jobs/keepers.h"

#include <limits.h>
#include <poll.h>
#include <string.h>

#include "app/state/folder.h"
#include "app/state/keeper_listeners.h"
#include "base/clock.h"

/* A keeper normally answers within a millisecond. */
#define ANSWER_NS (2 * NS_PER_SECOND)

static bool
folder_path(enum socket_folder which, char path[PATH_MAX])
{
	struct buffer folder = buffer_over(path, PATH_MAX);
	struct failure ignored;

	return folder_sockets(&folder, which, false, &ignored);
}

void
keepers_find(struct keepers *k)
{
	char path[PATH_MAX];

	*k = (struct keepers){ .boot = keeper_boot() };
	for (enum socket_folder which = 0; which < SOCKET_FOLDERS; which++)
		if (folder_path((enum socket_folder)which, path))
			keeper_list(path, k->boot, &k->all);
	keeper_entries_sort(&k->all);
}

void
keepers_clear(struct keepers *k)
{
	keeper_entries_clear(&k->all);
}

/* --- queries --- */

/* It has reported its identity and its job's figures. */
static bool
has_answered(const struct watched_job *job)
{
	return job->known && (job->figures.at_ns > 0 || job->end.ended);
}

static bool
all_known(const struct panes *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->links[i]->fd >= 0 && !has_answered(p->jobs[i]))
			return false;
	return true;
}

static void
await_answers(struct panes *p)
{
	uint64_t until = clock_active_ns() + ANSWER_NS, now;

	while (!all_known(p) && (now = clock_active_ns()) < until) {
		struct pollfd fds[PANES_MAX];
		struct failure ignored;

		for (size_t i = 0; i < p->count; i++)
			fds[i] = (struct pollfd){ .fd = p->links[i]->fd, .events = POLLIN };
		if (poll(fds, p->count, (int)((until - now) / NS_PER_MS) + 1) <= 0)
			continue;
		for (size_t i = 0; i < p->count; i++)
			if (fds[i].revents != 0)
				panes_take(p, i, &ignored);
	}
}

/* Connects in the first folder where the keeper answers. */
static int
connect_to(const struct keepers *k, const char *name)
{
	char path[PATH_MAX];
	struct failure ignored;
	int fd = -1;

	for (enum socket_folder which = 0; fd < 0 && which < SOCKET_FOLDERS; which++)
		if (folder_path((enum socket_folder)which, path))
			fd = keeper_connect(path, name, k->boot, &ignored);
	return fd;
}

bool
keepers_ask(struct keepers *k, struct panes *p)
{
	struct failure ignored;

	if (k->asked == k->all.count)
		return false;
	while (k->asked < k->all.count && p->count < PANES_MAX) {
		const char *name = k->all.items[k->asked++].name.text;
		int fd = connect_to(k, name);

		if (fd >= 0 && panes_add(p, fd, 0, 0, &ignored))
			p->jobs[p->count - 1]->identity.keeper = keeper_name_pid(name);
	}
	await_answers(p);
	return true;
}

/* --- selection --- */

static bool
is_meant(const struct watched_job *job, const char *selector, uint64_t number)
{
	const struct watched_identity *id = &job->identity;

	if (!job->known)
		return false;
	if (number > 0)
		return id->run == number;
	return selector == NULL || (selector[0] != '\0' && strcmp(id->label, selector) == 0);
}

/* Of several jobs with one label a running one is meant, and of those the newest. */
static bool
is_better(const struct watched_job *a, const struct watched_job *b, const char *selector)
{
	if (selector != NULL && a->end.ended != b->end.ended)
		return b->end.ended;
	return a->identity.started_wall_ns > b->identity.started_wall_ns;
}

/* Moves the best selected job of the second set into the first, if it is better. */
static void
take_better(struct panes *best, struct panes *from, const char *selector, uint64_t number)
{
	for (size_t i = 0; i < from->count; i++) {
		struct panes before = *best;

		if (!is_meant(from->jobs[i], selector, number) ||
			(best->count > 0 && !is_better(from->jobs[i], best->jobs[0], selector)))
			continue;
		*best = (struct panes){
			.links = { from->links[i] }, .jobs = { from->jobs[i] }, .count = 1
		};
		from->count--;
		from->links[i] = from->links[from->count];
		from->jobs[i] = from->jobs[from->count];
		i--;
		panes_close(&before);
	}
}

bool
keepers_take(struct panes *p, const char *selector, uint64_t number)
{
	struct keepers all;
	struct panes asked = { .count = 0 };

	keepers_find(&all);
	while (keepers_ask(&all, &asked)) {
		take_better(p, &asked, selector, number);
		panes_close(&asked);
	}
	keepers_clear(&all);
	return p->count > 0;
}

bool
keepers_have(pid_t pid)
{
	struct keepers all;
	bool found = false;

	keepers_find(&all);
	for (size_t i = 0; i < all.all.count && !found; i++)
		found = keeper_name_pid(all.all.items[i].name.text) == pid;
	keepers_clear(&all);
	return found;
}
