/* SPDX-License-Identifier: MIT */
/* attach.c: `peaktop attach`: finds the job, or the processes, that its words mean.
 *
 * Keepers are asked who they are, by looking at each without a size of our own: nothing changes on
 * the terminals of those that are not meant. */
#include "app/attach.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/folder.h"
#include "app/history_common.h"
#include "app/kept_output.h"
#include "base/clock.h"
#include "launch/keeper_socket.h"

/* A keeper answers in a millisecond; one that is stopped or swapped out is not waited for. */
#define ANSWER_NS (2 * NS_PER_SECOND)

/* --- keepers --- */

static bool
all_known(const struct panes *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->links[i]->fd >= 0 && !p->jobs[i]->known)
			return false;
	return true;
}

static void
hear(struct panes *p)
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

/* All of this user's, the newest first. */
static void
ask_keepers(struct panes *p)
{
	char path[PATH_MAX];
	struct buffer folder = buffer_over(path, sizeof path);
	pid_t pids[PANES_MAX];
	struct failure ignored;
	size_t count;

	if (!folder_sockets(&folder, &ignored))
		return;
	count = keeper_list(path, pids, PANES_MAX);
	for (size_t i = 0; i < count; i++) {
		int fd = keeper_connect(path, pids[i], &ignored);

		if (fd >= 0)
			panes_add(p, fd, 0, 0, &ignored);
	}
	hear(p);
}

/* Of all that were asked only this one stays. */
static bool
keep_only(struct panes *p, size_t at)
{
	struct pane_link *kept = p->links[at];

	p->links[at] = p->links[p->count - 1];
	p->count--;
	panes_close(p);
	p->links[0] = kept;
	p->jobs[0] = &kept->job;
	p->count = 1;
	return true;
}

/* The newest that `word` names; NULL: any. The index is p->count where there is none. */
static size_t
find_keeper(const struct panes *p, const char *word, uint64_t number)
{
	size_t found = p->count;

	for (size_t i = 0; i < p->count; i++) {
		const struct watched_identity *id = &p->jobs[i]->identity;
		bool meant = word == NULL || (number > 0 && id->run == number) ||
			     (number == 0 && strcmp(id->label, word) == 0);

		if (p->jobs[i]->known && meant &&
			(found == p->count ||
				id->started_wall_ns > p->jobs[found]->identity.started_wall_ns))
			found = i;
	}
	return found;
}

/* --- what ended jobs showed last --- */

static bool
number_of_label(const char *word, uint64_t *number)
{
	struct stored_run run;
	struct failure ignored;
	bool found = history_load(word, &run, &ignored);

	*number = found ? run.run.number : 0;
	stored_run_clear(&run);
	return found;
}

/* `number` 0: the newest. *number is what was looked for in the end. */
static bool
find_screen(struct panes *p, const char *word, uint64_t *number, struct failure *why)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);

	if (*number == 0 && strcmp(word, "last") == 0)
		*number = kept_output_newest();
	else if (*number == 0)
		number_of_label(word, number);
	if (*number == 0)
		return fail(why, 0, "no job '%s' goes on or has left its screen", word);
	return kept_output_path(&b, *number, KEPT_SCREEN, why) && panes_add_file(p, path, why);
}

/* --- words --- */

static bool
read_number(const char *word, uint64_t *number)
{
	char *end;

	if (word[0] < '1' || word[0] > '9')
		return false;
	errno = 0;
	*number = strtoull(word, &end, 10);
	return *end == '\0' && errno == 0;
}

static bool
is_process(const struct options *o, uint64_t number)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);

	buffer_print(&b, "%s/%" PRIu64, o->proc, number);
	return access(path, F_OK) == 0;
}

static bool
take_pids(struct options *o, struct failure *why)
{
	for (size_t i = 0; i < o->word_count; i++) {
		uint64_t number;

		if (!read_number(o->words[i], &number) || number > INT32_MAX)
			return fail(why, 0, "'%s' is no process id (one run, or process ids)",
				o->words[i]);
		if (!is_process(o, number))
			return fail(why, 0, "there is no process %s", o->words[i]);
		if (o->pid_count == OPTION_PIDS_MAX)
			return fail(why, 0, "more than %d process ids", OPTION_PIDS_MAX);
		o->pids[o->pid_count++] = (pid_t)number;
	}
	return true;
}

static bool
find_word(struct options *o, struct panes *p, const char *word, struct failure *why)
{
	bool last = strcmp(word, "last") == 0, numeral = word[0] >= '0' && word[0] <= '9';
	uint64_t number = 0;
	size_t at;

	if (numeral && !read_number(word, &number))
		return fail(why, 0, "'%s' is no run and no process id", word);
	ask_keepers(p);
	at = find_keeper(p, last ? NULL : word, number);
	if (at < p->count)
		return keep_only(p, at);
	panes_close(p);
	if (find_screen(p, word, &number, why))
		return true;
	if (!numeral)
		return false;
	return is_process(o, number) ? take_pids(o, why)
				     : fail(why, 0,
					       "run %s has left no screen, and there is no process "
					       "%s (peaktop history lists the runs)",
					       word, word);
}

static bool
find_newest(struct panes *p, struct failure *why)
{
	size_t at;

	ask_keepers(p);
	at = find_keeper(p, NULL, 0);
	if (at < p->count)
		return keep_only(p, at);
	panes_close(p);
	return fail(why, 0,
		"no job goes on ('peaktop -- COMMAND' starts one, 'peaktop attach last' shows the "
		"last)");
}

bool
attach_find(struct options *o, struct panes *p, struct failure *why)
{
	if (o->word_count == 0)
		return find_newest(p, why);
	if (o->word_count == 1)
		return find_word(o, p, o->words[0], why);
	return take_pids(o, why);
}
